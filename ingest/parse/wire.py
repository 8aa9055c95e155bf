"""How a child's result travels, and how little of it is believed.

A parser that has been taken over writes what it likes. So nothing is unpickled, and what arrives is taken for
a document only if every law of one holds: canonical text with a letter in it, spans within the text and in
order.

A message is its length (8 bytes, big-endian), one line of JSON, and for a document the text as UTF-8.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from ingest.domain import Cue, Page, Parsed, Span, Voice
from ingest.parse.canonical import has_words, is_canonical
from ingest.parse.refusals import Unreadable, one_line

Result = TypeVar("Result")

HEADER = 8  # bytes
_LONGEST_NAME = 200


class Forged(ValueError):
    """A message that no parser of ours would have written."""


def encode(parsed: Parsed) -> bytes:
    places: dict[str, object] = {
        "parser": parsed.parser,
        "pages": [[page.number, page.start, page.end] for page in parsed.pages],
        "voices": [[voice.label, voice.start, voice.end] for voice in parsed.voices],
        "cues": [[cue.start, cue.end, cue.from_ms, cue.to_ms] for cue in parsed.cues],
        "furniture": [[span.start, span.end] for span in parsed.furniture],
        "quotations": [[span.start, span.end] for span in parsed.quotations],
    }
    return framed(places, parsed.text.encode())


def encode_refusal(refusal: Unreadable) -> bytes:
    return framed({"refused": refusal.code, "detail": refusal.detail})


def framed(head: dict[str, object], body: bytes = b"") -> bytes:
    """A whole message: what `opened` takes apart."""
    line = json.dumps(head, separators=(",", ":")).encode() + b"\n"
    return (len(line) + len(body)).to_bytes(HEADER, "big") + line + body


def is_whole(message: bytes | bytearray) -> bool:
    return len(message) >= HEADER and int.from_bytes(message[:HEADER], "big") == len(message) - HEADER


def decode(message: bytes) -> Parsed:
    """The document in a whole message. Raises `Unreadable` for a refusal, `Forged` for anything else."""
    return opened(message, lambda head, text: _document(head, text.decode()))


def opened(message: bytes, result: Callable[[Any, bytes], Result]) -> Result:
    """What `result` makes of a whole message's JSON and of the bytes after it. Raises `Unreadable` for a refusal, and
    `Forged` for whatever `result` stumbles over: it may take the JSON for what it ought to be."""
    try:
        line, _, body = message[HEADER:].partition(b"\n")
        head = json.loads(line)
        if isinstance(head, dict) and head.keys() == {"refused", "detail"}:
            raise Unreadable(string(head["refused"]), string(head["detail"]))
        return result(head, body)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Forged(str(error) or type(error).__name__) from None


def _document(head: Any, text: str) -> Parsed:
    parser = string(head["parser"])
    expect(0 < len(parser) <= _LONGEST_NAME and one_line(parser) == parser, "a parser has a name of one line")
    expect(is_canonical(text), "a text is canonical")
    expect(has_words(text), "a text has a letter")
    pages = tuple(Page(number=natural(number), start=natural(a), end=natural(b)) for number, a, b in head["pages"])
    voices = tuple(Voice(label=string(label), start=natural(a), end=natural(b)) for label, a, b in head["voices"])
    cues = tuple(
        Cue(start=natural(a), end=natural(b), from_ms=natural(t), to_ms=natural(u)) for a, b, t, u in head["cues"]
    )
    furniture = tuple(Span(start=natural(a), end=natural(b)) for a, b in head["furniture"])
    quotations = tuple(Span(start=natural(a), end=natural(b)) for a, b in head["quotations"])
    expect([page.number for page in pages] == list(range(1, len(pages) + 1)), "pages are numbered from 1")
    expect(all(is_canonical(voice.label) for voice in voices), "a speaker's name is canonical")
    expect(all(cue.from_ms <= cue.to_ms for cue in cues), "a cue ends after it begins")
    expect(_in_order([cue.from_ms for cue in cues]), "cues are in the order of time")
    for spans, least in ((pages, 0), (voices, 1), (cues, 1), (furniture, 1), (quotations, 1)):
        expect(_disjoint(spans, len(text), least), "spans are in order and within the text")
    return Parsed(
        text=text,
        parser=parser,
        pages=pages,
        voices=voices,
        cues=cues,
        furniture=furniture,
        quotations=quotations,
    )


def _disjoint(spans: Iterable[Page | Voice | Cue | Span], length: int, least: int) -> bool:
    """Whether spans follow one another within a text of `length`, each of at least `least` characters."""
    at = 0
    for span in spans:
        if not at <= span.start <= span.end - least:
            return False
        at = span.end
    return at <= length


def _in_order(numbers: Sequence[int]) -> bool:
    return all(one <= after for one, after in pairwise(numbers))


def natural(value: object) -> int:
    expect(type(value) is int and value >= 0, "an offset or a time is a natural number")
    assert isinstance(value, int)
    return value


def string(value: object) -> str:
    expect(isinstance(value, str), "a name is a string")
    assert isinstance(value, str)
    return value


def expect(holds: bool, law: str) -> None:
    if not holds:
        raise Forged(f"{law}, and here not")
