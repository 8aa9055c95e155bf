"""A language model composes from the passages that a question brought: a scripted server behind the real client."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent.ask import ask, stream
from agent.composers.composed import Writer
from agent.domain import Question
from agent.draft import Agent
from agent.llm.vllm import VllmModel
from agent.prompts import CLOSED_VERSION
from agent.repair import Jury
from agent.testing import Fault, Request, Script, ScriptedServer
from audit.domain import AnswerRecord, Became, Form, Outcome, Reason
from ingest.domain import Brought
from onrecord.parts import now

OPENED = "The first bridge over the river was opened in 1890."
FLOOD = "A flood closed the bridge over the river in 1920."
DUG = "The canal beside the river was dug by hand in 1802."
ASKED = "When was the first bridge over the river opened?"


def closed(text: str = ASKED) -> Question:
    at = now()
    passages = (Brought(id="the-id-of-one", text=f"{OPENED} {FLOOD}"), Brought(id="the-id-of-two", text=DUG))
    return Question(text=text, audience="", as_of=at.date(), asked_at=at, passages=passages)


def writes(*statements: tuple[str, Sequence[str]]) -> Callable[[Request], str]:
    """A model that writes these texts, each citing the sentences with these words."""

    def reply(request: Request) -> str:
        prompt = request.body["messages"][-1]["content"]

        def number(words: str) -> int:
            found = re.search(rf"^(\d+): {re.escape(words)}$", prompt, re.MULTILINE)
            assert found is not None, words
            return int(found[1])

        return json.dumps(
            {"statements": [{"citations": [number(one) for one in cited], "text": text} for text, cited in statements]}
        )

    return reply


@pytest.fixture
def composing(agent: Agent) -> Iterator[Callable[..., tuple[Agent, ScriptedServer]]]:
    servers: list[ScriptedServer] = []

    def make(script: Script = (), **options: Any) -> tuple[Agent, ScriptedServer]:
        server = ScriptedServer(script, **options)
        server.start()
        servers.append(server)
        model = VllmModel(server.url, revision="r1", connect_s=1.0)
        return replace(agent, writer=Writer(model=model, answer_tokens=256, deadline_s=5.0)), server

    yield make
    for server in servers:
        server.stop()


def test_a_supported_statement_is_shown_under_its_passages_id(composing: Any) -> None:
    agent, _ = composing(writes((OPENED, [OPENED])))
    record = ask(agent, closed())
    assert [(one.text, one.form) for one in record.statements] == [
        (f"In passage the-id-of-one: {OPENED}", Form.COMPOSED)
    ]
    assert [one.quote for one in record.statements[0].citations] == [OPENED]
    assert all(check.passed for check in record.statements[0].checks)
    assert {"numbers", "dates", "names", "negation", "modality", "speaker", "support"} <= {
        check.name for check in record.statements[0].checks
    }
    assert record.disclosure == (
        "AI-generated from passages that came with the question. They are not approved statements; "
        "no leader is speaking."
    )
    assert (record.composer.kind, record.composer.prompt_version) == ("vllm", CLOSED_VERSION)
    assert agent.ledger.read(record.record_id) == record


def test_one_that_rests_on_several_passages_names_them_all(composing: Any) -> None:
    text = "The first bridge over the river was opened in 1890, and the canal beside the river was dug by hand in 1802."
    agent, _ = composing(writes((text, [OPENED, DUG])))
    (one,) = ask(agent, closed()).statements
    assert one.text == f"In passages the-id-of-one and the-id-of-two: {text}"
    assert one.form is Form.COMPOSED


@pytest.mark.parametrize(("text", "check"), [
    ("The first bridge over the river was opened in 1891.", "dates"),
    ("The first bridge over the river was not opened in 1890.", "negation"),
    ("The first bridge over the river may be opened in 1890.", "modality"),
    ("Ada Moss said that the first bridge over the river was opened in 1890.", "names"),
    ("We opened the first bridge over the river in 1890.", "speaker"),
    ("The grand opera house of Vienna has many golden chairs.", "support"),
    (f"On {now():%-d %B %Y}, the first bridge over the river was opened in 1890.", "dates"),
], ids=lambda one: one if " " not in one else "")  # fmt: skip
def test_what_the_passages_do_not_say_becomes_their_quotes(composing: Any, text: str, check: str) -> None:
    agent, _ = composing(writes((text, [OPENED])))
    record = ask(agent, closed())
    assert all(one.form is Form.QUOTED for one in record.statements)
    assert record.statements[0].text.startswith("In passage the-id-of-one: “")
    (withheld,) = record.withheld
    assert withheld.became is Became.QUOTES
    assert check in {one.name for one in withheld.statement.checks if not one.passed}


def test_the_model_sees_sentences_and_neither_ids_nor_leaders_nor_what_is_published(composing: Any) -> None:
    agent, server = composing(writes())
    record = ask(agent, closed("When was the first bridge opened, and what about the plant in Leeds?"))
    (request,) = server.chats
    system, content = (one["content"] for one in request.body["messages"])
    assert "passages that came with the question" in system
    for word in ("the-id-of-one", "Ada Moss", "Ben Stein", "stays open", "approved", "Moss & Stein"):
        assert word not in system + content
    assert sorted(re.findall(r"^\d+: (.*)$", content, re.MULTILINE)) == sorted([OPENED, FLOOD, DUG])
    assert record.outcome is Outcome.REFUSED
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert "came with the question" in record.refusal.detail


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.FAILING, Fault.GARBAGE, Fault.HALF], ids=str)
def test_a_server_that_fails_leaves_quotes_and_a_notice(composing: Any, fault: Fault) -> None:
    agent, _ = composing(writes((OPENED, [OPENED])), fault=fault)
    record = ask(agent, closed())
    assert record.statements
    assert all(one.form is Form.QUOTED for one in record.statements)
    assert record.notices[0].startswith("The language model's server ")


def test_nonsense_that_keeps_to_the_schema_is_never_shown(composing: Any) -> None:
    agent, _ = composing()
    record = ask(agent, closed())
    assert record.withheld
    assert all(one.form is Form.QUOTED for one in record.statements)


def test_a_stream_shows_the_same_statement_by_statement(composing: Any) -> None:
    agent, _ = composing(writes((OPENED, [OPENED]), (FLOOD, [FLOOD])))
    _, *statements, record = stream(agent, closed())
    assert isinstance(record, AnswerRecord)
    assert tuple(statements) == record.statements
    assert len(statements) == 2
    assert agent.ledger.read(record.record_id) == record


class _Judge:
    """A judge that was measured elsewhere, and what it was asked."""

    name = "fixed"

    def __init__(self, score: float) -> None:
        self.score = score
        self.asked: list[tuple[str, list[str]]] = []

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        self.asked.append((claim, list(quotes)))
        return self.score


@pytest.mark.parametrize(("score", "form"), [(0.9, Form.COMPOSED), (0.4, Form.QUOTED), (float("nan"), Form.QUOTED)])
def test_a_judge_that_counts_reads_the_claim_without_its_label(composing: Any, score: float, form: Form) -> None:
    judge = _Judge(score)
    agent, _ = composing(writes((OPENED, [OPENED])))
    record = ask(replace(agent, jury=Jury(judge=judge, least=0.5)), closed())
    assert [one.form for one in record.statements] == [form]
    assert judge.asked == [(OPENED, [OPENED])]
