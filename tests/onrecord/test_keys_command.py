"""`keys`: what a person types, what they read, which keys are there afterwards."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from audit.keys.files import load
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
    assert f"The key {key.keyid} of lee@example.com is made." in out
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
