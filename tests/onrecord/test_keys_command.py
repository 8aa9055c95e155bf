"""`keys`: what a person types, what they read, which keys are there afterwards."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from audit.keys.files import load
from audit.signed.notes import NoteKey, SignatureType
from ingest.manifest.read import read_manifest


@pytest.fixture
def started(empty: Any) -> Any:
    """A manifest that names two leaders and no document."""
    empty.manifest.write_text(empty.manifest.read_text().replace("documents:\n", "documents: []\n"))
    return empty


def own(by: str = "lee@example.com") -> Path:
    return Path(os.environ["ONRECORD_KEYS"]) / f"{by}.key"


def test_an_approvers_key_is_made_for_their_eyes_alone_and_its_line_is_told(started: Any) -> None:
    before = started.manifest.read_bytes()
    code, out, err = started.run("keys", "new", "--approver", "Lee@Example.com")
    key = load(own())
    assert (code, err) == (0, "")
    assert stat.S_IMODE(own().stat().st_mode) == 0o600
    assert f"The key of lee@example.com is made: {key.keyid}" in out
    assert str(own()) in out
    assert f"  - {{by: lee@example.com, public: {key.public.raw.hex()}}}" in out.replace('"', "")
    assert started.manifest.read_bytes() == before


def test_the_line_that_is_told_is_one_that_the_manifest_takes(started: Any) -> None:
    found = started.json("keys", "new", "--approver", "lee@example.com")
    text = started.manifest.read_text()
    started.manifest.write_text(text.replace("leaders:\n", f"approvers:\n  - {found['entry']}\nleaders:\n", 1))
    (approver,) = read_manifest(started.manifest).approvers
    assert (approver.by, approver.public, approver.key.keyid) == (found["by"], found["public"], found["keyid"])


def test_a_key_is_made_once_and_written_where_it_is_asked_for(started: Any) -> None:
    first = started.json("keys", "new", "--approver", "lee@example.com")
    again = started.json("keys", "new", "--approver", "lee@example.com", "--manifest")
    assert (first["made"], again["made"], again["keyid"]) == (True, False, first["keyid"])
    assert [one.public for one in read_manifest(started.manifest).approvers] == [first["public"]]
    data = started.manifest.read_bytes()
    assert started.run("keys", "new", "--approver", "lee@example.com", "--manifest")[0] == 0
    assert started.manifest.read_bytes() == data
    other = started.folder / "other.yaml"
    other.write_bytes(data)
    started.json("keys", "new", "--approver", "kim@example.com", "--manifest", str(other))
    assert [one.by for one in read_manifest(other).approvers] == ["lee@example.com", "kim@example.com"]


def test_without_a_name_for_the_folder_keys_lie_in_the_home(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_KEYS")
    monkeypatch.setenv("HOME", str(started.folder / "home"))
    found = started.json("keys", "new", "--approver", "lee@example.com")
    assert found["key"] == str(started.folder / "home/.config/onrecord/keys/lee@example.com.key")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--approver", "lee"), "--approver: expected an e-mail address"),
        (("--approver", "a/b@example.com"), "cannot be named"),
        (("--approver", "lee@example.com", "--manifest", "gone.yaml"), "there is no such file"),
    ],
)
def test_what_cannot_be_is_told(started: Any, words: tuple[str, ...], message: str) -> None:
    code, out, err = started.run("keys", "new", *words)
    assert (code, out) == (1, "")
    assert message in err


def test_a_folder_that_others_may_read_keeps_no_key(started: Any) -> None:
    own().parent.mkdir(mode=0o755)
    code, out, err = started.run("keys", "new", "--approver", "lee@example.com")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"chmod 700 {own().parent}" in err
    assert not own().exists()


@pytest.fixture
def logged(company: Any) -> Any:
    """A company whose log has leaves: the log's keys, and an answer."""
    company.ask("How many engineers will you hire?")
    return company


