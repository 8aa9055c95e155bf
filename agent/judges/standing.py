"""A judge counts only where it was measured well enough: `judges.json` in the workspace, and the rules to count.

`onrecord eval judge` writes the file. Nothing is admitted by default, and no fault admits: an unreadable file, a judge
of another name or revision, a missing, impossible or low figure all mean that the judge does not count.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.canonical import read_json
from audit.errors import ModelError, RecordError
from audit.records.wire import from_json

FILE = "judges.json"
VERSION = 1
SET = "summedits"
LEAST = 0.75  # balanced accuracy, the mean over the set's domains
LEAST_PAIRS = 200  # that the figure was reported on


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Pairs that the threshold was chosen on, and pairs that are reported on. No document is in both."""

    tuned: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """What was reported on one domain: the share of consistent pairs that passed, of inconsistent ones that did not."""

    domain: str
    pairs: int
    balanced_accuracy: float
    passed: float
    stopped: float
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One judge, measured on one set. A claim passes where its support is at least `threshold`.

    `pairs` and `failures` are of both halves, the accuracy with its 95 % interval (`low`, `high`) and `domains` of the
    reported one; `limit` is the bound on pairs that was asked for.
    """

    judge: str
    set: str
    threshold: float
    balanced_accuracy: float
    low: float
    high: float
    pairs: int
    failures: int
    limit: int | None
    halves: Halves
    domains: tuple[Domain, ...]
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """The whole of `judges.json`, in order of name."""

    version: int
    judges: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A judge that counts; `threshold` is the least support, 0 to 1, with which a claim passes."""

    judge: str
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether a judge counts, and in either case why: `reason` is one line."""

    admitted: Admitted | None
    reason: str


def admitted(judge_name: str, own: Path) -> Admitted | None:
    """The judge where it counts by the file `own`, else none. Raises nothing."""
    return admission(judge_name, own).admitted


def admission(judge_name: str, own: Path) -> Admission:
    """Whether the judge counts by the file `own`. Raises nothing: a fault of the file is the reason."""
    try:
        found = next((one for one in read(own) if one.judge == judge_name), None)
    except ModelError as error:
        return Admission(admitted=None, reason=str(error))
    if found is None:
        return Admission(admitted=None, reason=f"{judge_name} was not measured. Run: onrecord eval judge DIR")
    return admission_of(found)


def admission_of(found: Measurement) -> Admission:
    """The rules: the set, enough pairs, and the accuracy."""
    if found.set != SET:
        return Admission(admitted=None, reason=f"measured on {found.set}, expected {SET}")
    accuracy = shown(found.balanced_accuracy)
    if not found.balanced_accuracy >= LEAST:
        return Admission(admitted=None, reason=f"{accuracy} is below {shown(LEAST)}")
    if not found.halves.reported >= LEAST_PAIRS:
        reason = f"measured on {found.halves.reported} pairs, expected at least {LEAST_PAIRS}"
        return Admission(admitted=None, reason=reason)
    return Admission(
        admitted=Admitted(judge=found.judge, threshold=found.threshold),
        reason=f"{accuracy} is at least {shown(LEAST)}, on {found.halves.reported} pairs",
    )


def shown(share: float) -> str:
    """Three digits, cut and not rounded: .7498 is not .750."""
    return f"{math.floor(share * 1000 + 1e-9) / 1000:.3f}".removeprefix("0")


def read(own: Path) -> tuple[Measurement, ...]:
    """Every entry of the file; none where there is no file. Raises ModelError where anything in it is unexpected."""
    try:
        found = from_json(Judges, read_json(own.read_bytes()))
        _check(found)
    except FileNotFoundError:
        return ()
    except (OSError, RecordError, ValueError, OverflowError) as error:
        raise ModelError(
            f"{own} does not say which judges count: {str(error).rstrip('.')}.",
            advice="Remove it, and run: onrecord eval judge DIR",
        ) from error
    return tuple(found.judges)


def _check(found: Judges) -> None:
    """Raises ValueError for what has the right types and is still no measurement."""
    if found.version != VERSION:
        raise ValueError(f"version {found.version}, expected {VERSION}")
    names = [one.judge for one in found.judges]
    if len(set(names)) != len(names):
        raise ValueError("a judge stands twice in it")
    for one in found.judges:
        shares = [one.threshold, one.balanced_accuracy, one.low, one.high]
        shares += [share for row in one.domains for share in (row.balanced_accuracy, row.passed, row.stopped)]
        if not all(0 <= share <= 1 for share in shares):  # nor NaN, with which every comparison is false
            raise ValueError(f"{one.judge} has a figure that is not from 0 to 1")
        if one.threshold == 0:
            raise ValueError(f"{one.judge} has the threshold 0, which everything passes")
        if one.halves.tuned + one.halves.reported != one.pairs or one.halves.tuned < 0:
            raise ValueError(f"{one.judge} has halves that do not make its {one.pairs} pairs")
        if sum(row.pairs for row in one.domains) != one.halves.reported:
            raise ValueError(f"{one.judge} has domains that do not make its {one.halves.reported} reported pairs")
