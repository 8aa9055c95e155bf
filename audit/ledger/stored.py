"""One stored record as JSON, or the error that says why it is not to be had. Checked by what the log says of it.

1. Of a record with a leaf: the leaf is there, is an answer's or a refusal's, and names this record and part; each
   section that it names is there and has the digest that it names.
2. Of one that is older than the log: no leaf is about it, and its text has the hash that was written beside it.
3. What cannot be read was erased, and the log says so, or else it was changed.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, literal, select

from audit.canonical import read_json, sha256_hex
from audit.errors import Erased, RecordError
from audit.ledger import contents
from audit.ledger.erasure import erasure_of
from audit.log.leaves import leaf_at, leaves_of
from audit.records.sections import Name, Section, joined
from audit.signed.envelopes import Kind
from audit.tables import answer_parts, answers

ANSWERS = (Kind.ANSWER, Kind.REFUSAL)


def parts(connection: Connection, record_id: str) -> Sequence[Row[Any]]:
    """What was shown of a record one by one, in order: rows with its id, part, record, sha256, answer_seq and leaf."""
    return connection.execute(_PARTS, {"of": record_id}).all()


def latest(connection: Connection, record_id: str) -> Row[Any] | None:
    """The whole record (part 0); of an answer that was interrupted, the last part; none where it is unknown."""
    if not record_id.isprintable():  # half a character, or one that PostgreSQL takes in no text
        return None
    whole = connection.execute(_WHOLE, {"of": record_id}).one_or_none()
    return whole or next(reversed(parts(connection, record_id)), None)


def known(connection: Connection, record_id: str) -> Row[Any]:
    """As `latest`; raises RecordError where it is unknown."""
    found = latest(connection, record_id)
    if found is None:
        raise RecordError(
            f"no answer with the record id {record_id!r}.", advice="`onrecord ask --json` prints it as record_id."
        )
    return found


def content(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """The record's JSON. Raises RecordError where it was changed, Erased where it was erased."""
    erasure = erasure_of(connection, row.record_id)
    if erasure is not None:
        raise Erased(f"record {row.record_id} was erased {erasure.told}.")
    if row.leaf is None:
        return _older(connection, row)
    found = sections(connection, row)
    if Name.QUESTION not in found or Name.ANSWER not in found:
        raise _changed(row, "its leaf names no question or no answer")
    return joined({name: section.content for name, section in found.items()})


def sections(connection: Connection, row: Row[Any]) -> dict[Name, Section]:
    """The sections of a record with a leaf, each with the digest that the leaf names. Raises RecordError."""
    leaf = leaf_at(connection, row.leaf)
    payload = leaf.payload
    named = payload.get("sections")
    place = (payload.get("record_id"), payload.get("part") or contents.WHOLE)
    if leaf.sealed.kind not in ANSWERS or place != (row.record_id, row.part) or not isinstance(named, dict):
        raise _changed(row, f"leaf {row.leaf} of the log is about something else")
    held = contents.read(connection, row.record_id, row.part)
    if held is None:
        raise _changed(row, "its key is gone, though nothing in the log says that it was erased")
    found = dict[Name, Section]()
    for name in Name:
        digest = named.get(name.value)
        if digest is None:
            continue
        if name not in held:
            raise _changed(row, f"its {name.value} is gone")
        if held[name].digest != digest:
            raise _changed(row, f"its {name.value} has the digest {held[name].digest}, written {digest}")
        found[name] = held[name]
    return found


def _older(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """Step 2."""
    if any(True for _ in leaves_of(connection, ANSWERS, row.record_id)):
        raise _changed(row, "the log has a leaf of it, which is no longer named beside it")
    digest = sha256_hex(row.record.encode("utf-8"))
    if digest != row.sha256:
        raise _changed(row, f"sha256 {digest}, written {row.sha256}")
    found: dict[str, Any] = read_json(row.record)
    return found


def _changed(row: Row[Any], what: str) -> RecordError:
    return RecordError(f"record {row.record_id} was changed after it was written: {what}.")


def _query(table: Table, part: ColumnElement[Any]) -> Select[Any]:
    """The rows `of` one record."""
    columns = table.c
    return select(
        columns.record_id, part.label("part"), columns.record, columns.sha256, columns.answer_seq, columns.leaf
    ).where(columns.record_id == bindparam("of"))


_WHOLE = _query(answers, literal(contents.WHOLE))
_PARTS = _query(answer_parts, answer_parts.c.number).order_by(answer_parts.c.number)
