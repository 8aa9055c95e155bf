"""Ten thousand requests of strangers, while documents come and go, against a model of what each may see."""

import collections
import json
import random
import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import event

from onrecord.web.pages import FLASH
from tests.onrecord.recorded import consent
from tests.onrecord.web.desk import fields
from tests.onrecord.web.serving import serving
from tests.onrecord.web.strangers import (
    DORA,
    EMPLOYEES,
    MANAGERS,
    Model,
    Requests,
    Stranger,
    gets,
    people,
    shelved,
)
from tests.onrecord.web.strangers_sound import Judge, Sounding, sent, traces, voiced
from tests.onrecord.web.test_access_matrix import SPOKEN

REQUESTS, SEED, AT_ONCE = 10_000, 20261126, 2
SOUNDING = 0.2  # of them are for what is heard


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shelf is kept, once it was made."""
    return tmp_path_factory.mktemp("strangers") / "company"


@pytest.fixture
def model(company: Any, kept: Path) -> Model:
    return shelved(company, kept)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_nobody_sees_what_is_barred_from_them_whatever_they_send(
    site: Any, model: Model, company: Any, tmp_path: Path
) -> None:
    papers, judge = list(model.papers.values()), Judge(model)
    addresses = gets(site.app)
    made = [Requests(random.Random(SEED + number), papers, addresses) for number in range(AT_ONCE)]
    sounding = [Sounding(random.Random(SEED - number), judge, made[0].records) for number in range(AT_ONCE)]
    for one, other in zip(made, sounding, strict=True):
        one.records = made[0].records  # what anybody got, anybody may try
        other.stated = sounding[0].stated
    done, faults = collections.Counter[str](), list[str]()
    ended = threading.Event()

    def visit(*who: Any) -> None:
        try:
            visits(*who)
        except Exception as error:
            faults.append(f"a visit failed: {error!r}")

    def visits(requests: Requests, sounds: Sounding, strangers: list[Stranger], remote: httpx2.Client) -> None:
        for _ in range(REQUESTS // AT_ONCE):
            if faults:
                return
            sound = requests.random.random() < SOUNDING
            who = sounds.visitor(strangers) if sound else requests.random.choice(strangers)
            method, path, given = sounds.one(who) if sound else requests.one(who)
            line = who.client.cookies.pop(FLASH, "") if sound else who.client.cookies.get(FLASH, "")
            judge.sharing(who, path)
            since = time.monotonic()
            reply = sent(who, method, path, given, remote)
            until = time.monotonic()
            stated = list(judge.asked(who, method, path, reply))
            told = list(judge.faults(who, path, given, reply, since, until, "" if sound else line))
            told += _listed(who, path, reply, judge.model.barred(who.audience, since, until))
            faults.extend(f"{who.person} {who.scopes} {method} {path[:90]}: {one}" for one in told)
            done[f"{reply.status_code}"] += 1
            done[f"{way_of(method, path)} {reply.status_code}"] += sound
            found = traces(reply.content)
            done.update(f"read {one.kind}" for one in papers if one.secrets[0] in found)
            done.update(f"heard {one.kind}" for one in papers if sound and one.tone in reply.content)
            requests.records += re.findall(r'"record_id": ?"([0-9a-f]{32})"', reply.text)[:1]
            requests.records += re.findall(r"^/record/([0-9a-f]{32})$", reply.headers.get("location", ""))
            del requests.records[1:-200]
            sounds.stated += stated
            del sounds.stated[:-100]

    with voiced(site, tmp_path), serving(site.app) as url, httpx2.Client(base_url=url, timeout=60) as remote:
        visitors = [
            threading.Thread(target=visit, args=(one, other, people(site), remote))
            for one, other in zip(made, sounding, strict=True)
        ]
        changing = threading.Thread(target=_changes, args=(site, model, company, ended, faults))
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
    assert read >= {"open", "managers", "expired", "replaced", "pausable", "taken", "coming", "heard", "half"}, read
    assert {one.removeprefix("heard ") for one in done if one.startswith("heard ")} >= {"heard", "heard-by-managers"}
    for way in ("POST utterances", "GET speech", "POST speech", "POST mcp", "GET recording", "GET presenter"):
        assert done[f"{way} 200"] > REQUESTS / 1000, (way, done)
    assert done["200"] > REQUESTS / 8, done  # most of them may open little
    assert done["403"] > REQUESTS / 50, done
    assert done["404"] > REQUESTS / 20, done


def way_of(method: str, path: str) -> str:
    """What a request for something that sounds is for."""
    found = re.search(r"utterances|speech/lease|clips|speech|recording|presenter|^/heard|mcp|events", path)
    return f"{method} {found[0]}" if found is not None else "?"


def _listed(who: Stranger, path: str, reply: Any, barred: list[Any]) -> list[str]:
    """The count of what is listed is what may be read, and not one more."""
    if path != "/api/sources" or reply.status_code != 200:
        return []
    listed = {one["source_id"] for one in json.loads(reply.text)["sources"]}
    return [f"lists {one.source_id}" for one in barred if one.source_id in listed]


def _changes(site: Any, model: Model, company: Any, ended: threading.Event, faults: list[str]) -> None:
    """Meanwhile: pauses and consents that come and go, withdrawals, and a draft that is approved and published."""
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
            scope = chance.choice(("voice", "avatar"))
            consent(company, DORA, scope=["quote", "avatar" if scope == "voice" else "voice"])
            model.agrees(scope, yes=False)
            ended.wait(0.5)
            model.agrees(scope, yes=True)
            consent(company, DORA, scope=["quote", "voice", "avatar"])
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
        "/api/sources/{}/text?start=0&end=50", "/read/{}?desk=1", "/read/{}/recording")  # fmt: skip


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


OF_ANSWERS = (
    "GET /record/{}", "GET /record/{}.md", "GET /api/answers/{}", "GET /api/answers/{}/verification",
    "POST /record/{}/utterances/0", "POST /record/{}/utterances/1", "POST /record/{}/utterances/99",
    "POST /record/{}/clips/1", "GET /record/{}/speech/lease?numbers=0,1", "GET /record/{}/speech/lease?clip=1",
    "GET /answers/{}/speech", "GET /api/answers/{}/speech?format=json", "GET /api/answers/{}/speech?format=mp3",
)  # fmt: skip


def test_anothers_answer_looks_like_one_that_there_is_not(site: Any, model: Model, tmp_path: Path) -> None:
    with voiced(site, tmp_path):
        eve = site.visit("eve@example.com", audience=MANAGERS)
        asked = eve.post("/api/answers", json={"question": "What does the care of otters cost?"}).json()
        assert asked["outcome"] == "answered"
        sam, text = site.visit("sam@example.com", audience=MANAGERS), asked["statements"][0]["text"]
        for method, address in (one.split(" ") for one in OF_ANSWERS):
            mine, unknown = (sam.request(method, address.format(one)) for one in (asked["record_id"], "0" * 32))
            assert (mine.status_code, unknown.status_code) == (404, 404), address
            assert mine.text.replace(asked["record_id"], "0" * 32) == unknown.text, address
        told = [
            sam.post("/v1/audio/speech", json=SPOKEN | {"input": text, "record_id": one})
            for one in (asked["record_id"], "0" * 32)
        ]
        assert told[0].status_code == 404
        assert told[0].content == told[1].content
    assert site.company.sql("SELECT count(*) FROM leaves WHERE kind = 'utterance'") == [(0,)]
