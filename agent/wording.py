"""The words that code, and no model, puts around a quote; and the disclosures."""

from collections.abc import Sequence
from datetime import date

from audit.domain import Citation
from ingest.display import folded

EXTRACTIVE_DISCLOSURE = "Selected by software from approved statements; {who}."


def day(value: date) -> str:
    """`4 March 2026`."""
    return f"{value:%-d %B %Y}"


def quoted(citations: Sequence[Citation], words: str) -> str:
    """An attributed verbatim statement; `words` are the citations' quotes as displayed, the rest is their metadata."""
    first = citations[0]
    return f'On {day(first.date)}, in *{folded(first.title)}*, {first.speaker} said: "{words}"'


def disclosure(speakers: Sequence[str]) -> str:
    """The line under every answer of verbatim quotes."""
    names = list(dict.fromkeys(speakers))
    who = f"not {' or '.join(names)} speaking" if names else "no leader is speaking"
    return EXTRACTIVE_DISCLOSURE.format(who=who)


def timecode(milliseconds: int) -> str:
    """`HH:MM:SS.mmm`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
