"""The manifest's bytes to a `Manifest`, or one `ManifestError` that holds everything wrong with them."""

import hashlib
from functools import lru_cache
from itertools import islice
from pathlib import Path

from audit.errors import ManifestError, Problem
from ingest.domain import Manifest
from ingest.manifest.build import manifest_of
from ingest.manifest.faults import MAX_PROBLEMS
from ingest.manifest.nodes import Node
from ingest.manifest.rules import RULES
from ingest.manifest.shape import read_shape
from ingest.manifest.text import decoded, refuse
from ingest.manifest.tree import parse_tree

MAX_BYTES = 4 * 1024 * 1024  # about 6,000 documents
KEPT = 4  # manifests, by their bytes: to parse one takes a millisecond a document, and each page at a desk reads it
TOO_LARGE = f"larger than {MAX_BYTES // 1024 // 1024} MiB, the most a manifest may have; split it"


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
    try:
        return _manifest(data)
    except ManifestError as error:
        raise ManifestError(file, error.problems, advice=error.advice) from None


@lru_cache(maxsize=KEPT)
def _manifest(data: bytes) -> Manifest:
    return parse_with_tree(data, file="")[0]


def parse_with_tree(data: bytes, *, file: str) -> tuple[Manifest, Node]:
    """The manifest, and the tree of its text (without a byte order mark) for an edit to find its way."""
    text = decoded(data, file=file, most=MAX_BYTES, too_large=TOO_LARGE)
    root, faults = parse_tree(text)
    entry, more = read_shape(root)
    faults += more
    faults += islice((fault for rule in RULES for fault in rule(entry)), MAX_PROBLEMS)
    refuse(file, root, faults)
    return manifest_of(entry, hashlib.sha256(data).hexdigest()), root