def test_before_anything_is_logged_there_are_only_approvers(started: Any) -> None:
    started.run("keys", "new", "--approver", "lee@example.com", "--manifest")
    found = started.json("keys", "list")
    assert (found["log"], found["keys"]) == (None, [])
    assert [one["by"] for one in found["approvers"]] == ["lee@example.com"]
    assert not started.workspace.exists()
    _, out, _ = started.run("keys", "list")
    assert "Nothing was logged in this workspace yet" in out
    assert f"lee@example.com  {load(own()).keyid}  counts" in out
    started.manifest.unlink()
    assert started.json("keys", "list") == {"log": None, "keys": [], "manifest": None, "approvers": []}


def test_every_key_is_told_with_the_leaves_for_which_it_counts(logged: Any) -> None:
    found = logged.json("keys", "list")
    record, log = found["keys"]
    assert [(one["role"], one["until"], one["revoked"]) for one in (record, log)] == [
        ("record", None, None), ("log", None, None)]  # fmt: skip
    assert found["log"]["origin"] == f"onrecord/{log['keyid'][:16]}"
    assert log["vkey"].startswith(f"{found['log']['origin']}+")
    assert record["vkey"] is None
    _, out, _ = logged.run("keys", "list")
    assert f"record  {record['keyid']}  signs since leaf {record['since']}" in out
    assert "names no approver" in out


@pytest.mark.parametrize("role", ["record", "log"])
def test_a_key_is_replaced_and_the_log_goes_on(logged: Any, role: str) -> None:
    before = logged.json("keys", "list")
    done = logged.json("keys", "rotate", role, "--reason", "a new year")
    assert done["leaf"] == before["log"]["size"]
    code, out, _ = logged.run("keys", "rotate", role)
    assert code == 0
    assert f"in the place of {done['keyid']}, which has signed it" in out
    assert logged.ask("How long is parental leave?")["outcome"] == "answered"
    rows = [one for one in logged.json("keys", "list")["keys"] if one["role"] == role]
    assert [(one["until"] is None) for one in rows] == [False, False, True]
    assert rows[1]["keyid"] == done["keyid"]
    _, out, _ = logged.run("keys", "list")
    assert f"from leaf {done['leaf']} to {done['leaf'] + 1}; replaced" in out
    assert logged.json("keys", "list")["log"]["origin"] == before["log"]["origin"]


def test_a_replaced_key_is_revoked_by_the_beginning_of_its_id(logged: Any) -> None:
    done = logged.json("keys", "rotate", "record")
    words = ("keys", "revoke", done["replaces"][:12], "--from", "2", "--reason", "a lost laptop")
    found = logged.json(*words)
    assert (found["keyid"], found["from"], found["changed"]) == (done["replaces"], 2, True)
    assert logged.json(*words)["changed"] is False
    code, out, _ = logged.run(*words)
    assert (code, "nothing was changed" in out) == (0, True)
    _, out, _ = logged.run("keys", "list")
    assert "revoked from leaf 2 on: a lost laptop" in out


def test_an_approvers_key_that_is_revoked_signs_no_more(logged: Any) -> None:
    logged.run("keys", "new", "--approver", "lee@example.com", "--manifest")
    key = load(own())
    assert logged.json("approve", "parental", "--by", "lee@example.com", "--yes")["signed"] is True
    assert logged.run("ingest")[0] == 0
    assert logged.json("approve", "draft", "--by", "lee@example.com", "--yes")["signed"] is True
    size = logged.json("keys", "list")["log"]["size"]
    code, out, _ = logged.run("keys", "revoke", key.keyid, "--from", str(size), "--reason", "lee has left")
    assert code == 0
    assert f"From leaf {size} on nothing counts that {key.keyid} (approver, lee@example.com) has signed" in out
    (approver,) = logged.json("keys", "list")["approvers"]
    assert approver["revoked"] == {"from": size, "leaf": size, "reason": "lee has left"}
    code, out, _ = logged.run("ingest")
    assert code == 1
    assert f"REFUSED    draft {'':28} the approval by lee@example.com is signed with the key {key.keyid}" in out
    assert f"was revoked from leaf {size} of the log on" in out
    status = {one["source_id"]: one["status"] for one in logged.json("sources")["sources"]}
    assert (status["parental"], status["draft"]) == ("published", "refused"), "the log holds the first from before"
    code, out, err = logged.run("approve", "secret", "--by", "lee@example.com", "--yes")
    assert (code, out) == (1, "")
    assert f"the key {key.keyid} was revoked" in err
    assert f"Move {own()} away" in err


