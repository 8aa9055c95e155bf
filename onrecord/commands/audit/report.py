"""`onrecord audit report`: what past answers come to, and what of them needs somebody to act."""

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from audit import past
from audit.database import reading
from audit.errors import UsageError
from audit.findings import Frozen
from audit.past import Period
from audit.records import to_json
from audit.report import Catalogue, Document, Report, gather
from eval.report import replace_text
from ingest.catalogue import controls, history, read
from ingest.domain import Status
from ingest.standing import status
from onrecord.commands.eval import teller
from onrecord.parts import Parts, existing, now
from onrecord.render.lines import show
from onrecord.render.past_lines import past_lines
from onrecord.render.past_page import past_page


def run(args: argparse.Namespace) -> int:
    """0 where every record could be read and every citation still holds, else 1."""
    period = Period(since=args.since, until=args.until)
    first = args.since or date.min
    if args.until is not None and args.until <= first:
        raise UsageError(f"--until {args.until} must be after --since {first}: it is the first day left out.")
    report = _report(existing(args.workspace), period)
    if args.html:
        replace_text(Path(args.html), past_page(report))
    if args.json:
        print(json.dumps(to_json(report), ensure_ascii=False))
    else:
        show(past_lines(report))
    return 0 if report.sound else 1


def _report(made: Parts, period: Period) -> Report:
    with reading(made.engine) as connection:
        return gather(
            connection,
            period,
            now(),
            models=_models(made),
            catalogue=_catalogue(connection),
            texts=lambda key: _texts(connection, key),
            title=_titles(connection),
            witnesses=made.witnesses,
            tell=teller("record", past.count(connection, period)),
        )


def _models(made: Parts) -> Mapping[str, str]:
    """As records name them."""
    reranker = made.reranker if made.settings.rerank else None
    return {"encoder": made.encoder.name, "reranker": reranker.name if reranker is not None else "none"}


def _catalogue(connection: Connection) -> Catalogue:
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


def _titles(connection: Connection) -> Callable[[str], str]:
    """A source's title as it was last published; its id where it never was."""

    @cache
    def title(source_id: str) -> str:
        declared = history.declarations(connection, [source_id])
        return declared[-1].title if declared else source_id

    return title
