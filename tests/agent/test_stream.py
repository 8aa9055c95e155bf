"""Answers that a language model composes: over a small real workspace and a scripted server behind the real client."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from agent.ask import MOVED, ask, stream
from agent.composers.composed import Writer
from agent.domain import Begun, Question
from agent.draft import Agent
from agent.llm.vllm import VllmModel
from agent.recording import INTERRUPTED
from agent.repair import Jury
from agent.testing import Fault, Reply, Request, Script, ScriptedServer
from audit.canonical import canonical_json, sha256_hex
from audit.database import reading, writing
from audit.domain import AnswerRecord, Became, Form, Outcome, Reason, Statement
from audit.errors import RecordError
from audit.ledger import stored
from audit.ledger.ledger import records_using
from audit.records.sections import Name
from audit.records.wire import for_reader
from ingest.catalogue import controls
from ingest.run import ingest
from onrecord.parts import Parts

Make = Callable[..., Question]

HIRING = "We will hire forty engineers this year."
LEEDS = "The plant in Leeds stays open."
SUPPORTED = "On 4 March 2025, Ada Moss said that the plant in Leeds stays open."
FALSE = "On 4 March 2025, Ada Moss said that the plant in Leeds does not stay open."


def said(*statements: tuple[str, Sequence[str]]) -> Callable[[Request], str]:
    """A model that writes these texts, each citing the sentences with these words."""

    def reply(request: Request) -> str:
        prompt = request.body["messages"][-1]["content"]

        def number(words: str) -> int:
            found = re.search(rf"^(\d+): {re.escape(words)}", prompt, re.MULTILINE)
            assert found is not None, words
            return int(found[1])

        rows = [{"citations": [number(one) for one in cited], "text": text} for text, cited in statements]
        return json.dumps({"statements": rows})

    return reply


@pytest.fixture
def composing(agent: Agent) -> Iterator[Callable[..., Agent]]:
    """The agent with a scripted server behind it."""
    servers: list[ScriptedServer] = []

    def make(script: Script = (), deadline_s: float = 5.0, **options: Any) -> Agent:
        server = ScriptedServer(script, **options)
        server.start()
        servers.append(server)
        model = VllmModel(server.url, revision="r1", connect_s=1.0)
        return replace(agent, writer=Writer(model=model, answer_tokens=256, deadline_s=deadline_s))

    yield make
    for server in servers:
        server.stop()


def parted(events: Iterator[Statement | AnswerRecord]) -> tuple[list[Statement], AnswerRecord]:
    *statements, record = (one for one in events if not isinstance(one, Begun))
    assert isinstance(record, AnswerRecord)
    return [one for one in statements if isinstance(one, Statement)], record


def test_the_day_that_a_question_moved_is_the_prompts_and_the_records(
    composing: Callable[..., Agent], question: Make
) -> None:
    prompts: list[str] = []

    def reply(request: Request) -> str:
        prompts.append(json.dumps(request.body["messages"]))
        return said((SUPPORTED, [LEEDS]))(request)

    events = list(
        stream(composing(reply, deadline_s=60.0), question("Does the plant in Leeds stay open as of June 2025?"))
    )
    begun, record = events[0], events[-1]
    assert isinstance(begun, Begun)
    assert isinstance(record, AnswerRecord)
    assert begun.question.as_of.isoformat() == record.as_of.isoformat() == "2025-06-30"
    assert [one.text for one in record.statements] == [SUPPORTED]
    assert all(check.passed for check in record.statements[0].checks)
    assert "30 June 2025" in prompts[0] or "2025-06-30" in prompts[0]
    assert {item.source_id for item in record.evidence} == {"spring"}


def test_the_prompt_is_kept_beside_the_record_with_the_hash_that_the_record_has(
    composing: Callable[..., Agent], question: Make, parts: Parts
) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])))
    record = parted(stream(agent, question("What about the plant in Leeds?")))[1]
    with reading(parts.engine) as connection:
        (part,), whole = stored.parts(connection, record.record_id), stored.known(connection, record.record_id)
        first, last = (stored.sections(connection, row)[Name.PROMPT] for row in (part, whole))
    assert sha256_hex(canonical_json(last.content)) == record.composer.prompt_sha256
    assert LEEDS in str(last.content["messages"])
    assert first.digest == last.digest


def test_a_supported_statement_is_shown_in_the_models_words(composing: Callable[..., Agent], question: Make) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])))
    record = ask(agent, question("What about the plant in Leeds?"))
    assert [(one.text, one.form) for one in record.statements] == [(SUPPORTED, Form.COMPOSED)]
    assert [citation.quote for one in record.statements for citation in one.citations] == [LEEDS]
    assert all(check.passed for one in record.statements for check in one.checks)
    assert record.disclosure.startswith("AI-generated from approved statements; not Ada Moss speaking")
    assert (record.composer.kind, record.composer.model, record.composer.revision) == ("vllm", "scripted", "r1")
    assert record.composer.sampling["temperature"] == 0
    assert len(record.composer.prompt_sha256 or "") == 64
    assert record.notices == record.withheld == ()
    assert agent.ledger.read(record.record_id) == record


def test_a_statement_without_speaker_or_date_is_labelled_by_code(
    composing: Callable[..., Agent], question: Make
) -> None:
    record = ask(composing(said((LEEDS, [LEEDS]))), question("What about the plant in Leeds?"))
    assert [one.text for one in record.statements] == [f"Ada Moss, 4 March 2025: {LEEDS}"]


def test_a_false_statement_becomes_its_quotes_and_the_answer_says_so(
    composing: Callable[..., Agent], question: Make
) -> None:
    record = ask(composing(said((FALSE, [LEEDS]))), question("What about the plant in Leeds?"))
    assert [one.form for one in record.statements] == [Form.QUOTED]
    assert LEEDS in record.statements[0].text
    assert [(one.statement.text, one.became) for one in record.withheld] == [(FALSE, Became.QUOTES)]
    assert any(not check.passed for check in record.withheld[0].statement.checks)
    assert record.notices == (
        "Of what the model wrote, 1 statement was replaced by its quotes, since it did not pass the checks.",
    )
    assert record.disclosure.startswith("Selected by software")


def test_the_asker_never_gets_the_words_of_what_was_withheld(composing: Callable[..., Agent], question: Make) -> None:
    record = ask(composing(said((FALSE, [LEEDS]))), question("What about the plant in Leeds?"))
    shown = for_reader(record)
    assert FALSE not in json.dumps(shown)
    assert shown["withheld"][0]["became"] == "quotes"
    assert "negation" in shown["withheld"][0]["failed"]


def test_the_same_quote_is_not_given_twice(composing: Callable[..., Agent], question: Make) -> None:
    record = ask(composing(said((FALSE, [LEEDS]), (FALSE, [LEEDS]))), question("What about the plant in Leeds?"))
    assert len(record.statements) == 1
    assert [one.became for one in record.withheld] == [Became.QUOTES, Became.NOTHING]


def test_a_model_that_finds_no_answer_gives_a_refusal(composing: Callable[..., Agent], question: Make) -> None:
    record = ask(composing(said()), question("What about the plant in Leeds?"))
    assert record.outcome is Outcome.REFUSED
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert record.refusal.nearest
    assert record.evidence


def test_nonsense_that_keeps_to_the_schema_is_never_shown(composing: Callable[..., Agent], question: Make) -> None:
    record = ask(composing(), question("What about the plant in Leeds?"))
    assert all(one.form is Form.QUOTED for one in record.statements)
    assert record.withheld
    assert "umbrella" not in json.dumps(for_reader(record))


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.NONSENSE])
def test_every_fault_of_the_server_ends_in_quotes_within_the_deadline(
    composing: Callable[..., Agent], question: Make, fault: Fault
) -> None:
    good = said((SUPPORTED, [LEEDS]))
    agent = composing(good, deadline_s=1.5, fault=fault, times=None)
    began = datetime.now(UTC)
    shown, record = parted(stream(agent, question("What about the plant in Leeds?")))
    assert (datetime.now(UTC) - began).total_seconds() < 10
    assert shown
    assert all(one.form is Form.QUOTED for one in shown)
    assert list(record.statements) == shown
    assert "so these are quotes" in record.notices[0]
    assert "\n" not in record.notices[0]


def test_the_next_question_works_after_a_fault(composing: Callable[..., Agent], question: Make) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])), fault=Reply(fault=Fault.HALF, tokens=5), times=1)
    first = ask(agent, question("What about the plant in Leeds?"))
    second = ask(agent, question("What about the plant in Leeds?"))
    assert first.statements
    assert all(one.form is Form.QUOTED for one in first.statements)
    assert [one.form for one in second.statements] == [Form.COMPOSED]


def test_a_server_that_dies_after_a_statement_leaves_it_and_quotes_the_rest(
    composing: Callable[..., Agent], question: Make
) -> None:
    whole = said((SUPPORTED, [LEEDS]), ("On 4 March 2025, Ada Moss said more.", [HIRING]))

    def script(request: Request) -> Reply:
        text = whole(request)
        return Reply(text=text, fault=Fault.HALF, tokens=text.index("}, {") // 4 + 3)

    _, record = parted(stream(composing(script), question("What about the plant in Leeds and engineers?")))
    assert record.statements[0].text == SUPPORTED
    assert all(one.form is Form.QUOTED for one in record.statements[1:])
    assert all(LEEDS not in one.text for one in record.statements[1:])
    assert "so these are quotes" in record.notices[0]


def test_each_statement_is_in_the_ledger_before_it_is_given_out(
    composing: Callable[..., Agent], question: Make
) -> None:
    agent = composing(said((SUPPORTED, [LEEDS]), (f"On 4 March 2025, Ada Moss said: “{HIRING}”", [HIRING])))
    events = stream(agent, question("What about the plant in Leeds and engineers?"))
    assert isinstance(next(events), Begun)
    first = next(events)
    assert isinstance(first, Statement)
    with reading(agent.ledger._engine) as connection:
        begun = records_using(connection, ["spring"])
    assert len(begun) == 1
    record = agent.ledger.read(begun[0][0])
    assert record.statements == (first,)
    assert record.notices[-1] == INTERRUPTED
    rest = list(events)
    assert isinstance(rest[-1], AnswerRecord)
    assert agent.ledger.read(begun[0][0]) == rest[-1]
    assert INTERRUPTED not in rest[-1].notices


def test_an_answer_that_is_interrupted_is_found_by_a_withdrawal(
    composing: Callable[..., Agent], parts: Parts, question: Make
) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])))
    events = stream(agent, question("What about the plant in Leeds?"))
    assert isinstance(next(events), Begun)
    next(events)
    events.close()  # type: ignore[attr-defined]
    with writing(parts.engine) as connection:
        used = controls.withdraw(connection, parts.log, "spring", "wrong", datetime.now(UTC))
    assert [role for _, role, _ in used] == ["cited"]
    assert agent.ledger.knows(used[0][0])


def test_a_pause_takes_effect_on_the_next_statement_of_a_running_stream(
    composing: Callable[..., Agent], parts: Parts, question: Make
) -> None:
    second = f"On 4 March 2025, Ada Moss said: “{HIRING}”"
    agent = composing(said((SUPPORTED, [LEEDS]), (second, [HIRING])))
    events = stream(agent, question("What about the plant in Leeds and engineers?"))
    assert isinstance(next(events), Begun)
    assert isinstance(next(events), Statement)
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", "ada-moss", "", datetime.now(UTC))
    shown, record = parted(events)
    assert shown == []
    assert [one.text for one in record.statements] == [SUPPORTED]
    assert any("paused" in check.detail for one in record.withheld for check in one.statement.checks)


def test_a_publication_in_the_middle_of_a_stream_ends_it(
    composing: Callable[..., Agent], parts: Parts, question: Make
) -> None:
    second = f"On 4 March 2025, Ada Moss said: “{HIRING}”"
    agent = composing(said((SUPPORTED, [LEEDS]), (second, [HIRING])))
    events = stream(agent, question("What about the plant in Leeds and engineers?"))
    assert isinstance(next(events), Begun)
    next(events)
    manifest = parts.workspace.parent / "corpus_manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("Autumn letter", "Letter"), encoding="utf-8")
    with parts.workshop() as workshop:
        ingest(workshop, manifest)
    shown, record = parted(events)
    assert shown == []
    assert MOVED in record.notices
    assert len(record.statements) == 1


def test_without_consent_to_paraphrase_nothing_is_sent_and_quotes_are_shown(
    composing: Callable[..., Agent], parts: Parts, question: Make
) -> None:
    manifest = parts.workspace.parent / "corpus_manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(r"\[quote, paraphrase\]|- paraphrase\n", "[quote]", text), encoding="utf-8")
    assert "paraphrase" not in manifest.read_text(encoding="utf-8")
    with parts.workshop() as workshop:
        ingest(workshop, manifest)
    server = ScriptedServer(said((SUPPORTED, [LEEDS])))
    with server:
        model = VllmModel(server.url, revision="r1")
        agent = replace(parts.agent(), writer=Writer(model=model, answer_tokens=256, deadline_s=5.0))
        record = ask(agent, question("What about the plant in Leeds?"))
    assert record.statements
    assert all(one.form is Form.QUOTED for one in record.statements)
    assert server.requests == []


def test_evidence_that_does_not_fit_is_dropped_whole(composing: Callable[..., Agent], question: Make) -> None:
    seen: list[Request] = []

    def script(request: Request) -> str:
        seen.append(request)
        return '{"statements": []}'

    ask(composing(script, context_tokens=4096), question("What about engineers and Leeds?"))
    whole = sum(len(message["content"]) for message in seen[0].body["messages"]) // 4  # 4 characters a token
    ask(composing(script, context_tokens=whole + 240), question("What about engineers and Leeds?"))
    wide, narrow = (request.body["messages"][-1]["content"] for request in seen)
    lines = [re.findall(r"^\d+: (.*)$", prompt, re.MULTILINE) for prompt in (wide, narrow)]
    assert len(lines[1]) < len(lines[0])
    assert set(lines[1]) <= set(lines[0])


def test_the_schema_of_the_request_allows_exactly_the_sentences_shown(
    composing: Callable[..., Agent], question: Make
) -> None:
    seen: list[Mapping[str, Any]] = []

    def script(request: Request) -> str:
        seen.append(request.body)
        return '{"statements": []}'

    ask(composing(script), question("What about the plant in Leeds?"))
    form = seen[0]["response_format"]["json_schema"]["schema"]
    numbers = form["properties"]["statements"]["items"]["properties"]["citations"]["items"]["enum"]
    prompt = seen[0]["messages"][-1]["content"]
    assert numbers == [int(one) for one in re.findall(r"^(\d+): ", prompt, re.MULTILINE)]
    assert "tools" not in seen[0]


class _Judge:
    """A judge that was measured elsewhere: fixed in what it says."""

    name = "fixed"

    def __init__(self, score: float | Exception) -> None:
        self.score = score
        self.asked: list[str] = []

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        self.asked.append(claim)
        if isinstance(self.score, Exception):
            raise self.score
        return self.score


@pytest.mark.parametrize(("score", "form"), [(0.9, Form.COMPOSED), (0.4, Form.QUOTED), (float("nan"), Form.QUOTED)])
def test_a_judge_that_counts_decides_on_what_passed_the_other_checks(
    composing: Callable[..., Agent], question: Make, score: float, form: Form
) -> None:
    judge = _Judge(score)
    agent = replace(composing(said((SUPPORTED, [LEEDS]), (FALSE, [LEEDS]))), jury=Jury(judge=judge, least=0.5))
    record = ask(agent, question("What about the plant in Leeds?"))
    assert [one.form for one in record.statements] == [form]
    assert judge.asked == [SUPPORTED]
    assert record.composer.judge == "fixed"


def test_a_judge_that_cannot_judge_has_passed_nothing(composing: Callable[..., Agent], question: Make) -> None:
    from audit.errors import ModelError

    jury = Jury(judge=_Judge(ModelError("the judge is away.")), least=0.5)
    record = ask(replace(composing(said((SUPPORTED, [LEEDS]))), jury=jury), question("What about the plant in Leeds?"))
    assert [one.form for one in record.statements] == [Form.QUOTED]
    details = [check.detail for one in record.withheld for check in one.statement.checks if not check.passed]
    assert details == ["could not run: the judge is away."]


def test_a_record_that_differs_from_what_was_shown_is_not_written(
    composing: Callable[..., Agent], question: Make
) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])))
    events = stream(agent, question("What about the plant in Leeds?"))
    assert isinstance(next(events), Begun)
    shown = next(events)
    assert isinstance(shown, Statement)
    with reading(agent.ledger._engine) as connection:
        record_id = records_using(connection, ["spring"])[0][0]
    other = replace(agent.ledger.read(record_id), statements=(replace(shown, text="Something else."),))
    with pytest.raises(RecordError), agent.ledger.transaction() as connection:
        agent.ledger.append(connection, other)


def test_no_thread_is_left_behind(composing: Callable[..., Agent], question: Make) -> None:
    agent = composing(said((SUPPORTED, [LEEDS])), deadline_s=1.0, fault=Reply(fault=Fault.HANG, tokens=2))
    before = {thread.name for thread in threading.enumerate()}
    ask(agent, question("What about the plant in Leeds?"))
    after = [one for one in threading.enumerate() if one.name not in before and not _serves(one)]
    for thread in after:
        thread.join(timeout=5)
    assert not [one for one in after if one.is_alive()]


def _serves(thread: threading.Thread) -> bool:
    """Whether it is the scripted server's own."""
    return "scripted" in thread.name or "process_request" in thread.name


