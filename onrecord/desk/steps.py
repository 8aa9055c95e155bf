"""The command that comes next, as a person would type it, and a reason as a record keeps it."""

import shlex
from pathlib import Path

from audit.errors import OnRecordError
from ingest.manifest import values
from onrecord.options.parser import MANIFEST


def option(manifest: Path) -> str:
    """What names a manifest that is not the usual one to a command that edits it; else nothing."""
    return "" if str(manifest) == MANIFEST else f" --manifest {shlex.quote(str(manifest))}"


def ingest_step(manifest: Path) -> str:
    """What publishes it."""
    return "onrecord ingest" + ("" if str(manifest) == MANIFEST else f" {shlex.quote(str(manifest))}")


def plain_reason(text: str, called: str = "the reason") -> str:
    """One line that shows everything it holds. Raises OnRecordError, which begins with what it is `called`."""
    try:
        return values.line_of_text(" ".join(text.split()))
    except ValueError as error:
        raise OnRecordError(f"{called} {error}.") from None
