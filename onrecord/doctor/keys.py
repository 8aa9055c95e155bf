"""The keys: those that the log names are there, and nobody but their owner may read any."""

from collections.abc import Iterator

from audit.database import reading
from audit.keys.files import private
from audit.keys.workspace import ROLES, WorkspaceKeys
from audit.log.leaves import head
from audit.log.rotation import signers
from onrecord.approver import folder
from onrecord.doctor.finding import Finding, ok
from onrecord.parts import Parts


def workspace(made: Parts) -> Iterator[Finding]:
    """The record and log keys in force. What is missing or readable by others is told as when something is to be
    signed."""
    with reading(made.engine) as connection:
        if head(connection) is None:
            yield ok("keys", "nothing was logged yet; they are made when something is")
            return
        named = signers(connection)
    keys = WorkspaceKeys.open(made.log.folder, create=False)
    found = {role: keys.find(named.current(role).keyid) for role in ROLES}
    told = ", ".join(f"{role.value} {key.keyid[:12]}…" for role, key in found.items())
    yield ok("keys", f"{told} in {made.log.folder}")


def own() -> Iterator[Finding]:
    """An approver's own keys, where this person has any."""
    found = folder()
    paths = sorted(found.glob("*.key")) if found.is_dir() else []
    for path in [found, *paths] if paths else []:
        private(path)
    if paths:
        yield ok("own keys", f"{', '.join(path.stem for path in paths)} in {found}")
