"""One field of a form to one value, or a UsageError that names the field."""

from datetime import datetime

from audit.errors import UsageError
from ingest.domain import Kind
from ingest.manifest import values


def moment_of(text: str, name: str) -> datetime | None:
    """A time in UTC, as a browser's field or a person writes it; none where it is empty."""
    text = text.strip()
    if not text:
        return None
    zoned = text if len(text) <= len("2026-03-04") or text[-1] in "Zz" or "+" in text else f"{text}Z"
    try:
        return values.day_or_moment(zoned)
    except ValueError as error:
        raise UsageError(f"{name}: {error}.") from None


def kind_of(text: str) -> Kind:
    """Raises UsageError for a kind that there is not."""
    try:
        return values.word_of(Kind, text)
    except ValueError as error:
        raise UsageError(f"kind: {error}.") from None


def moment_shown(moment: datetime | None) -> str:
    """As a browser's field for a local time has it, to the second; it means UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S") if moment is not None else ""