def test_the_key_that_signs_is_not_revoked_but_first_replaced(logged: Any) -> None:
    (record, _) = logged.json("keys", "list")["keys"]
    code, out, err = logged.run("keys", "revoke", record["keyid"], "--from", "0", "--reason", "why")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "onrecord keys rotate record" in err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("revoke", "0123", "--from", "0", "--reason", "x"), 1, "at least 8 digits are needed"),
        (("revoke", "0" * 64, "--from", "0", "--reason", "x"), 1, "no key that is known here begins with"),
        (("revoke", "0" * 64, "--from", "-1", "--reason", "x"), 2, "expected a whole number"),
        (("revoke", "0" * 64, "--from", "0", "--reason", " "), 1, "--reason is empty"),
        (("rotate", "witness"), 2, "invalid choice"),
        (("policy", "--witness", "nobody"), 2, "--witness: the verifier key 'nobody' cannot be read"),
        (("policy", "--threshold", "1"), 2, "0 witnesses are named, of which 1 cannot be asked for"),
    ],
)
def test_what_cannot_be_asked_of_keys_is_told(
    logged: Any, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, message: str
) -> None:
    try:
        found, out, err = logged.run("keys", *words)
    except SystemExit as ended:  # argparse's own
        found, (out, err) = ended.code, capsys.readouterr()
    assert (found, out) == (code, "")
    assert message in err


@pytest.mark.parametrize("action", ["rotate record", "policy", f"revoke {'0' * 64} --from 0 --reason x"])
def test_a_workspace_that_is_not_there_is_not_made(started: Any, action: str) -> None:
    code, out, err = started.run("keys", *action.split())
    assert (code, out) == (1, "")
    assert "there is no workspace" in err
    assert not started.workspace.exists()


def test_the_policy_pins_what_an_auditor_trusts(logged: Any) -> None:
    logged.run("keys", "new", "--approver", "lee@example.com", "--manifest")
    before = logged.json("keys", "list")
    logged.run("keys", "rotate", "record")
    logged.run("keys", "rotate", "log")
    now = logged.json("keys", "list")
    witness = NoteKey(name="witness.example/w1", type=SignatureType.COSIGNATURE, public=bytes(range(32)))
    found = logged.json("keys", "policy", "--witness", witness.vkey, "--seen")
    assert found["v"] == 1
    assert found["log"] == {
        "origin": now["log"]["origin"], "keys": [one["vkey"] for one in now["keys"] if one["role"] == "log"]
    }  # fmt: skip
    assert len(found["log"]["keys"]) == 2
    assert found["record_keys"] == [before["keys"][0]["public"]], "rotations follow from the log"
    assert found["witnesses"] == {"threshold": 1, "keys": [witness.vkey]}
    assert found["approvers"] == {"lee@example.com": [load(own()).public.raw.hex()]}
    assert found["unsigned_approvals"] is True
    assert found["seen"]["size"] == now["log"]["size"]
    code, out, _ = logged.run("keys", "policy")
    assert code == 0
    assert json.loads(out) == {
        key: value for key, value in found.items() if key != "seen"
    } | {"witnesses": {"threshold": 0, "keys": []}}  # fmt: skip


def test_a_revoked_key_of_the_log_is_not_pinned(logged: Any) -> None:
    done = logged.json("keys", "rotate", "log")
    logged.run("keys", "revoke", done["replaces"], "--from", "0", "--reason", "stolen")
    rows = {one["keyid"]: one for one in logged.json("keys", "list")["keys"]}
    assert logged.json("keys", "policy")["log"]["keys"] == [rows[done["keyid"]]["vkey"]]


def test_a_log_key_is_no_witness(logged: Any) -> None:
    (vkey,) = [one["vkey"] for one in logged.json("keys", "list")["keys"] if one["vkey"]]
    code, out, err = logged.run("keys", "policy", "--witness", vkey)
    assert (code, out) == (2, "")
    assert "a witness's has the type 4" in err
