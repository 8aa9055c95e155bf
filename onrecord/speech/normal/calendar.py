"""Days, months, years and times of day."""

import re

from onrecord.speech.normal.amounts import UNIT
from onrecord.speech.normal.money import CURRENCY, SCALE
from onrecord.speech.normal.numbers import END, RAISED, cardinal, number, ordinal, year
from onrecord.speech.normal.rule import Rule, rule

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT = {one[:3]: one for one in MONTHS} | {"Sept": "September"}
_TENS = ("hundreds", "tens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties",
         "nineties")  # fmt: skip
_HALVES = {"a": "AM", "p": "PM"}

_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_LAST = r"(?:\s?[–-]\s?(?P<last>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_END = rf"(?![^\W{RAISED}]|%|[.,]\d)"
_HALF = r"\s?(?P<half>[ap])\.?m\b(?:\.(?=,|\s+(?-i:[a-z])))?"
_DATING = re.compile(
    r"(?:in|since|by|of|until|till|from|before|after|around|for|to|and|during|between|through|than|year|early|late|mid"
    r"|spring|summer|autumn|fall|winter|quarter|half)[\s-]$",
    re.IGNORECASE,
)
_DATED_WITHIN = 12  # characters
_BETWEEN = {"/": "slash", "-": "dash", ".": "point"}
_COUNTED = re.compile(
    r"\s(?:people|persons|employees|colleagues|staff|jobs|roles|units|lamps|cells|hours|days|weeks|homes|shares|points"
    r"|customers|suppliers|members|workers|engineers|apprentices|tonnes|pounds|dollars|euros|metres|miles|times)\b"
)
_UNITED = rf"\s?{CURRENCY}(?!\s?\d)|[\s/-]?(?:{UNIT})|{SCALE}|\s?[×x]\s?\d"
_COUNT = rf"(?:[–-]\d+(?:[.,]\d+)*)?(?:{_UNITED}){END}(?![-'’&]\w)"  # `1901 kg` and `1901–1950 kg` are no years
_PLURAL = re.compile(r"\s[a-z]+s\b")


def _day(text: str) -> str:
    return f"the {ordinal(int(text))}"


def _name(month: str) -> str:
    return _SHORT.get(month.rstrip("."), month)


def _days(found: re.Match[str]) -> str:
    return _day(found["day"]) + (f" to {_day(found['last'])}" if found["last"] else "")


def _of(found: re.Match[str]) -> str:
    return f" {year(int(found['year']))}" if found["year"] else ""


def _date(found: re.Match[str]) -> str:
    return f"{_days(found)} of {_name(found['month'])}{_of(found)}"


def _month_first(found: re.Match[str]) -> str:
    return f"{_name(found['month'])} {_days(found)}{_of(found)}"


def _month(found: re.Match[str]) -> str:
    return f"{_name(found['month'])}{_of(found)}"


def _numeric(found: re.Match[str]) -> str:
    return f"{_day(found['day'])} of {MONTHS[int(found['number']) - 1]}{_of(found)}"


def _figures(found: re.Match[str]) -> str:
    """`12/03/2025`: in December or in March, who knows; so it is read as it is written."""
    third = found["third"]
    said = (number(found["first"]), number(found["second"]), year(int(third)) if len(third) == 4 else number(third))
    return f" {_BETWEEN[found['mark']]} ".join(said)


def _fiscal(found: re.Match[str]) -> str:
    """`FY2025/26`."""
    first, last = (year(int(one)) if len(one) == 4 else number(one) for one in (found["first"], found["last"]))
    return f"F Y {first} to {last}"


def _years(found: re.Match[str]) -> str:
    """`2025/26`, `2024–2026`."""
    last = int(found["last"])
    return f"{year(int(found['year']))} to {year(last) if last > 99 else cardinal(last)}"


def _decade(found: re.Match[str]) -> str:
    value = int(found["year"])
    if value % 1000 == 0:
        return f"{cardinal(value)}s"
    return f"{cardinal(value // 100)} {_TENS[value % 100 // 10]}"


def _tens(found: re.Match[str]) -> str:
    return _TENS[int(found["tens"])]


def _alone(found: re.Match[str]) -> str | None:
    """A year, unless it counts something."""
    value, text, end = int(found["year"]), found.string, found.end()
    dated = _DATING.search(text[max(0, found.start() - _DATED_WITHIN) : found.start()]) is not None
    if _COUNTED.match(text, end) or (not dated and (value < 1900 or (value % 100 == 0 and _PLURAL.match(text, end)))):
        return None
    return year(value)


def _time(found: re.Match[str]) -> str:
    hour, minute, half = int(found["hour"]), found["minute"] or "00", found.groupdict().get("half")
    said = cardinal(hour)
    if minute != "00":
        said += f" oh {cardinal(int(minute))}" if minute.startswith("0") else f" {cardinal(int(minute))}"
    elif half is None:
        said += " o'clock" if 0 < hour < 13 else " hundred hours"
    return f"{said} {_HALVES[half.lower()]}" if half else said


RULES: tuple[Rule, ...] = (
    rule(r"(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)", _numeric),
    Rule(
        pattern=re.compile(r"(?<=\d)T(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"), say=lambda one: f"at {_time(one)}"
    ),
    rule(
        rf"(?P<first>\d\d?)(?P<mark>[/.-])(?P<second>\d\d?)(?P=mark)(?P<third>(?:1[5-9]|20)\d\d|\d\d){_END}(?![/.-]\d)",
        _figures,
    ),
    rule(rf"(?:the\s)?{_DAY}{_LAST}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?{_END}", _date),
    rule(rf"{_MONTH}\s(?:the\s)?{_DAY}{_LAST}(?:,?\s{_YEAR})?{_END}", _month_first),
    rule(rf"{_MONTH}\s{_YEAR}{_END}", _month),
    rule(rf"FY\s?(?P<first>(?:20)?\d\d)[/–-](?P<last>(?:20)?\d\d){_END}", _fiscal),
    rule(rf"{_YEAR}(?:/|[–-])(?P<last>20\d\d|19\d\d|\d\d){_END}(?!{_COUNT})", _years),
    rule(r"(?P<year>(?:1[5-9]|20)\d0)s\b", _decade),
    rule(r"['’‘]?(?P<tens>[2-9])0s\b", _tens),
    rule(rf"{_YEAR}{_END}(?!-\d)(?!{_COUNT})", _alone),
    rule(rf"(?P<hour>1[0-2]|0?\d)(?:[:.](?P<minute>[0-5]\d))?{_HALF}", _time, flags=re.IGNORECASE),
    rule(r"(?P<hour>[01]?\d|2[0-3]|24(?=:00)):(?P<minute>[0-5]\d)(?![\d:])", _time),
)
