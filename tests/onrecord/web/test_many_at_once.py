"""A full queue: whoever waits in it keeps nobody from the rest of the service."""

import threading
import time
from dataclasses import replace
from typing import Any

import httpx

from onrecord.answering import Answering
from onrecord.web.app import create_app
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving

WAITING = 60  # more than there are threads by default


def test_pages_are_served_while_the_queue_is_full(site: Site) -> None:
    service = site.app.state.service
    answering = Answering(service.parts.agent, workers=1, waiting=WAITING - 1)
    app = create_app(replace(service, answering=answering), warm=False)
    go = threading.Event()
    answering.submit(lambda _: go.wait(60))
    headers = {"Authorization": site.program("ask").headers["Authorization"]}
    statuses: list[int] = []

    def search(client: Any) -> None:
        statuses.append(client.post("/api/search", json={"query": "hiring"}).status_code)

    limits = httpx.Limits(max_connections=None)
    with serving(app) as base, httpx.Client(base_url=base, headers=headers, timeout=60, limits=limits) as client:
        threads = [threading.Thread(target=search, args=(client,)) for _ in range(WAITING + 4)]
        for thread in threads:
            thread.start()
        try:
            until = time.monotonic() + 30
            while answering.inside < WAITING or len(statuses) < 5:
                assert time.monotonic() < until
                time.sleep(0.02)
            assert client.get("/api/sources", timeout=20).status_code == 200
        finally:
            go.set()
            for thread in threads:
                thread.join()
    assert sorted(statuses) == [200] * (WAITING - 1) + [503] * 5
