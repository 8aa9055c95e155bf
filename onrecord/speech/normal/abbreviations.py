"""Words that are written short, and numerals of the Romans where it is sure that they are some."""

import re

from onrecord.speech.normal.numbers import cardinal, ordinal
from onrecord.speech.normal.rule import Rule, rule

_BEFORE_NAMES = {"Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "St": "Saint",
                 "Rev": "Reverend", "Sr": "Senior", "Jr": "Junior", "Messrs": "Messers"}  # fmt: skip
_BEFORE_NUMBERS = {"No": "number", "Nos": "numbers", "p": "page", "pp": "pages", "para": "paragraph", "Fig": "figure",
                   "fig": "figure", "Sec": "section", "sec": "section", "Ch": "chapter", "ch": "chapter",
                   "Vol": "volume", "vol": "volume", "Art": "article", "c": "about", "ca": "about"}  # fmt: skip
_ANYWHERE = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "etcetera",
    "vs.": "versus",
    "vs": "versus",
    "viz.": "namely",
    "cf.": "compare",
    "approx.": "approximately",
    "incl.": "including",
    "excl.": "excluding",
    "min.": "minimum",
    "max.": "maximum",
    "dept.": "department",
    "Dept.": "Department",
    "govt.": "government",
    "Inc.": "Incorporated",
    "Ltd.": "Limited",
    "Ltd": "Limited",
    "Co.": "Company",
    "Corp.": "Corporation",
    "Bros.": "Brothers",
    "plc": "P L C",
    "PLC": "P L C",
    "GmbH": "G M B H",
    "Ph.D.": "P H D",
    "PhD": "P H D",
    "p.a.": "a year",
    "a.m.": "AM",
    "p.m.": "PM",
    "w/o": "without",
    "n/a": "not applicable",
    "N/A": "not applicable",
    "&c.": "etcetera",
    "c/o": "care of",
    "24/7": "twenty four seven",
}
_INITIALS = {  # that a voice would take for words; the others it spells out by itself
    "AKA", "BA", "COO", "DEI", "EBIT", "ECB", "EDI", "EGM", "EPS", "ERP", "ESG", "ETA", "EV", "FAQ", "IFRS", "IMF",
    "IPO", "IR", "LED", "NGO", "OKR", "QA", "ROI", "SKU", "SME", "TRIR", "UAE", "YTD", "YoY", "QoQ",
}  # fmt: skip
_NUMERALS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NUMBERED = "Part|Chapter|Volume|Book|Phase|Stage|Article|Annex|Appendix|Schedule|Section|Act|Tier|Type|Class|Mark|War"
_REIGNING = "Elizabeth|George|Henry|Edward|Charles|James|William|Richard|Louis|Pius|Harald|Frederick|Christian"


def roman(text: str) -> int | None:
    """From I to CXCIX; none for what is written otherwise than the Romans' heirs write it."""
    if re.fullmatch(r"(?=.)C?(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text) is None:
        return None
    values = [_NUMERALS[one] for one in text]
    return sum(-one if one < max(values[place:]) else one for place, one in enumerate(values))


def _numbered(found: re.Match[str]) -> str | None:
    value = roman(found["numeral"])
    return f"{found['of']} {cardinal(value)}" if value is not None else None


def _reigning(found: re.Match[str]) -> str | None:
    value = roman(found["numeral"])
    return f"{found['of']} the {ordinal(value)}" if value is not None else None


def letters(text: str) -> str:
    """Each by its name; `A` alone would be the article."""
    return " ".join("eh" if one == "A" else one for one in text.upper() if one.isalpha())


def _initials(found: re.Match[str]) -> str:
    return letters(found["initials"]) + ("s" if found["many"] else "")


def _table(words: dict[str, str]) -> str:
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


RULES: tuple[Rule, ...] = (
    rule(rf"(?P<short>{_table(_ANYWHERE)})(?!\w)", lambda found: _ANYWHERE[found["short"]]),
    rule(rf"(?P<short>{_table(_BEFORE_NAMES)})\.?(?=\s[A-Z])", lambda found: _BEFORE_NAMES[found["short"]]),
    rule(rf"(?P<short>{_table(_BEFORE_NUMBERS)})\.?(?=\s?\d)", lambda found: _BEFORE_NUMBERS[found["short"]]),
    rule(rf"(?P<of>{_NUMBERED})\s(?P<numeral>[IVX]|[IVXLC]{{2,}})\b", _numbered),
    rule(rf"(?P<of>{_REIGNING})\s(?P<numeral>[IVX]{{2,}})\b", _reigning),
    rule(r"(?:[A-Za-z]\.){2,}(?![A-Za-z])", lambda found: letters(found[0])),
    rule(
        r"(?P<first>[A-Z])\s?&\s?(?P<last>[A-Z])(?!\w)",
        lambda found: f"{letters(found['first'])} and {letters(found['last'])}",
    ),
    rule(r"[A-Z]/[A-Z](?!\w)", lambda found: letters(found[0])),
    rule(rf"(?P<initials>{'|'.join(sorted(_INITIALS))})(?P<many>['’]?s)?(?!\w)", _initials),
)
