"""`tokens`: what an operator types, what they read, and what their tokens open."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onrecord.identity.domain import Role, TokenScope
from onrecord.parts import parts


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def words(*more: str, expires: str = "", person: str = "Bot@Example.com") -> list[str]:
    return ["tokens", "new", "--person", person, "--label", "the  wiki", "--role", "employee",
            "--expires", expires or in_days(30), *more]  # fmt: skip


def test_a_token_is_shown_once_and_opens_what_was_said(company: Any) -> None:
    code, out, err = company.run(*words("--role", "auditor", "--scope", "ask, audit", "--audience", "managers"))
    assert (code, err) == (0, "")
    text = out.splitlines()[0]
    assert "bot@example.com" in out
    identities = parts(str(company.workspace)).identities
    found = identities.of_token(text, identities.audiences())
    assert found is not None
    assert (found.person, found.audience) == ("bot@example.com", "managers")
    assert found.roles == {Role.EMPLOYEE, Role.AUDITOR}
    assert found.scopes == {TokenScope.ASK, TokenScope.AUDIT}
    _, listed, _ = company.run("tokens", "list")
    assert "bot@example.com  the wiki  ask,audit as auditor,employee for managers" in listed
    assert text[17:] not in listed
    assert company.sql("SELECT count(*) FROM tokens WHERE secret_sha256 = ?", text[17:]) == [(0,)]


def test_what_is_revoked_opens_nothing_and_revoking_it_again_changes_nothing(company: Any) -> None:
    made = company.json(*words())
    assert made["holds"] is True
    assert company.json("tokens", "revoke", made["token_id"]) == {"token_id": made["token_id"], "changed": True}
    assert company.json("tokens", "revoke", made["token_id"])["changed"] is False
    (listed,) = company.json("tokens", "list")["tokens"]
    assert (listed["holds"], listed["audience"], "token" in listed) == (False, "all-employees", False)
    identities = parts(str(company.workspace)).identities
    assert identities.of_token(made["token"], identities.audiences()) is None


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (words(person="bot"), 1, "--person: expected an e-mail address"),
        (words("--scope", "everything"), 2, "--scope: expected one of ask, desk, audit, metrics; got 'everything'"),
        (words("--audience", "manager"), 2, "Did you mean 'managers'?"),
        (words(expires=in_days(400)), 1, "within 366 days"),
        (words(expires=in_days(0)), 1, "must expire"),
        (["tokens", "revoke", "0" * 12], 1, "there is no token '000000000000'"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(company: Any, line: list[str], code: int, message: str) -> None:
    found, out, err = company.run(*line)
    assert (found, out) == (code, "")
    assert message in err
    assert company.run("tokens", "list")[1].startswith("There are no tokens.")


@pytest.mark.parametrize("line", [words(expires="soon"), words("--role", "king"), words()[:-2]])
def test_words_that_are_no_command(company: Any, line: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        company.run(*line)
    assert ended.value.code == 2


def test_before_anything_is_published_there_is_no_audience_to_give(empty: Any) -> None:
    code, _, err = empty.run(*words())
    assert code == 1
    assert "there is no workspace" in err
