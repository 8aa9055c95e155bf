"""Edits do what they say to one entry, refuse what may not be, and leave the rest of the file to its people."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from audit.errors import ManifestError, OnRecordError
from audit.keys.domain import Signature, encoded
from ingest.domain import Approval, Approver, Consent, Kind, Leader, Manifest, Scope, Source, Withdrawal
from ingest.manifest import edit
from ingest.manifest.read import read_manifest

A, B, C = "a" * 64, "b" * 64, "c" * 64
KEY, OTHER = "1f" * 32, "ab" * 32
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

LEADER = Leader(
    leader_id="mira-sol",
    name="Mira Sol",
    title="Chair: interim",
    consent=Consent(
        record="corpus/consent/mira-sol.md",
        sha256=C,
        scope=frozenset({Scope.PARAPHRASE, Scope.QUOTE}),
        audiences=frozenset({"all-employees"}),
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
    ),
)
SOURCE = Source(
    source_id="town-hall",
    path="corpus/transcripts/town hall.vtt",
    sha256=C,
    title="2026",
    kind=Kind.TRANSCRIPT,
    leaders=("ada-okafor", "jonas-weir"),
    date=date(2026, 4, 30),
    audience="managers",
    owner="Comms@Example.com",
    added_by="sam@example.com",
    embargo_until=NOON,
    supersedes=("hiring-memo",),
)


def test_a_document_is_added_as_a_draft_at_the_end(manifest_file: Path, company: str) -> None:
    after = edit.add_document(manifest_file, SOURCE)
    assert after.sources[-1] == replace(SOURCE, owner="comms@example.com")
    assert after == read_manifest(manifest_file)
    assert added_lines(company, manifest_file) == [
        "",
        "  - id: town-hall",
        "    path: corpus/transcripts/town hall.vtt",
        f"    sha256: {C}",
        '    title: "2026"',
        "    kind: transcript",
        "    leaders: [ada-okafor, jonas-weir]",
        "    date: 2026-04-30",
        "    audience: managers",
        "    owner: comms@example.com",
        "    added_by: sam@example.com",
        "    embargo_until: 2026-05-01T12:00:00Z",
        "    supersedes: [hiring-memo]",
    ]
    assert manifest_file.read_text().endswith("[hiring-memo]\n# end of the file\n")


def test_a_leader_is_added_with_their_consent(manifest_file: Path, company: str) -> None:
    after = edit.add_leader(manifest_file, LEADER)
    assert after.leaders[-1] == LEADER
    assert added_lines(company, manifest_file) == [
        "  - id: mira-sol",
        "    name: Mira Sol",
        '    title: "Chair: interim"',
        "    consent:",
        "      record: corpus/consent/mira-sol.md",
        f"      sha256: {C}",
        "      scope: [quote, paraphrase]",
        "      audiences: [all-employees]",
        "      valid_from: 2026-01-01",
        "      valid_until: 2027-01-01",
    ]


def test_an_approval_is_one_line_after_the_people(manifest_file: Path, company: str) -> None:
    at = datetime(2026, 5, 1, 14, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    after = edit.set_approval(manifest_file, "hiring-memo", Approval(by="Lee@Example.com", at=at, sha256=B))
    assert after.sources[1].approval == Approval(by="lee@example.com", at=NOON, sha256=B)
    line = f"    approval: {{by: lee@example.com, at: 2026-05-01T12:00:00Z, sha256: {B}}}"
    assert added_lines(company, manifest_file) == [line]
    assert f"owner: comms@example.com\n{line}\n" in manifest_file.read_text()


def test_a_signed_approval_is_one_line_too_and_binds_the_text(manifest_file: Path, company: str) -> None:
    signed = Approval(
        by="lee@example.com", at=NOON, sha256=B, text_sha256=C, signature=Signature(keyid=A, sig=encoded(bytes(64)))
    )
    after = edit.set_approval(manifest_file, "hiring-memo", signed)
    assert after.sources[1].approval == signed
    line = (
        f"    approval: {{by: lee@example.com, at: 2026-05-01T12:00:00Z, sha256: {B}, text_sha256: {C}, "
        f'signature: {{keyid: {A}, sig: "{encoded(bytes(64))}"}}}}'
    )
    assert added_lines(company, manifest_file) == [line]


def test_a_first_approvers_key_makes_the_list(manifest_file: Path, company: str) -> None:
    after = edit.add_approver(manifest_file, Approver(by="Lee@Example.com", public=KEY))
    assert after.approvers == (Approver(by="lee@example.com", public=KEY),)
    assert added_lines(company, manifest_file) == ["approvers:", "  - by: lee@example.com", f"    public: {KEY}"]
    before = manifest_file.read_text()
    after = edit.add_approver(manifest_file, Approver(by="lee@example.com", public=OTHER))
    assert [one.public for one in after.approvers] == [KEY, OTHER]
    assert added_lines(before, manifest_file) == ["  - by: lee@example.com", f"    public: {OTHER}"]


def test_one_key_is_not_two_peoples(manifest_file: Path) -> None:
    edit.add_approver(manifest_file, Approver(by="lee@example.com", public=KEY))
    data = manifest_file.read_bytes()
    with pytest.raises(OnRecordError, match=r"is already that of approvers\[0\]\. Nothing was written"):
        edit.add_approver(manifest_file, Approver(by="kim@example.com", public=KEY))
    assert manifest_file.read_bytes() == data


def test_another_persons_approval_replaces_the_first(manifest_file: Path, company: str) -> None:
    after = edit.set_approval(manifest_file, "all-hands-2026-03", Approval(by="kim@example.com", at=NOON, sha256=A))
    assert after.sources[0].approval == Approval(by="kim@example.com", at=NOON, sha256=A)
    assert f"sha256: {A}}}  # by phone\n    # the slides" in manifest_file.read_text()
    assert len(added_lines(company, manifest_file, removed=1)) == 1


def test_a_rejection_takes_the_approvals_place_and_keeps_its_reason(manifest_file: Path, company: str) -> None:
    after = edit.remove_approval(
        manifest_file, "all-hands-2026-03", reason="wrong quarter,\n page 3", on=date(2026, 5, 1)
    )
    assert after.sources[0].approval is None
    assert added_lines(company, manifest_file, removed=1) == [
        "    # rejected 2026-05-01 (all-hands-2026-03): wrong quarter, page 3",
        "    # by phone",
    ]


def test_a_draft_can_be_rejected_too(manifest_file: Path, company: str) -> None:
    edit.remove_approval(manifest_file, "hiring-memo", reason="no: too early", on=date(2026, 5, 1))
    comment = "    # rejected 2026-05-01 (hiring-memo): no: too early"
    assert added_lines(company, manifest_file) == [comment]


def test_reasons_survive_every_later_edit(manifest_file: Path) -> None:
    edit.remove_approval(manifest_file, "all-hands-2026-03", reason="first", on=date(2026, 5, 1))
    edit.set_approval(manifest_file, "all-hands-2026-03", Approval(by="lee@example.com", at=NOON, sha256=A))
    edit.remove_approval(manifest_file, "all-hands-2026-03", reason="second", on=date(2026, 5, 2))
    edit.remove_approval(manifest_file, "hiring-memo", reason="third", on=date(2026, 5, 3))
    edit.set_withdrawn(manifest_file, "hiring-memo", at=NOON, reason="gone")
    edit.add_document(manifest_file, SOURCE)
    edit.add_leader(manifest_file, LEADER)
    told = [line.strip() for line in manifest_file.read_text().splitlines() if "rejected" in line]
    assert told == [
        "# rejected 2026-05-02 (all-hands-2026-03): second",
        "# rejected 2026-05-01 (all-hands-2026-03): first",
        "# rejected 2026-05-03 (hiring-memo): third",
    ]
    assert manifest_file.read_text().index("third") < manifest_file.read_text().index("town-hall")


def test_comments_inside_an_approval_outlive_it(manifest_file: Path, company: str) -> None:
    flow = company[company.index("    approval: ") : company.index("    # the slides")]
    block = f"""\
    approval:
      by: lee@example.com
      # on paper
      at: 2026-03-05T09:00:00Z
      sha256: {A}
