"""What readers say of an answer, and which answers their askers have shared.

1. A voice is a person's, on one statement (or the answer as a whole), of one kind. Said again it replaces what was
   said; helpful and unhelpful replace each other. Taken back, nothing is left of it.
2. `wrong` is a report to the owner of each source that the statement cites. It is open until somebody settles it with
   a note, which whoever reported it may read; reported again it is open again.
3. Who said it, the comment and the note are one section under AES-256-GCM with the record's own key
   (audit/records/sections.py), at the place `<record id>/feedback/<report id>`. They are as personal as the record, and
   go with it: the key, and the rows themselves (`erasure`).

None of it is in the log: it says nothing about what was answered, and whoever wrote it may take it back.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from audit.database import aware
from audit.domain import AnswerRecord, Statement
from audit.errors import RecordError, UsageError
from audit.ledger import contents, stored
from audit.records.sections import Section, decrypt, encrypt
from audit.records.wire import from_json, to_json
from audit.tables import feedback, shares

LONGEST = 1000  # characters of a comment or a note
WHOLE_ANSWER = 0  # the number of no statement
BATCH = 500


class Opinion(StrEnum):
    """What a reader says of a statement."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    WRONG = "wrong"


REPLACES = {
    Opinion.HELPFUL: (Opinion.HELPFUL, Opinion.UNHELPFUL),
    Opinion.UNHELPFUL: (Opinion.UNHELPFUL, Opinion.HELPFUL),
    Opinion.WRONG: (Opinion.WRONG,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Who looked into a report, when, and what came of it."""

    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person's word on one statement, counted from 1 (0: on the answer as a whole). `by` is a reference, as an
    asker's."""

    report_id: str
    record_id: str
    statement: int
    kind: Opinion
    at: datetime
    by: str
    comment: str = ""
    settled: Settlement | None = None


def say(
    connection: Connection, record_id: str, *, statement: int, kind: Opinion, comment: str, by: str, at: datetime
) -> Voice:
    """Keep a voice, within the caller's writing transaction. The same word again keeps its report's id.

    Raises RecordError where the record or the statement is unknown, Erased where it was erased, UsageError for a
    comment that is too long.
    """
    written = _checked(comment, "a comment")
    record = _record(connection, record_id)
    if not WHOLE_ANSWER <= statement <= len(record.statements):
        raise RecordError(f"record {record_id} has no statement {statement}; it has {len(record.statements)}.")
    voice = Voice(
        report_id=secrets.token_hex(16),
        record_id=record_id,
        statement=statement,
        kind=kind,
        at=at,
        by=by,
        comment=written,
    )
    for earlier in _own(connection, record_id, statement, by):
        if earlier.kind not in REPLACES[kind]:
            continue
        if earlier.kind is kind:
            voice = replace(voice, report_id=earlier.report_id)
        _remove(connection, earlier)
    _write(connection, voice)
    return voice


def take_back(connection: Connection, record_id: str, *, statement: int, kind: Opinion, by: str) -> bool:
    """Remove one's own voice, within the caller's writing transaction. False where there was none."""
    gone = [one for one in _own(connection, record_id, statement, by) if one.kind is kind]
    for one in gone:
        _remove(connection, one)
    return bool(gone)


def voices_on(connection: Connection, record_id: str, *, by: str | None = None) -> list[Voice]:
    """Everybody's voices on a record, or one person's; the oldest first. None of one that was erased."""
    query = select(feedback).where(feedback.c.record_id == record_id).order_by(feedback.c.at, feedback.c.report_id)
    found = [_read(connection, row) for row in connection.execute(query)]
    return [one for one in found if by is None or one.by == by]


def records_with(connection: Connection, *kinds: Opinion, since: datetime) -> dict[str, int]:
    """How many voices of these kinds each record has, of those said since then."""
    wanted = [one.value for one in kinds]
    query = select(feedback.c.record_id).where(feedback.c.kind.in_(wanted), feedback.c.at >= since)
    found = dict[str, int]()
    for record_id in connection.execute(query).scalars():
        found[record_id] = found.get(record_id, 0) + 1
    return found


def reports(connection: Connection, *, settled: bool | None = None) -> Iterator[Voice]:
    """What was reported as wrong, the newest first: all of it, or only what is (not) settled."""
    query = select(feedback).where(feedback.c.kind == Opinion.WRONG.value)
    if settled is not None:
        query = query.where(feedback.c.settled_at.is_not(None) if settled else feedback.c.settled_at.is_(None))
    rows = connection.execute(query.order_by(feedback.c.at.desc(), feedback.c.report_id)).all()
    yield from (_read(connection, row) for row in rows)


def report(connection: Connection, report_id: str) -> Voice:
    """One report. Raises RecordError where there is none."""
    query = select(feedback).where(feedback.c.report_id == report_id, feedback.c.kind == Opinion.WRONG.value)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise RecordError("there is no such report.", advice="It may have been taken back, or its answer erased.")
    return _read(connection, row)


def settle(connection: Connection, report_id: str, *, by: str, note: str, at: datetime) -> Voice:
    """Close a report with a note, within the caller's writing transaction; settled again, the later note stands.

    Raises RecordError where there is no such report, UsageError for a note that is empty or too long.
    """
    written = _checked(note, "a note")
    if not written:
        raise UsageError("a note must say what came of the report.")
    settled = replace(report(connection, report_id), settled=Settlement(by=by, at=at, note=written))
    _remove(connection, settled)
    _write(connection, settled)
    return settled


def reopen(connection: Connection, report_id: str) -> Voice:
    """Open a report again; its note is gone. Raises RecordError where there is none."""
    opened = replace(report(connection, report_id), settled=None)
    _remove(connection, opened)
    _write(connection, opened)
    return opened


def statements_of(record: AnswerRecord, number: int) -> tuple[Statement, ...]:
    """What a voice is about: one statement, or all of them."""
    return record.statements if number == WHOLE_ANSWER else record.statements[number - 1 : number]


def share(connection: Connection, record_id: str, at: datetime) -> bool:
    """Let whoever has the record's address read it, as far as they may. False where it was shared already.

    Raises RecordError where the record is unknown, Erased where it was erased.
    """
    _record(connection, record_id)
    if shared(connection, record_id) is not None:
        return False
    connection.execute(insert(shares).values(record_id=record_id, at=at))
    return True


def unshare(connection: Connection, record_id: str) -> bool:
    """End that. False where it was not shared."""
    return connection.execute(delete(shares).where(shares.c.record_id == record_id)).rowcount > 0


def shared(connection: Connection, record_id: str) -> datetime | None:
    """Since when a record is shared; none where it is not."""
    found = connection.execute(select(shares.c.at).where(shares.c.record_id == record_id)).scalar()
    return None if found is None else aware(found)


def _checked(text: str, what: str) -> str:
    """Raises UsageError. Line breaks stay, other control characters go."""
    plain = "".join(one for one in text.replace("\r\n", "\n") if one == "\n" or one.isprintable()).strip()
    if len(plain) > LONGEST:
        raise UsageError(f"{what} has at most {LONGEST:,} characters; this one has {len(plain):,}.")
    return plain


def _record(connection: Connection, record_id: str) -> AnswerRecord:
    found: AnswerRecord = from_json(AnswerRecord, stored.content(connection, stored.known(connection, record_id)))
    return found


def _own(connection: Connection, record_id: str, statement: int, by: str) -> list[Voice]:
    return [one for one in voices_on(connection, record_id, by=by) if one.statement == statement]


def _remove(connection: Connection, voice: Voice) -> None:
    connection.execute(delete(feedback).where(feedback.c.report_id == voice.report_id))


def _place(record_id: str, report_id: str) -> str:
    return f"{record_id}/feedback/{report_id}"


def _write(connection: Connection, voice: Voice) -> None:
    said = {"by": voice.by, "comment": voice.comment, "settled": to_json(voice.settled)}
    key = contents.key_of(connection, voice.record_id, make=True)
    nonce, ciphertext = encrypt(key, _place(voice.record_id, voice.report_id), Section.of(said))
    row = {"report_id": voice.report_id, "record_id": voice.record_id, "statement": voice.statement}
    row |= {"kind": voice.kind.value, "at": voice.at, "settled_at": voice.settled.at if voice.settled else None}
    connection.execute(insert(feedback).values(**row, nonce=nonce, ciphertext=ciphertext))


def _read(connection: Connection, row: Row[Any]) -> Voice:
    place = _place(row.record_id, row.report_id)
    said = decrypt(contents.key_of(connection, row.record_id), place, row.nonce, row.ciphertext).content
    settled = said["settled"]
    return Voice(
        report_id=row.report_id,
        record_id=row.record_id,
        statement=row.statement,
        kind=Opinion(row.kind),
        at=aware(row.at),
        by=said["by"],
        comment=said["comment"],
        settled=from_json(Settlement, settled) if settled is not None else None,
    )
