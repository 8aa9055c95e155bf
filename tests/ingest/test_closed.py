"""Passages that a question brings: each stays as it was given, is nobody's, and is split as any document is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.catalogue.read import Published
from ingest.closed import NOBODY, opened
from ingest.domain import Approval, Brought, Kind, Scope, Source
from ingest.encoders.hashing import HashingEncoder
from ingest.passages import MAX_WORDS, TAIL_WORDS
from ingest.standing import Moment, Standing, denied

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
MOMENT = Moment(now=NOW, as_of=NOW.date(), rank=0)
TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), min_size=1, max_size=4)


def of(texts: Sequence[str]) -> Published:
    given_ = [Brought(id=f"p{number}", text=text) for number, text in enumerate(texts)]
    return opened(given_, HashingEncoder(), "", NOW)[0]


@settings(deadline=None)
@given(TEXTS)
def test_every_passage_and_sentence_is_a_slice_of_the_text_as_it_was_given(texts: list[str]) -> None:
    closed = of(texts).closed
    assert closed is not None
    assert [closed.documents[f"p{number}"].text for number in range(len(texts))] == texts
    for one in closed.passages.values():
        text = closed.documents[one.source_id].text
        assert one.text == text[one.start : one.end]
        assert all(text[part.start : part.end].strip() for sentence in one.sentences for part in sentence.parts)
        assert (one.leader_id, one.page) == ("", None)


def test_decomposed_letters_and_line_ends_are_left_alone() -> None:
    closed = of(["The cafe\u0301 opened in 1890.\r\nIt closed in 1920."]).closed
    assert closed is not None
    assert closed.documents["p0"].text == "The cafe\u0301 opened in 1890.\r\nIt closed in 1920."


def test_nobody_has_no_name_and_nothing_is_put_before_the_words() -> None:
    state = of(["The bridge opened in 1890."])
    assert state.closed is not None
    assert [one.embedded for one in state.closed.passages.values()] == ["The bridge opened in 1890."]
    assert (NOBODY.leader_id, NOBODY.name, NOBODY.title, NOBODY.consent.scope) == ("", "", "", frozenset())
    assert (state.snapshot.snapshot_id, state.snapshot.manifest_sha256, state.organisation) == ("", "", "")
    assert [entry.source.approval for entry in state.entries.values()] == [None]


def test_a_long_text_becomes_passages_of_the_usual_length() -> None:
    closed = of([" ".join(f"Sentence {n} of the long report is here." for n in range(100))]).closed
    assert closed is not None
    sizes = [len(one.text.split()) for one in closed.passages.values()]
    assert len(sizes) > 5
    assert max(sizes) <= MAX_WORDS + TAIL_WORDS


def test_the_order_in_which_they_are_given_does_not_show() -> None:
    given_ = [Brought(id=name, text=f"The {name} opened in the spring.") for name in ("bridge", "canal", "dam")]
    made = [opened(order, HashingEncoder(), "", NOW)[0] for order in permutations(given_)]
    assert all(one == made[0] for one in made)
    assert all(list(one.entries) == list(made[0].entries) for one in made)


def test_a_text_without_words_has_no_passages() -> None:
    state, reader = opened([Brought(id="p", text="* * *")], HashingEncoder(), "", NOW)
    assert state.closed is not None
    assert state.closed.passages == {}
    assert reader.contents() == {}


# ---- what may be read ----

SOURCE = of(["The bridge opened in 1890."]).entries["p0"].source
STANDING = Standing(
    audiences=("",),
    leaders={"": NOBODY},
    withdrawn=(),
    paused=(),
    all_paused=False,
    brought={"p0": SOURCE.sha256},
)
APPROVED = Source(
    source_id="memo",
    path="memo.txt",
    sha256="a" * 64,
    title="Memo",
    kind=Kind.MEMO,
    leaders=("ada",),
    date=date(2026, 3, 4),
    audience="",
    owner="owner@example.com",
    added_by="owner@example.com",
    approval=Approval(by="lee@example.com", at=datetime(2026, 3, 5, tzinfo=UTC), sha256="a" * 64),
)


def test_what_was_brought_may_be_read_and_put_into_other_words() -> None:
    for use in (Scope.QUOTE, Scope.PARAPHRASE):
        assert denied(SOURCE, "", STANDING, MOMENT, use) is None


@pytest.mark.parametrize(("source", "leader_id", "standing", "why"), [
    (replace(SOURCE, sha256="b" * 64), "", STANDING, "not brought by the question"),
    (replace(SOURCE, source_id="p1"), "", STANDING, "not brought by the question"),
    (SOURCE, "", replace(STANDING, brought={}), "not brought by the question"),
    (APPROVED, "ada", STANDING, "not brought by the question"),
    (SOURCE, "ada", STANDING, "a declared leader's words"),
    (replace(SOURCE, leaders=("ada",)), "", STANDING, "a declared leader's words"),
    (SOURCE, "", replace(STANDING, all_paused=True), "paused"),
    (SOURCE, "", replace(STANDING, brought=None), "not approved"),
], ids=["other text", "other id", "nothing brought", "published", "laid to a leader", "of a leader", "paused",
        "the record"])  # fmt: skip
def test_nothing_else_may_be_read(source: Source, leader_id: str, standing: Standing, why: str) -> None:
    assert denied(source, leader_id, standing, MOMENT) == why
