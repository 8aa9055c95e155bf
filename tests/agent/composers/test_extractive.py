"""Statements put together by code: slices of the text, in one statement what belongs together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.composers.companions import Told, companions
from agent.composers.extractive import cited, compose
from agent.composers.sentences import Candidate
from ingest.domain import Page

LIST = "We will do three things:\n\n- Open Leeds.\n- Close Hull.\n- Hire people\n- Wait\n\nThat is all of it for now."


def whole(made: Any, *starts: str) -> list[Candidate]:
    """Those sentences with their companions."""
    told = Told(text=made.document.text, sentences=made.sentences)
    return [replace(made.at(start), companions=companions(made.at(start), told)) for start in starts]


def read(chosen: Sequence[Candidate], *made: Any, newest_first: bool = False) -> list[str]:
    documents = {one.document.source_id: one.document for one in made}
    return [one.text.partition(" said: ")[2] for one in compose(chosen, documents, newest_first)]


def test_neighbours_are_one_statement_and_others_their_own(said: Callable[..., Any]) -> None:
    made = said("Leeds stays open. It has forty people. Hull will close. Nobody has decided about York.")
    assert read([made.at("Leeds"), made.at("It has"), made.at("Nobody")], made) == [
        '"Leeds stays open. It has forty people."',
        '"Nobody has decided about York."',
    ]


def test_an_item_stands_under_its_lead_in_and_what_is_left_out_is_marked(said: Callable[..., Any]) -> None:
    made = said(LIST)
    assert read(whole(made, "Open Leeds"), made) == ['"We will do three things: Open Leeds."']
    assert read(whole(made, "Close Hull"), made) == ['"We will do three things: […] Close Hull."']
    assert read(whole(made, "Open Leeds", "Hire"), made) == ['"We will do three things: Open Leeds. […] Hire people"']


def test_a_line_that_announces_a_list_is_quoted_with_its_items(said: Callable[..., Any]) -> None:
    made = said(LIST)
    assert read(whole(made, "We will do"), made) == [
        '"We will do three things: Open Leeds. Close Hull. Hire people / Wait"'
    ]


def test_a_companion_is_quoted_once_where_it_was_chosen_as_well(said: Callable[..., Any]) -> None:
    made = said("The trial ran for a year. It was a mistake. Leeds is another matter.")
    assert read(whole(made, "It was", "The trial"), made) == ['"The trial ran for a year. It was a mistake."']


def test_a_companion_on_another_page_is_a_citation_of_its_own(said: Callable[..., Any]) -> None:
    text = "The trial ran for a year.\nIt was a mistake."
    turn = text.index("It was")
    pages = (Page(number=1, start=0, end=turn), Page(number=2, start=turn, end=len(text)))
    made = said(text, pages=pages)
    (statement,) = compose(whole(made, "It was"), {"memo": made.document})
    assert [(one.page, one.evidence_key) for one in statement.citations] == [(1, "memo1"), (2, "memo2")]
    assert statement.text.endswith('"The trial ran for a year. It was a mistake."')


def test_the_oldest_comes_first_unless_the_newest_is_to(said: Callable[..., Any]) -> None:
    old = said("Leeds will close.", source_id="old", day=date(2024, 1, 1))
    new = said("Leeds stays open.", source_id="new", day=date(2026, 1, 1))
    chosen = [new.sentences[0], old.sentences[0]]
    assert read(chosen, old, new) == ['"Leeds will close."', '"Leeds stays open."']
    assert read(chosen, old, new, newest_first=True) == ['"Leeds stays open."', '"Leeds will close."']


def test_a_models_citations_are_the_sentences_that_it_named_alone(said: Callable[..., Any]) -> None:
    made = said(LIST)
    assert [one.quote for one in cited(whole(made, "Close Hull"), {"memo": made.document})] == ["Close Hull."]


PIECES = [
    "We will do this:", "It was so.", "- Open Leeds.", "- Hotels. Up to £155.", "a | b | c", "Heading",
    "1. Hire people", "Leeds stays open this year.", "That is not correct.", "But not yet.",
]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n\n", " "])), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_every_quote_is_a_slice_each_place_is_quoted_once_and_nothing_chosen_is_lost(
    said: Callable[..., Any], pieces: list[tuple[str, str]], rng: Any
) -> None:
    made = said("".join(one + joint for one, joint in pieces))
    starts = [one.words for one in made.sentences if rng.random() < 0.5]
    chosen = whole(made, *starts)
    citations = [one for statement in compose(chosen, {"memo": made.document}) for one in statement.citations]
    spans = sorted((one.start, one.end) for one in citations)
    assert all(made.document.text[one.start : one.end] == one.quote for one in citations)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    for one in chosen:
        for part in (part for other in (one, *one.companions) for part in other.sentence.parts):
            assert any(start <= part.start and part.end <= end for start, end in spans)
