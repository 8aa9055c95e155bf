"""Is it what was recorded? What is sounded is held against the ledger in the transaction that writes it down."""

from dataclasses import replace

from sqlalchemy import Connection

from audit.domain import Statement
from audit.errors import NotSounded, RecordError
from audit.ledger import utterances
from audit.ledger.erasure import erasure_of
from audit.ledger.utterances import Recorded
from onrecord.access import Shown
from onrecord.speech.permitted import NO_STATEMENT, statement_of

ERASED = "Its answer was erased"


def erased(connection: Connection, shown: Shown) -> str | None:
    """Why nothing of an answer may be sounded any more, where it was erased; none where it was not."""
    return None if erasure_of(connection, shown.record.record_id) is None else ERASED


def recorded(connection: Connection, shown: Shown, number: int) -> Recorded:
    """The record as it is kept, in which statement `number`, or (0) the disclosure, has these very words. Raises
    NotSounded."""
    record_id = shown.record.record_id
    try:
        found = utterances.recorded(connection, record_id)
    except RecordError as error:
        raise NotSounded(error.message, advice=error.advice) from error
    if number == 0:
        disclosed = shown.record.disclosure
        same = found.record.disclosure == disclosed or disclosed in utterances.disclosures(connection, record_id)
    else:
        kept, said = found.statement(number), statement_of(shown, number)
        same = kept is not None and said is not None and _plain(kept) == _plain(said)
    if not same:
        told = f"{NO_STATEMENT[:1].lower()}{NO_STATEMENT[1:]}"
        raise NotSounded(f"statement {number} of {record_id[:8]} is not what was recorded: {told}.", why=NO_STATEMENT)
    return found


def _plain(statement: Statement) -> Statement:
    """Without what each reader is told of it: by what a source was replaced."""
    return replace(statement, citations=tuple(replace(one, superseded_by=()) for one in statement.citations))
