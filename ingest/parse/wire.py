"""How a child's result travels, and how little of it is believed.

A parser that has been taken over writes what it likes. So nothing is unpickled, and what arrives is taken for
a document only if every law of one holds: canonical text with a letter in it, spans within the text and in
order.

A message is its length (8 bytes, big-endian), one line of JSON, and for a document the text as UTF-8.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from ingest.domain import Cue, Page, Parsed, Span, Voice
from ingest.parse.canonical import has_words, is_canonical
from ingest.parse.refusals import Unreadable, one_line

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
    return _framed(places, parsed.text.encode())


def encode_refusal(refusal: Unreadable) -> bytes:
    return _framed({"refused": refusal.code, "detail": refusal.detail})


def _framed(head: dict[str, object], text: bytes = b"") -> bytes:
    line = json.dumps(head, separators=(",", ":")).encode() + b"\n"
    return (len(line) + len(text)).to_bytes(HEADER, "big") + line + text


def is_whole(message: bytes | bytearray) -> bool:
    return len(message) >= HEADER and int.from_bytes(message[:HEADER], "big") == len(message) - HEADER


def decode(message: bytes) -> Parsed:
    """The document in a whole message. Raises `Unreadable` for a refusal, `Forged` for anything else."""
    try:
        line, _, text = message[HEADER:].partition(b"\n")
        head = json.loads(line)
        if isinstance(head, dict) and head.keys() == {"refused", "detail"}:
            raise Unreadable(_string(head["refused"]), _string(head["detail"]))
        return _document(head, text.decode())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Forged(str(error) or type(error).__name__) from None


def _document(head: Any, text: str) -> Parsed:
    parser = _string(head["parser"])
    _expect(0 < len(parser) <= _LONGEST_NAME and one_line(parser) == parser, "a parser has a name of one line")
    _expect(is_canonical(text), "a text is canonical")
    _expect(has_words(text), "a text has a letter")
    pages = tuple(Page(number=_n(number), start=_n(a), end=_n(b)) for number, a, b in head["pages"])
    voices = tuple(Voice(label=_string(label), start=_n(a), end=_n(b)) for label, a, b in head["voices"])
    cues = tuple(Cue(start=_n(a), end=_n(b), from_ms=_n(t), to_ms=_n(u)) for a, b, t, u in head["cues"])
    furniture = tuple(Span(start=_n(a), end=_n(b)) for a, b in head["furniture"])
    quotations = tuple(Span(start=_n(a), end=_n(b)) for a, b in head["quotations"])
    _expect([page.number for page in pages] == list(range(1, len(pages) + 1)), "pages are numbered from 1")
    _expect(all(is_canonical(voice.label) for voice in voices), "a speaker's name is canonical")
    _expect(all(cue.from_ms <= cue.to_ms for cue in cues), "a cue ends after it begins")
    _expect(_in_order([cue.from_ms for cue in cues]), "cues are in the order of time")
    for spans, least in ((pages, 0), (voices, 1), (cues, 1), (furniture, 1), (quotations, 1)):
        _expect(_disjoint(spans, len(text), least), "spans are in order and within the text")
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


def _n(value: object) -> int:
    _expect(type(value) is int and value >= 0, "an offset or a time is a natural number")
    assert isinstance(value, int)
    return value


def _string(value: object) -> str:
    _expect(isinstance(value, str), "a name is a string")
    assert isinstance(value, str)
    return value


def _expect(holds: bool, law: str) -> None:
    if not holds:
        raise Forged(f"{law}, and here not")
