"""Questions that bring their own passages: answered from these alone, on the way of every other question."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.ask import ask, stream
from agent.brought import LONGEST, LONGEST_ID, MOST, MOST_TOGETHER, brought
from agent.composers import extractive
from agent.composers.sentences import sayings
from agent.domain import Begun, Question
from agent.draft import Agent, Work, draft
from agent.settle import _context, attempt
from agent.verify import Context, passed, verify
from audit.canonical import text_sha256
from audit.database import reading, writing
from audit.domain import AnswerRecord, Citation, Outcome, Reason, Statement
from audit.errors import UsageError
from audit.ledger.ledger import records_using
from audit.records.wire import for_reader, from_json, record_sha256, to_json
from ingest.catalogue import controls
from ingest.domain import Brought
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings

BRIDGE = "The first bridge over the river was opened in 1890. It was closed again in 1920 after a flood."
CANAL = "The canal was dug by hand between 1790 and 1802. Nobody knows what it cost the town."
PUBLISHED = ("We will hire forty engineers this year.", "The plant in Leeds stays open.", "Travel needs a reason.",
             "We may hire twenty engineers next year.", "Nobody has decided anything about Leeds.")  # fmt: skip
WORDS = st.sampled_from(
    [
        "the",
        "bridge",
        "canal",
        "river",
        "opened",
        "hire",
        "forty",
        "engineers",
        "Leeds",
        "not",
        "1890",
        "flood",
        "we",
        "plant",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=80
).map(lambda text: f"{text} It opened in 1890.")
LISTS = st.lists(TEXTS, min_size=1, max_size=5)
WITH_AN_AGENT = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def closed(text: str, *texts: str | Brought, **more: Any) -> Question:
    at = now()
    passages = [
        one if isinstance(one, Brought) else Brought(id=f"p{number}", text=one) for number, one in enumerate(texts, 1)
    ]
    return Question(text=text, audience="", as_of=at.date(), asked_at=at, passages=tuple(passages), **more)


def outcome(record: AnswerRecord) -> object:
    """All that was found, without ids, times and the order in which the passages were given."""
    shown = for_reader(record)
    changing = ("record_id", "asked_at", "timings_ms", "closed_context")
    return {key: value for key, value in shown.items() if key not in changing}


@pytest.fixture
def nowhere(tmp_path: Path, calibration: Callable[[float], str]) -> Agent:
    """An agent of a workspace in which nothing was ever published."""
    made = Parts(workspace=tmp_path / "nowhere", settings=Settings(encoder="hashing", reranker="none"))
    made.workspace.mkdir()
    (made.workspace / "calibration.json").write_text(calibration(5.0), encoding="utf-8")
    return made.agent()


# ---- laws ----


@WITH_AN_AGENT
@given(texts=LISTS, asked=SENTENCES)
def test_every_quote_is_at_its_place_in_the_text_of_a_passage_that_was_given(
    agent: Agent, texts: list[str], asked: str
) -> None:
    record = ask(agent, closed(asked, *texts))
    by_id = {f"p{number}": text for number, text in enumerate(texts, 1)}
    places: list[Any] = [one for statement in record.statements for one in statement.citations]
    places += record.refusal.nearest if record.refusal else ()
    for one in places:
        assert by_id[one.source_id][one.start : one.end] == one.quote
        assert one.text_sha256 == text_sha256(by_id[one.source_id])
        assert (one.speaker, one.title, one.page) == ("", "", None)
    assert all(statement.citations and passed(statement) for statement in record.statements)
    assert {one.source_id for one in record.evidence} <= by_id.keys()
    assert (record.outcome is Outcome.ANSWERED) == bool(record.statements) == (record.refusal is None)


@WITH_AN_AGENT
@given(texts=LISTS, asked=SENTENCES, data=st.data())
def test_the_order_of_the_passages_changes_no_outcome(
    agent: Agent, texts: list[str], asked: str, data: st.DataObject
) -> None:
    given_ = [Brought(id=f"p{number}", text=text) for number, text in enumerate(texts, 1)]
    other = data.draw(st.permutations(given_))
    question = closed(asked, *given_)
    assert outcome(ask(agent, question)) == outcome(ask(agent, replace(question, passages=tuple(other))))


@WITH_AN_AGENT
@given(texts=LISTS)
def test_nothing_published_is_ever_shown(agent: Agent, texts: list[str]) -> None:
    shown = for_reader(ask(agent, closed("Will we hire forty engineers in Leeds?", *texts)))
    del shown["question"]
    found = json.dumps(shown, ensure_ascii=False)
    given_ = " ".join(texts)
    assert not [one for one in PUBLISHED if one in found and one not in given_]
    assert not [one for one in ("spring", "autumn", "Ada Moss", "Ben Stein", "all-hands") if one in found]


@WITH_AN_AGENT
@given(texts=LISTS)
def test_the_record_survives_with_its_texts_and_the_asker_gets_only_their_hashes(
    agent: Agent, texts: list[str]
) -> None:
    record = ask(agent, closed("When was it opened?", *texts))
    assert agent.ledger.read(record.record_id) == record == from_json(AnswerRecord, to_json(record))
    assert record.closed_context is not None
    assert [(one.id, one.text) for one in record.closed_context] == [(f"p{n}", one) for n, one in enumerate(texts, 1)]
    assert for_reader(record)["closed_context"] == [
        {"id": one.id, "text_sha256": text_sha256(one.text or "")} for one in record.closed_context
    ]


# ---- what is answered, and how ----


def test_an_answer_is_laid_to_its_passage_and_to_nobody(agent: Agent) -> None:
    record = ask(agent, closed("When was the first bridge opened?", CANAL, BRIDGE))
    assert record.outcome is Outcome.ANSWERED
    assert any("In passage p2: “The first bridge over the river was opened in 1890." in one.text
               for one in record.statements)  # fmt: skip
    assert not [one for one in record.statements if " said" in one.text]
    assert record.disclosure == (
        "Selected by software from passages that came with the question. They are not approved statements; "
        "no leader is speaking."
    )
    assert (record.snapshot.snapshot_id, record.snapshot.manifest_sha256, record.snapshot.passages) == ("", "", 2)
    assert record.leaders == ()


def test_every_check_runs_and_says_what_it_was_compared_with(agent: Agent) -> None:
    record = ask(agent, closed("When was the first bridge opened?", BRIDGE))
    told = {check.name: check.detail for check in record.statements[0].checks}
    assert list(told) == ["shown", "verbatim", "snapshot", "permitted", "cited", "attribution", "wording"]
    assert "that the question brought" in told["verbatim"]
    assert "nobody approved it" in told["permitted"]
    assert "there is no snapshot" in told["snapshot"]
    assert told["attribution"] == "laid to nobody"


def test_it_works_where_nothing_was_ever_published(nowhere: Agent) -> None:
    record = ask(nowhere, closed("When was the first bridge opened?", BRIDGE))
    assert record.outcome is Outcome.ANSWERED
    assert nowhere.ledger.read(record.record_id) == record


def test_what_does_not_answer_is_refused_with_what_lies_nearest(parts: Parts, calibration: Any) -> None:
    (parts.workspace / "calibration.json").write_text(calibration(-5.0), encoding="utf-8")
    record = ask(parts.agent(), closed("Who painted the ceiling?", BRIDGE, CANAL))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert "passages that came with the question" in record.refusal.detail
    assert {one.source_id for one in record.refusal.nearest} == {"p1", "p2"}
    assert record.refusal.ask is None
    assert record.confidence is not None
    assert len(record.evidence) == 2


def test_a_text_in_which_nothing_is_said_is_refused(agent: Agent) -> None:
    record = ask(agent, closed("When was it opened?", "Chapter 7"))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD


def test_a_leader_whom_the_question_names_limits_nothing(agent: Agent) -> None:
    record = ask(agent, closed("What did Ada Moss say about the first bridge?", BRIDGE))
    assert record.leaders == ()
    assert record.outcome is Outcome.ANSWERED


def test_a_long_text_is_searched_in_several_passages(agent: Agent) -> None:
    filler = " ".join(f"Number {n} of the long list is told here at some length." for n in range(60))
    record = ask(agent, closed("When was the first bridge opened?", f"{filler} {BRIDGE} {filler}"))
    assert record.snapshot.passages > 8
    assert record.evidence[0].end - record.evidence[0].start < 1000
    assert any("opened in 1890" in one.text for one in record.statements)


def test_the_pause_of_everybody_holds_and_so_does_one_that_falls_in_between(agent: Agent, parts: Parts) -> None:
    question = closed("When was the first bridge opened?", BRIDGE)
    tried = attempt(agent, question, draft)
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", None, "", now())
    record = ask(agent, question)
    assert record.refusal is not None
    assert record.refusal.reason is Reason.UNAVAILABLE
    with reading(parts.engine) as connection:
        context = _context(agent, question, tried.work, tried.state, connection, tried.context.confirmed)
    statement = made(tried.work)
    assert [check.name for check in verify([statement], context)[0].checks if not check.passed] == ["permitted"]


def test_a_published_topic_is_barred_here_too(agent: Agent, parts: Parts, manifest: Path) -> None:
    policy = "version: 1\ncontact: comms@example.com\ntopics:\n  - {id: bridges, title: bridges, words: [bridge]}\n"
    (manifest.parent / "policy.yaml").write_text(policy, encoding="utf-8")
    with parts.workshop() as workshop:
        ingest(workshop, manifest)
    record = ask(agent, closed("When was the first bridge opened?", BRIDGE))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOT_ALLOWED
    assert record.policy_sha256 is not None


def test_a_stream_gives_the_same_statements_and_keeps_its_parts(agent: Agent) -> None:
    begun, *statements, record = stream(agent, closed("When was the first bridge opened?", BRIDGE))
    assert isinstance(begun, Begun)
    assert isinstance(record, AnswerRecord)
    assert tuple(statements) == record.statements
    assert record.closed_context is not None


def test_its_ids_are_no_sources_so_that_a_withdrawal_does_not_find_it(agent: Agent, parts: Parts) -> None:
    record = ask(agent, closed("When was the first bridge opened?", Brought(id="spring", text=BRIDGE)))
    assert record.statements[0].citations[0].source_id == "spring"
    with reading(parts.engine) as connection:
        assert records_using(connection, ["spring"]) == []


def test_a_record_of_the_published_record_has_no_such_key(agent: Agent, question: Callable[..., Question]) -> None:
    record = ask(agent, question("Will we hire engineers?"))
    assert record.closed_context is None
    assert "closed_context" not in to_json(record)
    assert record_sha256(agent.ledger.read(record.record_id)) == record_sha256(record)


# ---- what is never shown ----


def made(work: Work) -> Statement:
    return extractive.compose(sayings(work.evidence, work.documents)[:1], work.documents)[0]


@pytest.fixture
def scene(agent: Agent, parts: Parts) -> tuple[Statement, Context]:
    """A statement that passes, and what it was checked against."""
    tried = attempt(agent, closed("When was the first bridge opened?", BRIDGE, CANAL), draft)
    statement = made(tried.work)
    assert passed(verify([statement], tried.context)[0])
    return statement, tried.context


def failing(statement: Statement, context: Context) -> set[str]:
    (checked,) = verify([statement], context)
    assert not passed(checked)
    return {check.name for check in checked.checks if not check.passed}


def changed(statement: Statement, **changes: Any) -> Statement:
    first: Citation = replace(statement.citations[0], **changes)
    return replace(statement, citations=(first, *statement.citations[1:]))


@pytest.mark.parametrize(("changes", "check"), [
    ({"source_id": "p9"}, "shown"),
    ({"evidence_key": "e9"}, "shown"),
    ({"quote": "The first bridge over the river was opened in 1891."}, "verbatim"),
    ({"start": 1}, "verbatim"),
    ({"text_sha256": "0" * 64}, "verbatim"),
    ({"source_sha256": "0" * 64}, "permitted"),
    ({"leader_id": "ada-moss", "speaker": "Ada Moss"}, "permitted"),
    ({"speaker": "Ada Moss"}, "attribution"),
    ({"title": "Spring all-hands"}, "attribution"),
], ids=str)  # fmt: skip
def test_a_citation_with_one_thing_changed_is_stopped(
    scene: tuple[Statement, Context], changes: dict[str, Any], check: str
) -> None:
    statement, context = scene
    assert check in failing(changed(statement, **changes), context)


def test_a_statement_that_names_a_leader_is_not_what_code_makes_of_its_quotes(scene: tuple[Statement, Context]) -> None:
    statement, context = scene
    words = statement.citations[0].quote
    assert failing(replace(statement, text=f'On 4 March 2025, in *Spring*, Ada Moss said: "{words}"'), context) == {
        "wording"
    }


def test_a_passage_that_was_not_brought_is_stopped_though_it_was_among_the_evidence(
    scene: tuple[Statement, Context],
) -> None:
    statement, context = scene
    assert failing(statement, replace(context, confirmed={})) == {"snapshot"}
    assert failing(statement, replace(context, standing=replace(context.standing, brought={}))) == {"permitted"}


def test_nothing_that_was_brought_passes_as_published(scene: tuple[Statement, Context]) -> None:
    statement, context = scene
    assert "permitted" in failing(statement, replace(context, standing=replace(context.standing, brought=None)))


# ---- what may be asked ----

P = {"id": "p1", "text": "The bridge opened."}
UNREADABLE: Sequence[tuple[Any, str]] = [
    ("text", "passages must be a list"),
    ({"p1": "text"}, "passages must be a list"),
    (None, "passages must be a list"),
    (["text"], "passage 1 must be an object"),
    ([P, {"id": "p2"}], "the text of passage 2 must be a text, got null"),
    ([{"id": "p1", "text": 7}], "the text of passage 1 must be a text, got 7"),
    ([{"id": 1, "text": "The bridge."}], "the id of passage 1 must be a text, got 1"),
    ([{"text": "The bridge."}], "the id of passage 1 must be a text"),
]


@pytest.mark.parametrize(("value", "told"), UNREADABLE, ids=str)
def test_what_is_no_list_of_passages_is_told(value: Any, told: str) -> None:
    with pytest.raises(UsageError, match=told) as found:
        brought(value)
    assert "\n" not in str(found.value)


def test_other_keys_of_a_passage_are_left_alone() -> None:
    assert brought([P | {"title": "Bridges", "score": 3}]) == (Brought(id="p1", text="The bridge opened."),)


UNUSABLE: Sequence[tuple[list[Brought], str]] = [
    ([], "brings no passages"),
    ([Brought(id="p", text="One."), Brought(id="p", text="Two.")], "the passage id p stands twice"),
    ([Brought(id="p", text="")], "passage p is empty"),
    ([Brought(id="p", text=" \n ")], "passage p is empty"),
    ([Brought(id="", text="One.")], "the id of passage 1"),
    ([Brought(id="a\nb", text="One.")], "the id of passage 1"),
    ([Brought(id=" p", text="One.")], "the id of passage 1"),
    ([Brought(id="two words", text="One.")], "the id of passage 1"),
    ([Brought(id="x" * (LONGEST_ID + 1), text="One.")], "the id of passage 1"),
    ([Brought(id="p", text="One \ud800.")], "passage p holds bytes that are no text"),
    ([Brought(id=f"p{n}", text="One.") for n in range(MOST + 1)], "brings 101 passages; at most 100"),
    ([Brought(id="p", text="x" * (LONGEST + 1))], "passage p has 50,001 characters; at most 50,000"),
    ([Brought(id=f"p{n}", text="x" * LONGEST) for n in range(MOST_TOGETHER // LONGEST + 1)], "characters together"),
]


@pytest.mark.parametrize(("passages", "told"), UNUSABLE, ids=[told for _, told in UNUSABLE])
def test_what_cannot_be_answered_from_is_told_and_not_recorded(
    agent: Agent, passages: list[Brought], told: str
) -> None:
    with pytest.raises(UsageError, match=told) as found:
        ask(agent, closed("When was it opened?", *passages))
    assert "\n" not in str(found.value)


def test_no_leader_may_be_chosen_and_no_day_to_come(agent: Agent) -> None:
    question = closed("When was it opened?", BRIDGE)
    with pytest.raises(UsageError, match="no leader's words"):
        ask(agent, replace(question, leader_id="ada-moss"))
    with pytest.raises(UsageError, match="lies in the future"):
        ask(agent, replace(question, as_of=question.as_of + timedelta(days=1)))


def test_every_order_of_three_is_the_same_to_the_letter(agent: Agent) -> None:
    given_ = [Brought(id=f"p{n}", text=text) for n, text in enumerate((BRIDGE, CANAL, BRIDGE), 1)]
    question = closed("When was the first bridge opened?", *given_)
    found = [outcome(ask(agent, replace(question, passages=order))) for order in permutations(given_)]
    assert all(one == found[0] for one in found)


def test_a_passage_with_the_id_of_a_published_source_brings_none_of_its_sentences(agent: Agent) -> None:
    """A sentence that leans on the one before it brings that one: of the given text, whatever the id."""
    with agent.library.view() as view:
        source_id = next(iter(view.state.entries))
    given = Brought(id=source_id, text="The canteen was closed in May. It was a mistake that we put right in June.")
    record = ask(agent, closed("Was it a mistake, put right in June?", given))
    shown = json.dumps(to_json(record), ensure_ascii=False)
    assert record.outcome is Outcome.ANSWERED
    assert all(text not in shown for text in PUBLISHED)
    assert all(one.text_sha256 == text_sha256(given.text) for s in record.statements for one in s.citations)
