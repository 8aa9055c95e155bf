"""How one record is kept: its place in the log, what lies beside it, whether it is held or was erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from audit.database import reading
from audit.erasure import Word, erasure_of, hold_on
from audit.errors import RecordError
from audit.leaves import Head, head, head_at, leaf_at
from audit.sections import Name
from audit.stored import known, parts
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`number` and `leaf` are none for a record that is older than the log. `signed` is the checkpoint of its own
    transaction, `last` that of the whole log; none where there is none that can be read. `asked_at` is as the leaf has
    it. `asker` and `prompt` tell whether the leaf names such a section: nobody reads the asker's here. `shown` is in
    how many parts it was shown; `unsigned` are the cited documents whose approval nobody had signed."""

    number: int | None
    leaf: int | None
    signed: Head | None
    last: Head | None
    asked_at: datetime | None
    asker: bool
    prompt: bool
    shown: int
    hold: Word | None
    erasure: Word | None
    unsigned: tuple[str, ...]


def kept(made: Parts, record_id: str) -> Kept:
    """`record_id` is whole. Raises RecordError where nothing stands under it."""
    with reading(made.engine) as connection:
        row = known(connection, record_id)
        payload, signed = _leaf(connection, row.leaf)
        sections = payload.get("sections") or {}
        return Kept(
            number=row.answer_seq,
            leaf=row.leaf,
            signed=signed,
            last=head(connection),
            asked_at=datetime.fromisoformat(payload["asked_at"]) if "asked_at" in payload else None,
            asker=sections.get(Name.ASKER) is not None,
            prompt=sections.get(Name.PROMPT) is not None,
            shown=len(parts(connection, record_id)),
            hold=hold_on(connection, record_id),
            erasure=erasure_of(connection, record_id),
            unsigned=tuple(payload.get("unsigned") or ()),
        )


def _leaf(connection: Connection, position: int | None) -> tuple[dict[str, Any], Head | None]:
    """What a leaf says, and what was signed with it; nothing where they cannot be read, which the verdict tells."""
    if position is None:
        return {}, None
    try:
        leaf = leaf_at(connection, position)
        return leaf.payload, head_at(connection, leaf.checkpoint)
    except RecordError:
        return {}, None
