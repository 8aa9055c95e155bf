"""One ingest, from the manifest to a published snapshot.

1. one ingest at a time (a lock that dies with its process);
2. read the manifest and the policy beside it, and examine every source; parsed texts are frozen as they come;
3. split what changed into passages; what did not change is neither parsed nor split nor embedded again;
4. embed what has no vector yet, keeping each batch, so that a killed run goes on where it ended;
5. build the next generation of the index aside, and compare it with what the catalogue is about to say;
6. publish: catalogue, pointer, policy and the leaves of the log that say so in one transaction; then old generations
   go. Where the policy alone has changed, nothing else is written.

Whatever is interrupted before 6 leaves the previous snapshot served, whole (law 9).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from audit.canonical import text_sha256
from audit.database import reading, writing
from audit.errors import SourceRefused
from audit.log.appending import Log
from audit.log.rotation import signers
from ingest import delta
from ingest.approvals import approved_text, stands
from ingest.build import build, embed, is_whole, new_snapshot
from ingest.catalogue import controls, logged, read, write
from ingest.domain import Manifest, Parsed, Status
from ingest.encoders.port import Encoder
from ingest.examine import NotServed, Reading, Served, approved_bytes, held, refused, serve
from ingest.index.port import Index
from ingest.locks import exclusive
from ingest.manifest.disk import consent_bytes_ok
from ingest.manifest.read import read_manifest
from ingest.parse.registry import parser_of
from ingest.policy import published as policies
from ingest.policy.read import read_policy
from ingest.recordings.examine import Listening, unplayed
from ingest.report import Progress, Report, Silent
from ingest.standing import status as status_of
from ingest.standing import taken_back
from ingest.watch import Watch

SERVED = (
    Status.PUBLISHED,
    Status.EXPIRED,
)  # an expired document still answers "as of" a day on which it held


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What an ingest works with. `parse` runs the sandboxed parser, `listen` the reader of recordings; `lock` is a path
    in the workspace; `unsigned_approvals`: whether an approval without a signature counts."""

    engine: Engine
    index: Index
    encoder: Encoder
    parse: Reading
    listen: Listening
    lock: Path
    log: Log
    now: Callable[[], datetime]
    unsigned_approvals: bool = True


