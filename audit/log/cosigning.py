"""Having the log's checkpoints cosigned, and which of them were: by k of n witnesses, as the workspace's settings say.

1. The latest checkpoint is offered to every witness at once, with the consistency proof from the size that it is known
   to have cosigned. Nothing is locked meanwhile: what is logged in that time is cosigned next time.
2. What a witness's own key verifies is kept beside the checkpoint. Who has cosigned it already is not asked again.
3. A checkpoint is cosigned where as many witnesses as were asked for have signed it. A cosignature proves itself: a
   kept line that does not verify is as if it had never come.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select

from audit.database import reading, writing
from audit.errors import RecordError
from audit.log.leaves import Head, head, head_at, leaf_at, node_of
from audit.signed.envelopes import Kind
from audit.signed.merkle import consistency_proof
from audit.signed.notes import Note, NoteError, NoteSignature, Verified, open_note, read_note, read_signature
from audit.tables import cosignatures, leaves
from audit.witness.client import SECONDS, RemoteWitness, request_cosignature
from audit.witness.faults import WitnessError, WitnessRefused, WitnessSetupError

LONGEST_NAME = 200  # as the table has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Who is asked, and how many of them are enough. No two have one name or one key."""

    listed: tuple[RemoteWitness, ...]
    threshold: int

    def __post_init__(self) -> None:
        names = [one.key.name for one in self.listed]
        keys = [one.key.public.hex() for one in self.listed]
        for what, found in (("name", names), ("key", keys)):
            twice = next((one for one in found if found.count(one) > 1), None)
            if twice is not None:
                raise WitnessSetupError(f"two witnesses have the {what} {twice}; each vouches for itself alone.")
        long = next((one for one in names if len(one) > LONGEST_NAME), None)
        if long is not None:
            raise WitnessSetupError(f"the witness name {long[:40]}… is longer than {LONGEST_NAME} characters.")
        if not 1 <= self.threshold <= len(names):
            asked, count = f"{self.threshold} of {len(names)} witnesses", len(names)
            raise WitnessSetupError(f"{asked} are asked for by witness_threshold; expected 1 to {count}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of asking one witness: when it cosigned (seconds since 1970), or why it did not."""

    witness: RemoteWitness
    at: int | None = None
    fault: WitnessError | None = None

    @property
    def differs(self) -> bool:
        """Whether it knows another history of this log than the one that it was shown."""
        return isinstance(self.fault, WitnessRefused) and self.fault.status in (409, 422)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One checkpoint with what every witness said of it, in the settings' order."""

    head: Head
    threshold: int
    replies: tuple[Reply, ...]

    @property
    def cosigned(self) -> int:
        return sum(one.at is not None for one in self.replies)

    @property
    def enough(self) -> bool:
        return self.cosigned >= self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far the log has grown beyond its last cosigned checkpoint. `size` is that one's, 0 where there is none;
    `leaves` came after it, the first of them at `since`."""

    size: int
    leaves: int
    since: datetime | None


def cosign(engine: Engine, witnesses: Witnesses, *, seconds: float = SECONDS) -> Asked:
    """Steps 1 and 2. What a witness has to say is no error.

    Raises RecordError where nothing was ever logged or the log's own tree is damaged.
    """
    with reading(engine) as connection:
        latest = _head(connection)
        there = _cosignatures(connection, latest, witnesses)
        known = _known(connection)

    def proof(old: int, new: int) -> Sequence[bytes]:
        with reading(engine) as connection:
            return consistency_proof(old, new, node_of(connection))

    def asked(witness: RemoteWitness) -> tuple[Reply, Verified | None]:
        name = witness.key.name
        if name in there:
            return Reply(witness=witness, at=there[name].at), None
        try:
            made = request_cosignature(witness, latest.note, proof, known=known.get(name, 0), seconds=seconds)
        except WitnessError as error:
            return Reply(witness=witness, fault=error), None
        return Reply(witness=witness, at=made.at), made

    with ThreadPoolExecutor(len(witnesses.listed)) as pool:
        found = list(pool.map(asked, witnesses.listed))
    if new := [made for _, made in found if made is not None]:
        with writing(engine) as connection:
            for one in new:
                _keep(connection, latest.size, one)
    return Asked(head=latest, threshold=witnesses.threshold, replies=tuple(reply for reply, _ in found))


def cosigned_checkpoint(connection: Connection, witnesses: Witnesses | None = None) -> str:
    """The signed note, with its cosignature lines, of the latest checkpoint that enough witnesses cosigned; of the
    latest of all where there is none, or no witnesses are named. Raises RecordError where nothing was ever logged."""
    found = last_cosigned(connection, witnesses) if witnesses is not None else None
    return found.note if found is not None else _with_lines(connection, _head(connection), witnesses)


def last_cosigned(connection: Connection, witnesses: Witnesses) -> Head | None:
    """The latest checkpoint that enough witnesses cosigned, its note with the lines; none where none was."""
    names = [one.key.name for one in witnesses.listed]
    sizes = (
        select(cosignatures.c.size)
        .where(cosignatures.c.witness.in_(names))
        .group_by(cosignatures.c.size)
        .having(func.count() >= witnesses.threshold)
        .order_by(cosignatures.c.size.desc())
    )
    for size in connection.execute(sizes).scalars().all():
        found = head_at(connection, size)
        if len(_cosignatures(connection, found, witnesses)) >= witnesses.threshold:
            return Head(note=_with_lines(connection, found, witnesses), checkpoint=found.checkpoint)
    return None


def lag(connection: Connection, witnesses: Witnesses) -> Lag | None:
    """None where nothing was ever logged."""
    latest = head(connection)
    if latest is None:
        return None
    last = last_cosigned(connection, witnesses)
    size = last.size if last is not None else 0
    later = select(func.min(leaves.c.position)).where(leaves.c.position >= size, leaves.c.kind != Kind.APPROVAL)
    first = connection.execute(later).scalar()  # an approval's time is its approver's, and may be long before
    since = datetime.fromisoformat(leaf_at(connection, first).payload["at"]) if first is not None else None
    return Lag(size=size, leaves=latest.size - size, since=since)


def _head(connection: Connection) -> Head:
    found = head(connection)
    if found is None:
        raise RecordError("nothing was logged in this workspace yet.", advice="Run: onrecord ingest")
    return found


def _lines(connection: Connection, size: int) -> Mapping[str, NoteSignature]:
    """The kept lines of a size by their witness's name, as far as they can be read as one of that name's."""
    query = select(cosignatures).where(cosignatures.c.size == size).order_by(cosignatures.c.witness)
    found = dict[str, NoteSignature]()
    for row in connection.execute(query):
        try:
            signature = read_signature(row.line)
        except NoteError:
            continue
        if signature.name == row.witness:
            found[row.witness] = signature
    return found


def _cosignatures(connection: Connection, head: Head, witnesses: Witnesses) -> Mapping[str, Verified]:
    """Those that are verified by the witnesses' own keys, by their names."""
    lines, text = _lines(connection, head.size), read_note(head.note).text
    found = dict[str, Verified]()
    for key in (one.key for one in witnesses.listed if one.key.name in lines):
        try:
            found[key.name] = open_note(Note(text=text, signatures=(lines[key.name],)).encode(), [key]).verified[0]
        except NoteError:
            continue
    return found


def _with_lines(connection: Connection, head: Head, witnesses: Witnesses | None) -> str:
    """The note with the lines that verify; those of others, whose keys are not known here, stay as they are."""
    note, lines = read_note(head.note), dict(_lines(connection, head.size))
    if witnesses is not None:
        good = _cosignatures(connection, head, witnesses)
        for wrong in {one.key.name for one in witnesses.listed} - set(good):
            lines.pop(wrong, None)
    return Note(text=note.text, signatures=(*note.signatures, *lines.values())).encode()


def _known(connection: Connection) -> Mapping[str, int]:
    """The last size that each witness has cosigned, by its name."""
    query = select(cosignatures.c.witness, func.max(cosignatures.c.size)).group_by(cosignatures.c.witness)
    return {row[0]: row[1] for row in connection.execute(query)}


def _keep(connection: Connection, size: int, made: Verified) -> None:
    name = made.key.name
    connection.execute(delete(cosignatures).where(cosignatures.c.size == size, cosignatures.c.witness == name))
    connection.execute(insert(cosignatures).values(size=size, witness=name, line=made.signature.line))
