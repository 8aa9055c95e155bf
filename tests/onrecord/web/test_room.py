"""The auditor's room: what was asked is found, each quote stands beside the frozen text as it is now, and what is taken
away can be checked without the service. Who asked is shown nowhere."""

import json
import re
import time
from typing import Any

import pytest

from audit import verify_main
from tests.onrecord.web.conftest import Site

LEAVE = ("How many weeks is parental leave?", "--leader", "ada-okafor", "--asker", "zebedee@example.com")
WHO = ("--by", "lee@example.com", "--reason", "it was asked for")


def auditor(site: Site) -> Any:
    return site.visit("ann@example.com", "auditor", audience="")


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.text[:2000]
    found: str = response.text
    return found


def test_records_are_searched_and_who_asked_stands_nowhere(site: Site) -> None:
    record, other = site.company.ask(*LEAVE), site.company.ask("Will the foundry stay open?")
    room = auditor(site)
    page = text(room.get("/room"))
    assert "2 records in all." in page
    assert page.index(other["record_id"]) < page.index(record["record_id"])
    page = text(room.get("/room?words=TWENTY weeks&leader=ada-okafor&outcome=answered"))
    assert record["record_id"] in page
    assert other["record_id"] not in page
    for path in ("/room", f"/room/record/{record['record_id']}", "/room/charts", "/api/records"):
        assert "zebedee" not in text(room.get(path))
    assert "kept apart, encrypted" in text(room.get(f"/room/record/{record['record_id']}"))
    for wrong in ("number=x", "since=soon", "outcome=lost", "after=x", "until=2026-01-02&since=2026-02-02"):
        assert "Traceback" not in text(room.get(f"/room?{wrong}"), 400)


