"""Types of speech. Sound is mono PCM, 16 bits a sample, little-endian; times are seconds from a sound's beginning.

Places count Unicode code points in a script's text, half-open.
"""

from dataclasses import dataclass
from functools import cached_property

from audit.canonical import sha256_hex

SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How the text's `[start:end]` is said: words in lower or upper case, or phonemes between `[[` and `]]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A text as a reader sees it, and word by word how it is said. `text[one.start:one.end]` is what `one` stands
    for; between them stand spaces and marks that are not said."""

    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phoneme:
    """`symbol` is in the International Phonetic Alphabet, as the voice counts them; a mark of stress or a pause is one
    too."""

    symbol: str
    begin: float
    finish: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """When the text's `[start:end]` is heard."""

    start: int
    end: int
    begin: float
    finish: float


@dataclass(frozen=True, kw_only=True)
class Sound:
    """What a voice made of a script."""

    pcm: bytes
    rate: int
    words: tuple[SpokenWord, ...] = ()
    phonemes: tuple[Phoneme, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_BYTES / self.rate

    @cached_property
    def sha256(self) -> str:
        """Of the samples alone, whatever file they are put into."""
        return sha256_hex(self.pcm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A model that sounds or looks like somebody: SHA-256 of its file, and the leader that it is like; none for a
    presenter who is like nobody."""

    name: str
    sha256: str
    leader_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A checked statement of a record as it is read aloud, or (`number` 0) the disclosure before it. It stands in the
    log at `leaf`: what was not written down is not given out."""

    record_id: str
    number: int
    script: Script
    sound: Sound
    voice: Likeness
    avatar: Likeness | None
    leaf: int
