"""The desk's other pages: the library, pausing, publishing, and who may open what."""

import re
import threading
import time
from datetime import UTC, datetime

from ingest.locks import exclusive
from onrecord.desk import live
from onrecord.parts import parts
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site


def test_a_form_of_another_site_does_nothing(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    del sam.headers["X-CSRF-Token"], lee.headers["X-CSRF-Token"]
    before = site.company.manifest.read_bytes()
    assert desk.added(sam).status_code == 403
    for path in ("draft/approve", "draft/reject", "draft/schedule", "draft/withdraw", "publish", "pause"):
        assert (
            lee.post(f"/library/{path}", data={"reason": "x", "action": "pause", "target": "everybody"}).status_code
            == 403
        )
    assert site.company.manifest.read_bytes() == before
    assert "No pause." in lee.get("/library/pause").text


def test_each_page_is_for_those_whose_it_is(site: Site) -> None:
    pages = {
        "/library": "author approver auditor", "/library/draft": "author approver auditor",
        "/library/add": "author", "/library/draft/review": "author approver", "/library/publish": "approver",
        "/library/pause": "author approver admin", "/library/publish/events": "approver",
        "/library/draft/review/page/1.png": "author approver",
    }  # fmt: skip
    for role in ("employee", "author", "approver", "auditor", "admin"):
        client = site.visit(f"{role}@example.com", role)
        for path, roles in pages.items():
            status = client.get(path).status_code
            assert (status != 403) == (role in roles.split()), (role, path, status)
    assert site.stranger().get("/library").headers["location"] == "/sign-in?next=%2Flibrary"
    approver = site.visit("lee@example.com", "approver")
    for path in ("/library/nothing", "/library/nothing/review", "/library/nothing/review/page/1.png"):
        assert approver.get(path).status_code == 404


def test_the_library_is_filtered_and_says_what_replaces_what(site: Site) -> None:
    lee = desk.lee(site)
    page = lee.get("/library").text
    assert "6 documents" in page
    assert 'replaced by <a href="/library/hiring-2026">hiring-2026</a>' in page
    rows = lambda query: len(re.findall(r'scope="row">', lee.get(f"/library?{query}").text))  # noqa: E731
    assert (rows(""), rows("status=draft"), rows("leader=ben-okafor"), rows("audience=managers")) == (6, 1, 2, 1)
    assert rows("status=withdrawn") == 0
    site.company.manifest.write_text("version: 1\n")
    broken = lee.get("/library")
    assert (broken.status_code, "The manifest cannot be read" in broken.text) == (200, True)
    assert "hiring-2026" in broken.text


def test_pausing_takes_two_clicks_and_a_reason(site: Site) -> None:
    lee = desk.lee(site)
    assert 'href="/library/pause"' in lee.get("/library").text
    assert lee.post("/library/pause", data={"action": "pause", "target": "everybody", "reason": " "}).status_code == 422
    for target in ("everybody", "leader:ada-okafor", "document:parental"):
        form = {"action": "pause", "target": target, "reason": "a rumour"}
        assert lee.post("/library/pause", data=form).status_code == 303
        assert "a rumour (lee@example.com)" in str(site.company.sql("SELECT reason FROM controls"))
        assert "twenty weeks" not in str(desk.asked(lee, "How many weeks is parental leave?")["statements"])
        assert lee.post("/library/pause", data=form | {"action": "resume"}).status_code == 303
        assert "No pause." in lee.get("/library/pause").text
        assert "twenty weeks" in str(desk.asked(lee, "How many weeks is parental leave?")["statements"])
    assert lee.post("/library/pause", data=form | {"target": "leader:nobody"}).status_code == 422


def test_a_second_person_watches_the_same_publication_and_none_begins_another(site: Site) -> None:
    kim = site.visit("kim@example.com", "approver")
    assert '"html": ""' in kim.get("/library/publish/events").text
    made = parts(str(site.company.workspace))
    site.company.add("late", "late.txt", "Lamps are blue.\n")
    started = live.begin(made, site.company.manifest, "lee@example.com", site.app.state.service.now)
    page = kim.get("/library/publish").text
    frames = kim.get("/library/publish/events").text
    started.join()
    assert "event: ended" in frames
    assert "Begun by lee@example.com" in page
    assert "late" in frames
    assert "Begun by lee@example.com" in kim.get("/library/publish").text


def test_whoever_may_publish_no_longer_watches_no_longer(site: Site) -> None:
    """Which documents there are goes by while a publication goes on, and it may last."""
    kim = site.visit("kim@example.com", "approver")
    folder, begun = site.company.workspace, datetime.now(UTC)
    came: list[str] = []
    watching = threading.Thread(target=lambda: came.append(kim.get("/library/publish/events").text))
    with exclusive(folder / live.LOCK, busy="It goes on."):
        told = live.Told(folder / live.FILE, live.Publishing(by="lee@example.com", begun_at=begun, running=True))
        looked = site.door.looked
        watching.start()
        while site.door.looked < looked + 3:  # to let her in, and then while it goes on
            time.sleep(0.01)
        site.door.sessions.clear()
        watching.join(10)
        assert not watching.is_alive()
        told.end()
    assert "event: progress" in came[0]
    assert came[0].endswith('event: ended\ndata: {"html": "", "error": "Your visit has ended; sign in again."}\n\n')


def test_a_refused_document_is_told_and_the_rest_is_published(site: Site) -> None:
    lee = desk.lee(site)
    (site.company.folder / "parental.txt").write_text("Parental leave is two weeks.\n")
    site.company.add("late", "late.txt", "Lamps are blue.\n")
    now = desk.published(site, lee)
    assert now.report is not None
    assert [one.source_id for one in now.report.refused] == ["parental"]
    page = lee.get("/library/publish").text
    assert "1 approved document refused and not served" in page
    assert "is not what was approved" in page
    assert [
        one["served"] for one in site.company.json("sources")["sources"] if one["source_id"] in ("late", "parental")
    ] == [True, False]
    dry = lee.get("/library/publish?check=true").text
    assert "nothing was written" in dry


def test_a_fault_of_the_whole_publication_is_one_line(site: Site) -> None:
    lee = desk.lee(site)
    site.company.manifest.write_text(site.company.manifest.read_text() + "  - id: x\n")
    now = desk.published(site, lee)
    assert now.error is not None
    assert "\n" not in now.error
    assert "lacks path" in lee.get("/library/publish").text
