"""How one record is kept: its place in the log, what lies beside it, whether it is held or was erased."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from audit.database import reading
from audit.errors import RecordError
from audit.ledger.erasure import Word, erasure_of, hold_on
from audit.ledger.stored import known, parts
from audit.log.leaves import Head, head, head_at, leaf_at
from audit.records.sections import Name
from onrecord.parts import Parts

_Read = TypeVar("_Read")


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
            last=_read(lambda: head(connection)),
            asked_at=datetime.fromisoformat(payload["asked_at"]) if "asked_at" in payload else None,
            asker=sections.get(Name.ASKER) is not None,
            prompt=sections.get(Name.PROMPT) is not None,
            shown=len(parts(connection, record_id)),
            hold=_read(lambda: hold_on(connection, record_id)),
            erasure=_read(lambda: erasure_of(connection, record_id)),
            unsigned=tuple(payload.get("unsigned") or ()),
        )


def _leaf(connection: Connection, position: int | None) -> tuple[dict[str, Any], Head | None]:
    """What a leaf says, and what was signed with it."""
    leaf = _read(lambda: leaf_at(connection, position)) if position is not None else None
    if leaf is None:
        return {}, None
    return _read(lambda: leaf.payload) or {}, _read(lambda: head_at(connection, leaf.checkpoint))


def _read(what: Callable[[], _Read]) -> _Read | None:
    """None for what cannot be read: the record's verdict tells that."""
    try:
        return what()
    except RecordError:
        return None
