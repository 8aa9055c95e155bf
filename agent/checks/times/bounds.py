"""How words bound a time: "by June", "until June" and "from June" are three different promises."""

import re

from agent.checks.times.expressions import WEEKDAYS, When

_SKIPPED = (
    r"(?:(?:the|its|their|about|around|roughly|early|late|mid|very|end|start|beginning|middle|close|some|time|of|"
    rf"{'|'.join(WEEKDAYS)})(?:,? |-))*"
)
_BOUNDS = {
    "from": r"from|starting(?: on| in| from)?|beginning(?: on| in)?|effective(?: from)?|as from|with effect from",
    "since": "since|than in|than on|than at|compared (?:with|to)",
    "by": "by|no later than|not later than",
    "before": "before|ahead of|prior to|earlier than",
    "until": "until|till|up to|through",
    "after": "after|following|later than|beyond|not before|no earlier than",
    "between": "between",
    "to": "to|and|or",
    "at": "in|on|at|during|throughout",
}
_LEADS = {name: re.compile(rf"\b(?:{words}) {_SKIPPED}$", re.IGNORECASE) for name, words in _BOUNDS.items()}
_EARLIEST = re.compile(r"\s*,?\s*(?:at the (?:very )?earliest\b|or later\b|onwards?\b)", re.IGNORECASE)
_LATEST = re.compile(r"\s*,?\s*(?:at the (?:very )?latest\b|or (?:earlier|sooner)\b)", re.IGNORECASE)
_EDGES = {"end": r"(?:end|close) of|late(?: in)?", "start": r"(?:start|beginning) of|early(?: in)?"}
_EDGED = {name: re.compile(rf"\b(?:{words})(?: the)?[ -]$", re.IGNORECASE) for name, words in _EDGES.items()}
_OPENED = re.compile(r"\b(from|between)\b[^.;]*$", re.IGNORECASE)
_BEGINS = re.compile(
    r"\b(?:start|begin|beg[au]n|take effect|took effect|effective|in force|launch|open|stop|halt|introduc|chang|mov"
    r"|new|com(?:e|ing) into|came into|paus|freez|froze)\w*",
    re.IGNORECASE,
)

_TURN = re.compile(
    r"\b(?:(?P<ends>clos|end|finish|expir|conclud|ceas)|open|start|begin|began|begun|launch|commenc|resum)\w*"
    r"(?!.*\b(?:clos|end|finish|expir|conclud|ceas|open|start|begin|began|begun|launch|commenc|resum))",
    re.IGNORECASE,
)


def bound(text: str, when: When) -> str:
    """The bound that stands before or behind a time in its text: a key of the table above, or empty."""
    after, before = text[when.end : when.end + 30], text[max(0, when.start - 60) : when.start]
    if _EARLIEST.match(after):
        return "from"
    if _LATEST.match(after):
        return "by"
    found = next((name for name, pattern in _LEADS.items() if pattern.search(before)), "")
    if found == "to":
        opened = _OPENED.search(text[: when.start])
        return {"from": "until", "between": "between"}.get(opened[1].casefold(), "") if opened else "to"
    return found


def edge(text: str, when: When) -> str:
    """Either "start" or "end", where words name that end of the time."""
    if when.edge:
        return {"early": "start", "late": "end"}.get(when.edge, "middle")
    before = text[max(0, when.start - 30) : when.start]
    return next((name for name, pattern in _EDGED.items() if pattern.search(before)), "")


def same_bound(claimed: tuple[str, When], quoted: tuple[str, When]) -> bool:
    """Whether a time in a statement is bounded as the one in the quote that it rests on; each is (text, time)."""
    one, other = bound(*claimed), bound(*quoted)
    if one == other or not one or not other or {one, other} == {"from", "since"}:
        return True
    if {one, other} == {"since", "at"}:
        return bool(re.search(r"\bthan (?:in|on|at) $", _lead(*claimed)))
    if one == "between" or other == "between":  # "from 6 to 10 July", "since May"
        return {one, other} <= {"between", "at", "from", "since", "until", "to"}
    if {one, other} == {"by", "before"}:
        return edge(*quoted) == "end"
    if {one, other} <= {"to", "at", "between", "until"} and "to" in (one, other):
        return True
    if (one, other) == ("by", "until"):
        return bool(re.search(r"\b(?:has|have|had|given|['’]ve) until\b", _lead(*quoted)))
    if {one, other} == {"from", "at"}:
        return any(_BEGINS.search(text) for text, _ in (claimed, quoted))
    return False


def same_turn(claimed: tuple[str, When], quoted: tuple[str, When]) -> bool:
    """Whether neither begins at the time at which the other ends."""
    one, other = (_TURN.search(_lead(*each)) for each in (claimed, quoted))
    return one is None or other is None or bool(one["ends"]) == bool(other["ends"])


def points_back(name: str, text: str) -> bool:
    """Whether a text bounds a time by pointing back to it: "before that date"."""
    words = _BOUNDS.get(name)
    if name == "since" and re.search(r"\bsince(?:[.,;]|$)", text, re.IGNORECASE):
        return True
    return bool(words and re.search(rf"\b(?:{words}) (?:(?:that|this|the) (?:date|day|time|point)|then)\b", text, re.I))


def _lead(text: str, when: When) -> str:
    """The words before a time, back to the last comma or full stop."""
    return re.split(r"[.,;:]\s", text[max(0, when.start - 60) : when.start])[-1]


def same_edge(claimed: tuple[str, When], quoted: tuple[str, When]) -> bool:
    """Whether neither names the start where the other names the end."""
    one, other = edge(*claimed), edge(*quoted)
    return one == other or not one or not other
