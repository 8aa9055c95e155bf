"""What somebody decides of one past answer, with a reason that the log keeps: that it is held, or erased."""

from audit.database import overwrite_log, reading, writing
from audit.errors import OnRecordError
from audit.ledger.erasure import Word, erasure_of, hold_on
from audit.ledger.erasure import erase as destroy
from audit.ledger.erasure import hold as place
from audit.ledger.stored import known
from ingest.manifest import values
from onrecord.parts import Parts


def decided(by: str, reason: str, *, named: tuple[str, str] = ("--by", "--reason")) -> tuple[str, str]:
    """Who decided, an address, and why, in one line; `named` is what the interface calls them. Raises OnRecordError."""
    try:
        by = values.person(by)
    except ValueError as error:
        raise OnRecordError(f"{named[0]}: {error}.") from None
    try:
        return by, values.line_of_text(" ".join(reason.split()))
    except ValueError as error:
        raise OnRecordError(f"{named[1]} {error}.") from None


def erase(made: Parts, record_id: str, *, by: str, reason: str) -> tuple[bool, Word]:
    """Destroy a record's content. False where it was erased already; with what the log says of it. Raises RecordError
    where it is unknown or held."""
    with writing(made.engine) as connection:
        known(connection, record_id)
        changed = destroy(connection, made.log, record_id, reason=reason, by=by)
    overwrite_log(made.engine)
    with reading(made.engine) as connection:
        word = erasure_of(connection, record_id)
    assert word is not None
    return changed, word


def hold(made: Parts, record_id: str, *, lift: bool, by: str, reason: str) -> tuple[bool, Word | None]:
    """Keep a record from being erased, or let it go. False where that changes nothing; with the hold that is on it now.
    Raises RecordError where it is unknown, Erased where there is nothing left to hold."""
    with writing(made.engine) as connection:
        known(connection, record_id)
        changed = place(connection, made.log, record_id, lift=lift, reason=reason, by=by)
        return changed, hold_on(connection, record_id)
