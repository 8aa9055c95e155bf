"""A document's whole way over HTTP, and what an approval at the page is bound to."""

import hashlib

from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site


def test_a_document_goes_the_whole_way_and_is_taken_back(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    question = "How many glaziers will be hired in York?"
    first = desk.added(sam)
    assert (first.status_code, first.headers["location"]) == (303, "/library/glaziers")
    draft = desk.source(site, "glaziers")
    assert (draft.owner, draft.added_by, draft.approval) == ("sam@example.com", "sam@example.com", None)
    assert draft.path == "corpus/memos/glaziers.txt"
    assert "cannot approve it" not in lee.get("/library/glaziers/review").text

    back = lee.post("/library/glaziers/reject", data={"reason": "say how many"})
    assert back.status_code == 303
    assert "Sent back</strong>: say how many (lee@example.com)" in sam.get("/library/glaziers").text
    again = desk.MEMO.replace(b"two", b"three")
    kim = site.visit("kim@example.com", "author")
    assert desk.added(kim, "../other name.TXT", again, replaces="glaziers").status_code == 303
    draft = desk.source(site, "glaziers")
    assert (draft.path, draft.added_by) == ("corpus/memos/other-name.txt", "kim@example.com")

    assert desk.approved(lee, "glaziers").status_code == 303
    approval = desk.source(site, "glaziers").approval
    assert approval is not None
    assert (approval.by, approval.sha256, bool(approval.text_sha256)) == ("lee@example.com", draft.sha256, True)
    assert "joins what is answered from" in lee.get("/library/publish").text
    assert "not published yet" in lee.get("/library/glaziers").text
    assert "not published yet" in lee.get("/library").text
    assert "glaziers" not in str(desk.asked(lee, question)["statements"])
    report = desk.published(site, lee).report
    assert report is not None
    assert [one.source_id for one in report.results if one.outcome.value == "added"] == ["glaziers"]
    answer = desk.asked(lee, question)
    assert "three glaziers" in str(answer["statements"])

    card = lee.get("/library/glaziers").text
    assert "not published yet" not in card
    assert "1 past answer used it; withdrawing it recalls it" in card
    assert answer["record_id"] in card
    assert "lee@example.com" not in card[card.index("past answer used it") :]
    assert lee.post("/library/glaziers/withdraw", data={"reason": "two of them left"}).status_code == 303
    card = site.visit("ida@example.com", "auditor").get("/library/glaziers").text
    assert "Answers that it recalls" in card
    assert "It is already out of every answer, and leaves the index at the next publication" in card
    assert f'href="/room/record/{answer["record_id"]}"' in card
    assert "two of them left" in card
    assert "three glaziers" not in str(desk.asked(lee, question)["statements"])
    withdrawal = desk.source(site, "glaziers").withdrawn
    assert withdrawal is not None
    assert withdrawal.reason == "two of them left"


def test_who_added_or_owns_it_is_told_before_they_read_and_cannot_approve(site: Site) -> None:
    both = site.visit("sam@example.com", "author", "approver")
    desk.added(both)
    page = both.get("/library/glaziers/review").text
    assert page.index("You are its owner and adder, so you cannot approve it") < page.index("two glaziers")
    assert 'id="approve"' not in page
    kim = site.visit("kim@example.com", "approver")
    shown = desk.fields(kim.get("/library/glaziers/review").text, "approve")
    refused = both.post("/library/glaziers/approve", data=shown)
    assert refused.status_code == 422
    assert "is the owner and adder of glaziers and cannot approve it" in refused.text
    assert desk.source(site, "glaziers").approval is None


def test_what_was_changed_between_showing_and_approving_is_refused_with_both_hashes(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    desk.added(sam)
    shown = desk.fields(lee.get("/library/glaziers/review").text, "approve")
    file = site.company.folder / desk.source(site, "glaziers").path
    file.write_bytes(desk.MEMO + b"No.\n")
    refused = lee.post("/library/glaziers/approve", data=shown)
    assert refused.status_code == 422
    assert shown["sha256"] in refused.text
    assert hashlib.sha256(desk.MEMO + b"No.\n").hexdigest() in refused.text
    file.write_bytes(desk.MEMO)
    desk.added(sam, "new.txt", desk.MEMO + b"No.\n", replaces="glaziers")
    refused = lee.post("/library/glaziers/approve", data=shown)
    assert refused.status_code == 422
    assert shown["sha256"] in refused.text
    assert desk.source(site, "glaziers").sha256 in refused.text
    assert desk.source(site, "glaziers").approval is None


def test_an_entry_that_was_changed_between_showing_and_approving_is_refused(site: Site) -> None:
    """An embargo that somebody lifts meanwhile would publish sooner than the approver thought."""
    sam, lee = desk.sam(site), desk.lee(site)
    desk.added(sam, embargo_until="2090-01-01T00:00")
    shown = desk.fields(lee.get("/library/glaziers/review").text, "approve")
    seen = desk.declared(sam, "glaziers")
    moved = sam.post("/library/glaziers/schedule", data={"declared": seen})
    assert moved.status_code == 303
    assert desk.source(site, "glaziers").embargo_until is None
    refused = lee.post("/library/glaziers/approve", data=shown)
    assert (refused.status_code, "was changed while it was read" in refused.text) == (422, True)
    for name in ("text_sha256", "declared"):
        current = desk.fields(lee.get("/library/glaziers/review").text, "approve")
        assert lee.post("/library/glaziers/approve", data=current | {name: "0" * 64}).status_code == 422
    assert desk.source(site, "glaziers").approval is None


def test_findings_are_accepted_one_by_one_or_all_at_once(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    desk.added(sam, data="We will\u200b hire.\n\nWe \u202ewill not fire.\n".encode())
    page = lee.get("/library/glaziers/review").text
    assert page.count('name="finding"') == 2
    assert '<mark id="f1">[U+200B]<sup>1</sup></mark>' in page
    assert "\u202e" not in page
    refused = desk.approved(lee, "glaziers", finding="1")
    assert (refused.status_code, "would not see everything: 1 finding." in refused.text) == (422, True)
    assert desk.source(site, "glaziers").approval is None
    assert desk.approved(lee, "glaziers", all_findings="yes").status_code == 303
    lee.post("/library/glaziers/reject", data={"reason": "once more"})
    shown = desk.fields(lee.get("/library/glaziers/review").text, "approve")
    assert lee.post("/library/glaziers/approve", data=shown | {"finding": ["1", "2"]}).status_code == 303


def test_where_only_signed_approvals_count_the_page_tells_the_command(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    desk.added(sam)
    shown = desk.fields(lee.get("/library/glaziers/review").text, "approve")
    made = site.app.state.service.parts
    object.__setattr__(made, "settings", made.settings.model_copy(update={"unsigned_approvals": False}))
    page = lee.get("/library/glaziers/review").text
    assert "onrecord approve glaziers --by lee@example.com" in page
    assert 'id="approve"' not in page
    assert lee.post("/library/glaziers/approve", data=shown).status_code == 422
    assert desk.source(site, "glaziers").approval is None
