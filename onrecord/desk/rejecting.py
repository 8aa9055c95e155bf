"""Sending a document back: it is a draft again, and the reason stays beside its entry."""

from datetime import datetime
from pathlib import Path

from ingest.manifest.edit import remove_approval


def reject(manifest: Path, source_id: str, reason: str, at: datetime) -> str:
    """Raises OnRecordError; gives the reason as it was written."""
    remove_approval(manifest, source_id, reason=reason, on=at.date())
    return " ".join(reason.split())
