"""An auditor's way: a past answer is found, compared with what it cites, and taken along to be checked without us."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Visitors
from tests.browser.printed import PRINTED, SOURCE_ID, TITLE
from tests.browser.test_employee import SHELTER, ask

UNWITNESSED = 3


def test_a_record_is_found_compared_and_taken_along(
    visitors: Visitors, accessible: Any, picture: Any, tmp_path: Path
) -> None:
    eve = visitors.sign_in("eve.larch@example.com")
    ask(eve, SHELTER)
    eve.get_by_role("link", name="Its own page").click()
    eve.get_by_role("heading", name=SHELTER, level=1).wait_for()
    record_id = eve.url.rsplit("/", 1)[1]

    ann = visitors.sign_in("ann.ford@example.com", "auditor")
    ann.goto("/room")
    accessible(ann, "the auditor's room")
    ann.get_by_label("Words that were asked or said").fill("“shelter at Thornbeck”")
    ann.get_by_role("button", name="Search").click()
    expect(ann.locator("table.records")).to_contain_text(SHELTER)
    picture(ann, "room")
    ann.goto(f"/room/record/{record_id}")
    expect(ann.locator("main")).to_contain_text("VERIFIED")
    expect(ann.locator("main")).to_contain_text(PRINTED[0].text)
    expect(ann.locator("main")).to_contain_text(TITLE)
    assert "eve.larch" not in ann.content()
    accessible(ann, "a record")
    picture(ann, "record")

    ann.goto("/room")
    ann.get_by_label("Record ids, or nothing to export by number").fill(record_id)
    with ann.expect_download() as started:
        ann.get_by_role("button", name="Export").click()
    bundle = tmp_path / "bundle.zip"
    started.value.save_as(bundle)
    ann.goto("/room/verify")
    accessible(ann, "how to verify offline")
    with ann.expect_download() as started:
        ann.get_by_role("link", name="Download this workspace’s policy.json").click()
    policy = tmp_path / "policy.json"
    started.value.save_as(policy)
    command = [sys.executable, "-m", "audit.verify_main", str(bundle), "--policy", str(policy)]
    verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert verified.returncode == UNWITNESSED, verified.stdout + verified.stderr
    assert record_id in verified.stdout
    bundle.write_bytes(bundle.read_bytes().replace(b"ninety bicycles", b"ninety tricycle"))
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1


def test_the_ledger_is_examined_and_charts_are_drawn(visitors: Visitors, accessible: Any, picture: Any) -> None:
    ann = visitors.sign_in("ann.ford@example.com", "auditor")
    ann.goto("/room/ledger")
    ann.get_by_role("button", name="Examine now").click()
    expect(ann.locator("#examining")).to_contain_text("Whole.", timeout=120_000)
    accessible(ann, "the ledger")
    ann.goto("/room/charts")
    expect(ann.locator("figure svg").first).to_be_visible()
    accessible(ann, "charts")
    picture(ann, "charts", whole=True)
    for path in ("/room/recalls", f"/room/recalls/{SOURCE_ID}"):
        ann.goto(path)
        accessible(ann, path)
