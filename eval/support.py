"""How well does a judge tell a supported claim from one that was changed a little: measured on SummEdits.

1. read the four domains: a document, a summary of it, and whether the summary is consistent with it;
2. halve them by a hash of the document, not of the pair: all changed summaries of one document are nearly alike, and a
   threshold chosen on some of them would know the others;
3. ask the judge for each pair; one on which it fails is counted as wrong, and as a failure;
4. choose the threshold with the best balanced accuracy on the tuned half, domains counting alike;
5. report on the other half, with a bootstrap interval over documents.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.judges.port import SupportJudge
from agent.judges.standing import SET, VERSION, Domain, Halves, Judges, Measurement, read, shown
from audit.errors import ModelError, UsageError
from audit.records.wire import to_json
from eval.bench import tuned

DOMAINS = ("news", "podcast", "samsum", "scitldr")
FEWEST = 4 * len(DOMAINS)  # pairs: a domain has two labels in each of two halves
SECONDS = 120.0  # that a judge may take for a pair
PATIENCE = 10  # pairs failed from the first one on, after which nothing is measured
RESAMPLES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    id: str
    domain: str
    document: str
    summary: str
    consistent: bool
    tuned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pair and the judge's support for it; none where the judge failed."""

    pair: Pair
    support: float | None


def pairs(folder: Path, limit: int | None = None) -> list[Pair]:
    """The pairs of SummEdits in `folder` (or in its folder `summedits`); with a limit, that many of them.

    A limit takes from each domain, half and label in turn, in order of the ids' SHA-256. Raises UsageError.
    """
    folder = folder / SET if (folder / SET).is_dir() else folder
    found = [pair for domain in DOMAINS for pair in _read(folder / f"{SET}_{domain}.json", domain)]
    if limit is None:
        return found
    if limit < FEWEST:
        raise UsageError(f"--limit {limit} is too few: expected at least {FEWEST}, one of each kind.")
    kinds: dict[tuple[str, bool, bool], int] = {}
    ranked = []
    for pair in sorted(found, key=lambda one: sha256(one.id.encode("utf-8")).digest()):
        kind = (pair.domain, pair.tuned, pair.consistent)
        kinds[kind] = kinds.get(kind, 0) + 1
        ranked.append((kinds[kind], pair))
    return [pair for _, pair in sorted(ranked, key=lambda one: one[0])[:limit]]


def judged(judge: SupportJudge, found: Sequence[Pair], tell: Callable[[int], None]) -> list[Judged]:
    """Step 3; `tell` is called with the number of pairs done.

    Raises ModelError where the judge fails on every one of the first pairs: a server that is down was not measured.
    """
    done: list[Judged] = []
    for number, pair in enumerate(found, start=1):
        support: float | None = None
        try:
            support = judge.support(pair.summary, (pair.document,), monotonic() + SECONDS)
        except ModelError as error:
            if number == min(PATIENCE, len(found)) and all(one.support is None for one in done):
                raise ModelError(
                    f"the judge failed on each of the first {number} pairs, last: {error.message}", advice=error.advice
                ) from error
        if support is not None and not 0 <= support <= 1:
            support = None
        done.append(Judged(pair=pair, support=support))
        tell(number)
    return done


def measurement(name: str, done: Sequence[Judged], limit: int | None, at: datetime) -> Measurement:
    """Steps 4 and 5. Raises UsageError where a domain's half lacks a label."""
    for domain in DOMAINS:
        kinds = {(one.pair.tuned, one.pair.consistent) for one in done if one.pair.domain == domain}
        if len(kinds) < 4:
            raise UsageError(f"{domain} has too few pairs: expected both labels in both halves.")
    reported = [one for one in done if not one.pair.tuned]
    threshold = _threshold([one for one in done if one.pair.tuned])
    domains = tuple(_domain(name, [one for one in reported if one.pair.domain == name], threshold) for name in DOMAINS)
    low, high = _interval(reported, threshold)
    return Measurement(
        judge=name,
        set=SET,
        threshold=threshold,
        balanced_accuracy=float(np.mean([one.balanced_accuracy for one in domains])),
        low=low,
        high=high,
        pairs=len(done),
        failures=sum(one.support is None for one in done),
        limit=limit,
        halves=Halves(tuned=len(done) - len(reported), reported=len(reported)),
        domains=domains,
        measured_at=at,
    )


