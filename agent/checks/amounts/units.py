"""Units that amounts come in, how they are spelt, and which of them measure the same."""

from fractions import Fraction

CURRENCIES = {"£": "pound", "$": "dollar", "€": "euro", "¥": "yen"}
_SPELT = """
pound: pound pounds sterling gbp quid; dollar: dollar dollars usd; euro: euro euros eur; yen: yen jpy;
krone: krone kroner kronor krona nok sek dkk; penny: pence penny p; cent: cents; %: percent pct; point: point points;
second: seconds secs; minute: minute minutes min mins; hour: hour hours hr hrs; day: day days; week: week weeks;
month: month months; quarter: quarter quarters; year: year years yr yrs; decade: decade decades;
microgram: microgram micrograms μg ug; milligram: mg milligram milligrams; gram: g gram grams;
kilogram: kg kilo kilos kilogram kilograms; tonne: tonne tonnes ton tons; micron: micron microns μm;
millimetre: mm millimetre millimetres millimeter millimeters; centimetre: cm centimetre centimetres centimeters;
metre: metre metres meter meters; kilometre: km kilometre kilometres kilometer kilometers; mile: mile miles;
litre: litre litres liter liters; degree: degree degrees; watt: watt watts; kilowatt: kw kilowatt kilowatts;
megawatt: mw megawatt megawatts
"""
UNITS = {word: unit.strip() for unit, many in (one.split(":") for one in _SPELT.split(";")) for word in many.split()}
ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
ADVERBS |= dict.fromkeys(("yearly", "annual", "annually"), "year")
FORTNIGHTS = ("fortnight", "fortnights")
_HOUR = 3600
_SCALED = {
    "second": ("second", 1),
    "minute": ("second", 60),
    "hour": ("second", _HOUR),
    "day": ("second", 24 * _HOUR),
    "week": ("second", 7 * 24 * _HOUR),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("month", 12),
    "decade": ("month", 120),
    "microgram": ("microgram", 1),
    "milligram": ("microgram", 10**3),
    "gram": ("microgram", 10**6),
    "kilogram": ("microgram", 10**9),
    "tonne": ("microgram", 10**12),
    "micron": ("micron", 1),
    "millimetre": ("micron", 10**3),
    "centimetre": ("micron", 10**4),
    "metre": ("micron", 10**6),
    "kilometre": ("micron", 10**9),
    "watt": ("watt", 1),
    "kilowatt": ("watt", 10**3),
    "megawatt": ("watt", 10**6),
}


def based(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """A value in the smallest unit of its kind: a week is 604,800 seconds, a year 12 months, a penny 1/100 pound."""
    if unit == "penny":
        return value / 100, "pound"
    base, factor = _SCALED.get(unit, (unit, 1))
    return value * factor, base


def is_time(unit: str) -> bool:
    """Whether a unit measures time."""
    return based(Fraction(1), unit)[1] in ("second", "month")
