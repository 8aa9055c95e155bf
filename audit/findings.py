"""What the verifier is given and what it says: plain data, so that it needs no database and no ingest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

NAMES = {1: "record", 2: "quote", 3: "approval", 4: "attribution", 5: "statement", 6: "since"}


class Level(StrEnum):
    PASSED = "passed"
    NOTE = "note"
    FAILED = "failed"


class Verdict(StrEnum):
    VERIFIED = "VERIFIED"
    WITHDRAWN_SINCE = "VERIFIED, SOURCE WITHDRAWN SINCE"
    UNAPPROVED = "VERIFIED, PASSAGES APPROVED BY NOBODY"
    ERASED = "ERASED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One step at one place of the record. `expected` and `found` are present where two values were compared."""

    step: int
    place: str
    level: Level
    detail: str
    expected: str | None = None
    found: str | None = None

    @property
    def name(self) -> str:
        return NAMES[self.step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A canonical text as it lies in the catalogue now, the hash of the bytes that it was made from, and where running
    headers and footers stand in it (start, end)."""

    source_sha256: str
    text: str
    furniture: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One declaration under which a source was published. People are addresses, compared as they stand."""

    source_sha256: str
    title: str
    date: date
    leader_ids: tuple[str, ...]
    owner: str
    added_by: str
    approved_by: str | None
    approved_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What became of a source. `superseded_by` are titles with their dates, as a person reads them."""

    published: bool
    withdrawn: tuple[datetime, str] | None = None
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the catalogue holds about everything that the record names.

    `texts` by text hash; `publications` and `since` by source id; `names` under which each leader was published.
    """

    texts: Mapping[str, Sequence[Frozen]]
    publications: Mapping[str, Sequence[Publication]]
    names: Mapping[str, Collection[str]]
    since: Mapping[str, Since]
