"""SRT (SubRip): numbered blocks of a time and words. No standard: this is what its writers agree on."""

import re

from ingest.domain import Parsed
from ingest.parse.canonical import canonical
from ingest.parse.labels import spoken
from ingest.parse.media import Media
from ingest.parse.subtitles import assembled, blocks, timed, unescaped
from ingest.parse.text import decode
from ingest.parse.versions import parser_name

# Three digits of milliseconds: `07,5` is five milliseconds to one program and half a second to another.
_CLOCK = re.compile(r"(?P<h>\d{1,3}):(?P<m>\d\d):(?P<s>\d\d)[,.](?P<ms>\d{3})", re.ASCII)
_TAG = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)  # and SubStation's `{\an8}`


def parse(data: bytes) -> Parsed:
    cues = timed(list(blocks(canonical(decode(data)))), _CLOCK)
    return assembled(cues, spoken([unescaped(_TAG.sub("", cue.body)) for cue in cues]), parser_name(Media.SRT))
