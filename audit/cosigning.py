"""Asking witnesses for their cosignatures of the log's last checkpoint, and keeping what they give beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, insert, select

from audit.database import reading, writing
from audit.leaves import Head, head, node_of
from audit.merkle import consistency_proof
from audit.tables import cosignatures
from audit.witness.client import RemoteWitness, request_cosignature
from audit.witness.faults import WitnessError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One witness and what came of it: `refusal` is none where its cosignature is there."""

    witness: str
    refusal: WitnessError | None = None


def cosign(engine: Engine, witnesses: Sequence[RemoteWitness]) -> tuple[Head | None, list[Asked]]:
    """Ask each witness whose cosignature of the last checkpoint is not there yet; gives that checkpoint, none where
    nothing was ever logged. One witness that fails does not keep the others from being asked."""
    with reading(engine) as connection:
        last = head(connection)
        kept = cosignatures.c
        query = select(kept.witness, func.max(kept.size).label("size")).group_by(kept.witness)
        known = {row.witness: row.size for row in connection.execute(query)}
    if last is None:
        return None, []
    return last, [_asked(engine, one, last, known.get(one.key.name, 0)) for one in witnesses]


def _asked(engine: Engine, witness: RemoteWitness, last: Head, known: int) -> Asked:
    if known == last.size:
        return Asked(witness=witness.key.name)

    def proof(old: int, new: int) -> Sequence[bytes]:
        with reading(engine) as connection:
            return consistency_proof(old, new, node_of(connection))

    try:
        found = request_cosignature(witness, last.note, proof, known=known)
    except WitnessError as error:
        return Asked(witness=witness.key.name, refusal=error)
    with writing(engine) as connection:
        place = cosignatures.c.size == last.size, cosignatures.c.witness == witness.key.name
        connection.execute(delete(cosignatures).where(*place))  # of somebody who asked at the same time
        row = {"size": last.size, "witness": witness.key.name, "line": found.signature.line}
        connection.execute(insert(cosignatures).values(row))
    return Asked(witness=witness.key.name)
