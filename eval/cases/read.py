"""cases.yaml to what is written in it, or one `ManifestError` that holds everything wrong with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.errors import ManifestError, Problem, UsageError
from eval.cases.entries import Entry, cases_of
from eval.domain import Threshold
from ingest.manifest.faults import MAX_PROBLEMS, Fault
from ingest.manifest.nodes import Node
from ingest.manifest.places import problem_of
from ingest.manifest.read import MAX_BYTES, read_bytes
from ingest.manifest.tree import parse_tree
from ingest.policy.form import Form


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
    root, faults = parse_tree(_decoded(data, file))
    form = Form()
    thresholds, entries = cases_of(form, root)
    refuse(file, root, [*faults, *form.faults])
    digest = hashlib.sha256(data).hexdigest()
    return CaseFile(file=file, sha256=digest, thresholds=thresholds, entries=entries, root=root)


def refuse(file: str, root: Node, faults: Sequence[Fault]) -> None:
    """Raises one ManifestError for all faults, in the order of the file, where there are any."""
    if faults:
        problems = sorted((problem_of(root, fault) for fault in faults[:MAX_PROBLEMS]), key=lambda one: one.line)
        raise ManifestError(file, tuple(problems))


def _decoded(data: bytes, file: str) -> str:
    line = 0
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1024 // 1024} MiB, the most that a file of cases may have; split it"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot be there; save the file as UTF-8"
    raise ManifestError(file, (Problem(line=line, path="", message=message),))
