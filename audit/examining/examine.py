"""Is the log whole? Everything is computed again from the leaves, some at a time. The steps are in `examined`.

An examination finds what was changed within the database. Somebody who has the database *and* the keys can write
another history; against that there are checkpoints that are kept elsewhere (`remembered`), and witnesses.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from audit.database import reading
from audit.errors import KeyFault, RecordError
from audit.examining.answers import Answers
from audit.examining.examined import Examination
from audit.examining.utterances import Utterances
from audit.keys.domain import Role
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import note_key
from audit.log.leaves import Leaf, edge, head, leaves_between, leaves_of
from audit.signed.checkpoints import Checkpoint, open_checkpoint, read_checkpoint
from audit.signed.envelopes import Kind
from audit.signed.merkle import leaf_hash, new_nodes, root
from audit.signed.notes import NoteKey, read_note
from audit.signed.payloads import subject_of
from audit.signed.signers import Signers
from audit.tables import checkpoints, tree

BATCH = 500  # leaves whose rows beside the log are read at once
Place = tuple[int, int]


def examine(
    engine: Engine,
    *,
    keys: WorkspaceKeys | None,
    remembered: str | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Examination:
    """All seven steps. `keys` are this workspace's own, by which the log should be signed now, none where they are not
    at hand; `remembered` is the signed note of an earlier checkpoint; `tell` is told the number of leaves so far.
    Raises CatalogueError where the database cannot be read."""
    with reading(engine) as connection:
        return _Examiner(connection, remembered, tell).run(keys)


class Signed(NamedTuple):
    """A checkpoint as it is stored."""

    size: int
    note: str


class _Examiner:
    """One pass over the log within one view of the database."""

    def __init__(self, connection: Connection, remembered: str | None, tell: Callable[[int], None]) -> None:
        self._connection = connection
        self._tell = tell
        self._found = Examination()
        self._signers = Signers()
        self._edge: dict[Place, bytes] = {}
        self._answers = Answers(connection, self._found)
        self._utterances = Utterances(connection, self._found)
        self._remembered = remembered
        self._earlier: Checkpoint | None = None

    def run(self, keys: WorkspaceKeys | None) -> Examination:
        try:
            self._all(keys)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            told = f"a value is not of the kind that was written, and nothing after it could be checked: {error!r}"
            self._found.fail(1, f"after leaf {self._found.size - 1}", told)
        return self._found

    def _all(self, keys: WorkspaceKeys | None) -> None:
        found = self._found
        last = self._last()
        found.origin = last.origin if last is not None else None
        self._key_leaves()
        self._remember()
        self._walk()
        found.root = self._root(found.size).hex()
        nodes = sum(found.size >> level for level in range(found.size.bit_length()))
        stored = self._connection.execute(select(func.count()).select_from(tree)).scalar_one()
        found.compare(2, "tree", "its stored subtrees are too few or too many", nodes, stored)
        if found.size and (last is None or last.size != found.size):
            size = last.size if last is not None else "none"
            found.fail(3, "last checkpoint", "it is not of all the leaves", found.size, size)
        self._since()
        self._own_keys(keys)
        self._answers.finish()
        self._utterances.finish()

    def _last(self) -> Checkpoint | None:
        try:
            last = head(self._connection)
        except RecordError as error:
            self._found.fail(3, "last checkpoint", error.message)
            return None
        return last.checkpoint if last is not None else None

    def _key_leaves(self) -> None:
        """The terms of all keys first: a revocation may reach back."""
        for leaf in leaves_of(self._connection, [Kind.KEY]):
            try:
                self._signers.admit(leaf.position, leaf.sealed)
            except RecordError as error:
                self._found.fail(4, f"leaf {leaf.position}", error.message)

    def _walk(self) -> None:
        """Steps 1 to 6, leaf by leaf."""
        coming = leaves_between(self._connection, 0)
        notes = self._checkpoints()
        note = next(notes, None)
        while batch := list(islice(coming, BATCH)):
            made: dict[Place, bytes] = {}
            first = self._found.size
            for leaf in batch:
                index = self._found.size
                if leaf.position != index:
                    self._found.fail(1, f"leaf {index}", "it is missing; nothing after it can be checked")
                    return
                made |= self._leaf(leaf)
                while note is not None and note.size <= index:
                    self._found.fail(3, f"checkpoint of {note.size}", "it comes after a larger one")
                    note = next(notes, None)
                signed = note.size if note is not None else "none"
                self._found.compare(3, f"leaf {index}", "its checkpoint is gone", leaf.checkpoint, signed)
                self._found.size = index + 1
                if note is not None and note.size == index + 1:
                    self._checkpoint(note)
                    note = next(notes, None)
                if self._earlier is not None and self._earlier.size == index + 1:
                    self._beginning(self._earlier)
            self._stored(first, made)
            self._answers.take(batch)
            self._utterances.take(batch)
            self._tell(self._found.size)
        while note is not None:
            self._found.fail(3, f"checkpoint of {note.size}", "the log has fewer leaves", note.size, self._found.size)
            note = next(notes, None)

    def _leaf(self, leaf: Leaf) -> dict[Place, bytes]:
        """Steps 1 and 4 of one leaf; gives the subtrees that it completes."""
        found, place = self._found, f"leaf {leaf.position}"
        found.checked[1] += 1
        made_hash = leaf_hash(leaf.envelope.encode("utf-8", "surrogatepass"))
        found.compare(1, place, "its envelope has another hash than was kept", leaf.sha256, made_hash.hex())
        try:
            sealed = leaf.sealed
        except RecordError as error:
            found.fail(1, place, error.message)
        else:
            found.compare(1, place, "its kind is another", sealed.kind.value, leaf.kind)
            found.compare(1, place, "it is about something else", subject_of(sealed.kind, sealed.payload), leaf.subject)
            if sealed.kind is not Kind.APPROVAL:
                found.compare(1, place, "it is of another log", found.origin, sealed.payload["log"])
            found.checked[4] += 1
            if not self._signers.signed(leaf.position, sealed):
                found.fail(4, place, "no record key that was in force has signed it")
        made = new_nodes(leaf.position, made_hash, self._node)
        completed = {(level, position): hash_ for level, position, hash_ in made}
        known = self._edge | completed
        self._edge = {one: known[one] for one in edge(leaf.position + 1)}
        return completed

    def _stored(self, first: int, made: Mapping[Place, bytes]) -> None:
        """Step 2 for the subtrees that the leaves from `first` on have completed."""
        end = self._found.size
        stored: dict[Place, bytes] = {}
        for level in range(end.bit_length()):
            query = select(tree).where(
                tree.c.level == level, tree.c.position >= first >> level, tree.c.position < end >> level
            )
            stored |= {(row.level, row.position): row.hash for row in self._connection.execute(query)}
        for (level, position), hash_ in made.items():
            self._found.checked[2] += 1
            kept = stored.get((level, position))
            told = kept.hex() if kept is not None else "nothing"
            place = f"level {level}, node {position}"
            self._found.compare(2, place, "it is not what its leaves hash to", hash_.hex(), told)

    def _checkpoints(self) -> Iterator[Signed]:
        """In the order of their sizes, some at a time."""
        size = -1
        query = select(checkpoints.c.size, checkpoints.c.note).order_by(checkpoints.c.size).limit(BATCH)
        while rows := self._connection.execute(query.where(checkpoints.c.size > size)).all():
            yield from (Signed(row.size, row.note) for row in rows)
            size = rows[-1].size

    def _checkpoint(self, row: Signed) -> None:
        """Step 3."""
        found, place = self._found, f"checkpoint of {row.size}"
        found.checked[3] += 1
        try:
            checkpoint, opened = open_checkpoint(row.note, self._log_keys(row.size))
        except RecordError as error:
            found.fail(3, place, error.message)
            return
        found.compare(3, place, "it is of another log", found.origin, checkpoint.origin)
        found.compare(3, place, "it is of another size", row.size, checkpoint.size)
        made = self._root(row.size)
        found.compare(3, place, "its root is not that of the leaves", made.hex(), checkpoint.root.hex())
        found.compare(3, place, "it has signatures that are not the log's", 0, len(opened.unknown))

    def _log_keys(self, size: int) -> Sequence[NoteKey]:
        origin = self._found.origin or ""
        return [note_key(one, origin) for one in self._signers.in_force(Role.LOG, size - 1)]

    def _remember(self) -> None:
        """Step 7: what is to be compared when the walk comes to its size."""
        if self._remembered is None:
            return
        self._found.checked[7] += 1
        try:
            self._earlier = read_checkpoint(read_note(self._remembered).text)
            open_checkpoint(self._remembered, self._log_keys(self._earlier.size))
        except RecordError as error:
            self._found.fail(7, "remembered checkpoint", f"it is none of this log: {error.message}")

    def _beginning(self, earlier: Checkpoint) -> None:
        made = self._root(earlier.size)
        detail = "the log was rewritten since: its first leaves have another root"
        self._found.compare(7, f"the first {earlier.size} leaves", detail, earlier.root.hex(), made.hex())

    def _since(self) -> None:
        """Step 7, where the walk never came to it."""
        earlier, found = self._earlier, self._found
        if earlier is None:
            return
        found.compare(7, "remembered checkpoint", "it is of another log", earlier.origin, found.origin)
        if earlier.size > found.size:
            found.fail(7, "leaves", "the log has lost leaves since", f"at least {earlier.size}", found.size)

    def _own_keys(self, keys: WorkspaceKeys | None) -> None:
        """Step 4: who has the database alone could have written it anew, under other keys."""
        if keys is None:
            self._found.notes.append("the workspace's keys are not here, so nobody has compared them with the log's")
            return
        for role in (Role.RECORD, Role.LOG) if self._found.size else ():
            try:
                keys.find(self._signers.current(role).keyid)
            except (KeyFault, RecordError) as error:
                self._found.fail(4, f"{role.value} key", error.message)

    def _root(self, size: int) -> bytes:
        """Of the leaves so far."""
        return root(size, self._node)

    def _node(self, level: int, position: int) -> bytes:
        return self._edge[level, position]
