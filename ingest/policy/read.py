"""policy.yaml to a `Policy`, or one `ManifestError` that holds everything wrong with it."""

from pathlib import Path

from audit.errors import ManifestError, Problem
from ingest.manifest.faults import MAX_PROBLEMS
from ingest.manifest.places import problem_of
from ingest.manifest.read import read_bytes
from ingest.manifest.tree import parse_tree
from ingest.policy.domain import Policy
from ingest.policy.entries import policy_of
from ingest.policy.form import Form

FILE = "policy.yaml"  # beside the manifest
MAX_BYTES = 256 * 1024


def read_policy(folder: Path) -> Policy | None:
    """The policy beside a manifest; none where there is no such file. Raises ManifestError with every problem."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():  # a link that leads nowhere is a mistake, not the absence of one
        return None
    return parse_policy(read_bytes(path), file=str(path))


def parse_policy(data: bytes, *, file: str) -> Policy:
    """Pure: `file` is only the name that errors give."""
    root, faults = parse_tree(_decoded(data, file))
    form = Form()
    policy = policy_of(form, root)
    faults += form.faults
    if faults:
        problems = sorted((problem_of(root, fault) for fault in faults[:MAX_PROBLEMS]), key=lambda one: one.line)
        raise ManifestError(file, tuple(problems))
    return policy


def _decoded(data: bytes, file: str) -> str:
    line = 0
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1024} KiB, the most a policy may have; shorten it"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot be there; save the file as UTF-8"
    raise ManifestError(file, (Problem(line=line, path="", message=message),))
