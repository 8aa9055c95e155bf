"""An answer as text for chat clients: every marker is where it is said to be, and no document's text is markup."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from audit.domain import (
    AnswerRecord,
    Check,
    Citation,
    Composer,
    Nearest,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Statement,
)
from onrecord.client.links import Links
from onrecord.render.cited import CitedText, cited, harmless

LINKS = Links(base="https://onrecord.example")
WORDS = st.text(st.sampled_from("ab 🦊é[](<!*\"'\n:1"), max_size=30)


def citation(start: int = 0, title: str = "All-hands", quote: str = "We stay.") -> Citation:
    return Citation(
        evidence_key="e1", source_id="all-hands", title=title, speaker="Ada Moss", leader_id="ada-moss",
        date=date(2026, 3, 4), page=3, timecode=None, start=start, end=start + len(quote), quote=quote,
        source_sha256="0" * 64, text_sha256="1" * 64,
    )  # fmt: skip


def record(*statements: Statement, refusal: Refusal | None = None) -> AnswerRecord:
    return AnswerRecord(
        record_id="7f", question="Do we stay?", asked_at=datetime(2026, 11, 1, tzinfo=UTC), as_of=date(2026, 11, 1),
        audience="all", leaders=(), outcome=Outcome.REFUSED if refusal else Outcome.ANSWERED, refusal=refusal,
        statements=statements, evidence=(), disclosure="Selected by software; not Ada Moss speaking.", confidence=0.9,
        models={}, composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1), notices=("These differ.",),
    )  # fmt: skip


def said(text: str, *citations: Citation) -> Statement:
    return Statement(text=text, citations=citations, checks=(Check(name="verbatim", passed=True, detail=""),))


NEAREST = Nearest(
    source_id="memo", title="Memo", speaker="Ben Stein", date=date(2025, 1, 2), page=None, start=4, end=9,
    quote="Words.", text_sha256="2" * 64,
)  # fmt: skip


def place(url: str) -> int:
    """Where the cited words begin."""
    return int(url.partition("&start=")[2].partition("&")[0])


def test_an_answer_with_its_sources_and_its_disclosure() -> None:
    found = cited(record(said("Ada said one.", citation(0)), said("Ada said two.", citation(20), citation(0))), LINKS)
    assert found.text == (
        "Ada said one. [1]\n\n"
        "Ada said two. [2][1]\n\n"
        "Sources:\n\n"
        "- [1] All-hands, Ada Moss, 4 March 2026, page 3: https://onrecord.example/read/all-hands?record=7f&start=0&end=8#cited\n"
        "- [2] All-hands, Ada Moss, 4 March 2026, page 3: https://onrecord.example/read/all-hands?record=7f&start=20&end=28#cited\n"
        "\n"
        "These differ.\n\n"
        "Selected by software; not Ada Moss speaking.\n\n"
        "Record 7f: https://onrecord.example/record/7f"
    )
    assert [(found.text[one.start : one.end], place(one.url)) for one in found.marks] == [
        ("[1]", 0), ("[2]", 20), ("[1]", 0),
    ]  # fmt: skip


def test_a_refusal_shows_what_is_nearest_and_whom_to_ask() -> None:
    refusal = Refusal(
        reason=Reason.NOTHING_ON_RECORD, detail="Nothing was found.", nearest=(NEAREST,), ask="comms@example.com"
    )
    found = cited(record(refusal=refusal), LINKS)
    assert found.text.startswith("No answer. Nothing was found.\n\n")
    assert (
        "- Memo, Ben Stein, 2 January 2025: https://onrecord.example/read/memo?record=7f&start=4&end=9#cited\n"
        "  “Words.”\n" in found.text
    )
    assert "Whom to ask: comms@example.com" in found.text
    assert found.text.index("not Ada Moss speaking") > found.text.index("Whom to ask")
    assert found.marks == ()


def test_where_nothing_can_be_opened_sources_are_named_by_their_ids() -> None:
    found = cited(record(said("Ada said one.", citation(0))))
    assert "page 3: all-hands\n" in found.text
    assert found.marks == ()


def test_a_superseded_source_says_so() -> None:
    later = replace(citation(0), superseded_by=("later",))
    assert "page 3, superseded since: " in cited(record(said("Ada said one.", later)), LINKS).text


@given(st.lists(st.tuples(WORDS, st.lists(st.integers(0, 5), min_size=1, max_size=4)), min_size=1, max_size=5))
def test_every_marker_stands_where_it_is_said_to(parts: list[tuple[str, list[int]]]) -> None:
    made = record(*(said(text, *(citation(start) for start in starts)) for text, starts in parts))
    found = cited(made, LINKS)
    assert found.marks
    order = list(dict.fromkeys(start for _, starts in parts for start in starts))
    for one in found.marks:
        assert found.text[one.start : one.end] == f"[{order.index(place(one.url)) + 1}]"


@given(st.lists(st.tuples(WORDS, st.integers(0, 3)), min_size=1, max_size=5))
def test_a_stream_of_its_parts_is_the_text_that_is_made_at_once(parts: list[tuple[str, int]]) -> None:
    made = record(*(said(text, citation(start)) for text, start in parts))
    one_by_one = CitedText(record_id=made.record_id, links=LINKS)
    text = "".join([*(one_by_one.statement(one) for one in made.statements), one_by_one.rest(made)])
    whole = cited(made, LINKS)
    assert (text, tuple(one_by_one.marks)) == (whole.text, whole.marks)


@given(WORDS)
def test_no_link_image_or_tag_is_left_open(text: str) -> None:
    found = harmless(text)
    assert found.replace("\\", "") == text
    for number, one in enumerate(found):
        if one == "<" and re.match(r"[A-Za-z/!?]", found[number + 1 :]):
            assert found[number - 1] == "\\"
        if one == "[" and any(mark in found for mark in ("](", "][", "]:")):
            assert found[number - 1] == "\\"


def test_an_image_in_a_document_is_shown_as_its_words() -> None:
    found = cited(record(said("Ada said: ![x](https://evil.example/p.png)", citation(0))), LINKS).text
    assert "!\\[x](https://evil.example/p.png)" in found
    assert cited(record(said("Nothing [sic] is changed.", citation(0)))).text.startswith("Nothing [sic] is changed.")