def _threshold(held: Sequence[Judged]) -> float:
    """The best of the middles between neighbouring supports, and 1; of equally good ones the strictest."""
    levels = sorted({one.support for one in held if one.support is not None}, reverse=True)
    middles = [(high + low) / 2 for high, low in pairwise(levels)]
    kinds = [(one.pair.domain, one.pair.consistent) for one in held]
    weights = np.array([1 / (2 * len(DOMAINS) * kinds.count(kind)) for kind in kinds])  # their sum is 1
    tried = [threshold for threshold in (1.0, *middles) if threshold > 0]
    return tried[int(np.argmax([weights @ _right(held, threshold) for threshold in tried]))]


def _right(held: Sequence[Judged], threshold: float) -> NDArray[np.bool_]:
    support = np.array([np.nan if one.support is None else one.support for one in held])
    consistent = np.array([one.pair.consistent for one in held])
    right: NDArray[np.bool_] = ((support >= threshold) == consistent) & ~np.isnan(support)
    return right


def _domain(name: str, held: Sequence[Judged], threshold: float) -> Domain:
    right = _right(held, threshold)
    consistent = np.array([one.pair.consistent for one in held])
    passed, stopped = float(right[consistent].mean()), float(right[~consistent].mean())
    return Domain(
        domain=name,
        pairs=len(held),
        balanced_accuracy=(passed + stopped) / 2,
        passed=passed,
        stopped=stopped,
        failures=sum(one.support is None for one in held),
    )


def _interval(held: Sequence[Judged], threshold: float) -> tuple[float, float]:
    """95 % of the resampled accuracies. Documents are drawn, not pairs: the pairs of one document are no strangers."""
    rng = np.random.default_rng(0)
    drawn = []
    for domain in DOMAINS:
        there = [one for one in held if one.pair.domain == domain]
        counts = _counts(there, threshold)
        sums = counts[rng.integers(len(counts), size=(RESAMPLES, len(counts)))].sum(axis=1)
        with np.errstate(invalid="ignore"):  # a draw without one of the labels is 0 of 0, and left out below
            drawn.append((sums[:, 0] / sums[:, 1] + sums[:, 2] / sums[:, 3]) / 2)
    low, high = np.nanquantile(np.mean(drawn, axis=0), [0.025, 0.975])
    return float(low), float(high)


def _counts(held: Sequence[Judged], threshold: float) -> NDArray[np.float64]:
    """A row a document: consistent pairs that were judged rightly, all of them, and the same of inconsistent ones."""
    documents = {document: row for row, document in enumerate(dict.fromkeys(one.pair.document for one in held))}
    counts = np.zeros((len(documents), 4))
    for one, right in zip(held, _right(held, threshold), strict=True):
        label = 0 if one.pair.consistent else 2
        counts[documents[one.pair.document], label : label + 2] += (right, 1)
    return counts


def _read(path: Path, domain: str) -> list[Pair]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list):
            raise TypeError(f"expected a list, got {type(rows).__name__}")
        return [_pair(row, domain) for row in rows]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Expected the folder of SummEdits.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} does not hold SummEdits' pairs (id, doc, summary, label): {error!r}.") from error


def _pair(row: dict[str, Any], domain: str) -> Pair:
    if row["label"] not in (0, 1):
        raise ValueError(f"the label {row['label']!r}, expected 0 or 1")
    return Pair(
        id=str(row["id"]),
        domain=domain,
        document=str(row["doc"]),
        summary=str(row["summary"]),
        consistent=row["label"] == 1,
        tuned=tuned(str(row["doc"])),
    )


def lines(found: Measurement) -> list[str]:
    """A table for a person: a line a domain, then all of them."""
    rows = [("", "pairs", "balanced accuracy", "passed", "stopped", "failures")]
    for one in found.domains:
        shares = (shown(one.balanced_accuracy), shown(one.passed), shown(one.stopped))
        rows.append((one.domain, str(one.pairs), *shares, str(one.failures)))
    table = [f"{name:<8} {pairs:>5}  {a:>17}  {b:>6}  {c:>7}  {failed:>8}" for name, pairs, a, b, c, failed in rows]
    interval = f"{shown(found.low)} to {shown(found.high)}"
    return [
        found.judge,
        *table,
        f"all domains: {shown(found.balanced_accuracy)} (95 % of resampled documents: {interval}), threshold "
        f"{found.threshold:.4g} chosen on {found.halves.tuned} other pairs, {found.failures} failures in both halves",
    ]


def write(found: Measurement, own: Path) -> None:
    """Put the measurement into the file, in the place of one of the same judge. Raises ModelError for a broken file."""
    kept = [one for one in read(own) if one.judge != found.judge]
    judges = Judges(version=VERSION, judges=tuple(sorted([*kept, found], key=lambda one: one.judge)))
    own.parent.mkdir(parents=True, exist_ok=True)
    part = own.with_name(own.name + ".part")
    part.write_text(json.dumps(to_json(judges), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(own)