def ingest(
    workshop: Workshop, manifest_path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Run one ingest, or with `dry_run` say what it would change and write nothing.

    Raises ManifestError, BusyError, CatalogueError, IndexFault or ModelError, and then publishes nothing.
    A refused source is no error: it is in the report, and the rest is published.
    """
    telling, watch = progress or Silent(), Watch()
    busy = "another ingest is running in this workspace."
    with nullcontext() if dry_run else exclusive(workshop.lock, busy=busy):
        manifest, policy = read_manifest(manifest_path), read_policy(manifest_path.parent)
        with watch.time("documents"):
            statuses = _statuses(workshop, manifest)
            telling.stage("documents", len(manifest.sources))
            examined = []
            for one in _examine(workshop, manifest, manifest_path.parent, statuses, keep=not dry_run):
                examined.append(one)
                telling.advance(1, one.entry.source.source_id)
        with watch.time("passages"), reading(workshop.engine) as connection:
            before = read.published(connection)
            idle = (
                before is not None
                and delta.unchanged(before, manifest, examined)
                and (dry_run or _is_served(workshop, before))
            )
            changes = (
                delta.nothing(connection, examined) if idle else delta.compare(connection, manifest, before, examined)
            )
            rules = policies.compare(connection, policy)
        snapshot, embedded, publication, revision = None, 0, None, None
        if not dry_run and not idle:
            with watch.time("embedding"):
                embedded = embed(workshop.engine, workshop.encoder, changes, telling)
            snapshot = new_snapshot(manifest, workshop.encoder, changes, workshop.now())
            with watch.time("index"):
                telling.stage("index", 1)
                build(workshop.engine, workshop.index, workshop.encoder, before, changes, snapshot)
                telling.advance(1, snapshot.generation)
            publication = write.Publication(
                snapshot=snapshot,
                organisation=manifest.organisation,
                audiences=manifest.audiences,
                manifest=str(manifest_path.resolve()),
                leaders=manifest.leaders,
                entries=[one.entry for one in examined],
                added=changes.added,
                changed=changes.changed,
                removed=changes.removed,
            )
        if not dry_run:
            with watch.time("policy"):
                revision = policies.revision(workshop.engine, policy, workshop.encoder)
        if publication is not None or revision is not None:
            with watch.time("publication"), writing(workshop.engine) as connection:
                if publication is not None:
                    write.publish(connection, publication)
                if revision is not None:
                    policies.publish(connection, revision, workshop.now())
                if publication is not None:
                    logged.append(connection, workshop.log, _stated(publication, statuses), workshop.now())
                else:
                    logged.append_policy(connection, workshop.log, workshop.now())
        if snapshot is not None:
            workshop.index.published(snapshot.generation)
    report = delta.report(
        before,
        examined,
        changes,
        statuses=statuses,
        dry_run=dry_run,
        snapshot=snapshot,
        embedded=embedded,
        timings_ms=watch.timings_ms,
    )
    return replace(report, published=report.published or revision is not None, policy=rules)


def _stated(publication: write.Publication, statuses: Mapping[str, Status]) -> logged.State:
    """What the log is told of a publication; sources that are held back since they were withdrawn or have lapsed."""
    held_back = (entry.source for entry in publication.entries if not entry.served)
    return logged.State(
        snapshot=publication.snapshot,
        organisation=publication.organisation,
        audiences=publication.audiences,
        leaders=publication.leaders,
        entries=publication.entries,
        withdrawn={
            one.source_id: held(one, statuses[one.source_id]).detail
            for one in held_back
            if statuses[one.source_id] in (Status.WITHDRAWN, Status.LAPSED)
        },
    )


def _is_served(workshop: Workshop, before: read.Published) -> bool:
    """Whether the published generation is there, by this encoder."""
    same = before.snapshot.encoder_sha256 == workshop.encoder.weights_sha256
    return same and is_whole(workshop.index, before.generation)


def _statuses(workshop: Workshop, manifest: Manifest) -> dict[str, Status]:
    """Each source's standing today."""
    with reading(workshop.engine) as connection:
        withdrawn = controls.withdrawals(connection)
    leaders = {leader.leader_id: leader for leader in manifest.leaders}
    found = {}
    for source in manifest.sources:
        gone = [source.source_id] if taken_back(source, withdrawn, workshop.now()) else []
        found[source.source_id] = status_of(source, leaders, gone, workshop.now(), unsigned=workshop.unsigned_approvals)
    return found


def _examine(
    workshop: Workshop, manifest: Manifest, folder: Path, statuses: dict[str, Status], *, keep: bool
) -> Iterator[Served | NotServed]:
    leaders = {leader.leader_id: leader for leader in manifest.leaders}
    faults = {leader.leader_id: consent_bytes_ok(leader, folder) for leader in manifest.leaders}
    with reading(workshop.engine) as connection:
        revoked = signers(connection).revoked
    for source in manifest.sources:
        status = statuses[source.source_id]
        if status not in SERVED:
            yield held(source, status, unsigned=workshop.unsigned_approvals)
            continue
        try:
            fault = next((faults[one] for one in source.leaders if faults[one] is not None), None)
            if fault is not None:
                raise SourceRefused(f"{fault}.", code="consent", advice="Until then none of it is served.")
            data = approved_bytes(source, folder)
            parsed = _parsed(workshop, source.sha256, source.path, data, keep=keep)
            approved_text(source, text_sha256(parsed.text), manifest.approvers)
            if revoked:
                with reading(workshop.engine) as connection:
                    stands(connection, source, revoked)
            unheard = unplayed(source, parsed.cues, folder, workshop.listen)
            yield serve(source, parsed, leaders, unplayed=unheard)
        except SourceRefused as error:
            yield refused(source, status, error)


def _parsed(workshop: Workshop, raw_sha256: str, path: str, data: bytes, *, keep: bool) -> Parsed:
    """The frozen text, or a new one, frozen before it is used."""
    with reading(workshop.engine) as connection:
        known = read.parsed(connection, raw_sha256, parser_of(path))
    if known is not None:
        return known
    made = workshop.parse(data, path)
    if keep:
        with writing(workshop.engine) as connection:
            write.keep_text(connection, raw_sha256, made)
    return made
