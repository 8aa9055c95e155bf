"""Searching as a program does, and comparing again what was shown."""

import pytest

from tests.onrecord.web.conftest import Site

HIRING = {"query": "hiring engineers in Leeds"}


def test_passages_are_exact_slices_with_their_places(site: Site) -> None:
    found = site.program().post("/api/search", json=HIRING).json()
    assert [one["rank"] for one in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    first = found["hits"][0]
    text = site.company.json("show", first["source_id"])["text"]
    assert text[first["start"] : first["end"]] == first["text"]
    assert "speaking" in found["disclosure"]
    assert found["refusal"] is None


def test_nobody_finds_what_is_above_their_audience(site: Site) -> None:
    def sources(audience: str) -> set[str]:
        found = site.program(audience=audience).post("/api/search", json={"query": "the foundry closes"}).json()
        return {one["source_id"] for one in found["hits"]}

    assert "secret" not in sources("all-employees")
    assert "secret" in sources("managers")


def test_what_was_shown_can_be_verified_by_whom_it_was_shown_to(site: Site) -> None:
    record_id = site.program().post("/api/search", json=HIRING).json()["record_id"]
    verified = site.program().get(f"/api/answers/{record_id}/verification").json()
    assert verified["verdict"] == "VERIFIED"
    assert {one["name"] for one in verified["findings"]} >= {"record", "quote", "approval", "attribution", "statement"}
    other = site.program(person="mallory@example.com").get(f"/api/answers/{record_id}/verification")
    unknown = site.program().get(f"/api/answers/{'0' * 32}/verification")
    assert (other.status_code, other.content) == (unknown.status_code, unknown.content)


def test_only_auditors_are_told_who_approved_and_what_came_after(site: Site) -> None:
    asked = {"question": "How long does the foundry stay open?"}
    record_id = site.program().post("/api/answers", json=asked).json()["record_id"]
    path = f"/api/answers/{record_id}/verification"
    own, auditors = site.program().get(path), site.program("ask", "audit", roles=("auditor",)).get(path)
    assert own.json()["verdict"] == auditors.json()["verdict"] == "VERIFIED"
    assert "lee@example.com" not in own.text
    assert "secret" not in own.text.lower()  # which has replaced it, for managers
    assert "lee@example.com" in auditors.text
    assert "The foundry secret" in auditors.text


def test_a_search_counts_and_is_bounded_like_a_question(site: Site) -> None:
    site.program().post("/api/search", json=HIRING)
    told = site.program("metrics", roles=("admin",)).get("/metrics").text
    assert 'composer="search"' in told


@pytest.mark.parametrize("body", [{}, {"query": ""}, {**HIRING, "limit": 0}, {**HIRING, "leader": "nobody"},
                                  {**HIRING, "audience": "managers"}])  # fmt: skip
def test_what_cannot_be_searched_is_told_in_one_line(site: Site, body: dict[str, object]) -> None:
    response = site.program().post("/api/search", json=body)
    assert (response.status_code, set(response.json())) == (400, {"error", "advice"})


def test_nobody_in_no_audience_is_shown_anything(site: Site) -> None:
    assert site.program(audience="").post("/api/search", json=HIRING).status_code == 403
