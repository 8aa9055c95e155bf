"""`audit cosign`, the settings that name the witnesses, and what `doctor` says of them."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import note_key
from audit.signed.checkpoints import cosigned
from audit.signed.notes import NoteKey, SignatureType, read_vkey
from ingest.index.files import copy_tree
from onrecord.settings import SettingsError, load

QUESTION = "How many weeks is parental leave?"
VKEY = NoteKey(name="w1", type=SignatureType.COSIGNATURE, public=bytes(32)).vkey
OTHER = NoteKey(name="w2", type=SignatureType.COSIGNATURE, public=bytes([1]) * 32).vkey


def settings(company: Any, *lines: str, **witnesses: str) -> None:
    """settings.toml with these lines, and with witnesses as their vkey by their address."""
    named = [f'[[witnesses]]\nurl = "{url}"\nvkey = "{vkey}"' for url, vkey in witnesses.items()]
    (company.workspace / "settings.toml").write_text("\n".join([*lines, *named]) + "\n")


@pytest.fixture
def start(company: Any, witnessing: Any) -> Iterator[Callable[[], Any]]:
    log = WorkspaceKeys.open(company.workspace / "keys", create=False).log.public
    with witnessing(company.folder, note_key(log, f"onrecord/{log.keyid[:16]}").vkey) as run:
        yield run


def size(company: Any) -> int:
    found: int = company.sql("SELECT max(size) FROM checkpoints")[0][0]
    return found


def test_each_witness_is_told_and_the_threshold_decides(company: Any, start: Any) -> None:
    one = start()
    settings(company, "witness_threshold = 1", **{one.url: one.vkey, "http://127.0.0.1:1": VKEY})
    code, out, err = company.run("audit", "cosign")
    assert (code, err) == (0, "")
    lines = [line for line in out.splitlines() if line.startswith(("ok", "not"))]
    assert f"cosigned at size {size(company)}, " in lines[0]
    assert lines[1].startswith("not  w1 ")
    assert "cannot be asked" in out
    assert "1 of 2 witnesses cosigned size" in out

    settings(company, **{one.url: one.vkey, "http://127.0.0.1:1": VKEY})
    code, out, err = company.run("audit", "cosign", "--json")
    found = json.loads(out)
    assert (code, err.count("\n")) == (1, 1)
    assert "1 of 2 witnesses" in err
    assert (found["size"], found["cosigned"], found["threshold"], found["enough"]) == (size(company), 1, 2, False)
    assert [(entry["cosigned_at"] is None, entry["error"] is None) for entry in found["witnesses"]] == [
        (False, True), (True, False)
    ]  # fmt: skip


def test_a_fork_is_told_loudly_with_both_roots(company: Any, start: Any) -> None:
    one = start()
    settings(company, **{one.url: one.vkey})
    before = company.folder.parent / "before"
    copy_tree(company.workspace, before)
    company.ask(QUESTION)
    seen = company.json("audit", "cosign")
    shutil.rmtree(company.workspace)
    copy_tree(before, company.workspace)
    company.ask("Will we hire engineers in Leeds?")
    code, out, err = company.run("audit", "cosign")
    assert code == 1
    (loud,) = [line for line in err.splitlines() if "ANOTHER HISTORY" in line]
    shown = company.json("audit", "cosign")
    assert shown["size"] == seen["size"]
    assert shown["root"] != seen["root"]
    for text in (loud, out):
        assert seen["root"] in text
        assert shown["root"] in text
    assert shown["witnesses"][0]["another_history"]


def test_without_a_witness_it_says_what_to_do(company: Any) -> None:
    code, out, err = company.run("audit", "cosign")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "[[witnesses]]" in err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            f'[[witnesses]]\nurl = "http://a"\nvkey = "{VKEY}"\nname = "w1"',
            "witnesses.0.name: unknown key; the keys are",
        ),
        (f'[[witnesses]]\nurl = "http://a"\nvkeys = "{VKEY}"', "witnesses.0.vkeys: unknown key; did you mean vkey?"),
        ('[[witnesses]]\nurl = ""\nvkey = "x"', "witnesses.0.url: string should have at least 1 character"),
        ("witness_threshold = 0", "witness_threshold: expected"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_place(company: Any, given: str, told: str) -> None:
    (company.workspace / "settings.toml").write_text(given)
    with pytest.raises(SettingsError) as caught:
        load(company.workspace)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ({"http://a": "w1+00000000+AAAA"}, "the verifier key 'w1+00000000+AAAA' cannot be read"),
        ({"ftp://a": VKEY}, "the witness w1 cannot be asked at 'ftp://a'"),
        ({"http://a": VKEY, "http://b": VKEY}, "two witnesses have the name w1"),
    ],
)
def test_a_witness_that_cannot_be_one_is_told_in_one_line(company: Any, lines: dict[str, str], told: str) -> None:
    settings(company, **lines)
    code, out, err = company.run("audit", "cosign")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err


def test_the_variable_lists_address_and_key(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_WITNESSES", f"http://a {VKEY}, https://b/w  {OTHER}")
    found = load(company.workspace).witnesses
    assert [(one.url, one.vkey) for one in found] == [("http://a", VKEY), ("https://b/w", OTHER)]
    for wrong in ("http://a", f"http://a {VKEY},", f"http://a, {VKEY}"):
        monkeypatch.setenv("ONRECORD_WITNESSES", wrong)
        with pytest.raises(SettingsError, match="the variable ONRECORD_WITNESSES: expected `URL VKEY` of each"):
            load(company.workspace)


def told_by_doctor(company: Any) -> tuple[str, str]:
    (found,) = [one for one in company.json("doctor")["checks"] if one["name"] == "witnesses"]
    return found["level"], f"{found['detail']} -> {found['advice']}"


def test_doctor_says_how_far_the_last_cosigned_size_is_behind(
    company: Any, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told_by_doctor(company)[0] == "ok"
    one = start()
    settings(company, **{one.url: one.vkey})
    level, told = told_by_doctor(company)
    assert (level, "nothing yet" in told) == ("ok", True)
    company.run("audit", "cosign")
    assert told_by_doctor(company) == ("ok", f"1 of 1 have cosigned size {size(company)}, the whole log -> ")
    company.ask(QUESTION)
    assert "1 leaf came after it" in told_by_doctor(company)[1]
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr("onrecord.parts.now", lambda: later)
    level, told = told_by_doctor(company)
    assert level == "warn"
    assert "1 leaf came after it, since " in told
    assert "onrecord audit cosign" in told


def test_doctor_says_how_many_leaves_are_not_cosigned(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(company, **{"http://127.0.0.1:1": VKEY})
    monkeypatch.setattr("onrecord.doctor.witnesses.MANY", size(company) - 1)
    level, told = told_by_doctor(company)
    assert (level, f"{size(company)} leaves came after it" in told) == ("warn", True)


def test_doctor_says_that_nothing_was_logged_yet(company: Any) -> None:
    settings(company, **{"http://127.0.0.1:1": VKEY})
    company.sql("DELETE FROM checkpoints")
    assert told_by_doctor(company) == ("ok", "1 of 1; nothing was logged yet -> ")


def test_the_checkpoint_comes_with_its_cosignatures_and_can_be_examined_against(company: Any, start: Any) -> None:
    one, two = start(), start(company.folder / "second", "--name", "w2")
    settings(company, **{one.url: one.vkey, two.url: two.vkey})
    assert company.run("audit", "checkpoint")[1].count("\n— ") == 1
    assert company.run("audit", "cosign")[0] == 0
    code, out, _ = company.run("audit", "checkpoint")
    keys = [read_vkey(process.vkey) for process in (one, two)]
    assert (code, cosigned(out, keys, 2).enough) == (0, True)
    company.ask(QUESTION)
    found = company.json("audit", "checkpoint")  # the last that is cosigned, not the last of all
    assert (found["note"], found["size"], size(company)) == (out, size(company) - 1, found["size"] + 1)
    kept = company.folder / "checkpoint"
    kept.write_text(out)
    assert company.run("audit", "examine", "--since", str(kept))[0] == 0


def test_the_auditors_policy_names_the_witnesses_of_the_settings(company: Any) -> None:
    settings(company, "witness_threshold = 1", **{"http://a": VKEY, "http://b": OTHER})
    assert company.json("keys", "policy")["witnesses"] == {"threshold": 1, "keys": [VKEY, OTHER]}
    assert company.json("keys", "policy", "--threshold", "2")["witnesses"]["threshold"] == 2
    assert company.json("keys", "policy", "--witness", OTHER)["witnesses"] == {"threshold": 1, "keys": [OTHER]}
    settings(company, **{"http://a": VKEY, "http://b": OTHER})
    assert company.json("keys", "policy")["witnesses"]["threshold"] == 2
