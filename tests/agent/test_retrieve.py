"""Evidence: filtered in the query, confirmed by the catalogue."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from agent.ask import ask
from agent.domain import Evidence, Question
from agent.draft import Agent
from agent.retrieve import KEPT, retrieve
from audit.database import writing
from audit.errors import IndexFault
from ingest.catalogue import controls
from ingest.encoders.hashing import HashingEncoder
from ingest.index.port import Hit
from onrecord.parts import Parts

Make = Callable[..., Question]


def evidence(agent: Agent, question: Question, leaders: tuple[str, ...] = ()) -> tuple[Evidence, ...]:
    with agent.library.view() as view:
        return retrieve(question, leaders, view, agent.encoder)


def sources(found: tuple[Evidence, ...]) -> set[str]:
    return {one.source.source_id for one in found}


def test_evidence_is_ranked_from_one_without_gaps_and_keyed_apart(agent: Agent, question: Make) -> None:
    found = evidence(agent, question("hire engineers"))
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert len({one.key for one in found}) == len(found)
    assert sources(found) == {"spring", "autumn"}


def test_a_leaders_question_has_that_leaders_words_alone(agent: Agent, question: Make) -> None:
    assert sources(evidence(agent, question("hire engineers"), ("ben-stein",))) == {"autumn"}


def test_what_was_not_said_yet_on_that_day_is_no_evidence(agent: Agent, question: Make) -> None:
    asked = question("hire engineers", as_of=datetime(2025, 6, 1, tzinfo=UTC).date())
    assert sources(evidence(agent, asked)) == {"spring"}


@pytest.mark.parametrize("action", ["withdraw", "pause"])
def test_a_withdrawal_and_a_pause_count_from_the_next_question_on(
    agent: Agent, parts: Parts, question: Make, action: str
) -> None:
    assert "spring" in sources(evidence(agent, question("hire engineers")))
    with writing(parts.engine) as connection:
        if action == "withdraw":
            controls.withdraw(connection, parts.log, "spring", "wrong figures", datetime.now(UTC))
        else:
            controls.control(connection, parts.log, "pause", "ada-moss", "on leave", datetime.now(UTC))
    assert sources(evidence(agent, question("hire engineers"))) == {"autumn"}


def test_a_hit_that_the_catalogue_does_not_confirm_is_dropped(agent: Agent, question: Make) -> None:
    """Law 8: an index that holds more, or says otherwise, decides nothing."""
    with agent.library.view() as view:

        class Lying:
            def search(self, *settings: object) -> list[Hit]:
                forged = Hit(passage_id="00000000-0000-0000-0000-000000000000", score=9.0, dense=1.0, sparse=9.0)
                return [forged, *view.reader.search(*settings)]  # type: ignore[arg-type]

        found = retrieve(question("hire engineers"), (), replace(view, reader=Lying()), agent.encoder)  # type: ignore[arg-type]
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert all(one.passage.passage_id != "00000000-0000-0000-0000-000000000000" for one in found)


def test_a_reader_that_ignores_the_filter_gets_nobodys_words_past_the_catalogue(agent: Agent, question: Make) -> None:
    with agent.library.view() as view:

        class Unfiltered:
            def search(self, *settings: object) -> list[Hit]:
                return [Hit(passage_id=key, score=1.0, dense=1.0, sparse=None) for key in view.reader.contents()]

        asked = question("hire engineers", as_of=datetime(2025, 6, 1, tzinfo=UTC).date())
        unfiltered = replace(view, reader=Unfiltered())  # type: ignore[arg-type]
        assert sources(retrieve(asked, (), unfiltered, agent.encoder)) == {"spring"}
        assert sources(retrieve(question("hire"), ("ben-stein",), unfiltered, agent.encoder)) == {"autumn"}


def test_no_more_is_kept_than_asked_for(agent: Agent, question: Make) -> None:
    assert KEPT >= 10
    with agent.library.view() as view:
        assert len(retrieve(question("hire engineers"), (), view, agent.encoder, kept=1)) == 1


class Other(HashingEncoder):
    """The same size as the index's, so that the engine would not notice."""

    weights_sha256 = "f" * 64


def test_a_question_with_another_encoder_than_the_indexs_is_told_what_to_run(agent: Agent, question: Make) -> None:
    with pytest.raises(IndexFault, match=r"made with the encoder hashing.*other weights.*Run `onrecord ingest`"):
        ask(replace(agent, encoder=Other()), question("Who will be hired?"))


def test_each_document_is_read_once_a_question_and_once_more_where_it_is_cited(
    agent: Agent, question: Make, parts: Parts
) -> None:
    read: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        if "FROM texts" in statement:
            read.append(statement)

    ask(agent, question("hire engineers"))
    event.listen(parts.engine, "before_cursor_execute", note)
    record = ask(agent, question("hire engineers"))
    event.remove(parts.engine, "before_cursor_execute", note)
    cited = {citation.source_id for statement in record.statements for citation in statement.citations}
    assert {one.source_id for one in record.evidence} == {"spring", "autumn"}
    assert len(read) == 2 + len(cited)
