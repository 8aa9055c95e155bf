"""What somebody must not learn on a way round: a colleague's wider audience, a document that is not out yet."""

from fastapi.testclient import TestClient

from tests.onrecord.web.conftest import Site

TOLD = "town-hall"  # for everybody; replaced by `secret`, which is for managers


def told_by_a_manager(site: Site, client: TestClient) -> str:
    """The id of a timeline of what everybody may read, in which a document for managers is named as its successor."""
    body = client.get("/api/timeline", params={"topic": "open until the summer of 2030"}).json()
    cited = [one for made in body["statements"] for one in made["citations"]]
    assert {one["source_id"] for one in cited} == {TOLD}
    assert cited[0]["superseded_by"] == ["secret"]
    record_id: str = body["record_id"]
    return record_id


def test_a_shared_record_does_not_name_what_has_replaced_a_source_above_the_readers_audience(site: Site) -> None:
    manager = site.visit("mia@example.com", audience="managers")
    record_id = told_by_a_manager(site, manager)
    assert manager.post(f"/record/{record_id}/share").status_code == 303
    everybody = site.visit("eve@example.com")
    for address in (
        f"/api/answers/{record_id}",
        f"/api/answers/{record_id}/verification",
        f"/record/{record_id}",
        f"/record/{record_id}.md",
        f"/record/{record_id}.txt",
        f"/over-time/{record_id}",
        f"/read/{TOLD}?record={record_id}",
    ):
        found = everybody.get(address, follow_redirects=True)
        assert found.status_code == 200, address
        assert "secret" not in found.text.casefold(), address
    assert manager.get(f"/api/answers/{record_id}").json()["statements"][0]["citations"][0]["superseded_by"]


def test_whose_audience_has_shrunk_is_not_told_of_what_they_could_read_then(site: Site) -> None:
    record_id = told_by_a_manager(site, site.visit("mia@example.com", audience="managers"))
    now = site.visit("mia@example.com")
    for address in (f"/api/answers/{record_id}", f"/record/{record_id}", f"/over-time/{record_id}"):
        assert "secret" not in now.get(address, follow_redirects=True).text.casefold(), address


def test_no_link_of_another_site_puts_a_timeline_on_record_in_somebodys_name(site: Site) -> None:
    eve, answering = site.visit(), site.app.state.service.answering
    del eve.headers["X-CSRF-Token"]
    assert eve.get("/api/timeline", params={"topic": "hiring"}).status_code == 403
    assert answering.taken == 0
    assert site.program("ask").get("/api/timeline", params={"topic": "hiring"}).status_code == 200


def test_thanks_name_the_owner_of_the_statement_that_was_meant(site: Site) -> None:
    """Though one before it is not shown any longer, so that the rest stands at other places."""
    company, eve = site.company, site.visit()
    text = company.manifest.read_text()
    entry = text[text.index("- id: hiring-2026") :]
    company.manifest.write_text(text.replace(entry, entry.replace("owner: comms@", "owner: other@", 1)))
    assert company.run("ingest")[0] == 0
    body = eve.get("/api/timeline", params={"topic": "hire engineers in Leeds"}).json()
    cited = [made["citations"][0]["source_id"] for made in body["statements"]]
    assert (cited[0], cited[-1]) == ("hiring-2025", "hiring-2026")
    assert company.run("withdraw", "hiring-2025", "--reason", "a wrong figure")[0] == 0
    said = {"kind": "wrong", "statement": len(cited)}
    told = eve.post(f"/api/answers/{body['record_id']}/feedback", json=said).json()["told"]
    assert "other@example.com" in told


def test_a_shared_refusal_names_no_owner_of_what_its_reader_may_not_read(site: Site) -> None:
    """Also where the passage was too short to be shown as a near one."""
    company = site.company
    company.add("brass", "brass.txt", "Brass trumpets are over.\n", audience="managers")
    before, owner, after = company.manifest.read_text().rpartition("owner: comms@")
    company.manifest.write_text(f"{before}{owner.replace('comms', 'boss')}{after}")
    assert company.run("ingest")[0] == 0
    company.answers(everything=False)
    manager = site.visit("mia@example.com", audience="managers")
    asked = {"question": "Are brass trumpets over?", "leader": "ada-okafor"}
    body = manager.post("/api/answers", json=asked).json()
    assert body["refusal"]["ask"] == "boss@example.com"
    assert "brass" not in {one["source_id"] for one in body["refusal"]["nearest"]}
    assert manager.post(f"/record/{body['record_id']}/share").status_code == 303
    for address in (f"/api/answers/{body['record_id']}", f"/record/{body['record_id']}"):
        assert "boss@example.com" not in site.visit().get(address).text, address
