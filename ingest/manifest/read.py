"""The manifest's bytes to a `Manifest`, or one `ManifestError` that holds everything wrong with them."""

import hashlib
from itertools import islice
from pathlib import Path

from audit.errors import ManifestError, Problem
from ingest.domain import Manifest
from ingest.manifest.build import manifest_of
from ingest.manifest.faults import MAX_PROBLEMS
from ingest.manifest.nodes import Node
from ingest.manifest.places import problem_of
from ingest.manifest.rules import RULES
from ingest.manifest.shape import read_shape
from ingest.manifest.tree import parse_tree

MAX_BYTES = 4 * 1024 * 1024  # about 6,000 documents


def read_manifest(path: Path) -> Manifest:
    """Read the manifest strictly. Raises `ManifestError` with every problem, each with line and path."""
    return parse_manifest(read_bytes(path), file=str(path))


def read_bytes(path: Path) -> bytes:
    """The file's bytes, at most one more than is allowed."""
    try:
        if path.exists() and not path.is_file():
            raise OSError(None, "it is not a file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        problem = Problem(line=0, path="", message="there is no such file")
        advice = "Name the manifest, or start one: onrecord init DIR"
        raise ManifestError(str(path), (problem,), advice=advice) from None
    except OSError as error:
        problem = Problem(line=0, path="", message=f"cannot be read: {error.strerror}")
        raise ManifestError(str(path), (problem,)) from None


def parse_manifest(data: bytes, *, file: str) -> Manifest:
    """Pure: `file` is only the name that errors give."""
    return parse_with_tree(data, file=file)[0]


def parse_with_tree(data: bytes, *, file: str) -> tuple[Manifest, Node]:
    """The manifest, and the tree of its text (without a byte order mark) for an edit to find its way."""
    text = _decoded(data, file)
    root, faults = parse_tree(text)
    entry, more = read_shape(root)
    faults += more
    faults += islice((fault for rule in RULES for fault in rule(entry)), MAX_PROBLEMS)
    if faults:
        problems = sorted((problem_of(root, fault) for fault in faults), key=lambda problem: problem.line)
        raise ManifestError(file, _bounded(problems))
    return manifest_of(entry, hashlib.sha256(data).hexdigest()), root


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1024 // 1024} MiB, the most a manifest may have; split it"
        raise ManifestError(file, (Problem(line=0, path="", message=message),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot be there; save the file as UTF-8"
        raise ManifestError(file, (Problem(line=line, path="", message=message),)) from None


def _bounded(problems: list[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    rest = f"and at least {len(problems) - MAX_PROBLEMS} more problems, not listed"
    return (*problems[:MAX_PROBLEMS], Problem(line=0, path="", message=rest))
