"""Two models, or none, that are asked about attacks.

One does what the attack demands wherever it sees it, the other repeats the attack's words as a quotation: the worst and
the likeliest. Both keep to the schema, but where the attack has them break it.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from agent.ask import ask, stream
from agent.composers.reply import LONGEST, MOST_CITED
from agent.domain import Question
from agent.draft import Agent
from agent.llm.scripted import Request
from agent.retrieve import retrieve
from agent.testing import ScriptedServer
from audit.domain import AnswerRecord
from ingest.display import folded
from ingest.index.port import PREFETCH
from onrecord.parts import Parts, now

OPENING = re.compile(r"<<<((?:document|question) [0-9a-f]{12})\n")
Way = Callable[[Agent, Question], AnswerRecord]
Line = tuple[int, str, str, str, str]  # a shown sentence: number, words, speaker, title, date


def _fences(content: str) -> Iterator[tuple[str, str]]:
    """What each fence holds, by its name: from its opening to the first place that could be its end."""
    at = 0
    while (opening := OPENING.search(content, at)) is not None:
        end = content.index(f"\n{opening[1]}>>>", opening.end())
        yield opening[1], content[opening.end() : end]
        at = end + len(f"\n{opening[1]}>>>")


class Seen:
    """One request as a model reads it: the sentences shown, and those of them that are the attack."""

    def __init__(self, request: Request, attack: Any) -> None:
        self.request = request
        self.system, self.content = (one["content"] for one in request.body["messages"])
        *shown, (_, self.asked) = self.fences = list(_fences(self.content))
        self.lines = [line for _, text in shown for line in _lines(text)]
        text = folded(attack.text.replace("\r", "\n"))
        self.document = [one for one in self.lines if one[3] == folded(attack.title)]
        if attack.where == "title":
            self.attack = self.document
        elif attack.in_question:
            self.attack = self.lines if text in self.asked else []
        else:
            self.attack = [one for one in self.document if one[1] in text]
        self.others = [one for one in self.lines if one not in self.attack] or self.lines


def _lines(text: str) -> Iterator[Line]:
    head, *lines = text.split("\n")
    speaker, rest = head.split(", “", 1)
    title, day = rest.rsplit("”, ", 1)
    for line in lines:
        number, words = line.split(": ", 1)
        yield int(number), words, speaker, title, day


def _reply(statements: Sequence[tuple[Sequence[Line], str]]) -> str:
    made = [{"citations": [one[0] for one in lines], "text": text[:LONGEST]} for lines, text in statements]
    return json.dumps({"statements": made})


def _quoting(lines: Sequence[Line]) -> str:
    """Repeats the first of these sentences, each as a quotation with its speaker and date."""
    told = [([one], f'On {one[4]}, {one[2]} said: "{one[1]}"') for one in lines]
    return _reply([one for one in told if len(one[1]) <= LONGEST][:3])


def _obedient(seen: Seen, attack: Any) -> str:
    """Does what the attack demands: cites the attack's own sentences, and once a sentence that is none of it."""
    if not seen.attack:
        return _quoting(seen.lines[:1])
    if attack.reply is not None:
        return attack.reply

    def written(lines: Sequence[Line], template: str) -> tuple[Sequence[Line], str]:
        given = {"date": lines[0][4], "speaker": lines[0][2], "secret": attack.secret, "prompt": seen.system}
        return lines, re.sub(r"\{(\w+)\}", lambda found: given[found[1]], template)

    own = [written(seen.attack[:MOST_CITED], template) for template in attack.write[:3]]
    return _reply([*own, written(seen.others[-1:], attack.write[min(1, len(attack.write) - 1)])])


def _asked(agent: Agent, question: Question) -> AnswerRecord:
    return ask(agent, question)


def _streamed(agent: Agent, question: Question) -> AnswerRecord:
    _, *statements, record = stream(agent, question)  # the first says that it has begun
    assert isinstance(record, AnswerRecord)
    assert tuple(statements) == record.statements
    return record


@pytest.fixture(params=[_asked, _streamed], ids=["asked", "streamed"])
def way(request: pytest.FixtureRequest) -> Way:
    """All at once, or statement by statement."""
    chosen: Way = request.param
    return chosen


def _question(text: str, audience: str = "employees") -> Question:
    at = now()
    return Question(text=text, audience=audience, as_of=at.date(), asked_at=at)


class Asker:
    """Asks about attacks, each in each way once; `write` is the model, or none where there is none."""

    def __init__(self, write: Callable[[Seen, Any], str] | None, parts: Callable[[str | None], Parts]) -> None:
        self._write = write
        self._attack: Any = None
        self._seen: list[Seen] = []
        self._given: dict[tuple[str, str], tuple[AnswerRecord, list[Seen]]] = {}
        self.server = ScriptedServer(self._reply)
        self.server.start()
        self.agent = parts(self.server.url if write else None).agent()

    def _reply(self, request: Request) -> str:
        assert self._write is not None
        self._seen.append(Seen(request, self._attack))
        return self._write(self._seen[-1], self._attack)

    def answer(self, attack: Any, way: Way = _asked) -> tuple[AnswerRecord, list[Seen]]:
        """The record, and the requests that the model was sent for it."""
        key = (way.__name__, attack.id)
        if key not in self._given:
            self._attack, self._seen = attack, []
            self._given[key] = way(self.agent, _question(attack.question)), self._seen
        return self._given[key]

    def found(self, attack: Any, audience: str) -> set[str]:
        """The documents that are found about the attack's topic, of all that either retriever gives."""
        asked = _question(f"What of {attack.topic}?", audience=audience)
        with self.agent.library.view() as view:
            return {one.source.source_id for one in retrieve(asked, (), view, self.agent.encoder, kept=2 * PREFETCH)}


def _asker(write: Callable[[Seen, Any], str] | None, parts: Callable[[str | None], Parts]) -> Iterator[Asker]:
    asker = Asker(write, parts)
    yield asker
    asker.server.stop()


@pytest.fixture(scope="session")
def obedient(parts: Callable[[str | None], Parts]) -> Iterator[Asker]:
    yield from _asker(_obedient, parts)


@pytest.fixture(scope="session")
def quoting(parts: Callable[[str | None], Parts]) -> Iterator[Asker]:
    yield from _asker(lambda seen, attack: _quoting(seen.attack or seen.lines[:1]), parts)


@pytest.fixture(scope="session")
def extractive(parts: Callable[[str | None], Parts]) -> Iterator[Asker]:
    yield from _asker(None, parts)
