"""What is said when a part of the service is broken: one line in the frame of the other pages, and nothing of the
machine."""

import asyncio
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from agent.draft import Agent
from audit.errors import ModelError
from onrecord.answering import Answering
from onrecord.running import SOCKET
from onrecord.web.app import create_app
from onrecord.web.operator import listening
from tests.onrecord.web.conftest import Site

PAGES = ("/", "/record/ab", "/read/parental", "/over-time", "/library", "/gaps", "/reports", "/room", "/tokens")
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "X-Request-Id")


def test_what_nobody_foresaw_has_the_headers_of_every_answer(site: Site) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("a secret of ours")

    app = create_app(site.app.state.service, warm=False)
    app.add_api_route("/broken", broken)
    app.add_api_route("/api/broken", broken)
    for path in ("/broken", "/api/broken"):
        found = site.opened(app).get(path)
        assert found.status_code == 500
        assert all(one in found.headers for one in HEADERS), path
        assert "a secret of ours" not in found.text
        assert "should not have" in found.text


def test_a_database_that_has_failed_is_told_in_the_frame_of_every_page(site: Site) -> None:
    everybody = site.visit("ada@example.com", "author", "approver", "auditor", "admin", audience="managers")
    site.app.state.service.parts.engine.dispose()
    site.app.state.warm.set()
    for one in site.company.workspace.glob("catalogue.db*"):
        one.write_bytes(b"no database at all, for longer than a header of one is" * 99)
    for path in (*PAGES, "/api/sources", "/v1/models", "/health/ready"):
        found = everybody.get(path)
        assert found.status_code == 503, path
        assert found.headers["Retry-After"], path
        assert str(site.company.workspace) not in found.text, path
        assert "catalogue.db" not in found.text, path


def test_it_is_not_ready_while_it_lacks_what_answers(site: Site) -> None:
    """Nor does it say so to the network where the part would lie."""

    def make() -> Agent:
        raise ModelError("there is no calibration in /srv/onrecord.")

    lame = Answering(make, workers=1, waiting=1)
    with site.opened(create_app(replace(site.app.state.service, answering=lame))) as client:
        found = client.get("/health/ready")
        until = time.monotonic() + 20
        while "being loaded" in found.text and time.monotonic() < until:
            time.sleep(0.05)
            found = client.get("/health/ready")
    assert found.status_code == 503
    assert "lacks something that it needs" in found.json()["why"]
    assert "/srv" not in found.text


def test_a_method_that_a_client_has_made_up_is_no_label(site: Site) -> None:
    stranger = site.stranger()
    for number in range(20):
        stranger.request(f"X{number}", "/about")
    told = site.app.state.service.metrics.text(0, 0, 0).decode()
    assert 'method="other"' in told
    assert 'method="X1"' not in told


def test_of_two_services_the_first_to_end_leaves_the_socket_of_the_second(site: Site) -> None:
    service, workspace = site.app.state.service, site.company.workspace

    async def both() -> bool:
        first, second = listening(service, workspace), listening(service, workspace)
        await first.__aenter__()
        async with second:
            await first.__aexit__(None, None, None)
            return (workspace / SOCKET).exists()

    assert asyncio.run(both())
    assert not (workspace / SOCKET).exists()


def test_a_workspace_that_may_not_be_written_has_no_socket(site: Site, tmp_path: Path) -> None:
    async def opened() -> Path | None:
        async with listening(site.app.state.service, tmp_path / "file" / "below") as path:
            return path

    (tmp_path / "file").write_text("no folder")
    assert asyncio.run(opened()) is None


@pytest.mark.parametrize("part", ["index", "keys"])
def test_a_part_that_is_gone_is_told_without_the_machines_folders(site: Site, part: str) -> None:
    shutil.rmtree(site.company.workspace / part)
    eve, asked = site.visit(), {"question": "How long is parental leave?"}
    chat = {"model": "onrecord", "messages": [{"role": "user", "content": asked["question"]}]}
    for reply in (
        eve.post("/ask", data=asked),
        eve.post("/ask", data=asked, headers={"Accept": "text/event-stream"}),
        eve.post("/api/answers", json=asked),
        eve.post("/api/search", json={"query": "parental leave"}),
        eve.post("/v1/chat/completions", json=chat),
        eve.post("/v1/chat/completions", json=chat | {"stream": True}),
        eve.get("/api/timeline", params={"topic": "parental leave"}),
    ):
        streams = reply.headers["Content-Type"].startswith("text/event-stream")
        assert reply.status_code == (200 if streams else 503), reply.text
        assert "lacks something that it needs" in reply.text
        assert str(site.company.folder) not in reply.text


def test_the_ledger_is_shown_though_the_manifest_is_broken(site: Site) -> None:
    site.company.manifest.write_text("version: 1\nleaders: [\n")
    page = site.visit("aud@example.com", "auditor").get("/room/ledger")
    assert page.status_code == 200
    assert "Root" in page.text or "root" in page.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/ask", ("question",)),
        ("/over-time", ("topic",)),
        ("/room/export", ("answers",)),
        ("/library/add", ("title", "owner", "date")),
        ("/library/draft/withdraw", ("reason",)),
        ("/library/pause", ("action", "target", "reason")),
        ("/room/ledger/examine", ("checkpoint",)),
    ],
)
def test_half_a_character_is_no_text_in_any_field(site: Site, path: str, fields: tuple[str, ...]) -> None:
    everybody = site.visit("ada@example.com", "author", "approver", "auditor", "admin", audience="managers")
    form = "".join(f'--b\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n\\ud800\r\n' for one in fields)
    headers = {"Content-Type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    reply = everybody.post(path, content=f"{form}--b--\r\n".encode(), headers=headers)
    assert reply.status_code in (400, 422), reply.text
