"""One run as a report: figures with their intervals, curves, thresholds; written as JSON and read again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.canonical import read_json
from audit.errors import RecordError, UsageError
from audit.records.wire import from_json, to_json
from eval.domain import Found, Report, Sample, Threshold, Verdict
from eval.metrics import refusal
from eval.metrics.figures import metrics
from eval.metrics.resample import DRAWS, figure

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was asked of what: a report's facts besides its figures."""

    set: str
    set_sha256: str
    part: str
    workspace: str | None
    measured_at: datetime
    models: Mapping[str, str]
    snapshot_id: str
    passages: int


def report(run: Run, found: Found, thresholds: Sequence[Threshold] = (), draws: int = DRAWS) -> Report:
    """Failures are told beside the figures, which rest on the other questions alone."""
    sample = Sample(found.rows)
    figures = tuple(figure(metric, sample, draws) for metric in metrics(sample))
    values = {one.name: one.value for one in figures}
    return Report(
        version=VERSION,
        set=run.set,
        set_sha256=run.set_sha256,
        part=run.part,
        workspace=run.workspace,
        measured_at=run.measured_at,
        models=dict(run.models),
        snapshot_id=run.snapshot_id,
        passages=run.passages,
        figures=figures,
        curve=refusal.risk_coverage(sample),
        reliability=refusal.reliability(sample),
        verdicts=tuple(verdict(one, values.get(one.metric)) for one in thresholds),
        failures=found.failures,
        rows=found.rows,
    )


def verdict(threshold: Threshold, value: float | None) -> Verdict:
    """A metric without a value has met nothing."""
    met = (
        value is not None
        and (threshold.at_least is None or value >= threshold.at_least)
        and (threshold.at_most is None or value <= threshold.at_most)
    )
    return Verdict(threshold=threshold, value=value, met=met)


def text(report: Report) -> str:
    """The report as JSON, on one line."""
    return json.dumps(to_json(report), ensure_ascii=False)


def write(report: Report, path: Path) -> None:
    """Whole, or not at all."""
    replace_text(path, text(report) + "\n")


def replace_text(path: Path, words: str) -> None:
    """Put a text in a file's place. Raises UsageError where that cannot be done."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(words, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def read(path: Path) -> Report:
    """Raises UsageError for a file that cannot be read, RecordError for one that is no report of this version."""
    try:
        found = read_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Expected a report (--out).") from error
    except (UnicodeDecodeError, RecordError) as error:
        raise RecordError(f"{path} is no report: {error}") from error
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise RecordError(f"{path} is no report of version {VERSION}.", advice="Make it: onrecord eval ... --out FILE")
    try:
        read: Report = from_json(Report, found)
    except RecordError as error:
        raise RecordError(f"{path}: {error.message}", advice="Make it: onrecord eval ... --out FILE") from error
    return read
