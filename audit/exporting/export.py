"""From the database to a bundle: everything that the leaves of some answers require, at one checkpoint of the log.

1. The answers are chosen, by their records' ids or by their numbers; with a record come all its leaves, and with
   numbers so many more that none between is missing.
2. Their leaves, those of what was read aloud or played of them, every leaf that is neither an answer's nor an
   utterance's, and the log's last answer and last utterance, so that whoever counts finds that none is missing; a proof
   for each.
3. Of each record that was not erased its sections, and for each place that it shows the source's text, layout and file
   and the leader's consent, as they were published when it was shown; the consents when it was sounded.

Nothing is judged here: an answer that should not have been given is exported like any other, and fails where it is
verified.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, select, union_all

from audit.bundles.bundle import (
    CHECKPOINT,
    CONSISTENCY,
    CONTENTS,
    OLDER,
    VERSION,
    Contents,
    hashes_json,
    leaf_path,
    named,
    proof_path,
)
from audit.canonical import canonical_json
from audit.errors import RecordError
from audit.exporting.exhibits import Archives, Exhibits
from audit.log.leaves import Head, head, head_at, leaf_at, leaves_of, node_of
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.merkle import consistency_proof, inclusion_proof
from audit.tables import answer_parts, answers, cosignatures, leaves
from audit.verify_history import History
from audit.verify_leaves import ANSWERS, Leaf
from audit.verify_records import Group, range_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A bundle's files. `missing` are what the verifier will not find, each in words."""

    files: dict[str, bytes]
    contents: Contents
    missing: tuple[str, ...]


def export(
    connection: Connection, archives: Archives, record_ids: Iterable[str], *, at: Head, older: int | None = None
) -> Exported:
    """The bundle about these records at a checkpoint, which continues that of `older` leaves where one is named.

    Raises RecordError for a record that is unknown or not in the log, where its content or the log was changed, and
    where there is no such older checkpoint.
    """
    about = sorted(
        (_group(connection, one, at.size) for one in dict.fromkeys(record_ids)), key=lambda one: one.last.index
    )
    others = [
        Leaf(index=one.position, sealed=one.sealed)
        for one in leaves_of(connection, [kind for kind in Kind if kind not in (*ANSWERS, Kind.UTTERANCE)])
        if one.position < at.size
    ]
    last, last_utterance = _last(connection, ANSWERS, at.size), _last(connection, [Kind.UTTERANCE], at.size)
    closing = None if any(one.last.index == last for one in about) else last
    own = [leaf.index for one in about for leaf in (*one.leaves, *one.utterances)]
    counted = [one for one in (closing, last_utterance) if one is not None]
    listed = sorted({*own, *(one.index for one in others), *counted})
    exhibits = Exhibits(connection=connection, archives=archives, history=History.of(others))
    for group in about:
        exhibits.gather(group)
    note = _cosigned(connection, at)
    contents = Contents(
        v=VERSION,
        origin=at.origin,
        size=at.size,
        checkpoint=named(note),
        older=older,
        answers=tuple(one.record_id for one in about),
        range=range_of(about),
        closing=closing,
        leaves=tuple(listed),
    )
    files = {**exhibits.files, CHECKPOINT: note, CONTENTS: canonical_json(to_json(contents))}
    files |= _proved(connection, at, listed, older)
    return Exported(files=files, contents=contents, missing=tuple(dict.fromkeys(exhibits.missing)))


def last_head(connection: Connection) -> Head:
    """The last checkpoint. Raises RecordError where nothing was ever logged."""
    found = head(connection)
    if found is None:
        raise RecordError("nothing is in this workspace's log yet.", advice="Run: onrecord ingest")
    return found


def numbered(connection: Connection, first: int, last: int | None) -> list[str]:
    """Step 1: the ids of the records with a number in `[first, last]` (none: to the last one there is), and of those
    whose numbers stand between theirs."""
    known = [table.c[name] for table in (answers, answer_parts) for name in ("answer_seq", "record_id")]
    query = union_all(select(*known[:2]).where(known[0].is_not(None)), select(*known[2:]).where(known[2].is_not(None)))
    rows = [(row.answer_seq, row.record_id) for row in connection.execute(query)]
    highest = max((number for number, _ in rows), default=0)
    last = highest if last is None else last
    while True:
        about = {record_id for number, record_id in rows if first <= number <= last}
        found = [number for number, record_id in rows if record_id in about]
        if not found:
            raise RecordError(f"no answer has a number from {first} to {last}; the last one is {highest}.")
        if first <= min(found) and max(found) <= last:
            return sorted(about)
        first, last = min(first, *found), max(last, *found)


def _group(connection: Connection, record_id: str, size: int) -> Group:
    """The leaves of one record, and of what was read aloud or played of it."""
    group = Group(record_id=record_id)
    for one in leaves_of(connection, [*ANSWERS, Kind.UTTERANCE], record_id):
        if one.position < size:
            own = group.utterances if one.kind == Kind.UTTERANCE else group.leaves
            own.append(Leaf(index=one.position, sealed=one.sealed))
    if not group.leaves:
        raise RecordError(
            f"no leaf of the log is about a record {record_id!r}; one that is older than the log has none.",
            advice="`onrecord ask --json` prints record_id and receipt.",
        )
    return group


def _last(connection: Connection, kinds: Sequence[Kind], size: int) -> int | None:
    """The index of the last leaf of some kinds; none where there is none."""
    of_kinds = leaves.c.kind.in_([one.value for one in kinds])
    query = select(leaves.c.position).where(of_kinds, leaves.c.position < size)
    return connection.execute(query.order_by(leaves.c.position.desc()).limit(1)).scalar()


def _proved(connection: Connection, at: Head, listed: Sequence[int], older: int | None) -> dict[str, bytes]:
    """Step 2: leaves and proofs."""
    node, found = cache(node_of(connection)), dict[str, bytes]()
    for index in listed:
        found[leaf_path(index)] = leaf_at(connection, index).envelope.encode("utf-8")
        found[proof_path(index)] = hashes_json(inclusion_proof(index, at.size, node))
    if older is not None:
        found[OLDER] = head_at(connection, older).note.encode("utf-8")
        found[CONSISTENCY] = hashes_json(consistency_proof(older, at.size, node))
    return found


def _cosigned(connection: Connection, at: Head) -> bytes:
    """The checkpoint's note with what witnesses have said of it."""
    query = select(cosignatures.c.line).where(cosignatures.c.size == at.size).order_by(cosignatures.c.witness)
    return (at.note + "".join(f"{line}\n" for line in connection.execute(query).scalars())).encode("utf-8")
