"""`audit export`, and what `onrecord-verify` says of it: the way from a question to an auditor who trusts nobody."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.bundles.archive import unpack
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import note_key
from audit.verify_main import main
from onrecord.local import Workspace
from onrecord.parts import existing
from tests.onrecord.test_composed_commands import QUESTION as COMPOSED
from tests.onrecord.test_composed_commands import RIGHT, WRONG
from tests.onrecord.test_composed_commands import composing as composing_server  # noqa: F401

PARENTAL = ("How many weeks is parental leave?", "--leader", "ada-okafor")
FOUNDRY = ("Does the foundry stay open?", "--leader", "ben-okafor")


@pytest.fixture
def verify(company: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Verify a bundle by the policy that the workspace itself would pin; gives the exit code and the report."""

    def run(*words: str, bundle: str = "bundle.zip") -> tuple[int, Any]:
        code, out, _ = company.run("keys", "policy", *words)
        assert code == 0
        Path("policy.json").write_text(out)
        code = main([bundle, "--policy", "policy.json", "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def exported(company: Any, *words: str) -> Any:
    found = company.json("audit", "export", *words, "-o", "bundle.zip")
    assert found["bytes"] == Path("bundle.zip").stat().st_size
    return found


def test_every_answer_is_exported_and_verified(company: Any, verify: Callable[..., Any]) -> None:
    asked = [company.ask(*PARENTAL), company.ask(*FOUNDRY), company.ask("What of hiring in Leeds?")]
    company.answers(everything=False)
    asked.append(company.ask("What of hiring in Leeds?"))  # refused, with its nearest passages
    found = exported(company, "--all")
    assert (found["answers"], found["range"]) == ([one["record_id"] for one in asked], [1, 4])
    code, report = verify()
    assert (code, report["verdict"], report["failures"]) == (3, "UNWITNESSED", [])
    assert [one["outcome"] for one in report["answers"]] == ["answered", "answered", "answered", "refused"]
    assert report["answers"][3]["places"] > 0
    assert {one["detail"].split()[-3:][0] for one in report["notes"]} == {"without"}  # every approval is unsigned


def test_with_a_witness_it_is_verified(company: Any, witnessing: Any, verify: Callable[..., Any]) -> None:
    answer = company.ask(*PARENTAL)
    log = WorkspaceKeys.open(company.workspace / "keys", create=False).log.public
    with witnessing(company.folder, note_key(log, answer["receipt"]["log"]).vkey) as start:
        witness = start()
        settings = f'[[witnesses]]\nurl = "{witness.url}"\nvkey = "{witness.vkey}"\n'
        (company.workspace / "settings.toml").write_text(settings)
        exported(company, "--answers", answer["record_id"])
        code, report = verify("--witness", witness.vkey)
        assert (code, report["verdict"]) == (0, "VERIFIED")
        assert report["seal"]["witnesses"][0][0] in witness.vkey
    company.ask(*FOUNDRY)
    found = exported(company, "--all")  # the witness is gone: what it does not say is told
    assert ["cannot be asked" in one for one in found["not_cosigned"]] == [True]
    assert verify("--witness", witness.vkey)[0] == 3


def test_after_a_recall_of_what_had_lapsed_it_is_served_and_verified_again(
    company: Any, verify: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    company.ask(*PARENTAL)
    before = company.manifest.read_text()
    first = before.index("valid_until: ") + len("valid_until: ")
    ends = datetime.fromisoformat(before[first : first + 10]).replace(tzinfo=UTC)
    with monkeypatch.context() as later:  # by the calendar alone: no ingest has seen it
        later.setattr("onrecord.room.recalls.now", lambda: ends + timedelta(hours=1))
        assert company.run("audit", "recall", "parental", "--told", "sam@example.com")[0] == 0
    company.manifest.write_text(before[:first] + str(ends.date() + timedelta(days=400)) + before[first + 10 :])
    assert company.run("ingest")[0] == 0
    assert company.ask(*PARENTAL)["outcome"] == "answered"
    exported(company, "--all")
    code, report = verify()
    assert (code, report["failures"]) == (3, [])
    assert "was not taken back" in company.run("audit", "recall", "parental", "--told", "lee@example.com")[2]


def test_composed_answers_shown_one_by_one_are_verified(
    company: Any, verify: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    composing = request.getfixturevalue("composing_server")
    for says in (RIGHT, WRONG):
        composing.says = says
        assert composing.run("ask", COMPOSED, "--leader", "ada-okafor", "--events", "--asker", "desk 7")[0] == 0
    assert exported(company, "--all")["range"] == [1, 4]
    _, report = verify()
    assert report["failures"] == []
    assert [one["numbers"] for one in report["answers"]] == [[1, 2], [3, 4]]
    assert any("did not pass" in one["detail"] for one in report["notes"])
    contents = b"".join(unpack(Path("bundle.zip").read_bytes()).values())
    assert contents.count(b'"reference":"desk 7"') == 2


def test_sentences_that_were_checked_are_answers_too(company: Any, verify: Callable[..., Any]) -> None:
    for sentence in ("Parental leave is twenty weeks.", "Parental leave is thirty weeks."):
        assert company.run("check", sentence, "--leader", "ada-okafor")[0] == 0
    exported(company, "--all")
    _, report = verify()
    assert (report["failures"], len(report["answers"])) == ([], 2)


def test_what_a_question_brought_is_checked_against_itself(company: Any, verify: Callable[..., Any]) -> None:
    passages = [{"id": "p1", "text": "The bridge over the Aire was opened in 1911."}]
    line = {"id": "one", "question": "When was the bridge over the Aire opened?", "passages": passages}
    Path("questions.jsonl").write_text(json.dumps(line) + "\n")
    assert company.run("ask", "--batch", "questions.jsonl")[0] == 0
    exported(company, "--all")
    _, report = verify()
    assert report["failures"] == []
    assert ["approved by nobody" in one["detail"] for one in report["notes"]] == [True]


def test_the_beginning_of_an_id_will_do(company: Any) -> None:
    answer = company.ask(*PARENTAL)
    assert exported(company, "--answers", answer["record_id"][:10])["answers"] == [answer["record_id"]]


def test_answers_from_a_number_on(company: Any, verify: Callable[..., Any]) -> None:
    for _ in range(4):
        company.ask(*PARENTAL)
    assert exported(company, "--since", "2", "--until", "3")["range"] == [2, 3]
    assert exported(company, "--all", "--until", "2")["range"] == [1, 2]
    assert exported(company, "--since", "3")["range"] == [3, 4]
    assert verify()[1]["range"] == [3, 4]


def test_what_was_erased_is_told(company: Any, verify: Callable[..., Any]) -> None:
    answer = company.ask(*PARENTAL)
    why = ("--by", "dpo@example.com", "--reason", "asked for")
    assert company.run("audit", "erase", answer["record_id"], *why)[0] == 0
    exported(company, "--all")
    _, report = verify()
    assert [one["erased"] for one in report["answers"]] == [True]
    assert "Parental" not in Path("bundle.zip").read_bytes().decode("latin-1")


def test_a_withdrawal_since_is_noted_and_before_is_found(company: Any, verify: Callable[..., Any]) -> None:
    company.ask(*PARENTAL)
    company.run("withdraw", "parental", "--reason", "a wrong number")
    exported(company, "--all")
    _, report = verify()
    assert report["failures"] == []
    assert any("withdrawn on" in one["detail"] for one in report["notes"])


def test_after_every_key_was_rotated_it_verifies(company: Any, verify: Callable[..., Any]) -> None:
    company.ask(*PARENTAL)
    for role in ("record", "log"):
        assert company.run("keys", "rotate", role)[0] == 0
    company.ask(*PARENTAL)
    exported(company, "--all")
    assert verify()[1]["failures"] == []


def test_what_was_published_again_and_otherwise_is_told_apart(company: Any, verify: Callable[..., Any]) -> None:
    """Each answer is judged by what was published when it was given."""
    company.ask(*PARENTAL)
    text = company.manifest.read_text()
    company.manifest.write_text(text.replace("title: Parental leave", "title: Leave for parents"))
    assert company.run("ingest")[0] == 0
    company.ask(*PARENTAL)
    exported(company, "--all")
    assert verify()[1]["failures"] == []


def test_a_log_that_continues_a_checkpoint(company: Any) -> None:
    company.ask(*PARENTAL)
    size = company.json("audit", "log")["size"]
    code, out, _ = company.run("keys", "policy", "--seen")
    assert code == 0
    company.ask(*FOUNDRY)
    exported(company, "--all")
    Path("seen.json").write_text(out)
    seen = ["bundle.zip", "--policy", "seen.json"]
    assert main(seen) == 1  # it says nothing of that checkpoint
    assert company.run("audit", "export", "--all", "--continues", str(size), "-o", "bundle.zip")[0] == 0
    assert main(seen) == 3
    code, _, err = company.run("audit", "export", "--all", "--continues", "3", "-o", "x.zip")
    assert (code, "no checkpoint of 3 leaves" in err) == (1, True)


def test_a_file_that_has_moved_is_found_by_its_hash(company: Any, verify: Callable[..., Any]) -> None:
    company.ask(*PARENTAL)
    archive = company.folder.parent / "archive" / "2025"
    archive.mkdir(parents=True)
    os.rename(company.folder / "parental.txt", archive / "leave (old).txt")
    code, _, err = company.run("audit", "export", "--all", "-o", "bundle.zip")
    assert (code, "would lack 1 file" in err, "the file of parental, sha256" in err) == (1, True, True)
    assert not Path("bundle.zip").exists()
    exported(company, "--all", "--files", str(company.folder.parent / "archive"))
    assert verify()[1]["failures"] == []


def test_a_file_that_was_edited_since_is_not_the_one_that_was_approved(company: Any) -> None:
    company.ask(*PARENTAL)
    (company.folder / "parental.txt").write_text("Parental leave is two weeks.\n")
    assert company.run("audit", "export", "--all", "-o", "bundle.zip")[0] == 1


def test_it_says_what_it_wrote_and_what_to_do_next(company: Any) -> None:
    company.ask(*PARENTAL)
    code, out, err = company.run("audit", "export", "--all", "-o", "bundle.zip")
    assert (code, err) == (0, "")
    assert out.startswith("bundle.zip: 1 answer (number 1), ")
    assert "onrecord-verify bundle.zip --policy POLICY" in out
    assert oct(Path("bundle.zip").stat().st_mode)[-3:] == "644"
    assert [one for one in os.listdir() if one.startswith(".bundle")] == []


def test_what_proves_one_answer_is_small(company: Any) -> None:
    """Its leaf, its proof and the checkpoint: the receipt."""
    company.ask(*PARENTAL)
    exported(company, "--all")
    files = unpack(Path("bundle.zip").read_bytes())
    last = json.loads(files["bundle.json"])["leaves"][-1]
    receipt = [files[name] for name in (f"leaves/{last}.json", f"proofs/{last}.json", "checkpoint")]
    assert sum(map(len, receipt)) < 16 * 1024


def test_the_same_again_is_the_same_file(company: Any) -> None:
    company.ask(*PARENTAL)
    assert exported(company, "--all") == exported(company, "--all")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--all", "--since", "1"), 2),
        (("--since", "0"), 2),
        (("--since", "x"), 2),
        (("--since", "9" * 16), 2),
        (("--answers", "0" * 32, "--until", "2"), 2),
        (("--answers", "0" * 32), 1),
        (("--since", "2"), 1),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_line(company: Any, words: tuple[str, ...], code: int) -> None:
    company.ask(*PARENTAL)
    try:
        found, _, err = company.run("audit", "export", *words, "-o", "bundle.zip")
        assert err.count("\n") == 1
    except SystemExit as ended:
        found = ended.code
    assert found == code
    assert not Path("bundle.zip").exists()


def test_nothing_that_is_secret_is_in_a_bundle(company: Any) -> None:
    """Neither a key, nor another answer's content, nor a document that nobody was shown."""
    company.ask(*PARENTAL)
    company.ask("A question that nobody else should read about soup?")
    first = exported(company, "--since", "1", "--until", "1")
    assert len(first["answers"]) == 1
    files = unpack(Path("bundle.zip").read_bytes())
    whole = b"".join(files.values())
    assert b"soup" not in whole
    assert b"foundry" not in whole
    assert b"PRIVATE KEY" not in whole


def test_what_a_search_showed_is_exported_and_verified(company: Any, verify: Callable[..., Any]) -> None:
    found = Workspace(parts=existing(str(company.workspace))).search("hiring engineers in Leeds")
    assert found.hits
    assert exported(company, "--all")["answers"] == [found.record_id]
    code, report = verify()
    assert (code, report["verdict"], report["failures"]) == (3, "UNWITNESSED", [])
    assert report["answers"][0]["places"] == len(found.hits)
    company.run("withdraw", found.hits[0].source_id, "--reason", "a wrong figure")
    recalled = company.json("audit", "recall", found.hits[0].source_id)
    assert found.record_id in json.dumps(recalled)
