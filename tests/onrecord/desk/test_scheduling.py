"""When a document holds and what it replaces: who may move it, what stays written, and the command."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.errors import OnRecordError
from ingest.domain import Source
from ingest.manifest.read import read_manifest
from onrecord.desk.scheduling import Schedule, declaration, schedule

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOON, LATER = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 24, 9, tzinfo=UTC)


def source(company: Any, source_id: str) -> Source:
    return next(one for one in read_manifest(company.manifest).sources if one.source_id == source_id)


def moved(company: Any, source_id: str, **kept: Any) -> bool:
    """By somebody who may, where nothing else is said."""
    changes = {key: kept.pop(key) for key in list(kept) if key in Schedule.__dataclass_fields__}
    who = {"by": "lee@example.com"} | kept
    done = schedule(company.manifest, source_id, lambda old: replace(old, **changes), NOW, **who)
    return done.changed


def test_a_draft_is_scheduled_by_anybody_of_the_desk(company: Any) -> None:
    assert moved(company, "draft", by="sam@example.com", approver=False, embargo_until=LATER)
    assert moved(company, "draft", by="sam@example.com", approver=False, embargo_until=SOON)
    assert source(company, "draft").embargo_until == SOON
    assert not moved(company, "draft", embargo_until=SOON)
    assert moved(company, "draft", by="", embargo_until=None)
    assert source(company, "draft").embargo_until is None


LOOSER = [
    {"embargo_until": SOON},
    {"embargo_until": None},
    {"effective_from": date(2024, 1, 1)},
    {"effective_from": None},
    {"effective_until": date(2031, 1, 1)},
    {"effective_until": None},
    {"supersedes": ("hiring-2025",)},
]


@pytest.fixture
def kept_back(empty: Any) -> Any:
    """Two approved documents, of which one is kept back in every way."""
    empty.add("hiring-2025", "a.md", "We will hire.\n")
    more = "    embargo_until: 2026-12-24T09:00:00Z\n    effective_from: 2026-01-01\n    effective_until: 2030-01-01\n"
    empty.add("hiring-2026", "b.md", "We will not hire.\n", more)
    return empty


@pytest.mark.parametrize("change", LOOSER)
def test_on_an_approved_document_what_opens_more_needs_a_second_person(kept_back: Any, change: dict[str, Any]) -> None:
    before = kept_back.manifest.read_bytes()
    (name,) = change
    for who, words in (
        ({"by": ""}, "needs a second person"),
        ({"by": "comms@example.com"}, "comms@example.com is its owner"),
        ({"by": "sam@example.com"}, "sam@example.com is its adder"),
        ({"by": "kim@example.com", "approver": False}, "needs a second person"),
    ):
        with pytest.raises(OnRecordError, match=words) as told:
            moved(kept_back, "hiring-2026", **change, **who)
        assert name in told.value.message
    assert kept_back.manifest.read_bytes() == before
    assert moved(kept_back, "hiring-2026", **change)
    assert f"# rescheduled 2026-11-26 (hiring-2026) by lee@example.com: {name} " in kept_back.manifest.read_text()


@pytest.mark.parametrize("change", [
    {"embargo_until": datetime(2027, 1, 1, tzinfo=UTC)}, {"effective_from": date(2026, 6, 1)},
    {"effective_until": date(2027, 1, 1)},
])  # fmt: skip
def test_what_only_holds_it_back_needs_nobody_else(kept_back: Any, change: dict[str, Any]) -> None:
    assert moved(kept_back, "hiring-2026", by="sam@example.com", approver=False, **change)


def test_a_schedule_is_for_the_entry_that_was_looked_at(kept_back: Any) -> None:
    seen = declaration(source(kept_back, "hiring-2026"))
    assert moved(kept_back, "hiring-2026", declared=seen, embargo_until=SOON)
    with pytest.raises(OnRecordError, match="was changed meanwhile"):
        moved(kept_back, "hiring-2026", declared=seen, embargo_until=None)


def test_what_the_rules_of_a_manifest_refuse_is_not_written(kept_back: Any) -> None:
    before = kept_back.manifest.read_bytes()
    for change in (
        {"supersedes": ("hiring-2026",)},
        {"supersedes": ("nothing",)},
        {"effective_from": date(2031, 1, 1)},
    ):
        with pytest.raises(OnRecordError):
            moved(kept_back, "hiring-2026", **change)
    assert kept_back.manifest.read_bytes() == before


def test_the_command_says_what_it_did_and_twice_does_nothing(kept_back: Any) -> None:
    words = ("schedule", "hiring-2026", "--embargo-until", "2026-12-01", "--supersedes", "hiring-2025")
    code, out, err = kept_back.run(*words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--by EMAIL" in err
    code, out, _ = kept_back.run(*words, "--by", "Lee@example.com")
    assert code == 0
    assert "embargo_until    2026-12-01 00:00 UTC" in out
    assert out.endswith("Next, so that it holds: onrecord ingest\n")
    assert source(kept_back, "hiring-2026").supersedes == ("hiring-2025",)
    text = kept_back.manifest.read_bytes()
    again = kept_back.json(*words, "--by", "lee@example.com")
    assert (again["changed"], again["supersedes"]) == (False, ["hiring-2025"])
    assert kept_back.manifest.read_bytes() == text
    kept_back.run("schedule", "hiring-2026", "--by", "lee@example.com", "--embargo-until", "none",
                  "--effective-from", "none", "--effective-until", "none", "--supersedes", "none")  # fmt: skip
    after = source(kept_back, "hiring-2026")
    assert (after.embargo_until, after.effective_from, after.effective_until, after.supersedes) == (
        None,
        None,
        None,
        (),
    )


@pytest.mark.parametrize(("words", "code", "message"), [
    (("hiring-2026",), 2, "nothing to change was named"),
    (("hiring-2026", "--embargo-until", "soon"), 1, "--embargo-until: expected a date or a time"),
    (("hiring-2026", "--effective-from", "2026-02-30"), 1, "--effective-from: there is no such day"),
    (("hiring-2026", "--effective-from", "none", "--by", "lee"), 1, "--by: expected an e-mail address"),
    (("hiring-2062", "--effective-from", "none"), 1, "Did you mean 'hiring-2026'"),
])  # fmt: skip
def test_what_cannot_be_scheduled_is_told_in_one_line(
    kept_back: Any, words: tuple[str, ...], code: int, message: str
) -> None:
    found, out, err = kept_back.run("schedule", *words)
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert message in err