def test_a_question_is_words_and_never_markup(site: Site) -> None:
    record = site.company.ask("Is <script>alert(1)</script> parental leave twenty weeks?")
    room = auditor(site)
    for path in ("/room", f"/room/record/{record['record_id']}", "/room?words=<script>"):
        page = text(room.get(path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_each_quote_stands_beside_the_frozen_text_as_it_is_now(site: Site) -> None:
    record = site.company.ask(*LEAVE)
    room, path = auditor(site), f"/room/record/{record['record_id']}"
    page = text(room.get(path))
    assert "Every quote is still" in page
    assert "Identical, byte for byte" in page
    assert "Not the same" not in page
    for check in record["statements"][0]["checks"]:
        assert check["name"] in page
    assert record["receipt"]["root"] in page
    citation = record["statements"][0]["citations"][0]
    assert f"/read/parental?record={record['record_id']}&amp;start={citation['start']}" in page
    site.company.sql("UPDATE texts SET text = replace(text, 'twenty', 'thirty')")
    page = text(room.get(path))
    assert "Something is not as it was written" in page
    assert "Not the same" in page
    assert "<mark>wen</mark>ty" in page.replace("\n", "") or "<mark>twen</mark>ty" in page
    assert "the frozen text of parental was changed" in page
    site.company.sql("DELETE FROM texts")
    assert "There is no frozen text to compare it with." in text(room.get(path))


def test_a_refusal_shows_what_was_near_it(site: Site) -> None:
    site.company.answers(everything=False)
    record = site.company.ask(*LEAVE)
    page = text(auditor(site).get(f"/room/record/{record['record_id']}"))
    assert "Refused: nothing on record" in page
    assert record["refusal"]["nearest"][0]["quote"][:20] in page
    assert "Identical, byte for byte" in page


def test_a_beginning_of_an_id_leads_to_its_record(site: Site) -> None:
    record_id = site.company.ask(*LEAVE)["record_id"]
    room = auditor(site)
    assert room.get(f"/room/record/{record_id[:10]}").headers["Location"] == f"/room/record/{record_id}"
    text(room.get("/room/record/ffffffffff"), 404)


def test_what_was_erased_is_shown_as_erased(site: Site) -> None:
    record = site.company.ask(*LEAVE)
    site.company.run("audit", "erase", record["record_id"], *WHO)
    room = auditor(site)
    page = text(room.get(f"/room/record/{record['record_id']}"))
    assert "Its leaf is in the log" in page
    assert "by lee@example.com: it was asked for" in page
    assert "parental leave" not in page
    assert "answered, erased" in text(room.get("/room"))
    assert "1 could not be searched, being erased." in text(room.get("/room?words=weeks"))
    found = room.get(f"/api/answers/{record['record_id']}/verification").json()
    assert found["verdict"] == "ERASED"


def test_a_hold_keeps_a_record_and_the_log_says_who_placed_it(site: Site) -> None:
    record_id = site.company.ask(*LEAVE)["record_id"]
    room, path = auditor(site), f"/room/record/{record_id}"
    assert room.post(f"{path}/hold", data={"reason": "a case"}).headers["Location"] == path
    assert "by ann@example.com: a case" in text(room.get(path))
    assert site.company.run("audit", "erase", record_id, *WHO)[0] == 1
    assert room.post(f"{path}/hold", data={"reason": "it is over", "lift": "true"}).status_code == 303
    assert site.company.run("audit", "erase", record_id, *WHO)[0] == 0
    assert "nothing left to hold" in text(room.post(f"{path}/hold", data={"reason": "too late"}), 422)
    text(room.post(f"{path}/hold", data={"reason": ""}), 422)
    text(room.post("/room/record/ffffffffff/hold", data={"reason": "x"}), 404)


def verified(site: Site, policy: bytes, bundle: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    folder = site.company.folder
    (folder / "bundle.zip").write_bytes(bundle)
    (folder / "policy.json").write_bytes(policy)
    capsys.readouterr()
    code = verify_main.main([str(folder / "bundle.zip"), "--policy", str(folder / "policy.json"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_bundle_from_the_page_verifies_on_disk_by_the_policy_from_the_page(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [site.company.ask(*LEAVE)["record_id"] for _ in range(3)]
    room = auditor(site)
    policy = room.get("/room/policy.json")
    assert policy.headers["Content-Disposition"] == 'attachment; filename="policy.json"'
    response = room.post("/room/export", data={"answers": f"{records[0][:12]}, {records[2]}"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    code, told = verified(site, policy.content, response.content, capsys)
    assert (code, told["verdict"]) == (3, "UNWITNESSED")  # nobody is named to witness it: all else holds
    assert [one["record_id"] for one in told["answers"]] == records[::2]
    response = room.post("/room/export", data={"since": "1", "until": "2"})
    assert 'filename="onrecord-answers-1-2.zip"' in response.headers["Content-Disposition"]
    code, told = verified(site, policy.content, response.content, capsys)
    assert (code, told["range"]) == (3, [1, 2])
    assert verified(site, policy.content, response.content[:-200], capsys)[0] == 1


def test_an_export_that_is_too_large_is_refused_with_the_command(site: Site) -> None:
    object.__setattr__(
        site.app.state.service.parts, "settings",
        site.app.state.service.parts.settings.model_copy(update={"export_answers": 1}),
    )  # fmt: skip
    for _ in range(2):
        site.company.ask(*LEAVE)
    room = auditor(site)
    page = text(room.post("/room/export", data={}), 422)
    assert "onrecord audit export --since 1 -o bundle.zip" in page
    assert room.post("/room/export", data={"until": "1"}).status_code == 200
    text(room.post("/room/export", data={"since": "0"}), 400)
    text(room.post("/room/export", data={"since": "9"}), 422)


def test_a_recall_lists_the_answers_and_writes_down_who_was_told(site: Site) -> None:
    record = site.company.ask(*LEAVE)
    room = auditor(site)
    assert "No document is taken back." in text(room.get("/room/recalls"))
    assert "It is not taken back." in text(room.get("/room/recalls/parental"))
    text(room.post("/room/recalls/parental/told", data={"told": "sam@example.com"}), 422)
    site.company.run("withdraw", "parental", "--reason", "it was <b>wrong</b>")
    assert "open: not those of 1" in text(room.get("/room/recalls"))
    page = text(room.get("/room/recalls/parental"))
    assert record["record_id"] in page
    assert "it was &lt;b&gt;wrong&lt;/b&gt;" in page
    assert "Nobody was told yet." in page
    assert (
        room.post("/room/recalls/parental/told", data={"told": "Sam@example.com, lee@example.com"}).status_code == 303
    )
    page = text(room.get("/room/recalls/parental"))
    assert "sam@example.com" in page
    assert "those of all" in text(room.get("/room/recalls"))
    for wrong in ("nobody", ""):
        text(room.post("/room/recalls/parental/told", data={"told": wrong}), 422)
    for path in ("/room/recalls/unknown", "/room/recalls/draft"):
        text(room.get(path), 404)
    assert "A document that it cites was withdrawn since" in text(room.get(f"/room/record/{record['record_id']}"))


def test_a_document_that_lapsed_before_it_was_ever_served_has_a_recalls_page(site: Site) -> None:
    manifest = site.company.manifest
    declared = manifest.read_text()
    ben = declared[declared.index("  - id: ben-okafor") : declared.index("documents:")]
    gone = ben.replace("ben-okafor", "cy-okafor").replace("Ben", "Cy").replace("2040", "2021")
    manifest.write_text(declared.replace("documents:", f"{gone}documents:"))
    site.company.add("farewell", "farewell.txt", "I leave with thanks.\n", leaders="cy-okafor")
    site.company.run("ingest")
    room = auditor(site)
    assert 'href="/room/recalls/farewell"' in text(room.get("/room/recalls"))
    assert "Not quoted any more" in text(room.get("/room/recalls/farewell"))


def test_before_anything_is_published_the_room_says_so(site: Site) -> None:
    for table in ("published", "leaves", "checkpoints"):
        site.company.sql(f"DELETE FROM {table}")
    room = auditor(site)
    for path in ("/room/ledger", "/room/verify"):
        assert "Nothing is in the log yet" in text(room.get(path))


def test_the_ledger_shows_its_state_and_is_examined_beside_the_service(site: Site) -> None:
    site.company.ask(*LEAVE)
    room = auditor(site)
    page = text(room.get("/room/ledger"))
    note = site.company.run("audit", "checkpoint")[1]
    assert text(room.get("/room/checkpoint.txt")) == note
    assert note.splitlines()[2] in page
    assert "was not examined since this service was started" in page
    assert len(re.findall(r'badge good">counts', page)) == 2
    assert "no witness" in page.lower()
    text(room.post("/room/ledger/cosign"), 422)
    found = examined(room, note)
    assert "Whole." in found
    assert "none was given" not in found
    site.company.ask(*LEAVE)
    assert "Whole." in examined(room, note)
    site.company.sql("UPDATE sections SET ciphertext = zeroblob(length(ciphertext)) WHERE name = 'answer'")
    found = examined(room)
    assert "Failed." in found
    assert "none was given" in found
    assert "it is none of this log" in examined(room, "not a checkpoint")


def test_a_log_that_cannot_be_read_is_told_and_can_still_be_examined(site: Site) -> None:
    record_id = site.company.ask(*LEAVE)["record_id"]
    site.company.sql("UPDATE checkpoints SET note = 'x' WHERE size = (SELECT max(size) FROM checkpoints)")
    room = auditor(site)
    assert "The log cannot be read." in text(room.get("/room/ledger"))
    assert "Failed." in examined(room)
    assert "FAILED" in text(room.get(f"/room/record/{record_id}"))
    site.company.sql("UPDATE leaves SET envelope = 'x' WHERE kind IN ('answer', 'key')")
    assert "FAILED" in text(room.get(f"/room/record/{record_id}"))
    assert "CANNOT BE READ" in text(room.get("/room"))
    assert "CANNOT BE READ" in text(room.get("/room?words=weeks"))
    site.company.sql("UPDATE sections SET ciphertext = zeroblob(60)")
    assert "1 could not be read, and so not searched" in text(room.get("/room?words=weeks"))


def examined(room: Any, checkpoint: str = "") -> str:
    """A browser sends a text's lines with CR LF."""
    assert room.post("/room/ledger/examine", data={"checkpoint": checkpoint.replace("\n", "\r\n")}).status_code == 303
    for _ in range(200):
        found = text(room.get("/room/ledger/examination"))
        if "data-going" not in found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not end")


def test_charts_are_drawn_with_their_figures_and_no_style_of_their_own(site: Site) -> None:
    room = auditor(site)
    assert "Nothing was asked in this period." in text(room.get("/room/charts"))
    site.company.ask(*LEAVE)
    site.company.answers(everything=False)
    site.company.ask("Is <b>brass</b> dear?")
    page = text(room.get("/room/charts"))
    for title in (
        "Answers and refusals by week", "Latency by week", "Refusals by reason", "Support: statements",
        "Coverage: documents cited most", "Coverage: whose words, said when", "Coverage over time",
    ):  # fmt: skip
        assert f"{title}</h2>" in page
    assert page.count("<svg") == page.count("<desc>") == page.count("As a table") >= 7
    assert "style=" not in page
    assert "<style" not in page
    assert "Served, and cited by no answer counted here" in page
    assert "Nothing was asked" in text(room.get("/room/charts?since=2001-01-01&until=2001-02-01"))
    text(room.get("/room/charts?since=2001-02-01&until=2001-01-01"), 400)


def test_a_page_tells_how_to_verify_offline(site: Site) -> None:
    site.company.ask(*LEAVE)
    page = text(auditor(site).get("/room/verify"))
    for words in ("/room/policy.json", "onrecord-verify bundle.zip --policy policy.json", "UNWITNESSED"):
        assert words in page


PAGES = ("/room", "/room/record/x", "/room/recalls", "/room/recalls/parental", "/room/ledger", "/room/charts",
         "/room/verify", "/room/policy.json", "/room/checkpoint.txt", "/room/ledger/examination")  # fmt: skip


def test_the_room_is_closed_to_whoever_is_no_auditor(site: Site) -> None:
    record_id = site.company.ask(*LEAVE)["record_id"]
    employee, stranger = site.visit(), site.stranger()
    for path in (*PAGES, f"/room/record/{record_id}"):
        text(employee.get(path), 403)
        assert stranger.get(path).headers["Location"].startswith("/sign-in")
    for path in ("/room/export", "/room/ledger/examine", "/room/ledger/cosign", "/room/recalls/parental/told",
                 f"/room/record/{record_id}/hold"):  # fmt: skip
        text(employee.post(path, data={"reason": "x", "told": "a@example.com"}), 403)
    assert employee.get("/api/records").status_code == 403
    author = site.visit("sam@example.com", "author")
    text(author.get("/room/recalls"))
    assert f"/room/record/{record_id}" not in text(author.get("/room/recalls/parental"))


def test_a_form_from_elsewhere_changes_nothing(site: Site) -> None:
    record_id = site.company.ask(*LEAVE)["record_id"]
    room = auditor(site)
    del room.headers["X-CSRF-Token"]
    text(room.post(f"/room/record/{record_id}/hold", data={"reason": "x"}), 403)
    assert "<dd>no</dd>" in text(room.get(f"/room/record/{record_id}"))


def test_records_as_json_go_on_where_a_page_ended(site: Site) -> None:
    asked = [site.company.ask(*LEAVE)["record_id"] for _ in range(3)]
    program = site.program("audit", roles=("auditor",))
    found = program.get("/api/records", params={"words": "weeks", "limit": 2}).json()
    assert [one["record_id"] for one in found["records"]] == asked[:0:-1]
    rest = program.get("/api/records", params={"words": "weeks", "limit": 2, "after": found["after"]}).json()
    assert [one["record_id"] for one in rest["records"]] == asked[:1]
    assert rest["after"] is None
    assert site.program("ask", roles=("auditor",)).get("/api/records").status_code == 403


def test_an_auditor_has_every_finding_of_any_record(site: Site) -> None:
    record = site.company.ask(*LEAVE)
    path = f"/api/answers/{record['record_id']}/verification"
    found = auditor(site).get(path).json()
    same = site.company.json("audit", "verify", record["record_id"])
    assert (found["verdict"], found["findings"]) == (same["verdict"], same["findings"])
    assert auditor(site).get("/api/answers/unknown/verification").status_code == 404
