"""`init`, `leader add`, `add`, `reject`: what a person types, what they read, what lies on disk afterwards."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.domain import Approval, Manifest, Scope
from ingest.manifest.edit import set_approval
from ingest.manifest.read import read_manifest
from onrecord.cli import main

LEADER = ["leader", "add", "Ada Okafor", "--title", "Chief Executive Officer", "--consent", "corpus/consent/ada.md",
          "--valid-from", "2026-01-01", "--valid-until", "2027-01-01"]  # fmt: skip
ADD = ["add", "corpus/memos/hiring_memo.md", "--leader", "ada-okafor", "--date", "2026-04-01",
       "--owner", "Comms@Example.com"]  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in a company's folder that `init` made."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    assert typed("init", "company")[0] == 0
    monkeypatch.chdir(tmp_path / "company")
    Path("corpus/consent/ada.md").write_text("I agree.\n")
    Path("corpus/memos/hiring_memo.md").write_text("We will hire.\n")
    return typed


def manifest() -> Manifest:
    return read_manifest(Path("corpus_manifest.yaml"))


def test_init_says_what_it_wrote_and_what_comes_next(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("init", str(tmp_path / "other"))
    assert code == 0
    assert "corpus/consent/FORM.md" in out
    assert f"cd {tmp_path / 'other'}" in out
    assert "onrecord leader add" in out


def test_init_overwrites_nothing(run: Run) -> None:
    code, out, err = run("init", ".")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    there = "corpus_manifest.yaml, policy.yaml, README.md, POLICY.md, corpus/consent/FORM.md"
    assert f"already has {there}; nothing was written" in err


def test_a_leader_is_added_with_the_hash_of_their_consent(run: Run) -> None:
    code, out, _ = run(*LEADER, "--scope", "quote, paraphrase")
    sha256 = hashlib.sha256(b"I agree.\n").hexdigest()
    (leader,) = manifest().leaders
    assert code == 0
    assert (leader.leader_id, leader.consent.sha256) == ("ada-okafor", sha256)
    assert leader.consent.scope == {Scope.QUOTE, Scope.PARAPHRASE}
    assert leader.consent.audiences == {"all-employees"}
    assert sha256 in out
    assert "Next: onrecord add FILE --leader ada-okafor" in out


def test_a_document_is_added_as_a_draft_where_it_lies(run: Run) -> None:
    run(*LEADER)
    code, out, _ = run(*ADD, "--embargo-until", "2026-05-01", "--kind", "memo")
    (source,) = manifest().sources
    assert code == 0
    assert (source.source_id, source.title, source.path) == (
        "hiring-memo", "Hiring memo", "corpus/memos/hiring_memo.md")  # fmt: skip
    assert source.sha256 == hashlib.sha256(b"We will hire.\n").hexdigest()
    assert (source.owner, source.added_by) == ("comms@example.com", "comms@example.com")
    assert (source.date, source.audience) == (date(2026, 4, 1), "all-employees")
    assert source.embargo_until == datetime(2026, 5, 1, tzinfo=UTC)
    assert source.approval is None
    assert "onrecord approve hiring-memo --by EMAIL" in out


def test_a_rejected_document_is_a_draft_with_its_reason(run: Run) -> None:
    run(*LEADER)
    run(*ADD)
    sha256 = manifest().sources[0].sha256
    at = datetime(2026, 4, 2, tzinfo=UTC)
    set_approval(Path("corpus_manifest.yaml"), "hiring-memo", Approval(by="lee@example.com", at=at, sha256=sha256))
    code, out, _ = run("reject", "hiring-memo", "--reason", "not final")
    assert code == 0
    assert manifest().sources[0].approval is None
    assert "(hiring-memo): not final\n" in Path("corpus_manifest.yaml").read_text()
    assert "not final" in out
    assert "onrecord ingest" in out


def test_each_prints_one_object_with_json(run: Run) -> None:
    outputs = [run(*LEADER, "--json")[1], run(*ADD, "--json")[1], run("init", "new", "--json")[1],
               run("reject", "hiring-memo", "--reason", "no", "--json")[1]]  # fmt: skip
    leader, added, started, rejected = (json.loads(output) for output in outputs)
    assert leader["leader_id"] == "ada-okafor"
    assert leader["consent"]["valid_until"] == "2027-01-01"
    assert (added["source_id"], added["status"]) == ("hiring-memo", "draft")
    assert added["next"] == "onrecord approve hiring-memo --by EMAIL"
    assert "corpus_manifest.yaml" in started["written"]
    assert (rejected["status"], rejected["reason"]) == ("draft", "no")


def test_the_next_command_names_the_manifest_where_it_is_another(run: Run) -> None:
    path = Path("corpus_manifest.yaml").rename("our record.yaml")
    option = ["--manifest", str(path)]
    assert "EMAIL --manifest 'our record.yaml'" in run(*LEADER, *option)[1]
    assert "--by EMAIL --manifest 'our record.yaml'" in run(*ADD, *option)[1]
    assert "onrecord ingest 'our record.yaml'" in run("reject", "hiring-memo", "--reason", "x", *option)[1]


def test_the_start_keeps_its_comments_through_every_command(run: Run) -> None:
    before = Path("corpus_manifest.yaml").read_text().splitlines()
    run(*LEADER)
    run(*ADD)
    after = iter(Path("corpus_manifest.yaml").read_text().splitlines())
    kept = [line for line in before if line not in ("leaders: []", "documents: []")]
    assert all(line in after for line in kept), "in their order"


REFUSED = [
    ("extension", [*ADD[:1], "corpus/memos/plan.xlsx", *ADD[2:]], 1, "has the extension .xlsx; expected one of .pdf"),
    ("no_extension", [*ADD[:1], "corpus/memos/plan", *ADD[2:]], 1, "has the extension none"),
    ("missing_file", [*ADD[:1], "corpus/memos/gone.md", *ADD[2:]], 1, "there is no file corpus/memos/gone.md"),
    ("outside", [*ADD[:1], "../outside.md", *ADD[2:]], 1, "../outside.md is outside the manifest's folder"),
    ("unknown_leader", [*ADD, "--leader", "ada"], 1, "expected one of ada-okafor; got 'ada'"),
    ("unknown_audience", [*ADD, "--audience", "all"], 1,
     "audience: expected one of all-employees, managers, leadership; got 'all'"),
    ("embargo_of_words", [*ADD, "--embargo-until", "spring"], 1, "--embargo-until: expected a date or a time"),
    ("owner_is_nobody", [*ADD[:-1], "comms"], 1, "owner: expected an e-mail address"),
    ("unknown_superseded", [*ADD, "--supersedes", "gone"], 1, "expected the id of a document; got 'gone'"),
    ("name_without_letters", [*LEADER[:2], "山田", *LEADER[3:]], 2, "Give one: --id ID"),
    ("unknown_scope", [*LEADER, "--scope", "sing"], 1, "--scope: expected one of quote, paraphrase, voice, avatar"),
    ("leader_twice", LEADER, 1, "already has a leader 'ada-okafor'"),
    ("consent_missing", [*LEADER[:6], "corpus/consent/gone.md", *LEADER[7:]], 1, "there is no file"),
    ("reject_unknown", ["reject", "hiring", "--reason", "x"], 1, "has no document 'hiring'"),
    ("no_manifest", [*ADD, "--manifest", "gone.yaml"], 1, "there is no such file"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "message"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_what_cannot_be_done_is_told_and_nothing_changes(run: Run, words: list[str], code: int, message: str) -> None:
    run(*LEADER)
    Path("../outside.md").write_text("x")
    before = Path("corpus_manifest.yaml").read_bytes()
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert message in err
    assert "Traceback" not in err
    assert Path("corpus_manifest.yaml").read_bytes() == before
