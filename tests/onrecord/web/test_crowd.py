"""More questions than can be answered soon."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from tests.onrecord.web.conftest import Site

HIRING = {"question": "Will we hire engineers in Leeds?"}


@pytest.fixture
def full(site: Site) -> Iterator[None]:
    """Everybody who may be inside is."""
    come, leave, answering = threading.Semaphore(0), threading.Event(), site.app.state.service.answering

    def work(_: Any) -> None:
        come.release()
        leave.wait(60)

    futures = [answering.submit(work) for _ in range(10)]
    for _ in range(2):  # its workers
        assert come.acquire(timeout=30)
    yield
    leave.set()
    for one in futures:
        one.result()


@pytest.mark.usefixtures("full")
def test_who_finds_the_queue_full_is_told_when_to_come_back(site: Site) -> None:
    eve, program = site.visit(), site.program()
    for reply in (
        program.post("/api/answers", json=HIRING),
        program.post("/api/search", json={"query": "engineers"}),
        eve.post("/ask", data=HIRING, headers={"Accept": "text/event-stream"}),
        eve.post("/over-time", data={"topic": "hiring"}),
    ):
        assert reply.status_code == 503, reply.request.url
        assert int(reply.headers["Retry-After"]) >= 1
        assert "10 questions are being answered or wait for it" in reply.text
    assert eve.get("/").status_code == 200
    told = site.program("metrics", roles=("admin",)).get("/metrics").text
    assert "onrecord_turned_away_total 4.0" in told


@pytest.mark.usefixtures("full")
def test_a_crowd_is_turned_away_before_anybody_is_looked_up(site: Site) -> None:
    program, statements = site.program(), list[Any]()
    engine = site.app.state.service.parts.engine
    event.listen(engine, "before_cursor_execute", lambda *_: statements.append(_))
    assert program.post("/api/answers", json=HIRING).status_code == 503
    assert statements == []
