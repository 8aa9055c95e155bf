"""Money, shares of a hundred, and what is measured."""

import re

from onrecord.speech.normal.numbers import NUMBER, cardinal, number
from onrecord.speech.normal.rule import Rule, rule

_CURRENCIES = {
    "US$": ("US dollar", "US dollars"),
    "£": ("pound", "pounds"),
    "$": ("dollar", "dollars"),
    "€": ("euro", "euros"),
    "¥": ("yen", "yen"),
}
_PARTS = {"£": ("penny", "pence"), "$": ("cent", "cents"), "€": ("cent", "cents")}
_CODES = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥"}
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_SCALE = r"(?:\s?(?P<scale>thousand|million|billion|trillion|mn|bn|tn|[kKmb])\b)?"
_VALUE = rf"(?P<value>{NUMBER})"
_LAST = rf"(?:\s?[–-]\s?[£$€¥]?(?P<last>{NUMBER}))?"

_UNITS = {
    "km/h": ("kilometre an hour", "kilometres an hour"),
    "mph": ("mile an hour", "miles an hour"),
    "m²": ("square metre", "square metres"),
    "m³": ("cubic metre", "cubic metres"),
    "km²": ("square kilometre", "square kilometres"),
    "sq ft": ("square foot", "square feet"),
    "sq m": ("square metre", "square metres"),
    "µm": ("micron", "microns"),
    "μm": ("micron", "microns"),
    "nm": ("nanometre", "nanometres"),
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "km": ("kilometre", "kilometres"),
    "m": ("metre", "metres"),
    "ft": ("foot", "feet"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "t": ("tonne", "tonnes"),
    "tCO2e": ("tonne of C O two equivalent", "tonnes of C O two equivalent"),
    "ml": ("millilitre", "millilitres"),
    "l": ("litre", "litres"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "MWh": ("megawatt hour", "megawatt hours"),
    "GWh": ("gigawatt hour", "gigawatt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"),
    "W": ("watt", "watts"),
    "kV": ("kilovolt", "kilovolts"),
    "V": ("volt", "volts"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "bar": ("bar", "bar"),
    "kPa": ("kilopascal", "kilopascals"),
    "MPa": ("megapascal", "megapascals"),
    "dB": ("decibel", "decibels"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "‰": ("per mille", "per mille"),
    "pp": ("percentage point", "percentage points"),
    "bps": ("basis point", "basis points"),
}
_UNIT = "|".join(re.escape(one) for one in sorted(_UNITS, key=len, reverse=True))
_FRACTIONS = {"½": "a half", "¼": "a quarter", "¾": "three quarters", "⅓": "a third", "⅔": "two thirds"}
_WRITTEN = {"1/2": "a half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third", "2/3": "two thirds"}


def _money(found: re.Match[str]) -> str:
    """`£1.9 million`, `£4–5m`, `£1.50`, `EUR 300`."""
    sign = found["sign"].strip()
    sign = _CODES.get(sign, sign)
    one, many = _CURRENCIES[sign]
    value, last = found["value"], found["last"]
    scale = found["scale"]
    if scale is None and last is None and (small := _small(sign, value)):
        return small
    said = number(value) + (f" to {number(last)}" if last else "")
    if scale is not None:
        return f"{said} {_SCALES.get(scale.lower(), scale)} {many}"
    return f"{said} {one if value == '1' and not last else many}"


def _small(sign: str, value: str) -> str | None:
    """Pounds and pence."""
    whole, point, rest = value.replace(",", "").partition(".")
    if not point or len(rest) != 2 or sign not in _PARTS:
        return None
    (one, many), (penny, pence) = _CURRENCIES[sign], _PARTS[sign]
    parts = f"{cardinal(int(rest))} {penny if rest == '01' else pence}"
    if int(whole) == 0:
        return parts
    pounds = f"{number(whole)} {one if whole == '1' else many}"
    return pounds if rest == "00" else f"{pounds} {cardinal(int(rest))}"


def _pence(found: re.Match[str]) -> str:
    return f"{number(found['value'])} {'penny' if found['value'] == '1' else 'pence'}"


def _measured(found: re.Match[str]) -> str:
    one, many = _UNITS[found["unit"]]
    value, last, sign = found["value"], found["last"], found["sign"]
    said = ("minus " if sign in {"-", "−"} else "plus " if sign else "") + number(value)
    said += f" to {number(last)}" if last else ""
    single = found["joint"] == "-" or (value == "1" and not last)
    return f"{said} {one if single else many}"


def _fraction(found: re.Match[str]) -> str:
    part = _FRACTIONS[found["part"]]
    return f"{number(found['value'])} and {part}" if found["value"] else part.removeprefix("a ")


def _written(found: re.Match[str]) -> str:
    return _WRITTEN[found[0]]


RULES: tuple[Rule, ...] = (
    rule(rf"(?P<sign>US\$|[£$€¥]|(?:GBP|USD|EUR|JPY)\s?){_VALUE}{_LAST}{_SCALE}(?!\w)", _money),
    rule(rf"{_VALUE}p(?!\w)", _pence),
    rule(rf"(?P<sign>[-−+])?{_VALUE}{_LAST}(?P<joint>[\s-]?)(?P<unit>{_UNIT})(?![\w²³/])", _measured),
    rule(rf"(?P<value>\d+)?\s?(?P<part>[{''.join(_FRACTIONS)}])", _fraction),
    rule(rf"(?:{'|'.join(_WRITTEN)})(?![\d/])", _written),
)
