"""What visitors of the desk do."""

import re
import time
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from ingest.domain import Source
from ingest.manifest.read import read_manifest
from onrecord.desk import live
from onrecord.parts import parts
from tests.onrecord.web.conftest import Site

MEMO = b"The brass price fell by a tenth in the autumn. We will hire two glaziers in York.\n"
FIELDS = {"kind": "memo", "leaders": "ada-okafor", "date": "2026-05-06", "audience": "all-employees"}


def sam(site: Site) -> TestClient:
    """An author."""
    return site.visit("sam@example.com", "author")


def lee(site: Site) -> TestClient:
    """An approver."""
    return site.visit("lee@example.com", "approver")


def added(client: TestClient, name: str = "glaziers.txt", data: bytes = MEMO, **fields: str) -> Any:
    return client.post("/library/add", data=FIELDS | fields, files={"file": (name, data)})


def said(response: Any) -> str:
    """What its page says as a problem."""
    found = re.search(r'<p class="warn" role="alert">(.*?)</p>', response.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def source(site: Any, source_id: str) -> Source:
    return next(one for one in read_manifest(site.company.manifest).sources if one.source_id == source_id)


def fields(page: str, form: str) -> dict[str, str]:
    """The hidden fields of the form with an id."""
    inside = page[page.index(f'id="{form}"') :]
    inside = inside[: inside.index("</form>")]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', inside))


def published(site: Any, client: TestClient) -> live.Publishing:
    """Publish, and wait for the end of it."""
    assert client.post("/library/publish").headers["location"] == "/library/publish"
    until = time.monotonic() + 60
    while (now := live.state(parts(str(site.company.workspace)))) is None or now.running:
        assert time.monotonic() < until
        time.sleep(0.05)
    return now


def approved(client: TestClient, source_id: str, **more: str) -> Any:
    """Approve what the review page shows."""
    shown = fields(client.get(f"/library/{source_id}/review").text, "approve")
    return client.post(f"/library/{source_id}/approve", data=shown | more)


def asked(client: TestClient, question: str) -> Any:
    return client.post("/api/answers", json={"question": question}).json()


def declared(client: TestClient, source_id: str) -> str:
    found = re.search(r'name="declared" value="(\w+)"', client.get(f"/library/{source_id}").text)
    assert found is not None
    return found[1]
