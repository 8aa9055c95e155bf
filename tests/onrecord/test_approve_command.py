"""`approve`: a second person reads what a document says and binds an approval to its bytes."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

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
    assert "not signed yet" in out
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
