"""The trial mode keeps to this machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UsageError
from onrecord.identity import local
from onrecord.identity.domain import Role
from onrecord.identity.paths import ours


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "::ffff:127.0.0.1"])
def test_it_binds_to_loopback(host: str) -> None:
    local.refuse_elsewhere(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.168.1.7", "10.0.0.1", "8.8.8.8", "no.such.name.invalid", "::ffff:10.0.0.1", "a" * 300],
)  # fmt: skip
def test_it_binds_nowhere_else(host: str) -> None:
    with pytest.raises(UsageError) as refused:
        local.refuse_elsewhere(host)
    assert "loopback alone" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "header", ["localhost", "LOCALHOST:8765", "127.0.0.1", "127.0.0.1:80", "127.1.2.3:9", "[::1]", "[::1]:8765"]
)
def test_it_answers_to_names_of_loopback(header: str) -> None:
    assert local.asked_for_here(header)


@pytest.mark.parametrize(
    "header",
    ["", "evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "[::]",
     "::1", "[::1", "[::1]x", "[::1].evil.example", "127.0.0.1:80:90", "127.0.0.1@evil.example", "localhost:evil",
     "evil.example#localhost", "127.1", "0x7f000001", "2130706433", "[::1]:", "localhost:٣"],
)  # fmt: skip
def test_it_answers_to_no_other_name(header: str) -> None:
    assert local.asked_for_here(header) == (header == "[::1]:")


@given(st.text())
def test_whatever_it_is_asked_by_it_decides(header: str) -> None:
    assert local.asked_for_here(header) in (True, False)


def test_what_somebody_chooses_to_be() -> None:
    found = local.claims(" Sam@Example.com ", ["employee", "author"], "managers", ("all-employees", "managers"))
    assert (found.person, found.name, found.local) == ("sam@example.com", "sam", True)
    assert (found.roles, found.audience) == ({Role.EMPLOYEE, Role.AUTHOR}, "managers")


@pytest.mark.parametrize(
    ("email", "roles", "audience", "message"),
    [
        ("sam", ["employee"], "", "expected an e-mail address"),
        ("", ["employee"], "", "expected an e-mail address"),
        ("sam@example.com", [], "", "choose a role"),
        ("sam@example.com", ["king"], "", "king"),
        ("sam@example.com", ["employee"], "retired", "there is no audience"),
    ],
)
def test_what_nobody_can_be(email: str, roles: list[str], audience: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        local.claims(email, roles, audience, ("all-employees",))


@pytest.mark.parametrize("path", ["/", "/library", "/read/spring?start=3&end=9", "/record/a-b_c#s1", "/x?next=//evil"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert ours(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "//evil.example", "///evil", "/\\evil.example", "\\\\evil.example", "https:evil.example",
     "https://evil.example", "javascript:alert(1)", "evil", " /library", "/\t/evil.example", "/\n/evil.example",
     "/a b", "/a\\b", "/" + "a" * 2000, "/é", "/a\x00"],
)  # fmt: skip
def test_any_other_place_is_home(path: str | None) -> None:
    assert ours(path) == "/"


@given(st.text())
def test_nobody_is_sent_to_another_host(text: str) -> None:
    found = ours(text)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert "\\" not in found
