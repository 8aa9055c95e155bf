"""The typed client, and LlamaIndex over it, against a running service."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from audit.domain import Statement
from audit.findings import Level, Verdict
from onrecord.client import (
    Answer,
    Client,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Overloaded,
    Unreachable,
    Unusable,
)
from onrecord.client.errors import NotUnderstood, ServiceFault
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving

QUESTION = "Will we hire engineers in Leeds?"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def url(site: Site) -> Iterator[str]:
    with serving(site.app) as address:
        yield address


def token(site: Site, *scopes: str, **who: Any) -> str:
    return str(site.program(*scopes, **who).headers["Authorization"]).removeprefix("Bearer ")


@pytest.fixture
def client(site: Site, url: str) -> Iterator[Client]:
    with Client(url, token(site)) as made:
        yield made


def test_an_answer_is_the_record_with_its_types(client: Client, site: Site) -> None:
    answer = client.ask(QUESTION)
    same = site.company.ask(QUESTION)
    assert answer.answered
    assert [one.quote for one in answer.citations] == [
        one["quote"] for each in same["statements"] for one in each["citations"]
    ]
    assert answer.citations[0].date == date(2026, 1, 15)
    assert "not Ada Okafor speaking" in answer.disclosure
    assert answer.receipt is not None
    assert client.answer(answer.record_id).statements == answer.statements


def test_a_stream_gives_each_statement_then_the_answer(client: Client) -> None:
    found = list(client.stream(QUESTION))
    assert isinstance(found[-1], Answer)
    assert tuple(found[:-1]) == found[-1].statements
    assert all(isinstance(one, Statement) for one in found[:-1])


def test_searching_opening_and_verifying(client: Client, site: Site) -> None:
    found = client.search("hiring engineers in Leeds", limit=2)
    first = found.hits[0]
    opened = client.open(first.source_id, start=first.start, length=first.end - first.start)
    assert (opened.text, opened.start, opened.end) == (first.text, first.start, first.end)
    checked = client.verify(found.record_id)
    assert checked.verdict is Verdict.VERIFIED
    assert {one.level for one in checked.findings} == {Level.PASSED}


def test_a_default_leader_and_a_day(site: Site, url: str) -> None:
    with Client(url, token(site), leader="ben-okafor") as client:
        assert client.search("the foundry").leaders == ("ben-okafor",)
        assert client.search("hiring", leader="ada-okafor").leaders == ("ada-okafor",)
        assert client.ask("Will we hire?", leader="ada-okafor", as_of=date(2025, 6, 1)).record.as_of == date(2025, 6, 1)


def test_each_fault_has_its_kind(site: Site, url: str, client: Client) -> None:
    with pytest.raises(Unusable, match="there is no leader 'nobody'"):
        client.ask(QUESTION, leader="nobody")
    with pytest.raises(Unusable):
        list(client.stream("?"))
    for look in (client.answer, client.verify, client.open):
        with pytest.raises(NotFound, match="nothing here that you may read"):
            look("no/such thing")
    with Client(url, "onr_wrong") as nobody, pytest.raises(NotSignedIn):
        nobody.ask(QUESTION)
    with Client(url, token(site, "metrics")) as other, pytest.raises(NotAllowed):
        other.ask(QUESTION)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "nonsense", "http://[broken"])
def test_no_service_is_told_as_that(address: str) -> None:
    with Client(address) as client, pytest.raises(Unreachable):
        client.ask(QUESTION)


def scripted(status: int, body: str, **headers: str) -> Client:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(status, text=body, headers=headers))
    return Client("http://onrecord.example", http=httpx2.Client(transport=transport))


def test_a_full_service_says_when_to_come_again() -> None:
    with pytest.raises(Overloaded, match="full") as caught:
        scripted(503, '{"error": "full.", "advice": "Later."}', **{"Retry-After": "7"}).ask(QUESTION)
    assert (caught.value.retry_after, caught.value.status, caught.value.advice) == (7.0, 503, "Later.")
    with pytest.raises(Overloaded) as silent:
        scripted(429, "<html>").ask(QUESTION)
    assert silent.value.retry_after is None


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"record_id": 7}', "null"])
def test_what_is_no_answer_is_told_as_that(body: str) -> None:
    client = scripted(200, body)
    for look in (client.ask, client.search, client.open, client.verify, client.timeline, client.source):
        with pytest.raises(NotUnderstood):
            look(QUESTION)


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    begun = 'event: begun\ndata: {"record_id": "7f"}\n\n'
    with pytest.raises(NotUnderstood, match="ended before"):
        list(scripted(200, begun).stream(QUESTION))
    with pytest.raises(ServiceFault, match="moved"):
        list(scripted(200, f'{begun}event: error\ndata: {{"error": "moved.", "advice": ""}}\n\n').stream(QUESTION))


def test_it_needs_nothing_of_the_stack() -> None:
    code = (
        "import sys, onrecord.client; heavy = {'sqlalchemy', 'numpy', 'torch', 'fastapi', 'pydantic', 'llama_index', "
        "'qdrant_client', 'agent', 'ingest'} & {one.partition('.')[0] for one in sys.modules}; print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_llamaindex_retrieves_passages_with_their_places(client: Client, site: Site) -> None:
    from llama_index.core.schema import MetadataMode

    from onrecord.llamaindex import OnRecordRetriever

    retriever = OnRecordRetriever(client, limit=3)
    nodes = retriever.retrieve("hiring engineers in Leeds")
    assert [one.node_id for one in nodes] == [
        one.node_id for one in asyncio.run(retriever.aretrieve("hiring engineers in Leeds"))
    ]
    assert [one.score for one in nodes] == sorted((one.score for one in nodes), reverse=True)
    for one in nodes:
        text = site.company.json("show", one.metadata["source_id"])["text"]
        assert text[one.node.start_char_idx : one.node.end_char_idx] == one.text
        shown = one.get_content(MetadataMode.LLM)
        assert one.metadata["title"] in shown
        assert one.metadata["record_id"] not in shown


def test_llamaindex_asks_with_citations_as_nodes(client: Client) -> None:
    from onrecord.llamaindex import OnRecordQueryEngine

    engine = OnRecordQueryEngine(client)
    for response in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        assert response.metadata["outcome"] == "answered"
        assert response.metadata["disclosure"] in str(response)
        assert response.source_nodes[0].metadata["source_id"] == "hiring-2026"
        assert client.verify(response.metadata["record_id"]).verdict is Verdict.VERIFIED


def test_llamaindex_a_refusal_has_no_sources(client: Client, site: Site) -> None:
    from onrecord.llamaindex import OnRecordQueryEngine

    site.company.answers(everything=False)
    response = OnRecordQueryEngine(client).query(QUESTION)
    assert (response.source_nodes, response.metadata["reason"]) == ([], "nothing_on_record")
    assert str(response).startswith("No answer.")


def test_llamaindexs_own_engines_take_them_unchanged(client: Client) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine, RouterQueryEngine
    from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
    from llama_index.core.selectors import LLMSingleSelector
    from llama_index.core.tools import QueryEngineTool

    from onrecord.llamaindex import OnRecordQueryEngine, OnRecordRetriever

    model = MockLLM()
    synthesizer = get_response_synthesizer(llm=model, response_mode=ResponseMode.COMPACT)
    made = RetrieverQueryEngine(retriever=OnRecordRetriever(client), response_synthesizer=synthesizer)
    assert made.query("hiring in Leeds").source_nodes

    class First(LLMSingleSelector):
        """Chooses the first tool, as a model might."""

        def _select(self, choices: Any, query: Any) -> Any:
            from llama_index.core.base.base_selector import SelectorResult, SingleSelection

            return SelectorResult(selections=[SingleSelection(index=0, reason="the only one")])

    tool = QueryEngineTool.from_defaults(OnRecordQueryEngine(client), name="record", description="what leaders said")
    router = RouterQueryEngine(selector=First.from_defaults(llm=model), query_engine_tools=[tool], llm=model)
    assert router.query(QUESTION).metadata["outcome"] == "answered"


def test_the_library_and_one_document_of_it(client: Client, site: Site) -> None:
    listed = client.sources()
    assert {one.source_id for one in listed} == {"hiring-2025", "hiring-2026", "parental", "town-hall"}
    found = client.source("parental")
    text = site.company.json("show", "parental")["text"]
    assert found.leaders[0].name == "Ada Okafor"
    assert all(text[one.start : one.end] == one.text for one in found.stretches)
    with pytest.raises(NotFound):
        client.source("secret")


def test_saying_what_one_thinks_of_an_answer(client: Client) -> None:
    answer = client.ask(QUESTION)
    assert "kept with the answer" in client.feedback(answer.record_id, "helpful", statement=1)
    with pytest.raises(Unusable):
        client.feedback(answer.record_id, "helpful", statement=99)


def test_a_topic_over_time(client: Client, site: Site) -> None:
    found = client.timeline("hiring engineers in Leeds", leader="ada-okafor")
    assert [one.date for one in found.entries] == sorted(one.date for one in found.entries)
    assert {one.source_id for one in found.entries} == {"hiring-2025", "hiring-2026"}
    assert found.entries[0].superseded_by == ("hiring-2026",)
    assert all(change.earlier.date <= change.later.date for change in found.changes)
    assert client.verify(found.answer.record_id).verdict is Verdict.VERIFIED
