"""What past answers come to, and what of them needs somebody to act: the report of a workspace."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from audit.database import reading
from audit.findings import Frozen
from audit.ledger import past
from audit.ledger.past import Period
from audit.reports.report import Catalogue, Document, Report, gather
from ingest.catalogue import controls, history, read
from ingest.domain import Status
from ingest.standing import status
from onrecord.parts import Parts, now


def report(made: Parts, period: Period, teller: Callable[[int], Callable[[int], None]]) -> Report:
    """Every record of the period is read and its citations compared again. `teller` is given how many records there
    are, and gives what is told how far it came."""
    with reading(made.engine) as connection:
        return gather(
            connection,
            period,
            now(),
            models=_models(made),
            catalogue=catalogue(connection),
            texts=lambda key: _texts(connection, key),
            title=titles(connection),
            witnesses=made.witnesses,
            tell=teller(past.count(connection, period)),
        )


def _models(made: Parts) -> Mapping[str, str]:
    """As records name them."""
    reranker = made.reranker if made.settings.rerank else None
    return {"encoder": made.encoder.name, "reranker": reranker.name if reranker is not None else "none"}


def catalogue(connection: Connection) -> Catalogue:
    """What is published now, as a report tells it."""
    state = read.published(connection)
    withdrawn: dict[str, datetime | None] = {}
    entries = list(state.entries.values()) if state is not None else []
    for source in (entry.source for entry in entries):
        if source.withdrawn is not None:
            withdrawn[source.source_id] = source.withdrawn.at
        elif state is not None and status(source, state.leaders, (), now()) is Status.LAPSED:
            withdrawn[source.source_id] = None
    withdrawn |= {source_id: at for source_id, (at, _) in controls.withdrawals(connection).items()}
    served = [one.source for one in entries if one.served and one.source.source_id not in withdrawn]
    unsigned = [one for one in served if one.approval is None or one.approval.signature is None]
    return Catalogue(
        snapshot_id=state.snapshot.snapshot_id if state is not None else None,
        served=len(served),
        unsigned=tuple(Document(source_id=one.source_id, title=one.title) for one in unsigned),
        withdrawn=withdrawn,
    )


def _texts(connection: Connection, key: str) -> list[Frozen]:
    rows = history.stored_texts(connection, [key])
    return [Frozen(source_sha256=file, text=text) for _, file, text, _ in rows]


def titles(connection: Connection) -> Callable[[str], str]:
    """A source's title as it was last published; its id where it never was."""

    @cache
    def title(source_id: str) -> str:
        declared = history.declarations(connection, [source_id])
        return declared[-1].title if declared else source_id

    return title
