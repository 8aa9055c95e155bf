"""One edit of the manifest's file, from reading to written: under a lock, judged before it is written.

Each edit says what manifest it expects to come out. The edited text is read again as strictly as any other;
where it reads as anything but what was expected, nothing is written.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from audit.errors import ManifestError, OnRecordError
from ingest.domain import Manifest
from ingest.manifest.disk import locked, write_atomically
from ingest.manifest.nodes import Mapping
from ingest.manifest.read import parse_manifest, parse_with_tree, read_bytes

Edited = tuple[str, Manifest]  # the new text, and what it must read as
Change = Callable[[str, Mapping, Manifest], Edited]


def rewrite(path: Path, change: Change) -> Manifest:
    real = path.resolve()  # a symlink stays one: what it names is replaced
    with locked(real.parent):
        data = read_bytes(path)
        before, root = parse_with_tree(data, file=str(path))
        assert isinstance(root, Mapping)
        mark, text = (data[:3], data[3:].decode()) if data[:3] == b"\xef\xbb\xbf" else (b"", data.decode())
        edited, expected = change(text, root, before)
        if edited == text:
            return before
        new = mark + edited.encode()
        after = _judged(new, path)
        if replace(after, sha256="") != replace(expected, sha256=""):
            message = f"{path} is laid out so that this edit would change more than was asked; nothing was written."
            raise OnRecordError(message, advice="Make the change by hand.")
        write_atomically(real, new)
        return after


def _judged(data: bytes, path: Path) -> Manifest:
    try:
        return parse_manifest(data, file=str(path))
    except ManifestError as error:
        told = "; ".join(f"{problem.path.rpartition(').')[2]}: {problem.message}" for problem in error.problems)
        raise OnRecordError(f"{told}. Nothing was written to {path}.") from None
