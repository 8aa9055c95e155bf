"""What a leaf of the kind `utterance` says: that a statement was read aloud, or a recording of its words played. Pure.

1. Utterances are numbered through the log, from 1, as answers are: so it shows that none is missing.
2. A sound is named by SHA-256 over the salt of its record's answer, as that record's first leaf binds it, and the
   sound's samples (mono, 16 bits, little-endian). Whoever has the answer can tell whether a sound is the one; once the
   record is erased nobody can find by trying which sentence it was. Of a recording the leaf names the citation alone.
3. A model's `leader_id` is whose it was held to be when it was used; none is nobody's. Whether that leader had agreed
   is for the consents in the log to say.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.canonical import sha256_hex
from audit.errors import RecordError
from audit.records.wire import from_json
from audit.signed.envelopes import Sealed

_HASH = re.compile(r"[0-9a-f]{64}")
_OUTSIDE = frozenset({"v", "kind", "at", "log"})  # of every payload: `audit.signed.envelopes`


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A voice's or a face's file by its SHA-256, and the leader that it is like; none for nobody."""

    sha256: str
    leader_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The recording of a document, by its SHA-256, at the place of a statement's citation, counted from 1."""

    citation: int
    source_id: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The payload: either `voice` and `audio_sha256` are present, or `recording` is. `statement` is the number in the
    whole record, 0 the disclosure; `audience` the listener's."""

    utterance_seq: int
    record_id: str
    statement: int
    audience: str
    voice: Model | None
    avatar: Model | None
    audio_sha256: str | None
    recording: Played | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttered:
    """An utterance at leaf `index`, sounded at a moment in UTC."""

    index: int
    at: datetime
    said: Said

    @property
    def place(self) -> str:
        return f"leaf {self.index}"


def audio_digest(salt: bytes, pcm: bytes) -> str:
    """By which a leaf names a sound: 2."""
    return sha256_hex(salt + pcm)


def uttered(index: int, sealed: Sealed) -> Uttered:
    """Read a leaf. Raises RecordError for one that is no utterance in its one form."""
    payload = sealed.payload
    said: Said = from_json(Said, {key: value for key, value in payload.items() if key not in _OUTSIDE})
    wrong = next(_faults(said, payload), None)
    if wrong is not None:
        raise RecordError(f"not an utterance: {wrong}")
    return Uttered(index=index, at=datetime.fromisoformat(payload["at"]), said=said)


def _faults(said: Said, payload: dict[str, Any]) -> Any:
    """What is wrong with it, the first of all."""
    hashes = [said.audio_sha256, *(one.sha256 for one in (said.voice, said.avatar, said.recording) if one is not None)]
    if not all(_HASH.fullmatch(one) for one in hashes if one is not None):
        yield "a hash has 64 hexadecimal digits"
    if said.utterance_seq < 1 or said.statement < 0:
        yield "utterances are counted from 1, and statements from 0"
    if (said.voice is None) == (said.recording is None) or (said.voice is None) != (said.audio_sha256 is None):
        yield "expected a voice with its sound, or a recording"
    if said.avatar is not None and said.voice is None:
        yield "a face speaks with a voice"
    if said.recording is not None and (said.statement < 1 or said.recording.citation < 1):
        yield "a recording is of a citation of a statement"
