"""policy.yaml to a `Policy`, or one `ManifestError` that holds everything wrong with it."""

from pathlib import Path

from ingest.manifest.read import read_bytes
from ingest.manifest.text import decoded, refuse
from ingest.manifest.tree import parse_tree
from ingest.policy.domain import Policy
from ingest.policy.entries import policy_of
from ingest.policy.form import Form

FILE = "policy.yaml"  # beside the manifest
MAX_BYTES = 256 * 1024
TOO_LARGE = f"larger than {MAX_BYTES // 1024} KiB, the most a policy may have; shorten it"


def read_policy(folder: Path) -> Policy | None:
    """The policy beside a manifest; none where there is no such file. Raises ManifestError with every problem."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():  # a link that leads nowhere is a mistake, not the absence of one
        return None
    return parse_policy(read_bytes(path), file=str(path))


def parse_policy(data: bytes, *, file: str) -> Policy:
    """Pure: `file` is only the name that errors give."""
    root, faults = parse_tree(decoded(data, file=file, most=MAX_BYTES, too_large=TOO_LARGE))
    form = Form()
    policy = policy_of(form, root)
    refuse(file, root, [*faults, *form.faults])
    return policy
