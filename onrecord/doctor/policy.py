"""The policy of topics: is it in force as it is written, and can it be asked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from audit.database import reading
from ingest.catalogue.read import Published
from ingest.policy import published as policies
from ingest.policy.domain import policy_sha256
from ingest.policy.read import FILE, read_policy
from onrecord.doctor.finding import Finding, fail, ok, warn
from onrecord.parts import Parts


def policy(made: Parts, state: Published, folder: Path, today: date) -> Iterator[Finding]:
    """`folder` is the manifest's; `today` a day in UTC. Raises ManifestError for a file with faults."""
    with reading(made.engine) as connection:
        found = policies.in_force(connection, state.snapshot.encoder_sha256)
    if found is not None and found.vectors is None:
        encoder = state.snapshot.encoder
        yield fail("policy", f"it has no vectors by {encoder}, so questions are refused", "Run: onrecord ingest")
    written = read_policy(folder)
    published = found.policy_sha256 if found else None
    if (policy_sha256(written) if written else None) != published:
        detail = f"{folder / FILE} {'differs from what is in force' if written and found else _absent(written is None)}"
        yield warn("policy", detail, "To publish it as it is now: onrecord ingest")
        return
    if found is None:
        yield ok("policy", f"there is none: no {FILE} beside the manifest, so no topic is barred")
        return
    for one in found.policy.blackouts:
        if one.begins <= today < one.until:
            what = "every question" if one.topics is None else ", ".join(one.topics)
            yield warn("policy", f"a blackout bars {what} before {one.until}", "Nothing to do: it ends by itself.")
    told = [_count(len(found.policy.topics), "topic"), _count(len(found.policy.blackouts), "blackout")]
    yield ok("policy", f"in force: {', '.join(told)}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _absent(gone: bool) -> str:
    return "is gone, and what it said is in force" if gone else "was never published"
