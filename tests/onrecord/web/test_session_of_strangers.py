"""Ten thousand requests of strangers, while documents come and go, against a model of what each may see."""

import collections
import json
import random
import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from onrecord.web.pages import FLASH
from tests.onrecord.web.desk import fields
from tests.onrecord.web.strangers import (
    EMPLOYEES,
    MANAGERS,
    Model,
    Requests,
    Stranger,
    fill,
    gets,
    leaks,
    papers_of_each_kind,
    people,
)

REQUESTS, SEED, AT_ONCE = 10_000, 20261126, 2


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shelf is kept, once it was filled."""
    return tmp_path_factory.mktemp("strangers") / "company"


@pytest.fixture
def model(company: Any, kept: Path) -> Model:
    papers = papers_of_each_kind()
    if kept.exists():
        company.begun(kept)
    else:
        fill(company, papers)
        company.keep(kept)
    return Model.of(papers)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_nobody_sees_what_is_barred_from_them_whatever_they_send(site: Any, model: Model, company: Any) -> None:
    papers = list(model.papers.values())
    addresses = gets(site.app)
    made = [Requests(random.Random(SEED + number), papers, addresses) for number in range(AT_ONCE)]
    for one in made:
        one.records = made[0].records  # what anybody got, anybody may try
    done, faults = collections.Counter[str](), list[str]()
    ended = threading.Event()

    def visit(requests: Requests, strangers: list[Stranger]) -> None:
        for _ in range(REQUESTS // AT_ONCE):
            if faults:
                return
            who = requests.random.choice(strangers)
            who.client.cookies.pop(FLASH, None)  # what the page before had to say to the very same person
            method, path, sent = requests.one(who)
            since = time.monotonic()
            reply = who.client.request(method, path, **sent)
            told = _told(who, method, path, reply, model, since)
            faults.extend(f"{who.person} {who.scopes} {method} {path[:90]}: {one}" for one in told)
            done[f"{reply.status_code}"] += 1
            done.update(f"read {one.kind}" for one in papers if one.secrets[0] in reply.text)
            requests.records += re.findall(r'"record_id": ?"([0-9a-f]{32})"', reply.text)[:1]
            requests.records += re.findall(r"^/record/([0-9a-f]{32})$", reply.headers.get("location", ""))
            del requests.records[1:-200]

    visitors = [threading.Thread(target=visit, args=(one, people(site))) for one in made]
    changing = threading.Thread(target=_changes, args=(site, model, ended, faults))
    for thread in (*visitors, changing):
        thread.start()
    for thread in visitors:
        thread.join()
    ended.set()
    changing.join()
    assert faults == []
    assert sum(done[one] for one in done if one.isdigit()) == REQUESTS
    assert not [one for one in done if one.startswith("5") and one != "503"], done
    read = {one.removeprefix("read ") for one in done if one.startswith("read ")}
    assert read >= {"open", "managers", "expired", "replaced", "pausable", "taken", "coming"}, read
    assert done["200"] > REQUESTS / 8, done  # most of them may open little
    assert done["403"] > REQUESTS / 50, done
    assert done["404"] > REQUESTS / 20, done


def _told(who: Stranger, method: str, path: str, reply: Any, model: Model, since: float) -> list[str]:
    """What is wrong with a reply."""
    barred = model.barred(who.audience, since, time.monotonic())
    found = list(leaks(who, path, reply, barred))
    if reply.status_code >= 500 and reply.status_code != 503:
        found.append(f"status {reply.status_code}: {reply.text[:200]}")
    if path == "/api/sources" and reply.status_code == 200:  # the count is what may be read, and not one more
        listed = {one["source_id"] for one in json.loads(reply.text)["sources"]}
        found += [f"lists {one.source_id}" for one in barred if one.source_id in listed]
    return found


def _changes(site: Any, model: Model, ended: threading.Event, faults: list[str]) -> None:
    """Meanwhile: pauses that come and go, withdrawals, and a draft that is approved and published."""
    chance = random.Random(SEED)
    lee = site.visit("lee@example.com", "approver")
    by_kind: dict[str, list[Any]] = {}
    for one in model.papers.values():
        by_kind.setdefault(one.kind, []).append(one)
    try:
        _publish(lee, model, by_kind["coming"][0])
        while not ended.wait(0.2 + chance.random()):
            paper = chance.choice(by_kind["pausable"])
            _send(lee, "/library/pause", action="pause", target=f"document:{paper.source_id}", reason="A rumour")
            model.closed(paper)
            ended.wait(0.5)
            model.opens(paper)
            _send(lee, "/library/pause", action="resume", target=f"document:{paper.source_id}", reason="None")
            if by_kind["taken"] and chance.random() < 0.05:
                taken = by_kind["taken"].pop()
                _send(lee, f"/library/{taken.source_id}/withdraw", reason="It was wrong")
                model.closed(taken)
    except Exception as error:
        faults.append(f"what changes meanwhile failed: {error!r}")


def _send(client: Any, path: str, **data: str) -> None:
    reply = client.post(path, data=data)
    assert reply.status_code == 303, f"{path}: {reply.status_code} {reply.text[-600:]}"


def _publish(lee: Any, model: Model, paper: Any) -> None:
    page = lee.get(f"/library/{paper.source_id}/review").text
    _send(lee, f"/library/{paper.source_id}/approve", **fields(page, "approve"))
    model.opens(paper)
    _send(lee, "/library/publish")
    until = time.monotonic() + 120
    while "data-running" in lee.get("/library/publish").text:
        assert time.monotonic() < until
        time.sleep(0.2)


WAYS = ("/read/{}", "/read/{}?fragment=1&start=3&end=9", "/read/{}/page/1.png?width=800", "/api/sources/{}",
        "/api/sources/{}/text?start=0&end=50", "/read/{}?desk=1")  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_is_forbidden_costs_what_is_unknown_costs(site: Any, model: Model, way: str) -> None:
    """The work done, as statements of the database: a clock would tell the same of a thing with more noise."""
    statements = list[str]()
    event.listen(site.app.state.service.parts.engine, "before_cursor_execute",
                 lambda _c, _cursor, statement, *_: statements.append(statement))  # fmt: skip
    for audience in (EMPLOYEES, MANAGERS, ""):
        client = site.visit("eve@example.com", audience=audience)

        def work(source_id: str, client: Any = client) -> tuple[Any, list[str]]:
            statements.clear()
            reply = client.get(way.format(source_id))
            return reply, list(statements)

        work("unheard-of")  # what is read once a publication has been read
        unknown, cost = work("unheard-of")
        assert unknown.status_code == 404
        forbidden = [one for one in model.papers.values() if audience not in one.audience or one.kind == "coming"]
        assert {one.kind for one in forbidden} >= {"embargoed", "draft", "withdrawn", "lapsed", "paused", "to-come"}
        for paper in forbidden:
            reply, its = work(paper.source_id)
            assert (reply.status_code, reply.content) == (404, unknown.content), (audience, paper.kind)
            assert its == cost, (audience, paper.kind)


@pytest.mark.parametrize("way", ["/record/{}", "/record/{}.md", "/api/answers/{}", "/api/answers/{}/verification"])
def test_anothers_answer_looks_like_one_that_there_is_not(site: Any, model: Model, way: str) -> None:
    eve = site.visit("eve@example.com", audience=MANAGERS)
    asked = eve.post("/api/answers", json={"question": "What does the care of otters cost?"}).json()
    assert asked["outcome"] == "answered"
    sam = site.visit("sam@example.com", audience=MANAGERS)
    mine, unknown = sam.get(way.format(asked["record_id"])), sam.get(way.format("0" * 32))
    assert (mine.status_code, unknown.status_code) == (404, 404)
    assert mine.text.replace(asked["record_id"], "0" * 32) == unknown.text
