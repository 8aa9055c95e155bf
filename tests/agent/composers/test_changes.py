"""Where a position changed: pairs to be put side by side, and what is none."""

from collections.abc import Callable
from datetime import date
from typing import Any

from agent.composers.changes import changes
from audit.over_time import ChangedBy

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)


def pairs(found: list[Any], superseded: dict[str, frozenset[str]] | None = None) -> list[tuple[str, str, ChangedBy]]:
    return [(one.earlier.words, one.later.words, one.by) for one in changes(found, superseded or {})]


def test_what_replaced_a_document_stands_beside_it(said: Callable[..., Any]) -> None:
    old = said("From today we stop hiring from outside.", source_id="old", day=MAY).sentences
    new = said("The pause on hiring is over as of now.", source_id="new", day=JUNE).sentences
    assert pairs([*new, *old]) == []
    assert pairs([*new, *old], {"old": frozenset({"new"})}) == [(old[0].words, new[0].words, ChangedBy.SUPERSEDED)]


def test_of_several_the_two_that_differ_are_taken(said: Callable[..., Any]) -> None:
    old = said("Rail below five hours. Hotels: up to £130 a night in Europe.", source_id="old", day=MAY)
    new = said("Rail below five hours still. Hotels: up to £155 a night in Europe.", source_id="new", day=JUNE)
    found = pairs([*old.sentences, *new.sentences], {"old": frozenset({"new"})})
    assert [(one, other) for one, other, _ in found] == [(old.at("Hotels").words, new.at("Hotels").words)]


def test_what_is_said_again_is_no_change(said: Callable[..., Any]) -> None:
    old = said("If you work at a bench, nothing changes for you.", source_id="old", day=MAY).sentences
    new = said("If you work at a bench, then nothing changes.", source_id="new", day=JUNE).sentences
    assert pairs([*old, *new], {"old": frozenset({"new"})}) == []


def test_a_commitment_that_turns_is_one_and_a_figure_that_moves_is_none(said: Callable[..., Any]) -> None:
    will, wont = ("We will close Leeds.", "We will not close Leeds.")
    first, second = (said(text, source_id=name, day=day).sentences
                     for text, name, day in ((will, "a", MAY), (wont, "b", JUNE)))  # fmt: skip
    assert pairs([*second, *first]) == [(will, wont, ChangedBy.WORDS)]
    rose = [said(f"Field returns rose to {count} per thousand.", source_id=f"q{count}", day=day).sentences[0]
            for count, day in ((9, MAY), (5, JUNE))]  # fmt: skip
    assert pairs(rose) == []


def test_how_firmly_it_is_said_is_no_change(said: Callable[..., Any]) -> None:
    first = said("We will open a plant in Leeds.", source_id="a", day=MAY).sentences
    second = said("We plan to open a plant in Leeds.", source_id="b", day=JUNE).sentences
    assert pairs([*first, *second]) == []


def test_each_is_held_against_the_next_and_nobody_against_another(said: Callable[..., Any]) -> None:
    told = [said(f"We will hire {count} engineers.", source_id=f"m{count}", day=day).sentences[0]
            for count, day in ((40, MAY), (30, JUNE), (20, JULY))]  # fmt: skip
    assert [(one[:14], other[:14]) for one, other, _ in pairs(told)] == [
        ("We will hire 4", "We will hire 3"), ("We will hire 3", "We will hire 2")
    ]  # fmt: skip
    ben = said("We will hire 10 engineers.", source_id="b", day=JULY, name="Ben Stein").sentences
    assert pairs([told[0], *ben]) == []
