"""Whose words: from the speakers that a text names to segments that can, or cannot, be attributed (law 4).

1. A file that gives its own voices (WebVTT, SRT) is divided by them.
2. Otherwise lines that begin `NAME:` divide a transcript or an interview, a document of several leaders, and any
   document in which such a label is `Q:`, a part in a conversation (`Moderator:`, `Audience member:`), names a
   leader of the manifest, or shares a name with one of its own. In a memo of one leader `Note:` divides nothing.
3. Without labels a document with exactly one leader is one segment of that leader; with several or none it is
   nobody's, and so is an interview, which has two by its nature.

4. What the file sets apart as a quotation is nobody's, whoever quotes it.

A label is a leader's only if it names one of *this document's* leaders beyond doubt. Everything else is
nobody's, so a label that was misread costs an answer and never puts words in a leader's mouth. For the same reason
much is taken for a label: names in any script, whatever stands before them, and `Unidentified speaker:`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.domain import Kind, Leader, Parsed, Segment, Source, Span, Voice

_LABEL = re.compile(
    r"^(?P<before>(?:[^\S\n]|[>*_#\[(•–—\-\u200b-\u200f\u2060\ufeff]|\d[\d:.,]*[\])]?(?=[^\S\n]))*)"  # marks, times
    r"(?P<label>[^\s\d:：()\[\],*_][^\n:：()\[\],*_]{0,70}?)[^\S\n]?[*_]*"
    r"(?:[^\S\n]?[(\[](?P<bracket>[^)\]\n]{1,60})[)\]])?(?:,[^\S\n](?P<apposition>[^:：\n]{1,60}))?"
    r"[^\S\n]?[*_]*[:：](?!\d|//)[*_]*[^\S\n]*",
    re.MULTILINE,
)
_PARTICLES = {
    "member", "members", "of", "from", "the", "de", "der", "den", "van", "von", "da", "del", "la", "bin", "al",
    "el", "and",
}  # fmt: skip
_ROLES = {
    "speaker", "voice", "questioner", "moderator", "interviewer", "interpreter", "translator", "reporter",
    "journalist", "analyst", "attendee", "participant", "guest", "host", "caller", "operator", "employee", "worker",
    "colleague", "member", "audience", "floor", "shareholder", "investor", "manager", "engineer", "steward", "rep",
    "representative", "delegate", "student", "chair", "man", "woman",
}  # fmt: skip
_CONVERSATION = {
    "questioner", "moderator", "interviewer", "reporter", "journalist", "audience", "floor", "attendee", "participant",
    "caller", "host", "unidentified",
}  # fmt: skip
_TURN = re.compile(r"^[ \t]*(?:>>|[-–—][ \t])", re.MULTILINE)
_NO_LABEL = {"to", "for", "my", "our", "your", "dear", "all", "every", "each", "as"}  # `To every employee: thank you.`
_MOST_WORDS = 6
_HONORIFICS = {"mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "president"}
_QUESTION, _REPLY = {"q", "question"}, {"a", "answer"}
_SECOND_HAND = re.compile(r"\b(?:read by|reading|quot|cit(?:ed|ing)|behalf|interpret|translat|spoke|standing in)", re.I)


@dataclass(frozen=True, slots=True)
class _Marked:
    label: str
    start: int  # of the label's line
    words: int  # where the speaker's words begin
    second_hand: bool  # `Ada Moss (read by Jon Holt):`


def attribute(parsed: Parsed, source: Source, leaders: Sequence[Leader]) -> tuple[Segment, ...]:
    """Segments that cover the text's words in order; `leaders` are all of the manifest's."""
    found = _attributed(parsed, source, leaders)
    return tuple(part for one in found for part in _around(parsed.text, one, parsed.quotations))


def _around(text: str, segment: Segment, quotations: Sequence[Span]) -> Iterator[Segment]:
    """Step 4: the segment's words before, between and after the quotations in it, and these as nobody's."""
    at = segment.start
    for quotation in quotations:
        if at <= quotation.start and quotation.end <= segment.end:
            yield from _trimmed(text, segment.speaker, segment.leader_id, at, quotation.start)
            yield from _trimmed(text, None, None, quotation.start, quotation.end)
            at = quotation.end
    yield from _trimmed(text, segment.speaker, segment.leader_id, at, segment.end)


def _attributed(parsed: Parsed, source: Source, leaders: Sequence[Leader]) -> tuple[Segment, ...]:
    own = [leader for leader in leaders if leader.leader_id in source.leaders]
    if parsed.voices:
        return _from_voices(parsed.text, parsed.voices, own)
    alone = len(source.leaders) == 1 and len(own) == 1 and source.kind is not Kind.INTERVIEW
    only = own[0] if alone else None
    marks = list(_marks(parsed.text, own))
    labels = [mark.label for mark in marks]
    if not _divides(labels, source, own, leaders):
        return _kept(parsed.text, [(only.name if only else None, only, 0, len(parsed.text))])
    named = [None if mark.second_hand else _named(mark.label, labels, own) for mark in marks]
    talk = source.kind in (Kind.TRANSCRIPT, Kind.INTERVIEW) or any(named)
    author = None if talk else only  # a memo that quotes another leader begins with its author's words
    ends = [mark.start for mark in marks[1:]] + [len(parsed.text)]
    spans: list[tuple[str | None, Leader | None, int, int]] = [(None, author, 0, marks[0].start)]
    for mark, leader, end in zip(marks, named, ends, strict=True):
        spans.append((mark.label, leader, mark.words, end))
    return _kept(parsed.text, spans)


def _marks(text: str, own: Sequence[Leader]) -> Iterator[_Marked]:
    names = {word for leader in own for word in _plain(leader.name).split()}
    for m in _LABEL.finditer(text):
        if _is_label(m["label"], names):
            told = f"{m['bracket'] or ''} {m['apposition'] or ''}"
            yield _Marked(m["label"].strip(), m.start(), m.end(), _SECOND_HAND.search(told) is not None)


def _is_label(label: str, names: set[str]) -> bool:
    """Whether this, at the beginning of a line and before a colon, may say who speaks."""
    parts = re.split(r"[\s/&_]+|[ \t][-–—][ \t]", label)
    words = [word for word in (word.strip(".'’\u200b") for word in parts) if word]
    if not words or len(words) > _MOST_WORDS:
        return False
    lower = [word.casefold() for word in words]
    if names.intersection(lower):
        return True
    if any(word in _ROLES for word in lower) and len(words) <= 4 and lower[0] not in _NO_LABEL:
        return True
    like_names = (
        (word[0].isalpha() and not word[0].islower()) or word in _PARTICLES or word.lstrip("#").isdigit()
        for word in words
    )
    return words[0][0].isalpha() and not words[0][0].islower() and all(like_names)


def _divides(labels: Sequence[str], source: Source, own: Sequence[Leader], leaders: Sequence[Leader]) -> bool:
    if not labels:
        return False
    if source.kind in (Kind.TRANSCRIPT, Kind.INTERVIEW) or len(source.leaders) != 1:
        return True
    names = {word for leader in own for word in _plain(leader.name).split()}
    return any(
        _plain(label) in _QUESTION
        or _named(label, labels, leaders)
        or (names | _CONVERSATION).intersection(_plain(label).split())
        for label in labels
    )


def _from_voices(text: str, voices: Sequence[Voice], own: Sequence[Leader]) -> tuple[Segment, ...]:
    labels = [voice.label for voice in voices]
    spans: list[tuple[str | None, Leader | None, int, int]] = []
    at = 0
    for voice in voices:
        spans.append((None, None, at, voice.start))
        turn = _TURN.search(text, voice.start, voice.end)  # somebody else's, in the middle of a voice
        end = turn.start() if turn else voice.end
        spans.append((voice.label or None, _named(voice.label, labels, own), voice.start, end))
        spans.append((None, None, end, voice.end))
        at = voice.end
    spans.append((None, None, at, len(text)))
    return _kept(text, spans)


def _kept(text: str, spans: Sequence[tuple[str | None, Leader | None, int, int]]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for label, leader, start, end in spans:
        speaker, leader_id = (leader.name, leader.leader_id) if leader else (label, None)
        found.extend(_trimmed(text, speaker, leader_id, start, end))
    return tuple(found)


def _trimmed(text: str, speaker: str | None, leader_id: str | None, start: int, end: int) -> Iterator[Segment]:
    """One segment without outer white space, or none where nothing is left."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield Segment(speaker=speaker, leader_id=leader_id, start=start, end=end)


