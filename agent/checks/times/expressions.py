"""Times as a text gives them: dates, months, years, quarters, halves, seasons, weekdays, and words such as "next year".

A `When` holds what the words say and no more; what "March" or "yesterday" means is for `calendar`, which is told the
day on which it was said.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_TENS = "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_UNITS = "first second third fourth fifth sixth seventh eighth ninth"
_DAYS = f"{_UNITS} tenth {_TENS} twenty-{_UNITS.replace(' ', ' twenty-')} thirtieth thirty-first".split()
_ORDINALS = {word: number for number, word in enumerate(_DAYS, 1)} | {"final": 4, "last": 4}
_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
COUNTS = {word: number for number, word in enumerate(_CARDINALS, 1)} | {"a": 1, "an": 1, "couple of": 2}

_SHIFTS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "this": 0, "current": 0, "present": 0}
_SHIFTS |= {"next": 1, "coming": 1, "following": 1, "before last": -2, "after next": 2, "before": -1, "earlier": -1}
_SHIFTS |= {"after": 1, "later": 1, "before this": -1, "after this": 1, "ago": -1, "from now": 1, "hence": 1}
_LOOSE = ("that", "same", "previous", "preceding", "following", "before", "after", "earlier", "later")
_DAYS_OFF = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_PARTS_OF_DAY = ("morning", "afternoon", "evening", "night", "day")

_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|jun[e.]?|jul[y.]?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?!\w)"
)
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(sorted(_DAYS, key=len, reverse=True))})(?![\w:%]|[.,]\d)"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\w|[.,]\d)"
_STEPS = "last|past|previous|preceding|this|current|present|next|coming|following|that|same"
_STEP = rf"(?:the )?(?P<step>{_STEPS})"
_OF = rf"(?:,? (?:in |of )?(?:the year )?{_YEAR}|,? (?:of |in )?(?:the )?(?:(?P<of>{_STEPS}) )?year(?!\w))"
_EDGE = r"(?:(?P<edge>early|late|mid)[ -](?:in )?)?"
_COUNT = rf"(?P<count>\d{{1,3}}|few|couple of|several|an?|{'|'.join(_CARDINALS)})"
_PERIODS = r"year|quarter|month|week|weekend|decade|century|half|season|day|morning|afternoon|evening|night"
_UNIT = rf"(?P<unit>{_PERIODS})"
_SEASON = r"(?P<season>spring|summer|autumn|winter|fall)(?!\w)"
_TURNS = "ago|earlier|later|before|from now|hence"
_LEADS = ["in", "by", "the", "of", "after", "since", "until", "before", "during", "through", "early", "late", "mid"]
_LEAD = "|".join(rf"(?<=\b{word}[ -])" for word in _LEADS)
_PATTERNS = (
    r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-])",
    rf"(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0?[1-9]|1[0-2])/{_YEAR}",
    rf"(?:{_WEEKDAY},? )?{_DAY} (?:of )?{_MONTH}{_OF}?",
    rf"(?:{_WEEKDAY},? )?{_MONTH} (?:the )?{_DAY}{_OF}?",
    rf"{_DAY}(?=(?:,? (?:and |or |to |until )?|[–-])\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})",
    rf"{_WEEKDAY},? the {_DAY}",
    rf"{_EDGE}(?:{_STEP} )?{_MONTH}{_OF}?",
    rf"Q(?P<quarter>[1-4]){_OF}?(?!\w)",
    rf"(?P<quarter>first|second|third|fourth|final|last)[ -]quarter(?!\w){_OF}?",
    rf"H(?P<half>[12]){_OF}",
    rf"(?P<half>first|second) half{_OF}",
    rf"{_EDGE}(?:{_STEP} )?{_SEASON}{_OF}",
    rf"{_EDGE}{_STEP} {_SEASON}",
    rf"(?:{_LEAD}){_EDGE}{_SEASON}(?: (?P<turn>before last|after next|after this|before|after)(?!\w))?",
    rf"the {_UNIT} (?P<turn>before last|after next|before this|after this|before|after|earlier|later)(?!\w)",
    rf"{_STEP} (?:{_COUNT} )?{_UNIT}s?(?!\w)",
    rf"{_STEP} {_WEEKDAY}",
    rf"{_WEEKDAY},? (?:of )?(?P<step>last|this|next) (?P<unit>week)(?!\w)",
    rf"{_COUNT} (?P<unit>year|quarter|month|week|fortnight|day)s? (?P<turn>{_TURNS})(?!\w)",
    r"the (?P<unit>year)(?!\w)|(?<=\bof )the (?P<unit_>quarter|month|week)(?!\w)",
    rf"(?P<every>every |each )?{_WEEKDAY}(?P<many>s)?(?!\w)",
    r"(?P<word>today|tonight|yesterday|tomorrow|now|currently|at present|at the moment)(?!\w)",
    r"(?P<decade>(?:19|20)\d0)s(?!\w)",
    rf"{_EDGE}(?:fiscal |FY ?)?{_YEAR}(?:[/–-](?:20)?\d\d(?!\d))?(?! ?%| per ?cent)",
)
_COMPILED = [re.compile(r"(?<![\w£$€#])(?<!\d[.,/:-])(?:" + one + ")", re.IGNORECASE) for one in _PATTERNS]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One time. What the words leave open is none.

    `unit` and `shift` are those of relative words: "last year" is ("year", -1), "today" ("day", 0), "three weeks ago"
    ("week", -3); `shift` is none where it depends on the text around ("that year"). `span` counts the units of a
    stretch ("the next two weeks"), `loose` is a relative word that counts from another time than that of saying.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: int | None = None
    decade: int | None = None
    unit: str = ""
    shift: int | None = None
    span: int | None = None
    loose: bool = False
    edge: str = ""
    recurs: bool = False

    @property
    def relative(self) -> bool:
        """Whether its meaning hangs on the day of saying by words like "next" or "ago"."""
        return bool(self.unit)


@lru_cache(maxsize=4096)
def times(text: str) -> tuple[When, ...]:
    """All times of a text in order; of two that overlap the one that begins first and is longer."""
    found = [match for pattern in _COMPILED for match in pattern.finditer(text)]
    kept: list[When] = []
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        if (not kept or match.start() >= kept[-1].end) and _is_time(match, text):
            kept.append(_when(match))
    return tuple(_joined(kept))


def _is_time(match: re.Match[str], text: str) -> bool:
    """Months and weekdays have a capital; "May" and "March" alone at a sentence's beginning are more likely verbs."""
    parts = match.groupdict()
    names = [one for one in (parts.get("month"), parts.get("weekday")) if one]
    if any(one[0].islower() for one in names):
        return False
    alone = match[0] in ("May", "March", "Mar")
    if match[0] in ("mar", "Mar", "Dec", "Sep", "Jan", "Oct") and text[match.end() : match.end() + 2].strip().isalpha():
        return False
    return not (alone and re.search(r"(?:^|[.?!:\"“])\s*$", text[: match.start()]))


