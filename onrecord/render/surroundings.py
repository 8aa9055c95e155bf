"""What an answer's view needs from the catalogue: the texts around its quotes, and what became of its sources."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agent.domain import Question
from agent.wording import day
from audit.database import reading
from audit.domain import AnswerRecord, Citation, Nearest, Statement
from audit.ledger.ledger import SHORTEST_BEGINNING
from ingest.catalogue import controls, read
from ingest.catalogue.read import Published
from ingest.standing import Moment, Standing, successors
from onrecord.access import operator, shown
from onrecord.parts import Parts, now
from onrecord.render.citations import Surroundings


def gather(record: AnswerRecord, made: Parts, audience: str) -> Surroundings:
    """`audience` is the reader's, who need not be the asker: what has replaced a source is told to whom that is for.
    Raises CatalogueError where a frozen text was changed: nothing is shown next to a text that is not
    the one."""
    places: list[Citation | Nearest] = [item for one in record.statements for item in one.citations]
    places += record.refusal.nearest if record.refusal else ()
    receipt = made.ledger.receipt(record.record_id)
    around = _around(places, audience, record.as_of, made)
    return replace(around, leaf=receipt.leaf if receipt is not None else None)


def with_recordings(around: Surroundings, record: AnswerRecord, made: Parts) -> Surroundings:
    """With what can be heard of it by the operator, who reads in a terminal."""
    who = operator(record.audience)
    found = shown(who, record, asker=None, shared=False, by=made.playing.records())
    assert found is not None  # an auditor's to read, whosever it is
    heard = made.playing.heard(who, found)
    command = f"{_command(made, 'play')} {record.record_id[:SHORTEST_BEGINNING]} --citation"
    return replace(
        around, plays={place: f"{command} {number}" for place, number in found.places.items() if number in heard}
    )


def of_statement(statement: Statement, question: Question, made: Parts) -> Surroundings:
    """The same for one statement of an answer that is still being given."""
    return _around(statement.citations, question.audience, question.as_of, made)


def _around(places: Sequence[Citation | Nearest], audience: str, as_of: date, made: Parts) -> Surroundings:
    with reading(made.engine) as connection:
        state = made.kept.published(connection)
        texts = {one: read.frozen_text(connection, one) for one in {item.text_sha256 for item in places}}
        declared = [one.source for one in state.entries.values()] if state else []
        withdrawn = {one.source_id: one.withdrawn.at for one in declared if one.withdrawn is not None}
        withdrawn |= {one: at for one, (at, _) in controls.withdrawals(connection).items()}
        standing = read.standing(connection, state) if state else None
    return Surroundings(
        texts={one: text for one, text in texts.items() if text is not None},
        superseded=_superseded(audience, as_of, state, standing) if state and standing else {},
        withdrawn=withdrawn,
        leaders={one.leader_id: (one.name, one.title) for one in state.leaders.values()} if state else {},
        verify=_command(made, "audit verify"),
    )


def _superseded(audience: str, as_of: date, state: Published, standing: Standing) -> dict[str, str]:
    """By source id, what replaced it by the day asked about, as far as this asker may read it."""
    if audience not in state.audiences:
        return {}
    moment = Moment(now=now(), as_of=as_of, rank=state.audiences.index(audience))
    served = [entry.source for entry in state.entries.values() if entry.served]
    return {
        earlier: " and ".join(f"{one.title} ({day(one.date)})" for one in later)
        for earlier, later in successors(served, standing, moment).items()
    }


def _command(made: Parts, name: str) -> str:
    """What to type for a command, with the workspace where it is not the one that would be taken anyway."""
    usual = os.environ.get("ONRECORD_WORKSPACE", ".onrecord")
    option = "" if str(made.workspace) == usual else f" --workspace {shlex.quote(str(made.workspace))}"
    return f"onrecord {name}{option}"
