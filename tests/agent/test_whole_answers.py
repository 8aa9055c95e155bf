"""Answers that are whole: with the sentences that theirs need, and with the other side where the record differs."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agent.ask import ask
from agent.composers.composed import Writer
from agent.composers.extractive import spoken
from agent.domain import Question
from agent.draft import Agent, Work, draft
from agent.llm.vllm import VllmModel
from agent.settle import attempt, close, settle
from agent.statements import statements
from agent.testing import ScriptedServer
from agent.verify import passed, verify
from agent.wording import DIFFER_COMPOSED, DIFFER_QUOTED, quoted
from audit.database import reading, writing
from audit.domain import AnswerRecord, Form, Outcome, Refusal
from audit.records.wire import for_reader
from eval.workspace import Text, write_manifest
from ingest.catalogue import controls, passages, read
from onrecord.parts import Parts
from onrecord.room.verification import verified
from tests.agent.conftest import ingested_once

Make = Callable[..., Question]

FILLER = " ".join(
    f"The {number}th paragraph of the yearly letter speaks of many other matters." for number in range(12)
)
ITEMS = "\n".join(
    f"- {word} {'is looked after by a person whose name stands on the door and who answers letters. ' * 3}"
    for word in ("Paper", "Glass", "Copper", "Zinc")
)
PLAN = f"""{FILLER}

We will do these things for the tide gauges:

{ITEMS}
- Spares are kept for a quarter of a century."""
TALK = """Interviewer: Will you sell the lighthouse?

Ada Moss: We will not do that again.

Interviewer: And the harbour crane?

