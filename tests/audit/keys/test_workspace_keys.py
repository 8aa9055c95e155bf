"""A workspace's keys: made once, replaced and kept, found by what the log says."""

import os
import shutil
from pathlib import Path

import pytest

from audit.errors import KeyFault
from audit.keys import workspace
from audit.keys.domain import PrivateKey, Role
from audit.keys.files import create, load
from audit.keys.workspace import WorkspaceKeys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".onrecord" / "keys"


def test_keys_are_made_once(folder: Path) -> None:
    made = WorkspaceKeys.open(folder, create=True)
    assert made.record.keyid != made.log.keyid
    assert made == WorkspaceKeys.open(folder, create=True) == WorkspaceKeys.open(folder, create=False)
    assert load(folder / "record.key") == made.record
    assert sorted(path.name for path in folder.iterdir()) == ["log.key", "log.pub", "record.key", "record.pub"]
    assert [path.name for path in folder.parent.iterdir()] == ["keys"]


def test_reading_makes_none(folder: Path) -> None:
    with pytest.raises(KeyFault, match=r"record\.key is missing\. Restore"):
        WorkspaceKeys.open(folder, create=False)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["record", "log"])
def test_a_lost_key_is_not_made_again(folder: Path, name: str) -> None:
    WorkspaceKeys.open(folder, create=True)
    (folder / f"{name}.key").unlink()
    with pytest.raises(KeyFault, match=f"{name}.key is missing"):
        WorkspaceKeys.open(folder, create=True)


def test_keys_that_others_may_read_are_refused(folder: Path) -> None:
    WorkspaceKeys.open(folder, create=True)
    (folder / "log.key").chmod(0o644)
    with pytest.raises(KeyFault, match=r"chmod 600 .*log\.key"):
        WorkspaceKeys.open(folder, create=False)


def test_of_two_that_make_keys_at_once_the_first_wins(folder: Path, tmp_path: Path) -> None:
    first = WorkspaceKeys.open(folder, create=True)
    workspace._make(folder)  # a second process that saw no folder either
    assert WorkspaceKeys.open(folder, create=True) == first
    assert [path.name for path in folder.parent.iterdir()] == ["keys"]


@pytest.mark.parametrize("role", [Role.RECORD, Role.LOG])
def test_a_replaced_key_is_kept_and_found(folder: Path, role: Role) -> None:
    before = WorkspaceKeys.open(folder, create=True)
    new = PrivateKey.generate(role, role.value)
    after = before.replace(new)
    old = getattr(before, role.value)
    assert getattr(after, role.value) == new == load(folder / f"{role}.key")
    assert after.find(old.keyid) == old == load(folder / f"{role}-{old.keyid[:12]}.key.retired")
    assert after.find(new.keyid) == new
    assert after.replace(new) == after


def test_a_key_that_is_nowhere_is_told(folder: Path) -> None:
    keys = WorkspaceKeys.open(folder, create=True)
    with pytest.raises(KeyFault, match=f"has no key {'0' * 64}"):
        keys.find("0" * 64)
    create(folder, Role.RECORD, "elsewhere")  # what merely lies there is not the workspace's
    with pytest.raises(KeyFault, match="has no key"):
        keys.find(load(folder / "elsewhere.key").keyid)


@pytest.mark.parametrize("after", ["link", "private"])
def test_a_replacement_that_was_interrupted_loses_no_key(folder: Path, after: str, tmp_path: Path) -> None:
    before = WorkspaceKeys.open(folder, create=True)
    new = PrivateKey.generate(Role.RECORD, "record")
    retired = folder / f"record-{before.record.keyid[:12]}.key.retired"
    os.link(folder / "record.key", retired)
    if after == "private":
        create(tmp_path / "new", Role.RECORD, "record")
        new = load(tmp_path / "new" / "record.key")
        shutil.move(tmp_path / "new" / "record.key", folder / "record.key")
    found = WorkspaceKeys.open(folder, create=False)
    assert found.find(before.record.keyid) == before.record
    again = found.replace(PrivateKey.generate(Role.RECORD, "record"))
    assert again.find(before.record.keyid) == before.record
    assert (after == "link") or again.find(new.keyid) == new
    assert load(folder / "record.key") == again.record
