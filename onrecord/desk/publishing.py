"""One ingest, or what it would change."""

from pathlib import Path

from ingest.report import Progress, Report
from ingest.run import ingest
from onrecord.parts import Parts


def publish(made: Parts, manifest: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Publish what is approved and covered by consent. Raises as `ingest.run.ingest` does."""
    with made.workshop(dry_run=dry_run) as workshop:
        return ingest(workshop, manifest, dry_run=dry_run, progress=progress)
