"""Every check against the attack it is there for: a statement that one of them stops is never shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from agent.composers import extractive
from agent.domain import Question
from agent.draft import Agent, Work, gather
from agent.retrieve import moment_of
from agent.verify import Context, passed, verify
from audit.domain import Citation, Statement
from ingest.catalogue import passages
from ingest.domain import Segment


@dataclass
class Scene:
    """A statement that passes, and what it was checked against."""

    statement: Statement
    context: Context

    def failing(self, statement: Statement, **context: Any) -> set[str]:
        (checked,) = verify([statement], replace(self.context, **context))
        assert not passed(checked)
        return {check.name for check in checked.checks if not check.passed}

    def with_citation(self, **changes: Any) -> Statement:
        first, *rest = self.statement.citations
        return replace(self.statement, citations=(replace(first, **changes), *rest))


@pytest.fixture
def scene(agent: Agent, question: Callable[..., Question]) -> Iterator[Scene]:
    with _scene(agent, question("How many engineers will be hired?")) as found:
        yield found


@contextmanager
def _scene(agent: Agent, asked: Question) -> Iterator[Scene]:
    with agent.library.view() as view:
        work = Work()
        ranked = gather(agent, asked, view, work)
        statement = extractive.compose(ranked[:1], work.documents)[0]
        ids = [one.passage.passage_id for one in work.evidence]
        context = Context(
            evidence=work.evidence,
            documents=work.documents,
            confirmed=passages.confirmed(view.connection, ids, view.state),
            standing=view.standing,
            moment=moment_of(asked, view.state.audiences),
            leaders=(),
        )
        assert passed(verify([statement], context)[0])
        yield Scene(statement, context)


def test_a_statement_without_checks_has_not_passed(scene: Scene) -> None:
    assert not passed(scene.statement)


def test_a_statement_without_a_citation_is_stopped(scene: Scene) -> None:
    assert "cited" in scene.failing(replace(scene.statement, citations=()))


def test_a_citation_of_evidence_that_was_not_shown_is_stopped(scene: Scene) -> None:
    assert "shown" in scene.failing(scene.with_citation(evidence_key="e99"))


def test_a_quote_that_is_not_in_the_text_is_stopped(scene: Scene) -> None:
    assert "verbatim" in scene.failing(scene.with_citation(quote="We will hire fifty engineers this year."))


def test_a_quote_at_another_place_is_stopped(scene: Scene) -> None:
    first = scene.statement.citations[0]
    assert "verbatim" in scene.failing(scene.with_citation(start=first.start + 1, end=first.end + 1))


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (0, 10**6)])
def test_a_place_that_does_not_exist_is_stopped(scene: Scene, start: int, end: int) -> None:
    assert "verbatim" in scene.failing(scene.with_citation(start=start, end=end))


def test_a_text_that_was_changed_after_it_was_frozen_is_stopped(scene: Scene) -> None:
    source_id = scene.statement.citations[0].source_id
    document = scene.context.documents[source_id]
    forged = replace(document, text=document.text.replace("Leeds", "Wells"))
    assert "verbatim" in scene.failing(scene.statement, documents={**scene.context.documents, source_id: forged})


def test_a_passage_that_the_catalogue_does_not_confirm_is_stopped(scene: Scene) -> None:
    assert "snapshot" in scene.failing(scene.statement, confirmed={})


def test_a_source_that_was_withdrawn_meanwhile_is_stopped(scene: Scene) -> None:
    standing = replace(scene.context.standing, withdrawn={scene.statement.citations[0].source_id})
    assert "permitted" in scene.failing(scene.statement, standing=standing)


def test_a_pause_meanwhile_stops_every_statement(scene: Scene) -> None:
    standing = replace(scene.context.standing, all_paused=True)
    assert "permitted" in scene.failing(scene.statement, standing=standing)


def test_a_consent_that_lapsed_meanwhile_stops_its_statements(scene: Scene) -> None:
    later = replace(scene.context.moment, now=scene.context.moment.now + timedelta(days=365_000))
    assert "permitted" in scene.failing(scene.statement, moment=later)


def test_words_that_are_not_the_quotes_are_stopped(scene: Scene) -> None:
    assert "wording" in scene.failing(replace(scene.statement, text=scene.statement.text + " She is right."))


@pytest.mark.parametrize("change", [{"speaker": "Carla Roe"}, {"date": date(2020, 1, 1)}, {"title": "Another"}])
def test_another_speaker_date_or_title_is_stopped(scene: Scene, change: dict[str, object]) -> None:
    citations = tuple(replace(one, **change) for one in scene.statement.citations)
    words = extractive.displayed([one.quote for one in citations], scene.context.documents[citations[0].source_id])
    assert "attribution" in scene.failing(Statement(text=extractive.quoted(citations, words), citations=citations))


def test_the_words_of_a_leader_who_was_not_asked_about_are_stopped(scene: Scene) -> None:
    assert "attribution" in scene.failing(scene.statement, leaders=("somebody-else",))


def test_words_in_nobodys_segment_are_stopped(scene: Scene) -> None:
    source_id = scene.statement.citations[0].source_id
    document = scene.context.documents[source_id]
    nobodys = (Segment(speaker="Interviewer", leader_id=None, start=0, end=len(document.text)),)
    documents = {**scene.context.documents, source_id: replace(document, segments=nobodys)}
    assert "attribution" in scene.failing(scene.statement, documents=documents)


def test_a_check_that_cannot_run_has_not_passed(scene: Scene) -> None:
    failing = scene.failing(scene.statement, documents={})
    assert {"verbatim", "wording", "attribution"} <= failing


def test_two_sources_in_one_statement_are_stopped(scene: Scene) -> None:
    other = next(one for one in scene.context.evidence if one.source.source_id != _first(scene).source_id)
    text = scene.context.documents[other.source.source_id].text
    span = other.passage.sentences[0].parts[0]
    foreign = replace(
        _first(scene),
        evidence_key=other.key,
        source_id=other.source.source_id,
        start=span.start,
        end=span.end,
        quote=text[span.start : span.end],
        text_sha256=other.passage.text_sha256,
        source_sha256=other.source.sha256,
    )
    both = replace(scene.statement, citations=(*scene.statement.citations, foreign))
    assert "wording" in scene.failing(both)


def _first(scene: Scene) -> Citation:
    return scene.statement.citations[0]
