"""Sums of money, by a currency's sign or code before or behind: below nought, by their scale, from one to another."""

import re
import unicodedata

from onrecord.speech.normal.numbers import END, MOST_DIGITS, NUMBER, cardinal, number
from onrecord.speech.normal.rule import Rule, rule

_CURRENCIES = {
    "£": ("pound", "pounds"),
    "$": ("dollar", "dollars"),
    "€": ("euro", "euros"),
    "¥": ("yen", "yen"),
    "¢": ("cent", "cents"),
    "₹": ("rupee", "rupees"),
    "₽": ("rouble", "roubles"),
    "US$": ("US dollar", "US dollars"),
    "A$": ("Australian dollar", "Australian dollars"),
    "C$": ("Canadian dollar", "Canadian dollars"),
    "NZ$": ("New Zealand dollar", "New Zealand dollars"),
    "HK$": ("Hong Kong dollar", "Hong Kong dollars"),
    "S$": ("Singapore dollar", "Singapore dollars"),
    "R$": ("real", "reais"),
    "CHF": ("Swiss franc", "Swiss francs"),
    "SEK": ("Swedish krona", "Swedish kronor"),
    "NOK": ("Norwegian krone", "Norwegian kroner"),
    "DKK": ("Danish krone", "Danish kroner"),
    "CNY": ("yuan", "yuan"),
    "PLN": ("zloty", "zloty"),
    "CZK": ("Czech koruna", "Czech korunas"),
    "HUF": ("forint", "forints"),
    "KRW": ("won", "won"),
    "ZAR": ("rand", "rand"),
    "MXN": ("Mexican peso", "Mexican pesos"),
}
_CODES = {"GBP": "£", "USD": "US$", "EUR": "€", "JPY": "¥", "INR": "₹", "AUD": "A$", "CAD": "C$", "NZD": "NZ$",
          "HKD": "HK$", "SGD": "S$", "BRL": "R$", "RUB": "₽"}  # fmt: skip
_PARTS = {"£": ("penny", "pence"), "$": ("cent", "cents"), "US$": ("cent", "cents"), "€": ("cent", "cents")}
_SCALES = {"k": "thousand", "m": "million", "mm": "million", "mn": "million", "b": "billion", "bn": "billion",
           "t": "trillion", "tn": "trillion", "trn": "trillion"}  # fmt: skip
_WORTH = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

SIGNS = "$¢£¥" + "".join(map(chr, range(0x20A0, 0x20C1)))  # of currencies, as Unicode has them
_MANY = sorted((one for one in {*_CURRENCIES, *_CODES} if len(one) > 1), key=len, reverse=True)
CURRENCY = rf"(?:{'|'.join(map(re.escape, _MANY))}|[{SIGNS}])"
SCALE = r"[\s-]?(?:thousand|million|billion|trillion|lakh|crore|trn|mn|bn|tn|m|b|k)|MM|mm|[KMBT]"
_AMOUNT = rf"(?P<value>{NUMBER})(?:(?P<own>{SCALE})(?!\w))?"
_LAST = rf"(?:\s?[–-]\s?(?P<less>[−-])?{CURRENCY}?(?P<last>{NUMBER}))?(?:(?P<scale>{SCALE})(?!\w))?"


def named(currency: str) -> tuple[str, str]:
    """One of them, and many: `euro`, `euros`."""
    found = _CURRENCIES.get(_CODES.get(currency, currency))
    name = unicodedata.name(currency[0], "").removesuffix(" SIGN").lower()
    return found or (name, name)


def scaled(scale: str) -> str:
    """`m`, `bn` or ` million` in words."""
    plain = scale.strip(" -\u00a0")
    return _SCALES.get(plain.lower(), plain)


def _money(found: re.Match[str]) -> str:
    """`£1.9 million`, `£4–5m`, `€5m–7m`, `£1.50`, `EUR 300`, `€-5`, `£(5)m`."""
    below, value, last = found["below"] or found["open"], found["value"], found["last"]
    currency = _CODES.get(found["currency"], found["currency"])
    one, many = named(currency)
    own, scale = (f" {scaled(one)}" if one else "" for one in (found["own"], found["scale"]))
    minus = "minus " if below else ""
    if not own + scale and last is None and (small := _small(currency, value)):
        return minus + small
    if last is None:
        return f"{minus}{_much(value, own + scale)} {one if value == '1' and not own + scale else many}"
    return f"{minus}{_much(value, own)} to {'minus ' if found['less'] else ''}{number(last)}{scale} {many}"


def _behind(found: re.Match[str]) -> str:
    """`5 €`, `5 million SEK`, `5 EUR million`."""
    one, many = named(found["currency"])
    scale = "".join(f" {scaled(one)}" for one in (found["own"], found["scale"]) if one)
    return f"{_much(found['value'], scale)} {one if found['value'] == '1' and not scale else many}"


def _much(value: str, scale: str) -> str:
    """`1,005k` as one number: `one thousand and five thousand` might be six thousand."""
    plain, worth = value.replace(",", ""), _WORTH.get(scale.strip(), 1)
    if plain.isdecimal() and int(plain) >= worth > 1 and len(str(int(plain) * worth)) <= MOST_DIGITS:
        return cardinal(int(plain) * worth)
    return f"{number(value)}{scale}"


def _small(currency: str, value: str) -> str | None:
    """Pounds and pence."""
    whole, point, rest = value.replace(",", "").partition(".")
    if not point or len(rest) != 2 or not (whole + rest).isdecimal() or not whole or currency not in _PARTS:
        return None
    (one, many), (penny, pence) = named(currency), _PARTS[currency]
    parts = f"{cardinal(int(rest))} {penny if rest == '01' else pence}"
    if int(whole) == 0:
        return parts
    pounds = f"{number(whole)} {one if whole == '1' else many}"
    return pounds if rest == "00" else f"{pounds} {cardinal(int(rest))}"


def _pence(found: re.Match[str]) -> str:
    return f"{number(found['value'])} {'penny' if found['value'] == '1' else 'pence'}"


RULES: tuple[Rule, ...] = (
    rule(
        rf"(?P<currency>{CURRENCY})\s?(?:(?P<below>[−–-])(?=[\d.(])|(?P<open>\((?=[^()\s]{{1,24}}\))))?"
        rf"{_AMOUNT}(?(open)\)){_LAST}{END}",
        _money,
    ),
    rule(
        rf"(?P<currency>{CURRENCY})(?P<scale>mn|bn|m|k){END}",
        lambda found: f"{scaled(found['scale'])} {named(found['currency'])[1]}",
    ),
    rule(
        rf"{_AMOUNT}\s?(?P<currency>{CURRENCY}){END}(?!(?<=[A-Z])\s\d)"
        r"(?:\s(?P<scale>thousand|million|billion|trillion)\b)?",
        _behind,
    ),
    rule(rf"(?P<value>{NUMBER})p(?!\w)", _pence),
)
