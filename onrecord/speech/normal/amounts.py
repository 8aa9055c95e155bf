"""What is measured, shares of a hundred, and parts of a whole."""

import re

from onrecord.speech.normal.numbers import END, NUMBER, number
from onrecord.speech.normal.rule import Rule, rule

_LAST = rf"(?:\s?[–-]\s?(?P<less>[−-])?(?P<last>{NUMBER}))?"

_UNITS = {
    "km/h": ("kilometre an hour", "kilometres an hour"),
    "mph": ("mile an hour", "miles an hour"),
    "m²": ("square metre", "square metres"),
    "m³": ("cubic metre", "cubic metres"),
    "m2": ("square metre", "square metres"),
    "m3": ("cubic metre", "cubic metres"),
    "km2": ("square kilometre", "square kilometres"),
    "km²": ("square kilometre", "square kilometres"),
    "sq ft": ("square foot", "square feet"),
    "sq m": ("square metre", "square metres"),
    "µm": ("micron", "microns"),
    "μm": ("micron", "microns"),
    "µg": ("microgram", "micrograms"),
    "μg": ("microgram", "micrograms"),
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
    "tCO₂e": ("tonne of C O two equivalent", "tonnes of C O two equivalent"),
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
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
    "ºC": ("degree Celsius", "degrees Celsius"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "‰": ("per mille", "per mille"),
    "pp": ("percentage point", "percentage points"),
    "bp": ("basis point", "basis points"),
    "bps": ("basis point", "basis points"),
    "pts": ("point", "points"),
    "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"),
}
UNIT = "|".join(re.escape(one) for one in sorted(_UNITS, key=len, reverse=True))
_WRITTEN = {"1/2": "a half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third", "2/3": "two thirds"}
_NAMED = re.compile(r"\b[A-Z]\w*\s$")  # `Scope 1/2` are two, unless something is said to be a part `of` something
_RATED = re.compile(r"\d\s?[^\W\d_]{0,4}$|[€£$¥]$")


def _measured(found: re.Match[str]) -> str | None:
    one, many = _UNITS[found["unit"]]
    value, last, joint = found["value"], found["last"], found["joint"]
    if found["unit"] == "m" and not joint:
        return None  # metres, months or millions: it is read as it is written
    said = number(value) + (f" to {'minus ' if found['less'] else ''}{number(last)}" if last else "")
    single = joint == "-" or (value == "1" and not last)
    return f"{said} {one if single else many}"


def _less(found: re.Match[str]) -> str:
    """`(5.2)%`, as accounts have it."""
    return f"minus {number(found['value'])} percent"


def _rate(found: re.Match[str]) -> str | None:
    """`5 m/s`, `€50/MWh`."""
    before = found.string[max(0, found.start() - 8) : found.start()]
    return f"per {_UNITS[found['unit']][0]}" if _RATED.search(before) else None


def _written(found: re.Match[str]) -> str | None:
    if found["whole"] is None and _NAMED.search(found.string[max(0, found.start() - 20) : found.start()]):
        return None
    part = _WRITTEN[found["part"]]
    return f"{number(found['whole'])} and {part}" if found["whole"] else part


_BEHIND = rf"{END}(?![²³]|/(?!(?:{UNIT})(?!\w)))"

RULES: tuple[Rule, ...] = (
    rule(rf"(?P<value>{NUMBER}){_LAST}(?P<joint>[\s-]?)(?P<unit>{UNIT}){_BEHIND}", _measured),
    rule(rf"\((?P<value>{NUMBER})\)\s?%", _less),
    Rule(pattern=re.compile(rf"/(?P<unit>{UNIT}){END}"), say=_rate),
    rule(rf"(?:(?P<whole>\d+) )?(?<!/)(?P<part>{'|'.join(_WRITTEN)})(?![\d/])", _written),
)
