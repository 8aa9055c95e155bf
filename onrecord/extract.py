"""What a source's file says, for a person who looks at it before or instead of an ingest."""

from collections.abc import Mapping
from pathlib import Path

from audit.errors import SourceRefused
from ingest.domain import Document, Leader, Source
from ingest.examine import approved_bytes, serve
from ingest.parse.sandbox import Sandbox


def extract(source: Source, folder: Path, leaders: Mapping[str, Leader], sandbox: Sandbox) -> Document:
    """Its file's bytes, if they are those that the manifest declares, parsed in the sandbox and attributed.

    Raises SourceRefused, with both hashes where they differ.
    """
    return serve(source, sandbox.parse(declared_bytes(source, folder), source.path), leaders).document


def declared_bytes(source: Source, folder: Path) -> bytes:
    """Raises SourceRefused."""
    try:
        return approved_bytes(source, folder)
    except SourceRefused as error:
        if error.code != "hash_mismatch":
            raise
        message = error.message.replace("is not what was approved: approved", "is not the declared file: declared")
        advice = "Put that file back, or enter the new hash in the manifest; an approval is then needed anew."
        raise SourceRefused(message, code=error.code, advice=advice) from None
