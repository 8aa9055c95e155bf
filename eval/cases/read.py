"""cases.yaml to what is written in it, or one `ManifestError` that holds everything wrong with it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from audit.errors import UsageError
from eval.cases.entries import Entry, cases_of
from eval.domain import Threshold
from ingest.manifest.nodes import Node
from ingest.manifest.read import MAX_BYTES, read_bytes
from ingest.manifest.text import decoded, refuse
from ingest.manifest.tree import parse_tree
from ingest.policy.form import Form

TOO_LARGE = f"larger than {MAX_BYTES // 1024 // 1024} MiB, the most that a file of cases may have; split it"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """`sha256` is over the bytes. `root` is the tree of the text, where later faults find their lines: `entries[i]`
    stands at `("cases", i)`."""

    file: str
    sha256: str
    thresholds: tuple[Threshold, ...]
    entries: tuple[Entry, ...]
    root: Node


def read_cases(path: Path) -> CaseFile:
    """Raises UsageError where there is no such file, ManifestError with every problem in it."""
    if not path.is_file():
        raise UsageError(
            f"there is no file {path}.",
            advice="Expected a file of cases (docs/evaluation.md), or `bench`, `calibrate`, `speeches`, `judge` or "
            "`wording` with a folder.",
        )
    return parse_cases(read_bytes(path), file=str(path))


def parse_cases(data: bytes, *, file: str) -> CaseFile:
    """Pure: `file` is only the name that errors give."""
    root, faults = parse_tree(decoded(data, file=file, most=MAX_BYTES, too_large=TOO_LARGE))
    form = Form()
    thresholds, entries = cases_of(form, root)
    refuse(file, root, [*faults, *form.faults])
    digest = hashlib.sha256(data).hexdigest()
    return CaseFile(file=file, sha256=digest, thresholds=thresholds, entries=entries, root=root)
