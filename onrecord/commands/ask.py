"""`onrecord ask`: one question, or a batch of them."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from agent.ask import Event, ask, stream
from agent.brought import brought
from agent.domain import Question
from agent.draft import Agent
from audit.canonical import read_json
from audit.database import reading
from audit.domain import AnswerRecord
from audit.errors import CatalogueError, RecordError, UsageError
from audit.records.wire import for_reader
from audit.understood import MeantPeriod
from ingest.catalogue import read
from onrecord.parts import Parts, now, parts
from onrecord.render.answer import present, present_stream
from onrecord.render.events import frames
from onrecord.running import running

Along = Callable[[Iterable[Event]], Iterable[Event]]
"""Gives on each event of an answer, and when it was shown has it heard."""
KEYS = {"id", "question", "leader", "as_of", "audience", "said_from", "said_until", "asker"}


def run(args: argparse.Namespace) -> int:
    """0 for answers and refusals alike. A line of a batch that is no question is told as one, and makes it 1."""
    if (args.question is None) == (args.batch is None):
        raise UsageError("ask needs a QUESTION, or --batch FILE.jsonl, and not both.")
    if args.events and (args.json or args.batch is not None):
        raise UsageError("--events is for one QUESTION, and prints JSON of its own.", advice="Take --json away.")
    if args.speak and (args.events or args.batch is not None):
        raise UsageError("--speak is for one QUESTION, as text or with --json.")
    if args.output is not None and not args.speak:
        raise UsageError("-o is where what is spoken is written.", advice="Say --speak as well.")
    made = parts(args.workspace)
    if args.batch is not None:
        return _batch(args, made)
    answers = _answers(args, made)
    question = question_of(args, made, {"question": args.question})
    if args.events:
        for frame in frames(answers.stream(question), made.ledger):
            print(frame, end="", flush=True)
        return 0
    with _heard(args, made) as along:
        if args.json or not answers.composes:
            record = answers.ask(question)
            for _ in along([record]):
                _tell(args, made, record)
        else:
            present_stream(question, along(answers.stream(question)), made)
    return 0


def _tell(args: argparse.Namespace, made: Parts, record: AnswerRecord) -> None:
    if args.json:
        print(json.dumps(for_reader(record, made.ledger.receipt(record.record_id)), ensure_ascii=False), flush=True)
    else:
        present(record, made)


def _heard(args: argparse.Namespace, made: Parts) -> AbstractContextManager[Along]:
    """What hears the answer as it is told: nobody, this machine's device, or a file. Whoever answers, this process
    speaks."""
    if not args.speak:
        return nullcontext(lambda events: events)
    from onrecord.aloud import Beside, into_file

    if args.output is not None:
        return into_file(made, args.output, source=args.source, tell=lambda one: None if args.json else print(one))
    return Beside(made, source=args.source)


class Answers(Protocol):
    """What answers: this process, or the service that runs over the same workspace. `composes` as in `Running`."""

    @property
    def composes(self) -> bool: ...

    def ask(self, question: Question) -> AnswerRecord: ...

    def stream(self, question: Question) -> Iterator[Event]: ...


@dataclass(frozen=True, slots=True)
class Here:
    """This process, with models of its own."""

    agent: Agent

    @property
    def composes(self) -> bool:
        return self.agent.writer is not None

    def ask(self, question: Question) -> AnswerRecord:
        return ask(self.agent, question)

    def stream(self, question: Question) -> Iterator[Event]:
        return stream(self.agent, question)


def _answers(args: argparse.Namespace, made: Parts) -> Answers:
    """A running service answers as it would for anybody: a depth or composer of one's own is for this process."""
    own = args.rerank is not None or args.composer is not None
    found = None if own else running(made.workspace, made.settings)
    return found or Here(_agent(args, made))


