"""The witnesses of the log: whether its last checkpoints were cosigned. Asks none of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from audit.database import reading
from audit.log import cosigning
from onrecord.doctor.finding import Finding, ok, warn
from onrecord.parts import Parts

NAME = "witnesses"
LATE = timedelta(days=1)  # since a leaf was logged that is not cosigned
MANY = 1000  # leaves that are not cosigned
COSIGN = "Run, from time to time: onrecord audit cosign"


def witnesses(made: Parts, now: datetime) -> Iterator[Finding]:
    """How far the log has grown beyond the last checkpoint that enough of them cosigned."""
    if made.witnesses is None:
        yield ok(NAME, "none; that the log was not rewritten is only this workspace's word")
        return
    policy = f"{made.witnesses.threshold} of {len(made.witnesses.listed)}"
    with reading(made.engine) as connection:
        found = cosigning.lag(connection, made.witnesses)
    if found is None:
        yield ok(NAME, f"{policy}; nothing was logged yet")
        return
    told = f"{policy} have cosigned size {found.size}" if found.size else f"{policy} have cosigned nothing yet"
    late = found.since is not None and now - found.since > LATE
    count = f"{found.leaves} lea{'f' if found.leaves == 1 else 'ves'}"
    behind = f"{told}; {count} came after it" + (f", since {found.since:%Y-%m-%d %H:%M} UTC" if late else "")
    if late or found.leaves > MANY:
        yield warn(NAME, behind, COSIGN)
    else:
        yield ok(NAME, behind if found.leaves else f"{told}, the whole log")
