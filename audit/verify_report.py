"""What the verification of a bundle comes to: plain data, and the one word at its end."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NoReturn

from audit.errors import RecordError

STEPS = {
    1: "bundle",
    2: "policy",
    3: "checkpoint",
    4: "witnesses",
    5: "tree",
    6: "leaves",
    7: "answers",
    8: "approval and consent",
    9: "texts",
    10: "checks",
}

LONGEST = 1000  # characters of a value in a failure


class Verdict(StrEnum):
    VERIFIED = "VERIFIED"
    VERIFIED_WITH_ERASURES = "VERIFIED_WITH_ERASURES"
    UNWITNESSED = "UNWITNESSED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What did not hold. `code` is a short word that does not change; `expected` and `found` are both values where two
    were compared."""

    code: str
    step: int
    place: str
    detail: str
    expected: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an auditor should know, and no failure."""

    step: int
    place: str
    detail: str


class Failed(Exception):
    """Ends a step. Never leaves the verifier."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One record of the bundle. `numbers` are the answer numbers of its leaves; of an erased record nothing else is
    known but what its leaf says. `utterances` counts how often something of it was read aloud or played."""

    record_id: str
    numbers: tuple[int, ...]
    outcome: str
    asked_at: str
    erased: bool
    places: int
    utterances: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The checkpoint under which everything stands: `root` in hex; `witnesses` are names and times of cosignatures."""

    origin: str
    size: int
    root: str
    witnesses: tuple[tuple[str, datetime], ...]
    threshold: int

    @property
    def witnessed(self) -> bool:
        return 0 < self.threshold <= len(self.witnesses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`whole` where every step was taken to its end. `range` are the first and the last answer number where none
    between is missing."""

    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()
    seal: Seal | None = None
    answers: tuple[Answered, ...] = ()
    range: tuple[int, ...] | None = None
    whole: bool = False

    @property
    def verdict(self) -> Verdict:
        """Fails closed: without a checkpoint, without an answer, and with a step that was not taken."""
        if self.failures or not self.whole or self.seal is None or not self.answers:
            return Verdict.FAILED
        if not self.seal.witnessed:
            return Verdict.UNWITNESSED
        erased = any(one.erased for one in self.answers)
        return Verdict.VERIFIED_WITH_ERASURES if erased else Verdict.VERIFIED


def fail(code: str, step: int, place: str, detail: str, *, expected: object = None, found: object = None) -> NoReturn:
    raise Failed(
        Failure(code=code, step=step, place=place, detail=detail, expected=_told(expected), found=_told(found))
    )


def same(code: str, step: int, place: str, detail: str, *, expected: Any, found: Any) -> None:
    """Fails unless both values are equal, and of one type. Of two objects the keys are told that differ."""
    if type(expected) is type(found) and expected == found:
        return
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        odd = [key for key in {**expected, **found} if key not in found or expected.get(key, ...) != found[key]]
        expected, found = ({key: one[key] for key in odd if key in one} for one in (expected, found))
    fail(code, step, place, detail, expected=_shown(expected), found=_shown(found))


def listed(values: Sequence[object], most: int = 5) -> str:
    """The first of some values, for a message."""
    shown = ", ".join(map(str, values[:most]))
    return shown if len(values) <= most else f"{shown} and {len(values) - most} more"


def _told(value: object) -> str | None:
    return None if value is None else str(value)[:LONGEST]


def _shown(value: object) -> str:
    return "none" if value is None else str(value)


@contextmanager
def told(code: str, step: int, place: str) -> Iterator[None]:
    """What cannot be read is a failure of this step."""
    try:
        yield
    except RecordError as error:
        fail(code, step, place, error.message)
