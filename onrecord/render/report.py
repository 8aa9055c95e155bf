"""An ingest's progress and its final report."""

from types import TracebackType
from typing import TYPE_CHECKING

from ingest.display import folded
from ingest.policy.read import FILE as POLICY
from ingest.report import Outcome, PolicyResult, Report, SourceResult

if TYPE_CHECKING:
    from rich.progress import TaskID

ORDER = (Outcome.ADDED, Outcome.CHANGED, Outcome.REMOVED, Outcome.HELD, Outcome.REFUSED)
WORDS = {
    Outcome.ADDED: "added",
    Outcome.CHANGED: "changed",
    Outcome.REMOVED: "removed",
    Outcome.HELD: "held back",
    Outcome.REFUSED: "REFUSED",
}


def format_report(report: Report) -> str:
    """What changed, or would change; why something was held back or refused; the sums. One source a line."""
    lines = []
    for outcome in ORDER:
        for result in report.results:
            if result.outcome is outcome:
                lines.append(_line(result))
    unchanged = [result for result in report.results if result.outcome is Outcome.UNCHANGED]
    if unchanged:
        lines.append(f"  unchanged  {len(unchanged)} document{_s(len(unchanged))}")
        lines += [_line(result) for result in unchanged if result.detail]
    if report.policy is not None and report.policy.outcome is not Outcome.UNCHANGED:
        lines.append(_policy(report.policy))
    lines.append(_sums(report))
    if report.refused:
        lines.append(f"{len(report.refused)} approved document{_s(len(report.refused))} refused and not served.")
    return "\n".join(lines)


def _line(result: SourceResult) -> str:
    word = WORDS.get(result.outcome, "unchanged")
    status = f"{result.status.value}: " if result.outcome is Outcome.HELD and result.status else ""
    count = f"{result.passages} passage{_s(result.passages)}" if result.passages else ""
    detail = f"{status}{folded(result.detail)}" if result.detail else ""
    return f"  {word:<10} {result.source_id:<34} {'; '.join(part for part in (count, detail) if part)}".rstrip()


def _policy(result: PolicyResult) -> str:
    counts = f"{result.topics} topic{_s(result.topics)}, {result.blackouts} blackout{_s(result.blackouts)}"
    told = "no topic is barred any longer" if result.outcome is Outcome.REMOVED else counts
    return f"  {WORDS[result.outcome]:<10} {POLICY:<34} {told}"


def _sums(report: Report) -> str:
    tense = "would be " if report.dry_run else ""
    counted = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    moved = [f"{count} {tense}{word}" for word, count in counted if count]
    told = f"{report.passages} passages" + (f" ({', '.join(moved)})" if moved else "")
    if report.dry_run:
        return f"Dry run: {told}. Nothing was written."
    if not report.published:
        return f"Nothing to do: {told}, snapshot {report.snapshot_id}."
    seconds = sum(report.timings_ms.values()) / 1000
    return f"Published: {told}, {report.embedded} embedded, snapshot {report.snapshot_id}, {seconds:.1f} s."


def _s(count: int) -> str:
    return "" if count == 1 else "s"


class ProgressBar:
    """A rich progress bar on stderr, by stage; silent where stderr is no terminal."""

    def __init__(self, *, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[label]}"),
            console=console,
            disable=not (shown and console.is_terminal),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def stage(self, name: str, total: int) -> None:
        self._task = self._bar.add_task(name, total=total, label="")

    def advance(self, count: int, label: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, advance=count, label=label[:40])
