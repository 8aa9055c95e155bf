"""`approve`: a second person reads what a document says and binds an approval to its bytes."""

import hashlib
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from audit.keys.domain import PrivateKey, Role
from audit.keys.files import create, load
from audit.signed.approvals import approval_payload, verify
from ingest.domain import Source
from ingest.manifest.read import read_manifest

APPROVE = ("approve", "draft", "--by", "Lee@Example.com")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def draft(company: Any) -> Source:
    (source,) = [one for one in read_manifest(company.manifest).sources if one.source_id == "draft"]
    return source


def typed(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))


def test_it_shows_the_text_the_hashes_and_whose_words_they_are_and_asks(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "y\n")
    code, out, err = company.run(*APPROVE)
    data = Path("draft.txt").read_bytes()
    assert code == 0
    assert "The canteen will serve soup on every Friday of the winter." in out
    assert f"file sha256 {hashlib.sha256(data).hexdigest()}" in out
    assert f"text sha256 {hashlib.sha256(data).hexdigest()}" in out
    assert "Could be quoted: Ada Okafor (11 words)." in out
    assert "The approval will not be signed" in out
    assert "The approval is not signed." in out
    assert err == "Approve draft as lee@example.com? [y/N] "
    assert out.endswith("Next: onrecord ingest\n")
    approval = draft(company).approval
    assert approval is not None
    assert (approval.by, approval.sha256) == ("lee@example.com", hashlib.sha256(data).hexdigest())


def test_what_was_approved_is_served_after_the_next_ingest(company: Any) -> None:
    company.run(*APPROVE, "--yes")
    company.run("ingest")
    (found,) = [one for one in company.json("sources")["sources"] if one["source_id"] == "draft"]
    assert (found["status"], found["passages"]) == ("published", 1)


