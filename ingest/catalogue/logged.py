"""What the log knows of the published state. Each publication appends what it has changed, in its own transaction:

1. `manifest`, where the manifest, its audiences or the policy are others than the log's last;
2. `consent` of each leader that is new or declared otherwise;
3. `source` of each served source that is new, declared otherwise, or read as another text, and its `approval`, with the
   approver's signature where it has one;
4. `withdraw` of each source that was served and is not any more, since it was withdrawn or its leaders' consent lapsed,
   with every past answer that used it;
5. `snapshot`, always: the leaf after which the next answers are given.

What is no longer served or declared is forgotten here, so that its return is a leaf of its own. A source that was
withdrawn by command is forgotten then: its `withdraw` leaf stands already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select

from audit.canonical import canonical_json, sha256_hex
from audit.database import reading, writing
from audit.ledger.ledger import records_using
from audit.log.appending import Log, NewLeaf
from audit.records.layouts import Layout
from audit.records.wire import to_json
from audit.signed import payloads
from audit.signed.envelopes import Kind
from ingest.approvals import payload_of
from ingest.catalogue import layouts, read, tables
from ingest.catalogue.layouts import layouts_of
from ingest.catalogue.read import Entry
from ingest.domain import Leader, Snapshot, Source

Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is published. `withdrawn` says of sources that are not served any more why they were taken back."""

    snapshot: Snapshot
    organisation: str
    audiences: Sequence[str]
    leaders: Sequence[Leader]
    entries: Sequence[Entry]
    withdrawn: Mapping[str, str]


def append(connection: Connection, log: Log, state: State, now: datetime) -> None:
    """Steps 1 to 5, within the caller's writing transaction, after the catalogue's own tables were written."""
    known = _known(connection)
    found = layouts_of(connection, state.entries)
    stated = {key: (digest, leaf) for key, digest, leaf in _stated(connection, state, found, now)}
    fresh = {key: digest for key, (digest, _) in stated.items() if known.get(key) != digest}
    layouts.keep(connection, (found[subject] for kind, subject in fresh if kind is Kind.SOURCE))
    gone = [key for key in known if key not in stated]
    withdrawn = [key[1] for key in gone if key[0] is Kind.SOURCE and key[1] in state.withdrawn]
    log.append(
        connection,
        [
            *(stated[key][1] for key in fresh),
            *(withdraw_leaf(connection, one, state.withdrawn[one], now) for one in withdrawn),
            NewLeaf(kind=Kind.SNAPSHOT, payload={**to_json(state.snapshot), "at": to_json(now)}),
        ],
    )
    _forget(connection, [*gone, *fresh])
    mark = {(Kind.SNAPSHOT, ""): _mark(state.snapshot.generation)}
    _forget(connection, mark)
    connection.execute(
        insert(tables.logged),
        [{"kind": key[0], "subject": key[1], "sha256": digest} for key, digest in {**fresh, **mark}.items()],
    )


def append_policy(connection: Connection, log: Log, now: datetime) -> None:
    """Step 1 alone, where a publication changes nothing but the policy."""
    state = _published(connection)
    if state is None:
        return
    key = (Kind.MANIFEST, "")
    digest, leaf = _entry(Kind.MANIFEST, _manifest(connection, state), now)
    log.append(connection, [leaf])
    _forget(connection, [key])
    connection.execute(insert(tables.logged).values(kind=key[0], subject=key[1], sha256=digest))


def catch_up(engine: Engine, log: Log, now: datetime) -> None:
    """Log what is published, where it was published before this workspace had a log."""
    with reading(engine) as connection:
        if _is_logged(connection):
            return
    with writing(engine) as connection:
        state = _published(connection)
        if state is not None and not _is_logged(connection):
            append(connection, log, state, now)


def forget_source(connection: Connection, source_id: str) -> None:
    """It was withdrawn by command: when it is served again, its leaf stands after the withdrawal's."""
    _forget(connection, [(Kind.SOURCE, source_id)])


