"""What is known of a canonical text besides its words, as the leaf of its source binds it by one hash: where pages,
speakers' segments, a recording's cues, and running headers and footers stand. Offsets count code points, half-open."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.canonical import canonical_json, sha256_hex
from audit.records.wire import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStretch:
    """`number` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Spoken from `from_ms` to `to_ms`, milliseconds from the recording's beginning."""

    start: int
    end: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speaker's stretch; `leader_id` is none where the words are no declared leader's."""

    speaker: str | None
    leader_id: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`segments` are whose words stand where; `furniture` the running headers and footers."""

    pages: tuple[PageStretch, ...]
    segments: tuple[Turn, ...]
    cues: tuple[Cue, ...]
    furniture: tuple[Stretch, ...]

    @property
    def data(self) -> bytes:
        """Its canonical JSON, which `sha256` is of."""
        return canonical_json(to_json(self))

    @property
    def sha256(self) -> str:
        return sha256_hex(self.data)

    def page_of(self, start: int) -> int | None:
        """The number of the page on which a place begins; none where it is on none."""
        return next((one.number for one in self.pages if one.start <= start < one.end), None)

    def timecode_of(self, start: int, end: int) -> str | None:
        """When the first words of `[start, end)` were spoken, `HH:MM:SS.mmm`; none where no cue has any of them."""
        cue = next((one for one in self.cues if one.start < end and one.end > start), None)
        return None if cue is None else timecode(cue.from_ms)

    def segment_of(self, start: int, end: int) -> Turn | None:
        """The segment that holds all of `[start, end)`; none where none does."""
        return next((one for one in self.segments if one.start <= start and end <= one.end), None)


def timecode(milliseconds: int) -> str:
    """`HH:MM:SS.mmm`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def spans(stretches: Sequence[Stretch]) -> tuple[tuple[int, int], ...]:
    """As (start, end)."""
    return tuple((one.start, one.end) for one in stretches)