class _Choosy:
    """Finds support in one place and none in another."""

    name = "choosy"

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        return 0.9 if LEEDS in quotes[0] else 0.1


def test_a_judgement_belongs_to_the_words_and_to_their_places(composing: Callable[..., Agent], question: Make) -> None:
    agent = replace(composing(said((SUPPORTED, [LEEDS]), (SUPPORTED, [HIRING]))), jury=Jury(judge=_Choosy(), least=0.5))
    record = ask(agent, question("What about the plant in Leeds and engineers?"))
    composed = [one for one in record.statements if one.form is Form.COMPOSED]
    assert [citation.quote for one in composed for citation in one.citations] == [LEEDS]


@pytest.mark.parametrize("error", [RuntimeError("away"), KeyError("x"), 2.0, float("inf")])
def test_whatever_a_judge_does_wrong_has_passed_nothing(
    composing: Callable[..., Agent], question: Make, error: float | Exception
) -> None:
    agent = replace(composing(said((SUPPORTED, [LEEDS]))), jury=Jury(judge=_Judge(error), least=0.5))
    record = ask(agent, question("What about the plant in Leeds?"))
    assert record.statements
    assert all(one.form is Form.QUOTED for one in record.statements)


def test_a_reply_of_a_thousand_brackets_ends_in_quotes(composing: Callable[..., Agent], question: Make) -> None:
    text = '{"statements":' + "[" * 1000 + "]" * 1000 + "}"
    record = ask(composing([text]), question("What about the plant in Leeds?"))
    assert record.statements
    assert all(one.form is Form.QUOTED for one in record.statements)


def test_bad_writing_answers_no_less_than_no_model(composing: Callable[..., Agent], question: Make) -> None:
    junk = "On 4 March 2025, Ada Moss said that the moon is for sale."
    record = ask(composing(said((junk, ["Travel needs a reason."]))), question("What about the plant in Leeds?"))
    assert record.statements
    assert "moon" not in str(record.statements)