def withdraw_leaf(connection: Connection, source_id: str, reason: str, now: datetime) -> NewLeaf:
    """That a source is taken back, with every past answer that used it."""
    used = [(record_id, role) for record_id, role, _ in records_using(connection, [source_id])]
    return NewLeaf(kind=Kind.WITHDRAW, payload={**payloads.withdraw(source_id, reason, used), "at": to_json(now)})


def _stated(
    connection: Connection, state: State, found: Mapping[str, Layout], now: datetime
) -> Iterator[tuple[Key, str, NewLeaf]]:
    yield (Kind.MANIFEST, ""), *_entry(Kind.MANIFEST, _manifest(connection, state), now)
    for leader in state.leaders:
        payload = {"leader": to_json(leader), "record_sha256": leader.consent.sha256}
        yield (Kind.CONSENT, leader.leader_id), *_entry(Kind.CONSENT, payload, now)
    for entry in state.entries:
        if not entry.served:
            continue
        source = entry.source
        declared = {"source": to_json(source), "sha256": source.sha256}
        text = {"text_sha256": entry.text_sha256, "parser": entry.parser}
        payload = {**declared, **text, "layout_sha256": found[source.source_id].sha256}
        yield (Kind.SOURCE, source.source_id), *_entry(Kind.SOURCE, payload, now)
        if source.approval is not None:
            yield (Kind.APPROVAL, source.source_id), *_approval(source)


def _manifest(connection: Connection, state: State) -> dict[str, Any]:
    policy = connection.execute(select(tables.published_policy.c.policy_sha256)).scalar_one_or_none()
    return {
        "manifest_sha256": state.snapshot.manifest_sha256,
        "organisation": state.organisation,
        "audiences": list(state.audiences),
        "policy_sha256": policy,
    }


def _entry(kind: Kind, payload: dict[str, Any], now: datetime) -> tuple[str, NewLeaf]:
    """The hash of what it says, whenever it was said, and the leaf."""
    digest = sha256_hex(canonical_json(payload))
    return digest, NewLeaf(kind=kind, payload={**payload, "at": to_json(now)})


def _approval(source: Source) -> tuple[str, NewLeaf]:
    """What the approver has signed, byte for byte, with that signature."""
    approval = source.approval
    assert approval is not None
    payload = payload_of(source, approval)
    signatures = [approval.signature] if approval.signature is not None else []
    digest = sha256_hex(canonical_json([payload, to_json(signatures)]))
    return digest, NewLeaf(kind=Kind.APPROVAL, payload=payload, signatures=signatures)


def _published(connection: Connection) -> State | None:
    """The published state, but for what was withdrawn by command since."""
    found = read.published(connection)
    if found is None:
        return None
    gone = read.withdrawn(connection)
    return State(
        snapshot=replace(found.snapshot, generation=found.generation),
        organisation=found.organisation,
        audiences=found.audiences,
        leaders=list(found.leaders.values()),
        entries=[one for one in found.entries.values() if one.source.source_id not in gone],
        withdrawn={},
    )


def _is_logged(connection: Connection) -> bool:
    generation = connection.execute(select(tables.published.c.generation)).scalar_one_or_none()
    kept = tables.logged.c
    query = select(kept.sha256).where(kept.kind == Kind.SNAPSHOT, kept.subject == "")
    return generation is None or connection.execute(query).scalar_one_or_none() == _mark(generation)


def _mark(generation: str) -> str:
    return sha256_hex(generation.encode("utf-8"))


def _known(connection: Connection) -> dict[Key, str]:
    rows = connection.execute(select(tables.logged).where(tables.logged.c.kind != Kind.SNAPSHOT))
    return {(Kind(row.kind), row.subject): row.sha256 for row in rows}


def _forget(connection: Connection, keys: Iterable[Key]) -> None:
    listed = [{"k": kind, "s": subject} for kind, subject in keys]
    if listed:
        kept = tables.logged.c
        connection.execute(
            delete(tables.logged).where(kept.kind == bindparam("k"), kept.subject == bindparam("s")), listed
        )
