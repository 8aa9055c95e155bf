"""The library: the files, the manifest, and what runs out."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from audit.errors import SourceRefused
from ingest.catalogue.read import Published
from ingest.domain import Manifest, Status
from ingest.examine import approved_bytes
from ingest.manifest.disk import consent_bytes_ok
from ingest.manifest.read import read_bytes
from ingest.recordings.examine import declared_file, is_approved
from ingest.standing import approved, status
from onrecord.desk.approving import unheard
from onrecord.doctor.finding import Finding, fail, listed, ok, warn

SOON = timedelta(days=30)
INGEST = "Run: onrecord ingest"


def manifest(path: Path, read: Manifest, state: Published | None) -> Iterator[Finding]:
    """It reads, and is the one that was ingested."""
    told = f"{path}, {len(read.sources)} documents"
    if state is None:
        yield warn("manifest", f"{told}; never ingested", INGEST)
    elif hashlib.sha256(read_bytes(path)).hexdigest() != state.snapshot.manifest_sha256:
        yield warn("manifest", f"{told}; changed since the last ingest", f"{INGEST} {path}".rstrip())
    else:
        yield ok("manifest", f"{told}; as last ingested")


def files(read: Manifest, folder: Path, now: datetime) -> Iterator[Finding]:
    """Every approved document's file, by its hash."""
    wanted = [source for source in read.sources if approved(source, now) and source.withdrawn is None]
    wrong = []
    for source in wanted:
        try:
            approved_bytes(source, folder)
        except SourceRefused as error:
            wrong.append(error)
    if wrong:
        more = f"; and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        yield fail("files", f"{wrong[0].message.rstrip('.')}{more}", wrong[0].advice)
    else:
        yield ok("files", f"{len(wanted)} approved documents are the ones approved")


def recordings(read: Manifest, folder: Path, now: datetime) -> Iterator[Finding]:
    """Every approved document's recording, by its hash, and whether anybody hears it; nothing where there is none."""
    held = [(one, one.media) for one in read.sources if one.media and approved(one, now) and one.withdrawn is None]
    leaders = {one.leader_id: one for one in read.leaders}
    unapproved = [one.source_id for one, _ in held if not is_approved(one)]
    silent = [one.source_id for one, _ in held if unheard(one, leaders, now)]
    wrong = []
    for _, media in held:
        try:
            declared_file(media, folder)
        except SourceRefused as error:
            wrong.append(error)
    if wrong:
        more = f"; and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        yield fail("recordings", f"{wrong[0].message.rstrip('.')}{more}", wrong[0].advice)
    if unapproved:
        advice = "A second person: onrecord approve ID --by EMAIL"
        yield warn("recordings", f"not among what was approved, so not played: {listed(unapproved)}", advice)
    if silent:
        advice = "Ask them, and enter the scope voice with the new record's hash; or leave it so."
        yield warn("recordings", f"not played, since not everybody in it has agreed: {listed(silent)}", advice)
    if held and not (wrong or unapproved or silent):
        told = "recordings are" if len(held) > 1 else "recording is"
        yield ok("recordings", f"{len(held)} {told} as approved, and may be heard")


def consents(read: Manifest, folder: Path, now: datetime) -> Iterator[Finding]:
    """The records are those registered, and none runs out soon."""
    today, good = now.date(), True
    for leader in read.leaders:
        name, until = leader.name, leader.consent.valid_until
        problem = consent_bytes_ok(leader, folder)
        renew = "Have it renewed, then enter the record, its hash and its dates in the manifest."
        if problem is not None:
            yield fail("consent", f"{name}: {problem.message}", "Until then none of it is served by an ingest.")
        elif until <= today:
            yield warn("consent", f"{name}: lapsed on {until}; nothing of theirs is quoted", renew)
        elif until - today <= SOON:
            yield warn("consent", f"{name}: lapses on {until}, in {(until - today).days} days", renew)
        elif leader.consent.valid_from > today:
            yield warn("consent", f"{name}: begins on {leader.consent.valid_from}; not quoted before", "Wait for it.")
        else:
            continue
        good = False
    if good:
        yield ok("consent", f"{len(read.leaders)} leaders' consents hold for {SOON.days} days and more")


def approvals(read: Manifest, now: datetime, *, unsigned: bool) -> Iterator[Finding]:
    """Drafts; where only signed approvals count, those that are not signed."""
    approve, good = "A second person: onrecord approve ID --by EMAIL", True
    waiting = [one for one in read.sources if one.withdrawn is None and not approved(one, now, unsigned=unsigned)]
    bare = [one.source_id for one in waiting if approved(one, now)]
    drafts = [one.source_id for one in waiting if one.source_id not in bare]
    for ids, told in ((drafts, "drafts"), (bare, "approved, but not signed as this workspace wants it")):
        if ids:
            good = False
            yield warn("approvals", f"{told}: {listed(ids)}", approve)
    if good:
        yield ok("approvals", "no draft waits")


def embargoes(state: Published, withdrawn: Mapping[str, object], now: datetime) -> Iterator[Finding]:
    """Documents that were held back for a day that has come."""
    passed = [
        entry.source.source_id
        for entry in state.entries.values()
        if entry.source.embargo_until is not None
        and state.snapshot.published_at < entry.source.embargo_until <= now
        and not entry.served
        and status(entry.source, state.leaders, withdrawn.keys(), now) is Status.PUBLISHED
    ]
    if passed:
        yield warn("embargo", f"past, yet not ingested: {listed(passed)}", INGEST)


def withdrawals(read: Manifest, withdrawn: Mapping[str, object]) -> Iterator[Finding]:
    """What is withdrawn in the catalogue alone would come back with a new approval unnoticed."""
    open_ = [one.source_id for one in read.sources if one.source_id in withdrawn and one.withdrawn is None]
    if open_:
        advice = "Run `onrecord withdraw` again, or have it approved again."
        yield warn("withdrawn", f"by command, though the manifest does not say so: {listed(open_)}", advice)