"""
    manifest_file.write_text(company.replace(flow, block))
    edit.remove_approval(manifest_file, "all-hands-2026-03", reason="why not", on=date(2026, 5, 1))
    assert "): why not\n    # on paper\n    # the slides" in manifest_file.read_text()


def test_a_withdrawal_is_the_entrys_last_line(manifest_file: Path, company: str) -> None:
    after = edit.set_withdrawn(manifest_file, "hiring-memo", at=NOON, reason="A mistake: [p. 3]")
    assert after.sources[1].withdrawn == Withdrawal(at=NOON, reason="A mistake: [p. 3]")
    line = '    withdrawn: {at: 2026-05-01T12:00:00Z, reason: "A mistake: [p. 3]"}'
    assert added_lines(company, manifest_file) == [line]


def test_the_first_entry_of_an_empty_list(manifest_file: Path) -> None:
    text = "version: 1\norganisation: M\naudiences: [all-employees]\nleaders: []  # none yet\ndocuments: []\n"
    manifest_file.write_text(text)
    edit.add_leader(manifest_file, LEADER)
    edit.add_document(manifest_file, replace(SOURCE, leaders=("mira-sol",), audience="all-employees", supersedes=()))
    assert "leaders:  # none yet\n  - id: mira-sol\n    name:" in manifest_file.read_text()
    assert "documents:\n  - id: town-hall\n    path:" in manifest_file.read_text()


def test_a_file_in_braces_stays_in_braces(manifest_file: Path) -> None:
    manifest_file.write_text(
        '{"version": 1, "organisation": "M", "audiences": ["managers", "all-employees"], "leaders": [],\n'
        ' "documents": []}'
    )
    edit.add_leader(manifest_file, LEADER)
    edit.add_document(manifest_file, replace(SOURCE, leaders=("mira-sol",), supersedes=()))
    edit.add_document(manifest_file, replace(SOURCE, source_id="b", path="b.md", leaders=(), supersedes=()))
    edit.set_approval(manifest_file, "b", Approval(by="lee@example.com", at=NOON, sha256=C))
    edit.set_withdrawn(manifest_file, "town-hall", at=NOON, reason="gone")
    after = edit.remove_approval(manifest_file, "b", reason="again", on=date(2026, 5, 1))
    assert [(source.source_id, source.approval) for source in after.sources] == [("town-hall", None), ("b", None)]
    assert "# rejected 2026-05-01 (b): again" in manifest_file.read_text()


REPEATABLE = {
    "approver": lambda path, at: edit.add_approver(path, Approver(by="lee@example.com", public=KEY)),
    "reject": lambda path, at: edit.remove_approval(path, "hiring-memo", reason="no", on=at.date()),
    "reject_approved": lambda path, at: edit.remove_approval(path, "all-hands-2026-03", reason="no", on=at.date()),
    "withdraw": lambda path, at: edit.set_withdrawn(path, "hiring-memo", at=at, reason="gone"),
}


@pytest.mark.parametrize("name", REPEATABLE)
def test_the_same_edit_again_changes_nothing(manifest_file: Path, name: str) -> None:
    first = REPEATABLE[name](manifest_file, NOON)
    data = manifest_file.read_bytes()
    assert REPEATABLE[name](manifest_file, NOON + timedelta(days=3)) == first
    assert manifest_file.read_bytes() == data


def approve(path: Path, by: str = "lee@example.com", sha256: str = B, source_id: str = "hiring-memo") -> Manifest:
    return edit.set_approval(path, source_id, Approval(by=by, at=NOON, sha256=sha256))


REFUSED = {
    "leader_id_taken": (lambda path: edit.add_leader(path, replace(LEADER, leader_id="ada-okafor")),
                        "already has a leader 'ada-okafor'. Choose another: --id ID"),
    "document_id_taken": (lambda path: edit.add_document(path, replace(SOURCE, source_id="hiring-memo")),
                          "already has a document 'hiring-memo'. Choose another: --id ID"),
    "file_taken": (lambda path: edit.add_document(path, replace(SOURCE, path="corpus/memos/hiring.md")),
                   "path: 'corpus/memos/hiring.md' is already that of documents[1]. Nothing was written"),
    "leader_unknown": (lambda path: edit.add_document(path, replace(SOURCE, leaders=("ada",))),
                       "leaders[0]: expected one of ada-okafor, jonas-weir; got 'ada'"),
    "owner_is_nobody": (lambda path: edit.add_document(path, replace(SOURCE, owner="comms")),
                        "owner: expected an e-mail address such as sam@example.com; got 'comms'"),
    "title_hides_text": (lambda path: edit.add_document(path, replace(SOURCE, title="a\u202eb")), "U+202E"),
    "path_outside": (lambda path: edit.add_document(path, replace(SOURCE, path="../a.md")), "without '..'"),
    "consent_of_no_day": (lambda path: edit.add_leader(path, replace(LEADER, consent=replace(
        LEADER.consent, valid_until=date(2026, 1, 1)))), "consent.valid_until: expected a day after valid_from"),
    "unknown_document": (lambda path: approve(path, source_id="hirng-memo"),
                         "has no document 'hirng-memo'. Did you mean 'hiring-memo'? List them: onrecord sources"),
    "approver_is_owner": (lambda path: approve(path, by="COMMS@example.com"),
                          "comms@example.com is the owner and adder of hiring-memo and cannot approve it."),
    "approver_added_it": (lambda path: approve(path, "sam@example.com", A, "all-hands-2026-03"),
                          "sam@example.com is the adder of all-hands-2026-03"),
    "approver_is_nobody": (lambda path: approve(path, by="lee"), "by: expected an e-mail address"),
    "other_bytes": (lambda path: approve(path, sha256=C), f"expected {B}; got {C}."),
    "reason_is_empty": (lambda path: edit.remove_approval(path, "hiring-memo", reason=" \n", on=date(2026, 5, 1)),
                        "reason: is empty"),
    "reason_with_terminal_codes": (lambda path: edit.set_withdrawn(path, "hiring-memo", at=NOON, reason="\x1b[2J"),
                                   "reason: holds U+001B"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_is_refused_and_nothing_is_written(manifest_file: Path, company: str, name: str) -> None:
    change, message = REFUSED[name]
    with pytest.raises(OnRecordError) as caught:
        change(manifest_file)
    assert message in str(caught.value)
    assert manifest_file.read_text() == company


def test_a_second_withdrawal_does_not_rewrite_the_first(manifest_file: Path) -> None:
    edit.set_withdrawn(manifest_file, "hiring-memo", at=NOON, reason="gone")
    with pytest.raises(OnRecordError, match="was withdrawn at 2026-05-01 12:00 UTC: 'gone'"):
        edit.set_withdrawn(manifest_file, "hiring-memo", at=NOON, reason="another")


def test_a_manifest_with_faults_is_not_edited(manifest_file: Path, company: str) -> None:
    broken = company.replace("kind: memo", "kind: note")
    manifest_file.write_text(broken)
    with pytest.raises(ManifestError, match="got 'note'"):
        edit.set_withdrawn(manifest_file, "hiring-memo", at=NOON, reason="gone")
    assert manifest_file.read_text() == broken


def added_lines(before: str, path: Path, *, removed: int = 0) -> list[str]:
    """The lines that came, in one place, for `removed` lines there; every other line is as it was."""
    old, new = before.splitlines(), path.read_text().splitlines()
    head = next(number for number, (x, y) in enumerate(zip(old, new, strict=False)) if x != y)
    kept = len(old) - head - removed
    assert old[head + removed :] == new[len(new) - kept :]
    return new[head : len(new) - kept]