def _when(match: re.Match[str]) -> When:
    parts = {name: value.casefold() for name, value in match.groupdict().items() if value}
    unit, shift, loose = _relative(parts, match[0].casefold())
    season, weekday = parts.get("season"), parts.get("weekday")
    count = parts.get("count")
    return When(
        start=match.start(),
        end=match.end(),
        year=int(parts["year"]) if "year" in parts else None,
        month=_month(parts["month"]) if "month" in parts else None,
        day=_number(parts["day"]) if "day" in parts else None,
        weekday=WEEKDAYS.index(weekday) if weekday else None,
        quarter=_number(parts["quarter"]) if "quarter" in parts and unit != "quarter" else None,
        half=_number(parts["half"]) if "half" in parts else None,
        season=SEASONS[season] if season else None,
        decade=int(parts["decade"]) if "decade" in parts else None,
        unit=unit,
        shift=shift,
        span=_number(count) if count and "step" in parts else None,
        loose=loose,
        edge=parts.get("edge", ""),
        recurs="every" in parts or "many" in parts,
    )


def _relative(parts: dict[str, str], words: str) -> tuple[str, int | None, bool]:
    """Unit, shift and looseness of the relative words of a match."""
    if "word" in parts:
        shift = _DAYS_OFF.get(parts["word"])
        return "now" if shift is None else "day", shift or 0, False
    if parts.get("quarter") == "last" and "of" not in parts and "year" not in parts and "year" not in words:
        return "quarter", -1, False
    unit = parts.get("unit") or parts.get("unit_") or ""
    step = parts.get("step") or parts.get("of") or parts.get("turn") or ""
    if not unit and re.search(r"\byear$", words):
        unit = "year"
    if not unit and step and "season" in parts:
        unit = "season"
    if not unit and step and "month" in parts:
        unit = "month name"
    if not unit and step and "weekday" in parts:
        unit = "weekday"
    if not unit:
        return "", None, False
    shift = _SHIFTS.get(step, None if step else 0)
    loose = step in _LOOSE or not step or words.startswith("the next")
    if "turn" in parts and "count" in parts and shift is not None:
        number = _number(parts["count"])
        shift = None if number is None else shift * number
    if unit == "fortnight":
        return "week", None if shift is None else 2 * shift, loose
    if unit in _PARTS_OF_DAY:
        return "day", shift, loose
    return unit, shift, loose


def _number(word: str) -> int | None:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else _ORDINALS.get(word) or COUNTS.get(word)


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS.index(word[:3]) + 1


def _joined(found: list[When]) -> list[When]:
    """The first day of "4 to 6 March" has the month and year of the second."""
    result: list[When] = []
    for when in reversed(found):
        later = result[-1] if result else None
        if later and when.day and not (when.month or when.weekday) and later.month:
            when = _replaced(when, later)
        result.append(when)
    return [when for when in reversed(result) if when.month or when.weekday is not None or not when.day]


def _replaced(when: When, later: When) -> When:
    return When(start=when.start, end=when.end, day=when.day, month=later.month, year=later.year)
