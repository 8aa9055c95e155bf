"""What the settings say of identity: read strictly, and no secret is told back."""

from pathlib import Path

import pytest

from audit.errors import SettingsError
from onrecord.identity.domain import Role
from onrecord.settings import load

WHOLE = """\
oidc_issuer = "https://login.example.com"
oidc_client_id = "onrecord"
oidc_client_secret = "s3cret"
public_url = "https://onrecord.example.com"

[[groups]]
name = "all-staff"
roles = ["employee"]
audience = "all-employees"

[[groups]]
name = "comms"
roles = ["author", "approver"]
"""


def test_groups_are_read_with_their_roles_and_audience(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(WHOLE)
    staff, comms = load(tmp_path).groups
    assert (staff.name, staff.roles, staff.audience) == ("all-staff", (Role.EMPLOYEE,), "all-employees")
    assert (comms.roles, comms.audience) == ((Role.AUTHOR, Role.APPROVER), "")


def test_groups_may_be_a_variable_of_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_GROUPS", '[{"name": "staff", "roles": ["employee"]}]')
    assert [one.name for one in load(tmp_path).groups] == ["staff"]
    monkeypatch.setenv("ONRECORD_GROUPS", "staff=employee")
    with pytest.raises(SettingsError, match="the variable ONRECORD_GROUPS: expected JSON such as"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('roles = ["employee"]', 'roles = ["king"]', "groups.0.roles.0: expected 'employee', 'author'"),
        ("audience =", "audiences =", "groups.0.audiences: unknown key; did you mean audience?"),
        ('name = "comms"', 'name = ""', "groups.1.name"),
        ("public_url", "public_uri", "public_uri: unknown key; did you mean public_url?"),
        ('oidc_client_secret = "s3cret"', "oidc_client_secret = 7331", "oidc_client_secret"),
        ('oidc_client_id = "onrecord"', "session_hours = 25", "session_hours"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_secret(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "settings.toml").write_text(WHOLE.replace(old, new, 1))
    with pytest.raises(SettingsError) as found:
        load(tmp_path)
    assert message in str(found.value)
    assert "7331" not in str(found.value)
