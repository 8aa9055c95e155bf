"""Reading the log: its leaves, the subtrees that are stored of its tree, its checkpoints. Trusts nothing it reads to be
unchanged; what is missing or cannot be read is a RecordError."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from audit.errors import RecordError
from audit.signed.checkpoints import Checkpoint, read_checkpoint
from audit.signed.envelopes import Kind, Sealed, unseal
from audit.signed.merkle import HASH_SIZE, Node
from audit.signed.notes import read_note
from audit.tables import checkpoints, leaves, tree

BATCH = 1000  # leaves read at once
EXAMINE = "Run: onrecord audit examine"


@dataclass(frozen=True)
class Leaf:
    """A leaf as it is stored: `sha256` is its hash in the tree, `checkpoint` the size that its transaction signed."""

    position: int
    kind: str
    subject: str
    envelope: str
    sha256: str
    checkpoint: int

    @cached_property
    def sealed(self) -> Sealed:
        """What its envelope says. Raises RecordError where it is none."""
        return unseal(self.envelope.encode("utf-8", "surrogatepass"))

    @property
    def payload(self) -> dict[str, Any]:
        return self.sealed.payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The log as its last checkpoint signed it."""

    note: str
    checkpoint: Checkpoint

    @property
    def origin(self) -> str:
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        return self.checkpoint.size


def head(connection: Connection) -> Head | None:
    """The last checkpoint; none where nothing was ever logged."""
    note = connection.execute(select(checkpoints.c.note).order_by(checkpoints.c.size.desc()).limit(1)).scalar()
    return None if note is None else read_head(note)


def head_at(connection: Connection, size: int) -> Head:
    """The checkpoint of one size. Raises RecordError where none was signed."""
    note = connection.execute(select(checkpoints.c.note).where(checkpoints.c.size == size)).scalar()
    if note is None:
        raise RecordError(f"the log has no checkpoint of {size} leaves.", advice=EXAMINE)
    return read_head(note)


def leaf_at(connection: Connection, position: int) -> Leaf:
    """Raises RecordError where there is no such leaf."""
    row = connection.execute(select(leaves).where(leaves.c.position == position)).one_or_none()
    if row is None:
        raise RecordError(f"the log has no leaf {position}.", advice=EXAMINE)
    return _leaf(row)


def leaves_of(connection: Connection, kinds: Collection[Kind], subject: str | None = None) -> Iterator[Leaf]:
    """The leaves of some kinds, in their order; with a `subject` only those about it."""
    query = select(leaves).where(leaves.c.kind.in_([one.value for one in kinds]))
    if subject is not None:
        query = query.where(leaves.c.subject == subject)
    yield from _batches(connection, query)


def leaves_between(connection: Connection, first: int, end: int | None = None) -> Iterator[Leaf]:
    """The leaves of `[first, end)`, in their order; without `end` all the others."""
    query = select(leaves) if end is None else select(leaves).where(leaves.c.position < end)
    yield from _batches(connection, query, first)


def nodes(connection: Connection, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The stored hashes of subtrees by (level, position), in one query."""
    if not wanted:
        return {}
    values = {f"{name}{i}": value for i, place in enumerate(wanted) for name, value in zip("lp", place, strict=True)}
    return {(row.level, row.position): row.hash for row in connection.execute(_nodes(len(wanted)), values)}


@cache
def _nodes(count: int) -> Select[Any]:
    """The query for so many subtrees; made once, since making it takes longer than running it."""
    places = ((tree.c.level == bindparam(f"l{i}"), tree.c.position == bindparam(f"p{i}")) for i in range(count))
    return select(tree).where(or_(*(and_(*place) for place in places)))


def node_of(connection: Connection) -> Node:
    """`audit.signed.merkle`'s view of the stored tree, one query a node."""

    def node(level: int, position: int) -> bytes:
        query = select(tree.c.hash).where(tree.c.level == level, tree.c.position == position)
        return whole(connection.execute(query).scalar(), level, position)

    return node


def whole(found: bytes | None, level: int, position: int) -> bytes:
    """A stored hash. Raises RecordError where it is missing, or none."""
    if found is None or len(found) != HASH_SIZE:
        raise RecordError(f"the log's tree has lost the node {position} of level {level}.", advice=EXAMINE)
    return found


def edge(size: int) -> list[tuple[int, int]]:
    """The complete subtrees, as (level, position), that a tree of `size` leaves consists of, from the left."""
    places, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(**row._mapping)


def read_head(note: str) -> Head:
    """A stored checkpoint; nothing of it is verified. Raises RecordError where it is none."""
    return Head(note=note, checkpoint=read_checkpoint(read_note(note).text))


def _batches(connection: Connection, query: Select[Any], first: int = 0) -> Iterator[Leaf]:
    """Some at a time, so that a log of any size can be read."""
    while True:
        rows: list[Row[Any]] = list(
            connection.execute(query.where(leaves.c.position >= first).order_by(leaves.c.position).limit(BATCH))
        )
        yield from map(_leaf, rows)
        if len(rows) < BATCH:
            return
        first = rows[-1].position + 1
