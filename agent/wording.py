"""The words that code, and no model, puts around a quote; and the disclosures."""

from collections.abc import Sequence
from datetime import date, timedelta

from audit.domain import Citation
from audit.titles import plain_title
from audit.understood import MeantPeriod
from ingest.display import folded

EXTRACTIVE_DISCLOSURE = "Selected by software from approved statements; {who}."
COMPOSED_DISCLOSURE = "AI-generated from approved statements; {who}."


def day(value: date) -> str:
    """`4 March 2026`."""
    return f"{value:%-d %B %Y}"


def said(period: MeantPeriod) -> str:
    """`said from 1 March to 31 May 2025`: both days are within the period, as people count."""
    first, until = period.said_from, period.said_until
    last = until - timedelta(days=1) if until is not None else None
    if first is not None and last is not None:
        if first == last:
            return f"said on {day(first)}"
        begun = f"{first:%-d %B}" if first.year == last.year else day(first)
        return f"said from {begun} to {day(last)}"
    if first is not None:
        return f"said on {day(first)} or later"
    return f"said before {day(until)}" if until is not None else "said at any time"


def quoted(citations: Sequence[Citation], words: str) -> str:
    """An attributed verbatim statement; `words` are the citations' quotes as displayed, the rest is their metadata."""
    first = citations[0]
    return f'On {day(first.date)}, in *{folded(plain_title(first.title))}*, {first.speaker} said: "{words}"'


def label(citations: Sequence[Citation]) -> str:
    """`Ada Moss, 4 March 2026:`, before a composed statement that does not say itself whose words it reports."""
    days = list(dict.fromkeys(day(one.date) for one in sorted(citations, key=lambda one: one.date)))
    return f"{citations[0].speaker}, {' and '.join(days)}:"


def unlabelled(citations: Sequence[Citation], text: str) -> str:
    """The same as a sentence, for the checks: `On 4 March 2026, Ada Moss said that ...`."""
    written = label(citations)
    if not text.startswith(f"{written} "):
        return text
    speaker, days = citations[0].speaker, written.removeprefix(f"{citations[0].speaker}, ").removesuffix(":")
    return f"On {days}, {speaker} said that {text.removeprefix(written).lstrip()}"


def disclosure(speakers: Sequence[str], composed: bool = False) -> str:
    """The line under every answer; `composed` where any of its words are a language model's."""
    names = list(dict.fromkeys(speakers))
    who = f"not {' or '.join(names)} speaking" if names else "no leader is speaking"
    return (COMPOSED_DISCLOSURE if composed else EXTRACTIVE_DISCLOSURE).format(who=who)


def timecode(milliseconds: int) -> str:
    """`HH:MM:SS.mmm`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
