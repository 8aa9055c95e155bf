"""WebVTT (https://www.w3.org/TR/webvtt1/): cues with times, and with `<v NAME>` who speaks.

In a file that uses `<v>`, words outside of it have no speaker: the tag ends with its cue (section 3.5), so to
carry the name on to the next cue would be a guess, and it could put an interviewer's words in a leader's
mouth. A file without any is read for `NAME:` as an SRT is.

A timestamp within a cue says when the words behind it begin (section 4.2.2), and makes the cues finer.
"""

import re
from dataclasses import replace

from ingest.domain import Parsed
from ingest.parse.canonical import canonical
from ingest.parse.labels import spoken
from ingest.parse.media import Media
from ingest.parse.refusals import Unreadable
from ingest.parse.stretches import Stretch, letters
from ingest.parse.subtitles import Block, Timed, assembled, blocks, milliseconds, timed, unescaped
from ingest.parse.text import decode
from ingest.parse.versions import parser_name

_CLOCK = re.compile(r"(?:(?P<h>\d{2,}):)?(?P<m>\d\d):(?P<s>\d\d)\.(?P<ms>\d{3})", re.ASCII)
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
_ASIDE = re.compile(r"NOTE(?:[ \t].*)?|(?:STYLE|REGION)[ \t]*")
# Only the tags that exist (section 4.2.2): `x < y` is text, whatever follows.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>ruby|lang|rt|v|c|b|i|u)(?P<rest>[.\s][^<>]*)?>|<(?P<time>\d[\d:.]*)>")


def parse(data: bytes) -> Parsed:
    found = list(blocks(canonical(decode(data))))
    if not found or found[0].line != 1 or not _SIGNATURE.fullmatch(found[0].lines[0]):
        raise Unreadable("malformed", "its first line is not WEBVTT")
    if any("-->" in line for line in found[0].lines):
        raise Unreadable("malformed", "there is no blank line below WEBVTT")
    cues = timed([block for block in found[1:] if not _is_aside(block)], _CLOCK)
    cues = [replace(cue, stretches=_stretches(cue)) for cue in cues]
    pieces = [_pieces(cue.body) for cue in cues]
    if all(label is None for parts in pieces for label, _ in parts):
        return assembled(
            cues, spoken(["".join(words for _, words in parts) for parts in pieces]), parser_name(Media.VTT)
        )
    return assembled(cues, pieces, parser_name(Media.VTT))


def _is_aside(block: Block) -> bool:
    return _ASIDE.fullmatch(block.lines[0]) is not None and "-->" not in "".join(block.lines[:2])


def _pieces(body: str) -> list[tuple[str | None, str]]:
    """A cue's words by speaker: none outside `<v>`, empty in one without a name."""
    pieces: list[tuple[str | None, str]] = []
    speaker: str | None = None
    words: list[str] = []
    position = 0
    for tag in _TAG.finditer(body):
        words.append(unescaped(body[position : tag.start()]))
        position = tag.end()
        if tag["name"] == "v":
            pieces.append((speaker, "".join(words)))
            words = []
            speaker = None if tag["close"] else _annotation(tag["rest"] or "")
    pieces.append((speaker, "".join(words) + unescaped(body[position:])))
    return pieces


def _stretches(cue: Timed) -> tuple[Stretch, ...]:
    """The cue's words by its inner timestamps; none where it has none, or one that is no time."""
    found: list[Stretch] = []
    since, heard, position = cue.from_ms, "", 0
    for tag in _TAG.finditer(cue.body):
        heard += letters(unescaped(cue.body[position : tag.start()]))
        position = tag.end()
        if tag["time"] is None:
            continue
        moment = milliseconds(tag["time"], _CLOCK)
        if moment is None:
            return ()
        found.append(Stretch(from_ms=since, letters=heard))
        since, heard = moment, ""
    return (*found, Stretch(from_ms=since, letters=heard + letters(unescaped(cue.body[position:])))) if found else ()


def _annotation(rest: str) -> str:
    """The name in `<v.class.class NAME>`."""
    _, _, name = rest.replace("\t", " ").replace("\n", " ").partition(" ")
    return " ".join(unescaped(name).split())