def _agent(args: argparse.Namespace, made: Parts, *, new: bool = False) -> Agent:
    """`new`: where there is no workspace yet, it is begun. Raises CatalogueError else."""
    if not made.exists and not new:
        raise CatalogueError(f"there is no workspace {args.workspace} yet.", advice="Run: onrecord ingest")
    return made.agent(rerank=args.rerank, composer=args.composer)


def _batch(args: argparse.Namespace, made: Parts) -> int:
    """One record a line out, in order; always JSON. A question that brings its passages needs nothing published, only a
    workspace that keeps its record."""
    agent: Agent | None = None
    failed = False
    for number, line in lines(args.batch):
        entry: Any = None
        try:
            entry = read_json(line)
            _reject(entry)
            agent = agent or _agent(args, made, new="passages" in entry)
            record = ask(agent, question_of(args, made, entry))
            receipt = agent.ledger.receipt(record.record_id)
            print(json.dumps(for_reader(record, receipt), ensure_ascii=False), flush=True)
        except (UsageError, RecordError) as error:
            failed = True
            found = entry.get("id") if isinstance(entry, dict) else None
            print(json.dumps({"id": found, "error": error.message, "line": number}), flush=True)
            print(f"onrecord: {args.batch}, line {number}: {error}", file=sys.stderr)
    return 1 if failed else 0


def lines(file: str) -> Iterator[tuple[int, str]]:
    """The lines of a batch that hold something, with their numbers; `-` is standard input."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _reject(entry: Any) -> None:
    """Raises UsageError for what is no question."""
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        raise UsageError('expected an object such as {"id": "q1", "question": "..."}.')
    for key in KEYS - {"question"}:
        if not isinstance(entry.get(key), str | None):
            raise UsageError(f"{key} must be a text, got {json.dumps(entry[key])}.")
    if not isinstance(entry.get("any_time"), bool | None):
        raise UsageError(f"any_time must be true or false, got {json.dumps(entry['any_time'])}.")


def question_of(args: argparse.Namespace, made: Parts, entry: dict[str, Any]) -> Question:
    """The command line's options hold for every line that does not say otherwise itself."""
    asked_at = now()
    passages = brought(entry["passages"]) if "passages" in entry else None
    as_of = _day("as_of", entry) or args.as_of
    period, any_time = _period(args, entry)
    return Question(
        text=entry["question"],
        audience=entry.get("audience") or args.audience or ("" if passages is not None else _first_audience(made)),
        as_of=as_of or asked_at.date(),
        asked_at=asked_at,
        leader_id=entry.get("leader") or args.leader,
        id=entry.get("id"),
        passages=passages,
        as_of_chosen=as_of is not None,
        period=period,
        any_time=any_time,
        asker=entry.get("asker") or getattr(args, "asker", None),  # `check` has no such option
    )


def _day(key: str, entry: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(entry[key]) if entry.get(key) else None
    except ValueError:
        raise UsageError(f"{key} must be a date such as 2026-03-04, got {entry[key]!r}.") from None


def _period(args: argparse.Namespace, entry: dict[str, Any]) -> tuple[MeantPeriod | None, bool]:
    """When it may have been said, as the line chooses or else the options; and whether at any time."""
    first, until, any_time = _day("said_from", entry), _day("said_until", entry), entry.get("any_time")
    if (first, until, any_time) == (None, None, None):
        first, until = getattr(args, "said_from", None), getattr(args, "said_until", None)
        any_time = getattr(args, "any_time", False)  # `check` has none of these options
    if first is None and until is None:
        return None, bool(any_time)
    if any_time:
        raise UsageError("a time of saying and any time exclude each other.", advice="Leave one of them out.")
    if until is not None and until <= (first or date.min):
        raise UsageError(f"said until {until} ends before it begins; it is the first day that is too late.")
    return MeantPeriod(said_from=first, said_until=until, words=None), False


def _first_audience(made: Parts) -> str:
    with reading(made.engine) as connection:
        state = read.published(connection)
    if state is None:
        raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
    return state.audiences[0]
