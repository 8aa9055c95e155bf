"""Is a sentence on record? From somebody else's words to a recorded verdict with the quotes that speak for it.

The sentence is understood, looked up and bounded by access as a question is; agent/examine.py judges it; the quotes
that speak for it or against it are verified and recorded like any answer's before they are shown. Where the asker
brings the evidence along there is nothing to look up, and nothing is recorded.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent import refusals
from agent.ask import TRIES, busy
from agent.checks.claim import Quoted
from agent.composers import extractive
from agent.composers.sentences import Candidate, sayings
from agent.domain import Question
from agent.draft import Agent, Draft, Work, look_up, replaced, understood
from agent.examine import Found, Line, examine, together
from agent.library import View
from agent.recording import beside
from agent.repair import Jury
from agent.settle import Attempt, attempt, close, moved, settle
from audit.domain import AnswerRecord, Checked, Composer, Refusal, Support
from ingest.closed import document
from ingest.display import displayer, folded
from ingest.passages import read as read_sentence
from ingest.sentences import sentences

KIND = "check"
LOOKED_AT = 8  # passages
DEADLINE_S = 30.0  # for the judge, where one counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A sentence of a text that the asker brought: `text[start:end] == quote`; `evidence` counts the texts from 0."""

    evidence: int
    start: int
    end: int
    quote: str


def check(agent: Agent, question: Question) -> AnswerRecord:
    """The verdict on `question.text`, recorded. Raises as `agent.ask.ask` does."""
    question = replace(question, as_of_chosen=True, any_time=True)  # its times are to be judged, and limit nothing
    for _ in range(TRIES):
        tried = attempt(agent, question, _gathered)
        checked, chosen = _examined(agent, tried)
        proposed = extractive.compose(chosen, tried.work.documents)
        with agent.ledger.transaction() as connection:
            if moved(tried, connection):
                continue
            shown = settle(agent, tried, proposed, connection)
            record = close(agent, tried, shown if len(shown) == len(proposed) else (), connection)
            if checked is not None and not record.statements:
                gone = bool(proposed)  # what decided may not be read any longer: nothing of it is told
                checked = Checked(
                    verdict=Support.NOT_ON_RECORD,
                    score=0.0 if gone else checked.score,
                    checks=() if gone else checked.checks,
                )
                record = replace(record, refusal=refusals.not_said(tried.work.evidence, tried.work.documents))
            record = replace(
                record, checked=checked, composer=Composer(kind=KIND, model=None, prompt_version=None, judge=_by(agent))
            )
            agent.ledger.append(connection, record, beside(tried.question, record, tried.work, tried.state))
        return record
    raise busy()


def check_against(
    statement: str, texts: Sequence[str], as_of: date, jury: Jury | None
) -> tuple[Checked, tuple[Excerpt, ...]]:
    """The verdict on a sentence by texts that come with it, and the sentences of theirs that it rests on."""
    lines: list[Line] = []
    excerpts: list[Excerpt] = []
    for number, text in enumerate(texts):
        made = document("", text)
        display = displayer(text)
        for order, placed in enumerate(sentences(made, made.segments[0])):
            words = display(read_sentence(text, placed.sentence))
            lines.append(Line(quoted=Quoted(words=words), place=len(lines), group=str(number), order=order))
            start, end = placed.sentence.parts[0].start, placed.sentence.parts[-1].end
            excerpts.append(Excerpt(evidence=number, start=start, end=end, quote=text[start:end]))
    deadline = time.monotonic() + DEADLINE_S
    found = together(
        [
            examine(text, lines, as_of=as_of, people=(), organisation="", jury=jury, deadline=deadline)
            for text in _sentences(statement)
        ]
    )
    return found.checked, tuple(excerpts[place] for place in sorted(found.places))


def _gathered(agent: Agent, question: Question, view: View, work: Work) -> Draft | Refusal:
    unclear = understood(agent, question, view, work, by_example=False)
    if unclear is not None:
        return unclear
    look_up(agent, question, view, work)
    near = sayings(work.evidence[:LOOKED_AT], work.documents)
    if not near:
        return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, view.state)
    later = replaced(question, view)
    return Draft(ranked=near, chosen=(), writable=(), replaced_by=later, superseded=later)


def _examined(agent: Agent, tried: Attempt) -> tuple[Checked | None, list[Candidate]]:
    """The verdict, none where the sentence was not judged at all, and what is to be quoted for it."""
    if isinstance(tried.found, Refusal):
        return None, []
    near = tried.found.ranked
    current = [one for one in near if one.evidence.source.source_id not in tried.found.replaced_by]
    with tried.work.watch.time("check"):
        found = _verdict(agent, tried, current)
        if found.checked.verdict is not Support.SUPPORTED and len(current) < len(near):
            earlier = _verdict(agent, tried, near)  # what was replaced may have said it, and decides nothing else
            if earlier.checked.verdict is Support.SUPPORTED:
                return earlier.checked, [near[place] for place in earlier.places]
    return found.checked, [current[place] for place in found.places]


def _verdict(agent: Agent, tried: Attempt, near: Sequence[Candidate]) -> Found:
    lines = [
        Line(
            quoted=Quoted(
                words=one.words,
                speaker=one.evidence.leader.name,
                role=one.evidence.leader.title,
                title=one.evidence.source.title,
                date=one.evidence.source.date,
            ),
            place=place,
            group=f"{one.evidence.source.source_id} {one.evidence.leader.leader_id}",
            order=one.place[1],
        )
        for place, one in enumerate(near)
    ]
    ordered, deadline = _in_order(lines), time.monotonic() + DEADLINE_S
    return together(
        [
            examine(
                text,
                ordered,
                as_of=tried.question.as_of,
                people=[leader.name for leader in tried.state.leaders.values()],
                organisation=tried.state.organisation,
                jury=agent.jury,
                deadline=deadline,
            )
            for text in _sentences(tried.question.text)
        ]
    )


def _in_order(lines: Sequence[Line]) -> list[Line]:
    """`order` counts the gathered sentences of a group instead of characters, so that neighbours differ by one."""
    places: dict[str, list[int]] = {}
    for line in sorted(lines, key=lambda line: line.order):
        places.setdefault(line.group, []).append(line.place)
    return [replace(line, order=places[line.group].index(line.place)) for line in lines]


def _sentences(text: str) -> list[str]:
    """Each sentence is judged by itself: one of two may be on record."""
    made = document("", text)
    found = [folded(read_sentence(text, one.sentence)) for one in sentences(made, made.segments[0])]
    return found or [text]


def _by(agent: Agent) -> str | None:
    return agent.jury.judge.name if agent.jury is not None else None
