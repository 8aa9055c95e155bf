"""While an answer sounds, may it go on? The stream that says so, and how soon it says no."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import httpx2
import pytest

from onrecord.web.lately import Lately
from onrecord.web.limits import AtOnce
from tests.onrecord.recorded import QUESTION, record
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving
from tests.onrecord.web.test_speech import JSON, asked, one_line, paused


def frames(lines: Any) -> Any:
    """(event, data) of an event stream, as they come."""
    event = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            yield event, json.loads(value)


def listened(site: Site, client: Any, address: str, then: Callable[[], object], most: int = 2) -> str:
    """What a lease says in the end; `then` happens after its second `may`, and at most so many more come after it."""
    with (
        serving(site.app) as url,
        httpx2.Client(base_url=url, cookies=dict(client.cookies), headers=dict(client.headers)) as remote,
        remote.stream("GET", address) as reply,
    ):
        assert reply.status_code == 200
        coming = frames(reply.iter_lines())
        assert [next(coming)[0], next(coming)[0]] == ["may", "may"]
        then()
        later = list(coming)
    assert [one for one, _ in later[:-1]] == ["may"] * (len(later) - 1)
    assert len(later) <= most + 1
    assert later[-1][0] == "stop"
    told: str = later[-1][1]["error"]
    return told


def test_a_lease_ends_with_the_kill_switch(site: Site) -> None:
    client = site.visit()
    address = f"/record/{asked(client)}/speech/lease?numbers=0,1"
    assert listened(site, client, address, lambda: paused(site)) == "Everything is paused."


def test_a_lease_ends_with_the_visit(site: Site) -> None:
    client = site.visit()
    address = f"/record/{asked(client)}/speech/lease?numbers=1"
    ended = listened(site, client, address, site.door.sessions.clear)
    assert ended == "Your visit has ended; sign in again."


def test_a_lease_ends_with_the_withdrawal_of_what_is_read(site: Site) -> None:
    client = site.visit()
    address = f"/record/{asked(client)}/speech/lease?numbers=1"
    withdraw = ("withdraw", "hiring-2026", "--reason", "Wrong.")
    assert listened(site, client, address, lambda: site.company.run(*withdraw)) == "Its source may not be read now."


def test_a_lease_ends_with_the_sharing_of_what_is_somebody_elses(site: Site) -> None:
    eve, sam = site.visit(), site.visit("sam@example.com")
    record_id = asked(eve)
    assert eve.post(f"/record/{record_id}/share").status_code == 303
    address = f"/record/{record_id}/speech/lease?numbers=1"
    end = {"end": "true"}
    told = listened(site, sam, address, lambda: eve.post(f"/record/{record_id}/share", data=end), most=6)
    assert told == "There is nothing here that you may read."


def test_a_lease_of_a_clip_ends_with_its_consent(site: Site) -> None:
    record(site.company)
    client = site.visit()
    page = client.post("/ask", data={"question": QUESTION[0], "leader": QUESTION[2]}).headers["location"]
    number = client.get(page).text.split('data-clip="')[1].split('"')[0]
    ended = listened(site, client, f"{page}/speech/lease?clip={number}", lambda: paused(site))
    assert ended == "Everything is paused."


def test_a_lease_is_for_something(site: Site) -> None:
    client = site.visit()
    lease = f"/record/{asked(client)}/speech/lease"
    for query in (
        "",
        "?numbers=",
        "?numbers=a",
        "?numbers=1,,2",
        "?numbers=1&clip=1",
        "?clip=0",
        "?numbers=" + "1," * 200,
    ):
        assert client.get(f"{lease}{query}", headers=JSON).status_code == 400, query


def test_only_so_many_leases_are_open(site: Site) -> None:
    client = site.visit()
    address = f"/record/{asked(client)}/speech/lease?numbers=1"
    few = AtOnce(most=2, each=1, told="more is being listened to.", advice="Listen again")
    site.app.state.service = replace(site.app.state.service, leases=few)
    with few.one("eve@example.com"):
        refused = client.get(address, headers=JSON)
        one_line(refused, 429, "You have as many open as one person may.")
        assert refused.headers["Retry-After"] == "5"
    with few.one("sam@example.com"), few.one("kim"):
        refused = client.get(address, headers=JSON)
        one_line(refused, 503, "more is being listened to")
        assert (refused.headers["Retry-After"], few.open) == ("5", 2)
    with few.one("eve@example.com"), few.one("kim"):
        pass


def test_what_many_ask_within_a_tick_is_looked_at_once() -> None:
    at, looks = [0.0], count(1)
    lately = Lately[int](0.1, clock=lambda: at[0])
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: lately.get(lambda: next(looks)), range(50))) == {1}
    at[0] = 0.099
    assert lately.get(lambda: next(looks)) == 1
    at[0] = 0.1
    assert lately.get(lambda: next(looks)) == 2
    at[0] = 0.3
    with pytest.raises(ZeroDivisionError):
        lately.get(lambda: 1 // 0)
    assert lately.get(lambda: next(looks)) == 3, "what was not seen is not kept"