def _named(label: str, labels: Sequence[str], own: Sequence[Leader]) -> Leader | None:
    """The one leader of this document whom `label` names: by full name, by id, or by a part of the name alone.

    A part alone (`Holt:`) counts only if no other label in the document holds it with another name
    (`Jon Holt:`) or with another honorific (`Mr. Holt:`), and no second leader of the document shares it. `A:` counts
    only between `Q:` and the like.
    """
    plain = _plain(label)
    if not plain:
        return None
    exact = [leader for leader in own if plain in (_plain(leader.name), leader.leader_id.replace("-", " "))]
    if exact:
        return exact[0] if len(exact) == 1 else None
    every = {_plain(other) for other in labels}
    if plain in _REPLY:
        interview = (
            every & _QUESTION and every <= _QUESTION | _REPLY | {_plain(own[0].name)} if len(own) == 1 else False
        )
        return own[0] if interview else None
    sharing = [leader for leader in own if plain in (_plain(leader.name).split()[0], _plain(leader.name).split()[-1])]
    if len(sharing) != 1:
        return None
    others = every - {plain, _plain(sharing[0].name)}
    honorifics = {_honorific(other) for other in labels if _plain(other) == plain} - {""}
    return None if len(honorifics) > 1 or any(plain in other.split() for other in others) else sharing[0]


def _honorific(label: str) -> str:
    first = label.casefold().split()[0].strip(".,'’")
    return first if first in _HONORIFICS else ""


def _plain(label: str) -> str:
    words = [word.strip(".,'’\u200b") for word in label.casefold().split()]
    while words and words[0] in _HONORIFICS:
        words = words[1:]
    return " ".join(words)
