"""The words that code, and no model, puts around a quote; and the disclosures."""

from collections.abc import Sequence
from datetime import date, timedelta

from audit.domain import Citation
from audit.records.titles import plain_title
from audit.understood import MeantPeriod
from ingest.display import folded

EXTRACTIVE_DISCLOSURE = "Selected by software from approved statements; {who}."
DIFFER_QUOTED = "These statements differ; the newest comes first."
DIFFER_COMPOSED = "These statements differ; their dates tell which is the newest."
COMPOSED_DISCLOSURE = "AI-generated from approved statements; {who}."
CLOSED_DISCLOSURE = (
    "{made} from passages that came with the question. They are not approved statements; no leader is speaking."
)


def day(value: date) -> str:
    """`4 March 2026`."""
    return f"{value:%-d %B %Y}"


def said(period: MeantPeriod) -> str:
    """`said from 1 March to 31 May 2025`: both days are within the period, as people count."""
    first, until = period.said_from, period.said_until
    last = until - timedelta(days=1) if until is not None and until > date.min else None
    if first is not None and last is not None:
        if first == last:
            return f"said on {day(first)}"
        begun = f"{first:%-d %B}" if first.year == last.year else day(first)
        return f"said from {begun} to {day(last)}"
    if first is not None:
        return f"said on {day(first)} or later"
    return f"said before {day(until)}" if until is not None else "said at any time"


def quoted(citations: Sequence[Citation], words: str) -> str:
    """An attributed verbatim statement; `words` are the citations' quotes as displayed, the rest is their metadata.
    What the question brought is laid to its passage, and to nobody."""
    first = citations[0]
    if first.brought:
        return f"In passage {first.source_id}: “{words}”"
    return f'On {day(first.date)}, in *{folded(plain_title(first.title))}*, {first.speaker} said: "{words}"'


def words_of(citations: Sequence[Citation], text: str) -> str:
    """The words of a verbatim statement, without what `quoted` puts around them; the whole where it did not."""
    before, _, after = quoted(citations, "\0").partition("\0")
    if not (text.startswith(before) and text.endswith(after)):
        return text
    return text[len(before) : len(text) - len(after)]


def label(citations: Sequence[Citation]) -> str:
    """`Ada Moss, 4 March 2026:`, before a composed statement that does not say itself whose words it reports;
    `In passage p1:` before every one that rests on what the question brought."""
    if citations[0].brought:
        ids = list(dict.fromkeys(one.source_id for one in citations))
        return f"In passage {ids[0]}:" if len(ids) == 1 else f"In passages {', '.join(ids[:-1])} and {ids[-1]}:"
    days = list(dict.fromkeys(day(one.date) for one in sorted(citations, key=lambda one: one.date)))
    return f"{citations[0].speaker}, {' and '.join(days)}:"


def unlabelled(citations: Sequence[Citation], text: str) -> str:
    """The same as a sentence, for the checks: `On 4 March 2026, Ada Moss said that ...`."""
    written = label(citations)
    if not text.startswith(f"{written} "):
        return text
    if citations[0].brought:
        return text.removeprefix(written).lstrip()
    speaker, days = citations[0].speaker, written.removeprefix(f"{citations[0].speaker}, ").removesuffix(":")
    return f"On {days}, {speaker} said that {text.removeprefix(written).lstrip()}"


def disclosure(speakers: Sequence[str], composed: bool = False, closed: bool = False) -> str:
    """The line under every answer; `composed` where any of its words are a language model's, `closed` where the
    question brought what it was answered from."""
    if closed:
        return CLOSED_DISCLOSURE.format(made="AI-generated" if composed else "Selected by software")
    names = list(dict.fromkeys(speakers))
    who = f"not {' or '.join(names)} speaking" if names else "no leader is speaking"
    return (COMPOSED_DISCLOSURE if composed else EXTRACTIVE_DISCLOSURE).format(who=who)


def timecode(milliseconds: int) -> str:
    """`HH:MM:SS.mmm`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
