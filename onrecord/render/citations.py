"""What stands under an answer for each citation: who, where, when, how old, and the quote where it was said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from agent.wording import day
from audit.domain import Citation, EvidenceItem, Nearest
from ingest.display import displayer, folded
from onrecord.places import Place, place_of
from onrecord.render.lines import Line, Span, Style, line

AROUND = 160  # characters shown on each side of a quote, at most
LONGEST_QUOTE = 240  # a longer one, which was read in full above, loses its middle
LONGEST_NEAREST = 240
_SENTENCE_START = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a reader is told beyond the record itself.

    `texts` by their hash; `superseded` (by what, in words) and `withdrawn` (when) by source id, as this asker may
    know it; `leaders` (name and title) by leader id; `verify` is the command that checks the record; `leaf` its place
    in the log, where it is known. `plays` is, by a cited place, the command that plays its recording.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    superseded: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, datetime] = field(default_factory=dict)
    leaders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    verify: str = "onrecord audit verify"
    leaf: int | None = None
    plays: Mapping[Place, str] = field(default_factory=dict)


def age(then: date, today: date) -> str:
    """`8 months ago`; empty for a date to come."""
    days = (today - then).days
    months = (today.year - then.year) * 12 + today.month - then.month - (today.day < then.day)
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return f"{days} days ago"
    if days < 60:
        return f"{days // 7} weeks ago"
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


def source_line(item: Citation | Nearest, label: Span, today: date) -> Line:
    """Speaker, title, date and age, page or timecode, and the id under which `onrecord show` has it; of words that the
    question brought, only which passage they are of."""
    if not item.speaker:
        return line(f"passage {item.source_id}, which came with the question", label=label)
    when = day(item.date)
    old = age(item.date, today)
    told = f", {when} ({old})" if old else f", {when}"
    if item.page is not None:
        told += f", page {item.page}"
    if isinstance(item, Citation) and item.timecode is not None:
        told += f", at {item.timecode.partition('.')[0]}"
    return line(
        Span(folded(item.speaker), Style.STRONG),
        ", ",
        Span(folded(item.title), Style.TITLE),
        told,
        Span(f"  {item.source_id}", Style.DIM),
        label=label,
    )


def standing_lines(source_id: str, around: Surroundings, indent: int) -> list[Line]:
    """What a reader must know before trusting it today."""
    found = []
    if source_id in around.withdrawn:
        found.append(f"withdrawn since, on {day(around.withdrawn[source_id])}")
    if source_id in around.superseded:
        found.append(f"superseded by {around.superseded[source_id]}")
    return [line(Span(folded(told), Style.WARNING), indent=indent) for told in found]


def heard_by(citations: Iterable[Citation], around: Surroundings, indent: int) -> list[Line]:
    """What to type to hear the words themselves, where they were recorded."""
    found = {around.plays[place]: None for one in citations if (place := place_of(one)) in around.plays}
    return [line("hear it: ", Span(one, Style.NUMBER), indent=indent, whole=True) for one in found]


def in_its_place(citation: Citation | Nearest, evidence: EvidenceItem | None, text: str | None, indent: int) -> Line:
    """The quote in the sentences around it, which are the same leader's on the same page: those of its passage."""
    before, quote, after = placed(citation, evidence, text)
    first, last = Span(f"{before} " if before else "", Style.DIM), Span(f" {after}" if after else "", Style.DIM)
    return line(first, Span(quote, Style.QUOTE), last, indent=indent)


def placed(citation: Citation | Nearest, evidence: EvidenceItem | None, text: str | None) -> tuple[str, str, str]:
    """The words before a quote, itself, and those after it, as displayed; the first and last may be empty."""
    if text is None or evidence is None:
        return "", _without_middle(folded(citation.quote)), ""
    display = displayer(text)
    before = _tail(display(text[evidence.start : citation.start])) if evidence.start < citation.start else ""
    after = _head(display(text[citation.end : evidence.end])) if citation.end < evidence.end else ""
    return before, _without_middle(display(citation.quote)), after


def shortened(text: str, longest: int) -> str:
    """Cut at a word's end, with an ellipsis."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _head(text: str) -> str:
    """The first whole sentences that fit, else as much of the first as does."""
    ends = [found.start() for found in _SENTENCE_START.finditer(text) if found.start() <= AROUND]
    return text if len(text) <= AROUND else text[: ends[-1]] if ends else shortened(text, AROUND)


def _tail(text: str) -> str:
    """The last whole sentences that fit, else as much of the last as does."""
    if len(text) <= AROUND:
        return text
    starts = [found.end() for found in _SENTENCE_START.finditer(text) if len(text) - found.end() <= AROUND]
    return text[starts[0] :] if starts else "… " + text[-AROUND:].split(" ", 1)[-1]


def _without_middle(quote: str) -> str:
    if len(quote) <= LONGEST_QUOTE:
        return quote
    half = LONGEST_QUOTE // 2
    return f"{shortened(quote, half)} {quote[-half:].split(' ', 1)[-1]}"
