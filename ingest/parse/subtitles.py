"""What WebVTT and SRT have in common: timed blocks in, canonical text with cues and voices out.

Nothing is dropped in silence: a block whose time cannot be read would take a leader's words with it, so it
refuses the file and names the line. A speaker's name is markup in both formats (`<v NAME>`, `NAME:`), so it
becomes a label and is no part of the text: a quotation never runs over the name of the one who says it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.domain import Cue, Parsed, Voice
from ingest.parse.canonical import canonical
from ingest.parse.refusals import Unreadable
from ingest.parse.stretches import Stretch, divided

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TIMES = re.compile(r"\s*(\S+)\s*-->\s*(\S+)(?:\s.*)?")
_LONGEST_MS = 100 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A cue as it stands in the file; `line` is that of its time, counted from 1. `stretches` are the cue's words with
    their own times, none where the file gives none."""

    line: int
    from_ms: int
    to_ms: int
    body: str
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines between blank lines; `line` is the first one's number, counted from 1."""

    line: int
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield Block(line=number - len(lines), lines=tuple(lines))
            lines = []


def timed(found: Sequence[Block], clock: re.Pattern[str]) -> list[Timed]:
    """The blocks as cues in the order of time. `clock` has the groups h (may be none), m, s and ms.

    Raises `Unreadable` ("malformed") for a block without a time, a time that is none, and time that runs
    backwards.
    """
    cues: list[Timed] = []
    for block in found:
        at = next((n for n, line in enumerate(block.lines[:2]) if "-->" in line), None)
        if at is None:
            raise Unreadable("malformed", f"the text in line {block.line} has no time above it")
        line = block.line + at
        times = _TIMES.fullmatch(block.lines[at])
        start, end = (milliseconds(times[group], clock) if times else None for group in (1, 2))
        if start is None or end is None:
            raise Unreadable("malformed", f"line {line} is not a time: {block.lines[at].strip()}")
        if end < start:
            raise Unreadable("malformed", f"the cue in line {line} ends before it begins")
        if cues and start < cues[-1].from_ms:
            raise Unreadable("malformed", f"the cue in line {line} begins before the one above it")
        body = block.lines[at + 1 :]
        for offset, text in enumerate(body, start=1):
            if (other := _TIMES.fullmatch(text)) and milliseconds(other[1], clock) is not None:
                raise Unreadable("malformed", f"line {line + offset} is a time without a blank line above it")
        cues.append(Timed(line=line, from_ms=start, to_ms=end, body="\n".join(body)))
    return cues


def milliseconds(time: str, clock: re.Pattern[str]) -> int | None:
    """A time in milliseconds; none for what is no time."""
    found = clock.fullmatch(time)
    if found is None:
        return None
    minutes, seconds = int(found["m"]), int(found["s"])
    value = ((int(found["h"] or 0) * 60 + minutes) * 60 + seconds) * 1000 + int(found["ms"])
    return value if minutes < 60 and seconds < 60 and value < _LONGEST_MS else None


def unescaped(text: str) -> str:
    """`text` with entities decoded; only whole ones, for `R&D` is none."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def assembled(cues: Sequence[Timed], spoken: Sequence[Sequence[tuple[str | None, str]]], parser: str) -> Parsed:
    """Cues and their speakers' words as one text, a piece a line; cues without words are left out.

    A speaker's adjacent pieces are one voice. A piece whose speaker is none, in a file that names speakers,
    is an unlabelled voice: nobody's words, and so never the document's only leader's.
    """
    pieces: list[str] = []
    placed: list[Cue] = []
    voices: list[Voice] = []
    length = 0
    for (cue, after), parts in zip(zip_longest(cues, cues[1:]), spoken, strict=True):
        first = None
        before = len(pieces)
        for label, words in parts:
            words = canonical(words).strip()
            if not words:
                continue
            start = length + 1 if pieces else 0
            length = start + len(words)
            pieces.append(words)
            first = start if first is None else first
            name = " ".join(canonical(label or "").split())
            if voices and voices[-1].label == name:
                start = voices.pop().start
            voices.append(Voice(label=name, start=start, end=length))
        if first is not None:
            whole = Cue(start=first, end=length, from_ms=cue.from_ms, to_ms=cue.to_ms)
            latest = cue.to_ms if after is None else after.from_ms
            placed += divided(whole, "\n".join(pieces[before:]), cue.stretches, latest)
    named = any(voice.label for voice in voices) or any(label == "" for parts in spoken for label, _ in parts)
    return Parsed(text="\n".join(pieces), parser=parser, cues=tuple(placed), voices=tuple(voices) if named else ())
