"""The terminal view of a topic over time: pure, so its plain form is compared with a golden file."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wording import quoted
from audit.domain import AnswerRecord, Statement
from audit.over_time import Change, ChangedBy, Ended, OverTime, Told
from onrecord.render.citations import Surroundings
from onrecord.render.lines import plain
from onrecord.render.over_time import as_json, timeline_of
from onrecord.render.timeline import format_timeline
from tests.onrecord.test_answer_view import GOLDEN, LEADERS, REFUSED, citation, record

RULE = "Everybody is asked to be at their site on three days in each week."
NEW = "From 13 April, for everyone whose work can be done elsewhere, it will be two days in each week."


def said(source_id: str, title: str, day: date, *quotes: str, **other: object) -> Statement:
    """One statement of words that stand behind each other."""
    cited, start = [], 0
    for quote in quotes:
        facts = {"source_id": source_id, "title": title, "date": day, "page": None, "start": start,
                 "end": start + len(quote), "quote": quote, "text_sha256": source_id, **other}  # fmt: skip
        cited.append(citation(**facts))
        start += len(quote) + 1
    return Statement(text=quoted(cited, " ".join(quotes)), citations=tuple(cited))


def told(number: int, words: str) -> Told:
    return Told(statement=number, start=0, end=len(words))


STATEMENTS = (
    said("hours-2024", "Winter hours", date(2024, 12, 5), "Until February the offices open at half past nine."),
    said("days-2025", "Three days", date(2025, 5, 20), RULE, superseded_by=("days-2026",)),
    said("days-2025", "Three days", date(2025, 5, 20), "I cannot prove it.", superseded_by=("days-2026",), page=2),
    said("talk-2025", "At the foundry", date(2025, 6, 3), "Ask me again in a year.", timecode="00:12:31.480",
         speaker="Ben Okafor", leader_id="ben-okafor"),
    said("days-2026", "Two days", date(2026, 3, 26), NEW),
)  # fmt: skip
CHANGE = Change(earlier=told(2, RULE), later=told(5, NEW), by=ChangedBy.SUPERSEDED)
ENDED = Ended(source_id="hours-2024", on=date(2025, 3, 1))
AROUND = Surroundings(leaders=LEADERS, superseded={"days-2025": "Two days (26 March 2026)"}, leaf=41)


def made() -> AnswerRecord:
    over_time = OverTime(changes=(CHANGE,), ended=(ENDED,))
    return replace(record(*STATEMENTS), question="coming to the site", over_time=over_time)


@pytest.mark.parametrize("width", [80, 100])
def test_it_reads_as_the_golden_file_does(width: int) -> None:
    shown = plain(format_timeline(made(), AROUND, width), width) + "\n"
    path = GOLDEN / f"timeline_{width}.txt"
    assert shown == path.read_text(encoding="utf-8"), f"if this is meant, write it to {path}"


def test_what_replaced_it_is_named_by_its_id_where_nothing_more_is_known() -> None:
    assert "superseded by days-2026" in plain(format_timeline(made(), Surroundings()))


def test_a_refusal_reads_as_any_other() -> None:
    refused = replace(record(refusal=REFUSED), over_time=OverTime())
    assert "No answer: not on record." in plain(format_timeline(refused, AROUND))


def test_a_change_of_which_a_side_is_not_shown_is_not_told() -> None:
    shown = replace(made(), statements=(STATEMENTS[0], *STATEMENTS[2:]))
    found = timeline_of(shown, {}, (1, 3, 4, 5))
    assert [one.number for one in found.entries] == [1, 3, 4, 5]
    assert found.changes == ()
    assert [one.changes for one in found.entries] == [()] * 4


def test_a_sentence_that_a_page_ends_within_is_whole_in_its_change() -> None:
    first, second = "Everybody is asked to be", "at their site on three days."
    broken = said("days-2025", "Three days", date(2025, 5, 20), first, second, superseded_by=("days-2026",))
    whole = Told(statement=1, start=0, end=len(first) + 1 + len(second))
    change = Change(earlier=whole, later=told(2, NEW), by=ChangedBy.SUPERSEDED)
    both = replace(record(broken, STATEMENTS[4]), over_time=OverTime(changes=(change,)))
    (found,) = timeline_of(both, {}).changes
    assert found.earlier.words == f"{first} {second}"


@given(days=st.lists(st.dates(date(2024, 1, 1), date(2026, 11, 1)), min_size=1, max_size=8))
def test_every_statement_is_an_entry_with_its_own_words_and_places(days: list[date]) -> None:
    statements = [said(f"memo-{i}", 'A "said: " title', day, f"Number {i} was said.") for i, day in enumerate(days)]
    found = as_json(timeline_of(replace(record(*statements), over_time=OverTime()), {}))
    assert [one["quote"] for one in found["entries"]] == [f"Number {i} was said." for i in range(len(days))]
    assert [one["date"] for one in found["entries"]] == [day.isoformat() for day in days]
    assert all(len(one["places"]) == 1 for one in found["entries"])
