"""What an ingest changes: the passages to add, to change and to remove, and the report about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from audit.canonical import canonical_json, sha256_hex
from audit.records.wire import to_json
from ingest.catalogue import passages
from ingest.catalogue.read import Entry, Published
from ingest.catalogue.write import PassageRow
from ingest.domain import Manifest, Passage, Snapshot, Source, Status
from ingest.examine import NotServed, Served
from ingest.index.port import FOREVER, Payload
from ingest.passages import split
from ingest.report import Outcome, Report, SourceResult
from ingest.standing import effective_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """`kept` passages stay as they are, by id with their payloads; `counts` are passages by source, afterwards."""

    added: tuple[PassageRow, ...]
    changed: tuple[PassageRow, ...]
    removed: tuple[str, ...]
    kept: Mapping[str, Payload]
    counts: Mapping[str, int]

    @property
    def passage_ids(self) -> list[str]:
        """Every passage's id afterwards, sorted."""
        return sorted([*self.kept, *(row.passage.passage_id for row in (*self.added, *self.changed))])


def nothing(connection: Connection, examined: Sequence[Served | NotServed]) -> Delta:
    """The delta where nothing is to be published: the passages are counted, and none is read."""
    counts = passages.counts(connection)
    served = [one.entry.source.source_id for one in examined if isinstance(one, Served)]
    return Delta(added=(), changed=(), removed=(), kept={}, counts={one: counts.get(one, 0) for one in served})


def payload_of(source: Source, leader_id: str, audiences: Sequence[str]) -> Payload:
    """What the index filters this leader's words in this source by."""
    until = source.effective_until
    return Payload(
        source_id=source.source_id,
        leader_id=leader_id,
        audience=audiences.index(source.audience),
        effective_from=effective_from(source).toordinal(),
        effective_until=until.toordinal() if until else FOREVER,
        date=source.date.toordinal(),
    )


def compare(
    connection: Connection,
    manifest: Manifest,
    before: Published | None,
    examined: Sequence[Served | NotServed],
) -> Delta:
    """Compare what was examined with what is published. A source whose text, segments, splitter and title are the
    same keeps its passages unread; only those whose payload would differ are looked at again."""
    old = passages.keys(connection)
    added: list[PassageRow] = []
    changed: list[PassageRow] = []
    kept: dict[str, Payload] = {}
    counts: dict[str, int] = {}
    for one in examined:
        if isinstance(one, NotServed):
            continue
        source = one.entry.source
        known = old.pop(source.source_id, {})
        entry = before.entries.get(source.source_id) if before else None
        if entry is not None and entry.served and entry.split_sha256 == one.entry.split_sha256:
            if _payload_facts(entry.source, before) == _payload_facts(source, manifest):
                kept |= {i: payload_of(source, key.leader_id, manifest.audiences) for i, key in known.items()}
                counts[source.source_id] = len(known)
                continue
            now: Sequence[Passage] = passages.of_source(connection, entry)
        else:
            now = split(one.document, source, manifest.leaders)
        counts[source.source_id] = len(now)
        for passage in now:
            row = row_of(passage, source, manifest.audiences)
            key = known.pop(passage.passage_id, None)
            if key is None:
                added.append(row)
            elif (key.embedded_sha256, key.payload_sha256) != (row.embedded_sha256, row.payload_sha256):
                changed.append(row)
            else:
                kept[passage.passage_id] = payload_of(source, passage.leader_id, manifest.audiences)
        old[source.source_id] = known
    removed = sorted(i for keys in old.values() for i in keys)
    return Delta(added=tuple(added), changed=tuple(changed), removed=tuple(removed), kept=kept, counts=counts)


def _payload_facts(source: Source, audiences: "Manifest | Published | None") -> tuple[object, ...]:
    assert audiences is not None
    payload = payload_of(source, "", audiences.audiences)
    return (payload.audience, payload.effective_from, payload.effective_until, payload.date)


def row_of(passage: Passage, source: Source, audiences: Sequence[str]) -> PassageRow:
    """The passage with what tells whether it has to be embedded or filtered otherwise than before."""
    payload = payload_of(source, passage.leader_id, audiences)
    return PassageRow(
        passage=passage,
        payload=payload,
        embedded_sha256=sha256_hex(passage.embedded.encode("utf-8")),
        payload_sha256=sha256_hex(canonical_json(to_json(payload))),
    )


def unchanged(before: Published, manifest: Manifest, examined: Sequence[Served | NotServed]) -> bool:
    """Whether publishing would write what is published already."""
    return (
        before.snapshot.manifest_sha256 == manifest.sha256
        and before.audiences == manifest.audiences
        and tuple(before.leaders.values()) == manifest.leaders
        and list(before.entries.values()) == [one.entry for one in examined]
    )


def report(
    before: Published | None,
    examined: Sequence[Served | NotServed],
    delta: Delta,
    *,
    statuses: Mapping[str, Status],
    dry_run: bool,
    snapshot: Snapshot | None,
    embedded: int,
    timings_ms: dict[str, float],
) -> Report:
    """The final report; `snapshot` is none where nothing was published."""
    old = dict(before.entries) if before else {}
    touched = {row.passage.source_id for row in (*delta.added, *delta.changed)}
    results = []
    for one in examined:
        source_id = one.entry.source.source_id
        previous = old.pop(source_id, None)
        results.append(_result(one, previous, source_id in touched, delta, statuses[source_id]))
    for source_id in old:
        results.append(
            SourceResult(
                source_id=source_id,
                outcome=Outcome.REMOVED,
                status=None,
                passages=0,
                detail="not in the manifest",
            )
        )
    shown = snapshot or (before.snapshot if before else None)
    return Report(
        dry_run=dry_run,
        published=snapshot is not None,
        snapshot_id=shown.snapshot_id if shown else None,
        merkle_root=shown.merkle_root if shown else None,
        results=tuple(results),
        passages=sum(delta.counts.values()),
        added=len(delta.added),
        changed=len(delta.changed),
        removed=len(delta.removed),
        embedded=embedded,
        timings_ms=timings_ms,
    )


def _result(
    one: Served | NotServed, previous: Entry | None, touched: bool, delta: Delta, status: Status
) -> SourceResult:
    source_id = one.entry.source.source_id
    if isinstance(one, NotServed):
        outcome = Outcome.HELD if one.code is None else Outcome.REFUSED
        return SourceResult(
            source_id=source_id, outcome=outcome, status=status, passages=0, detail=one.detail, code=one.code
        )
    if previous is None or not previous.served:
        outcome = Outcome.ADDED
    else:
        outcome = Outcome.CHANGED if touched or previous != one.entry else Outcome.UNCHANGED
    count = delta.counts[source_id]
    nobodys = "none of its words can be attributed to one of its leaders: add speaker labels (`NAME: ...`)"
    detail = "; ".join(told for told in ("" if count else nobodys, one.unplayed) if told)
    return SourceResult(source_id=source_id, outcome=outcome, status=status, passages=count, detail=detail)