@pytest.mark.parametrize("answer", ["\n", "n\n", "yess\n", ""])
def test_anything_but_yes_approves_nothing(company: Any, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    typed(monkeypatch, answer)
    before = company.manifest.read_bytes()
    code, out, _ = company.run(*APPROVE)
    assert code == 1
    assert "Not approved; nothing was changed." in out
    assert company.manifest.read_bytes() == before


def test_without_a_terminal_it_asks_for_yes_before_it_prints_anything(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, out, err = company.run(*APPROVE)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--yes" in err
    assert draft(company).approval is None


@pytest.mark.parametrize(("by", "role"), [("COMMS@example.com", "owner"), ("sam@EXAMPLE.com", "adder")])
def test_nobody_approves_what_they_own_or_added(company: Any, by: str, role: str) -> None:
    code, out, err = company.run("approve", "draft", "--by", by, "--yes")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"is the {role} of draft and cannot approve it" in err
    assert draft(company).approval is None


def test_a_file_edited_after_it_was_added_is_refused_with_both_hashes(company: Any) -> None:
    declared = draft(company).sha256
    Path("draft.txt").write_text("The canteen will close.\n")
    code, out, err = company.run(*APPROVE, "--yes")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert declared in err
    assert hashlib.sha256(b"The canteen will close.\n").hexdigest() in err
    assert draft(company).approval is None


def test_a_link_that_leads_outside_is_not_read(company: Any, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_bytes(Path("draft.txt").read_bytes())
    Path("draft.txt").unlink()
    Path("draft.txt").symlink_to(tmp_path / "elsewhere.txt")
    code, out, err = company.run(*APPROVE, "--yes")
    assert (code, out) == (1, "")
    assert "outside the manifest's folder" in err


def test_words_that_are_nobodys_are_told_before_they_are_approved(company: Any) -> None:
    company.add("panel", "panel.txt", "Host: Who are you?\nADA OKAFOR: I am Ada.\n", "draft", kind="transcript")
    _, out, _ = company.run("approve", "panel", "--by", "lee@example.com", "--yes")
    assert "(Host)" in out
    assert "Could be quoted: Ada Okafor (3 words); 3 words are no leader's" in out
    company.add("nobody", "nobody.txt", "Host: Who are you all?\n", "draft", kind="transcript")
    _, out, _ = company.run("approve", "nobody", "--by", "lee@example.com", "--yes")
    assert "Could be quoted: nobody" in out
    assert "add speaker labels" in out


def test_approving_twice_changes_nothing_and_says_so(company: Any) -> None:
    company.run(*APPROVE, "--yes")
    before = company.manifest.read_bytes()
    code, out, _ = company.run(*APPROVE, "--yes")
    assert code == 0
    assert "was approved by lee@example.com already; nothing was changed" in out
    assert "onrecord reject draft --reason TEXT" in out
    assert company.manifest.read_bytes() == before


def test_what_is_approved_under_embargo_is_said_to_be_so(company: Any) -> None:
    text = "    embargo_until: 2090-01-01\n"
    company.add("later", "later.txt", "We will paint every lamp green.\n", text)
    _, out, _ = company.run("approve", "later", "--by", "kim@example.com", "--yes")
    assert "it is embargoed today" in out


def test_json_asks_nobody_and_prints_one_object(company: Any) -> None:
    code, _, err = company.run(*APPROVE, "--json")
    assert code == 1
    assert "needs --yes" in err
    found = company.json(*APPROVE, "--yes")
    assert (found["by"], found["changed"], found["signed"], found["status"]) == (
        "lee@example.com", True, False, "published")  # fmt: skip
    assert found["words"] == {"ada-okafor": 11}
    assert company.json(*APPROVE, "--yes")["changed"] is False


@pytest.mark.parametrize(("words", "message"), [
    (("drift", "--by", "lee@example.com"), "Did you mean 'draft'?"),
    (("draft", "--by", "lee"), "--by: expected an e-mail address"),
    (("draft", "--by", "lee@example.com", "--manifest", "gone.yaml"), "there is no such file"),
])  # fmt: skip
def test_what_cannot_be_approved_is_told(company: Any, words: tuple[str, ...], message: str) -> None:
    code, out, err = company.run("approve", *words, "--yes")
    assert (code, out) == (1, "")
    assert message in err


@pytest.fixture
def lee(company: Any) -> PrivateKey:
    """A key of their own, which the manifest names."""
    assert company.run("keys", "new", "--approver", "lee@example.com", "--manifest")[0] == 0
    return load(Path(os.environ["ONRECORD_KEYS"]) / "lee@example.com.key")


def test_with_a_key_the_approval_is_signed_and_binds_the_text(company: Any, lee: PrivateKey) -> None:
    code, out, _ = company.run(*APPROVE, "--yes")
    assert code == 0
    assert f"signed with the key {lee.keyid}" in out
    assert "binds these bytes and this text" in out
    assert "will not be signed" not in out
    approval = draft(company).approval
    assert approval is not None
    assert approval.signature is not None
    assert approval.text_sha256 == hashlib.sha256(Path("draft.txt").read_bytes()).hexdigest()
    made = approval_payload(
        source_id="draft", by=approval.by, at=approval.at, sha256=approval.sha256, text_sha256=approval.text_sha256
    )
    verify(made, approval.signature, [lee.public])
    company.run("ingest")
    (found,) = [one for one in company.json("sources")["sources"] if one["source_id"] == "draft"]
    assert (found["status"], found["approval"]["signature"]["keyid"]) == ("published", lee.keyid)


def test_a_signed_approval_again_changes_nothing_and_an_unsigned_one_becomes_signed(
    company: Any, lee: PrivateKey
) -> None:
    assert company.json(*APPROVE, "--yes", "--unsigned")["signed"] is False
    first = company.json(*APPROVE, "--yes")
    assert (first["signed"], first["keyid"], first["changed"]) == (True, lee.keyid, True)
    before = company.manifest.read_bytes()
    again = company.json(*APPROVE, "--yes")
    assert (again["signed"], again["at"], again["changed"]) == (True, first["at"], False)
    assert company.json(*APPROVE, "--yes", "--unsigned")["changed"] is False
    assert company.manifest.read_bytes() == before


def test_a_signature_that_counts_no_longer_is_made_anew(company: Any, lee: PrivateKey) -> None:
    company.run(*APPROVE, "--yes")
    text = company.manifest.read_text()
    at = re.search(r"by: lee@example.com, at: (20[^,]+), sha256: [0-9a-f]{64}, text", text)
    assert at is not None
    company.manifest.write_text(text.replace(at[1], "2024-01-01T00:00:00Z"))
    assert company.run("ingest")[0] == 1
    assert company.json(*APPROVE, "--yes")["changed"] is True
    assert company.run("ingest")[0] == 0


def test_a_key_may_be_named(company: Any, lee: PrivateKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(os.environ["ONRECORD_KEYS"]) / "lee@example.com.key"
    monkeypatch.setenv("ONRECORD_KEYS", str(tmp_path / "elsewhere"))
    assert company.json(*APPROVE, "--yes", "--key", str(path))["keyid"] == lee.keyid


def test_keys_that_would_not_count_sign_nothing(company: Any, lee: PrivateKey, tmp_path: Path) -> None:
    path = Path(os.environ["ONRECORD_KEYS"]) / "lee@example.com.key"
    code, out, err = company.run("approve", "draft", "--by", "kim@example.com", "--yes", "--key", str(path))
    assert (code, out) == (1, "")
    assert "is the key of lee@example.com, and the approval would be by kim@example.com" in err
    kim = create(tmp_path / "kim", Role.APPROVER, "kim@example.com")
    words = ("approve", "draft", "--by", "kim@example.com", "--yes", "--key", str(tmp_path / "kim/kim@example.com.key"))
    code, out, err = company.run(*words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"does not name the key {kim.keyid} among its approvers" in err
    assert "onrecord keys new --approver kim@example.com --manifest" in err
    path.chmod(0o640)
    code, out, err = company.run(*APPROVE, "--yes")
    assert (code, out) == (1, "")
    assert f"chmod 600 {path}" in err
    code, out, err = company.run(*APPROVE, "--yes", "--key", "nowhere.key")
    assert (code, out, "there is no key nowhere.key" in err) == (1, "", True)
    assert draft(company).approval is None


def test_where_only_signed_approvals_count_no_other_is_made(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_UNSIGNED_APPROVALS", "false")
    for words in ((), ("--unsigned",)):
        code, out, err = company.run(*APPROVE, "--yes", *words)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "counts signed approvals alone" in err
        assert "onrecord keys new --approver lee@example.com" in err
    code, out, _ = company.run("ingest")
    assert code == 0
    assert "held back  parental" in out
    assert "its approval is not signed" in out
    found = {one["source_id"]: one["status"] for one in company.json("sources")["sources"]}
    assert set(found.values()) == {"draft"}
    assert "not served: draft" in company.run("show", "parental")[1]
    (check,) = [one for one in company.json("doctor")["checks"] if "as this workspace wants it" in one["detail"]]
    assert (check["name"], check["level"]) == ("approvals", "warn")
    assert company.run("keys", "new", "--approver", "lee@example.com", "--manifest")[0] == 0
    assert company.json(*APPROVE, "--yes")["signed"] is True
    assert company.run("ingest")[0] == 0
    assert {one["source_id"]: one["status"] for one in company.json("sources")["sources"]}["draft"] == "published"


def test_a_file_that_cannot_be_parsed_is_not_approved(company: Any) -> None:
    company.add("broken", "broken.pdf", b"%PDF-1.7\nnot really", "draft")
    code, out, err = company.run("approve", "broken", "--by", "lee@example.com", "--yes")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "broken.pdf" in err


def test_the_text_of_a_hostile_document_moves_no_cursor(company: Any) -> None:
    company.add("evil", "evil.html", "<p>Approved [green]already&#27;[2J&#8238; by all of us.</p>", "draft")
    _, out, _ = company.run("approve", "evil", "--by", "lee@example.com", "--yes")
    assert "[green]already" in out
    assert not any(character in out for character in "\x1b\u202e")
