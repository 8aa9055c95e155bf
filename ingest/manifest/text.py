"""What the manifest, the policy and a file of cases share: bytes to text, and faults to one error."""

from collections.abc import Sequence

from audit.errors import ManifestError, Problem
from ingest.manifest.faults import MAX_PROBLEMS, Fault
from ingest.manifest.nodes import Node
from ingest.manifest.places import problem_of


def decoded(data: bytes, *, file: str, most: int, too_large: str) -> str:
    """UTF-8 text without a byte order mark. Raises ManifestError for other bytes, or for more than `most` of them: then
    with the message `too_large`."""
    line = 0
    if len(data) > most:
        message = too_large
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot be there; save the file as UTF-8"
    raise ManifestError(file, (Problem(line=line, path="", message=message),))


def refuse(file: str, root: Node, faults: Sequence[Fault]) -> None:
    """Raises one ManifestError for all faults, in the order of the file, where there are any."""
    if not faults:
        return
    problems = sorted((problem_of(root, fault) for fault in faults), key=lambda problem: problem.line)
    rest = len(problems) - MAX_PROBLEMS
    if rest > 0:
        told = Problem(line=0, path="", message=f"and at least {rest} more problems, not listed")
        problems = [*problems[:MAX_PROBLEMS], told]
    raise ManifestError(file, tuple(problems))