Ada Moss: The crane was leased in error. It was a mistake."""


def text(source_id: str, date: str, words: str, name: str = "Ada Moss") -> Text:
    return Text(
        source_id=source_id,
        title=source_id.replace("-", " ").capitalize(),
        speaker=name,
        speaker_id=name.casefold().replace(" ", "-"),
        date=date,
        text=words,
    )


TEXTS = (
    text("plan", "2025-02-01", PLAN),
    text("talk", "2025-03-01", TALK),
    text("travel-old", "2025-01-14", "Hotels: up to £130 a night including breakfast, anywhere in Europe."),
    text("travel-new", "2026-02-10", "Up to £155 a night including breakfast in Europe."),
    text("kiln-ada", "2025-09-16", "We will build a second kiln at Aldermoor. The kiln at Aldermoor is dear to us."),
    text("kiln-ben", "2025-11-12", "We will not build a second kiln at Aldermoor.", "Ben Stein"),
)


def written(folder: Path) -> Path:
    manifest = write_manifest(folder, "Moss & Stein", "Director", TEXTS)
    yaml = YAML(typ="safe", pure=True)
    declared = yaml.load(manifest)
    next(one for one in declared["documents"] if one["id"] == "travel-new")["supersedes"] = ["travel-old"]
    with manifest.open("w", encoding="utf-8") as stream:
        yaml.dump(declared, stream)
    return manifest


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested_once(tmp_path_factory, written)


def said(record: AnswerRecord) -> list[str]:
    assert record.outcome is Outcome.ANSWERED
    return [one.text.partition(" said: ")[2] for one in record.statements]


def with_words(record: AnswerRecord, words: str) -> Any:
    return next(one for one in record.statements if words in one.text)


def test_an_item_brings_its_lead_in_from_a_passage_that_was_not_retrieved(
    parts: Parts, agent: Agent, question: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.draft.KEPT", 1)
    few = replace(agent, rerank_depth=0)
    record = ask(few, question("How long are spares kept, a quarter of a century?"))
    found = with_words(record, "Spares are kept")
    assert '"We will do these things for the tide gauges: […] Spares are kept' in found.text
    lead, item = found.citations[0], found.citations[-1]
    assert lead.evidence_key != item.evidence_key
    beside = {one.evidence_key: one for one in record.evidence}[lead.evidence_key]
    assert beside.retrievers == ()
    assert [one.rank for one in record.evidence] == list(range(1, len(record.evidence) + 1))
    assert len(record.evidence) == len({one.passage_id for one in record.evidence})
    with reading(parts.engine) as connection:
        state = read.published(connection)
        assert state is not None
        assert set(passages.confirmed(connection, [beside.passage_id], state)) == {beside.passage_id}


def test_evidence_that_stands_beside_is_judged_like_any_other(
    parts: Parts, agent: Agent, question: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.draft.KEPT", 1)
    asked = question("How long are spares kept, a quarter of a century?")
    tried = attempt(replace(agent, rerank_depth=0), asked, draft)
    (statement,) = [
        one for one in ask(replace(agent, rerank_depth=0), asked).statements if "Spares are kept" in one.text
    ]
    beside = next(one for one in tried.context.evidence if not one.retrievers)
    assert passed(verify([statement], tried.context)[0])
    unknown = replace(tried.context, evidence=[one for one in tried.context.evidence if one != beside])
    gone = {key: one for key, one in tried.context.confirmed.items() if key != beside.passage.passage_id}
    for context in (unknown, replace(tried.context, confirmed=gone)):
        assert not passed(verify([statement], context)[0])


def test_what_points_back_brings_the_sentence_before_it(agent: Agent, question: Make) -> None:
    record = ask(agent, question("Was it a mistake?"))
    assert '"The crane was leased in error. It was a mistake."' in said(record)


def test_another_speakers_question_is_never_brought(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What will we not do again?"))
    assert '"We will not do that again."' in said(record)
    assert not any("lighthouse" in one for one in said(record))


def test_words_that_somebody_else_speaks_between_are_never_left_out_silently_or_at_all(
    agent: Agent, question: Make
) -> None:
    tried = attempt(agent, question("What will we not do again?"), draft)
    record = ask(agent, question("What will we not do again?"))
    first = with_words(record, "We will not do that again").citations[0]
    document = tried.context.documents["talk"]
    start = document.text.index("The crane was leased")
    second = replace(first, start=start, end=start + len("The crane was leased in error."))
    second = replace(second, quote=document.text[second.start : second.end])
    cited = (first, second)
    words = quoted(cited, spoken(cited, document))
    joined = replace(record.statements[0], text=words, citations=cited)
    assert "[…]" in words
    (checked,) = verify([joined], tried.context)
    (wording,) = [one for one in checked.checks if one.name == "wording"]
    assert not wording.passed
    assert "somebody else speaks" in wording.detail


def test_a_mark_that_is_missing_is_stopped(agent: Agent, question: Make) -> None:
    tried = attempt(agent, question("How long are spares kept, a quarter of a century?"), draft)
    record = ask(agent, question("How long are spares kept, a quarter of a century?"))
    statement = with_words(record, "Spares are kept")
    bare = replace(statement, text=statement.text.replace("[…] ", ""))
    assert passed(verify([statement], tried.context)[0])
    assert not passed(verify([bare], tried.context)[0])


def test_where_the_record_differs_the_newest_comes_first_and_the_reader_is_told(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What is a night in Europe including breakfast?"))
    assert said(record)[:2] == [
        '"Up to £155 a night including breakfast in Europe."',
        '"Hotels: up to £130 a night including breakfast, anywhere in Europe."',
    ]
    assert record.notices == (DIFFER_QUOTED,)


def test_what_is_superseded_says_by_what_in_json(agent: Agent, question: Make) -> None:
    told = for_reader(ask(agent, question("What is a night in Europe including breakfast?")))
    standing = {one["source_id"]: one["superseded_by"] for s in told["statements"] for one in s["citations"]}
    assert standing["travel-old"] == ["travel-new"]
    assert standing["travel-new"] == []


def test_two_leaders_who_disagree_are_both_shown_and_named(agent: Agent, question: Make) -> None:
    record = ask(agent, question("Will we build a second kiln at Aldermoor?"))
    assert [one.citations[0].speaker for one in record.statements][:2] == ["Ben Stein", "Ada Moss"]
    assert DIFFER_QUOTED in record.notices
    assert "Ada Moss" in record.disclosure
    assert "Ben Stein" in record.disclosure


def test_where_one_side_may_not_be_shown_any_longer_nothing_is_said_of_a_difference(
    parts: Parts, agent: Agent, question: Make
) -> None:
    tried = attempt(agent, question("Will we build a second kiln at Aldermoor?"), draft)
    assert not isinstance(tried.found, Refusal)
    assert tried.found.differing
    proposed = list(statements(agent, tried.question, tried.found, tried.work, tried.context, 0.0))
    with writing(parts.engine) as connection:
        controls.withdraw(connection, parts.log, "kiln-ben", "taken back", datetime.now(UTC))
    with agent.ledger.transaction() as connection:
        record = close(agent, tried, settle(agent, tried, proposed, connection), connection)
    assert {one.citations[0].speaker for one in record.statements} == {"Ada Moss"}
    assert record.notices == ()


def test_answers_with_companions_and_marks_are_verified_afterwards(parts: Parts, agent: Agent, question: Make) -> None:
    for words in ("How long are spares kept, a quarter of a century?", "Was it a mistake?"):
        record = ask(agent, question(words))
        found = verified(parts, record.record_id)
        findings, word = found.findings, found.verdict
        assert word.value == "VERIFIED", findings


@pytest.fixture
def one_sided(agent: Agent) -> Iterator[Agent]:
    """A model that tells of Ada Moss's kiln alone."""

    def reply(request: Any) -> str:
        found = re.search(r"^(\d+): We will build a second kiln", request.body["messages"][-1]["content"], re.MULTILINE)
        assert found is not None
        told = "On 16 September 2025, Ada Moss said that the company will build a second kiln at Aldermoor."
        return json.dumps({"statements": [{"citations": [int(found[1])], "text": told}]})

    with ScriptedServer(reply) as server:
        model = VllmModel(server.url, revision="r1", connect_s=1.0)
        yield replace(agent, writer=Writer(model=model, answer_tokens=256, deadline_s=60.0))


def test_the_side_that_a_model_left_out_follows_as_a_quote(one_sided: Agent, question: Make) -> None:
    record = ask(one_sided, question("Will we build a second kiln at Aldermoor?"))
    told = [(one.form, one.citations[0].speaker) for one in record.statements]
    assert (Form.QUOTED, "Ben Stein") in told
    assert (Form.COMPOSED, "Ada Moss") in told
    assert record.notices == (DIFFER_COMPOSED,)


def test_a_draft_leaves_what_was_retrieved_as_it_was(agent: Agent, question: Make) -> None:
    with agent.library.view() as view:
        work = Work()
        draft(agent, question("How long are spares kept, a quarter of a century?"), view, work)
    retrieved = [one for one in work.evidence if one.retrievers]
    assert [one.rank for one in retrieved] == list(range(1, len(retrieved) + 1))
    assert list(work.evidence[: len(retrieved)]) == retrieved
