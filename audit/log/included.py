"""Is a leaf under what the log signs today? The inclusion proof of RFC 9162 section 2.1.3, made and checked."""

from sqlalchemy import Connection

from audit.errors import RecordError
from audit.keys.domain import Role
from audit.log.appending import note_key
from audit.log.leaves import EXAMINE, Head, head, leaf_at, node_of
from audit.log.rotation import signers
from audit.signed.checkpoints import open_checkpoint
from audit.signed.merkle import inclusion_proof, leaf_hash, root_from_inclusion


def included(connection: Connection, position: int) -> Head:
    """The last checkpoint, under which the leaf is. Raises RecordError where it is not, or where the leaf or the
    checkpoint is not signed by a key that was in force."""
    leaf, last = leaf_at(connection, position), head(connection)
    if last is None or not 0 <= position < last.size:
        raise RecordError(f"leaf {position} is under no checkpoint of the log.", advice=EXAMINE)
    found = signers(connection)
    keys = [note_key(one, last.origin) for one in found.in_force(Role.LOG, last.size - 1)]
    open_checkpoint(last.note, keys)
    if not found.signed(position, leaf.sealed):
        raise RecordError(f"leaf {position} is not signed by a record key that was in force.", advice=EXAMINE)
    proof = inclusion_proof(position, last.size, node_of(connection))
    made = root_from_inclusion(position, last.size, leaf_hash(leaf.envelope.encode("ascii", "replace")), proof)
    if made != last.checkpoint.root:
        raise RecordError(
            f"leaf {position} is not what the log of {last.size} leaves was signed over: it leads to the root "
            f"{made.hex()}, signed {last.checkpoint.root.hex()}.",
            advice=EXAMINE,
        )
    return last
