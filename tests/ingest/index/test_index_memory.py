"""What is searched in memory comes in the order, and with the scores, that Qdrant's own engine gives."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.memory import MemoryReader
from ingest.index.port import Hit, Reader, Window
from ingest.sparse import query_weights

Make = Callable[..., Any]
ANYBODY = Window(audience=0, as_of=100, leaders=None, hidden=())
TEXTS = (
    "The plant in Leeds stays open.",
    "We will hire forty engineers in Leeds this year.",
    "Travel needs a reason, and a trip to Leeds does too.",
    "Engineers who travel may hire a car in the north.",
    "The canteen opens at noon on every day of the week.",
)
QUESTIONS = ("Will we hire engineers?", "Leeds", "travel in the north by car", "when does the canteen open", "the of")


def ask(reader: Reader, question: str, window: Window = ANYBODY, limit: int = 10) -> list[Hit]:
    return reader.search(HashingEncoder().query(question), query_weights(question), window, limit)


def test_scores_are_those_of_the_engine(tmp_path: Path, build: Make, point: Make, generation: Make) -> None:
    points = [point(number, text) for number, text in enumerate(TEXTS, start=1)]
    index = EdgeIndex(tmp_path)
    build(index, generation(1), points)
    engine, memory = index.open(generation(1)), MemoryReader(points)
    for question in QUESTIONS:
        theirs = {hit.passage_id: hit for hit in ask(engine, question)}
        ours = {hit.passage_id: hit for hit in ask(memory, question)}
        assert ours.keys() == theirs.keys()
        for key, hit in ours.items():
            assert hit.dense == pytest.approx(theirs[key].dense, abs=1e-4)
            assert (hit.sparse is None) == (theirs[key].sparse is None)
            assert hit.sparse is None or hit.sparse == pytest.approx(theirs[key].sparse, rel=1e-4)
    best = ask(memory, "Will we hire engineers?")[0]
    assert best.score == pytest.approx(ask(engine, "Will we hire engineers?")[0].score, abs=1e-4)
    assert best.passage_id == ask(engine, "Will we hire engineers?")[0].passage_id
    engine.close()


def test_a_single_passage_still_has_a_score_above_nothing_for_its_words(point: Make) -> None:
    (hit,) = ask(MemoryReader([point(1, "Leeds")]), "Leeds")
    assert hit.sparse is not None
    assert hit.sparse > 0
    assert ask(MemoryReader([point(1, "Leeds")]), "York")[0].sparse is None


def test_a_word_that_all_have_weighs_less_than_one_that_few_have(point: Make) -> None:
    points = [point(1, "Leeds canteen"), point(2, "Leeds foundry"), point(3, "Leeds market")]
    everywhere, here = ask(MemoryReader(points), "Leeds"), ask(MemoryReader(points), "foundry")
    assert all(hit.sparse is not None for hit in everywhere)
    found = [hit.sparse for hit in here if hit.sparse is not None]
    assert len(found) == 1
    assert everywhere[0].sparse is not None
    ratio = math.log1p(2.5 / 1.5) / math.log1p(0.5 / 3.5)
    assert found[0] / everywhere[0].sparse == pytest.approx(ratio)


def test_ties_stand_in_the_order_of_passage_ids_whatever_order_they_came_in(point: Make) -> None:
    points = [point(number, "the same words") for number in range(1, 6)]
    assert [hit.passage_id for hit in ask(MemoryReader(points), "words")] == [
        hit.passage_id for hit in ask(MemoryReader(points[::-1]), "words")
    ]


def test_the_window_hides_what_it_hides_in_every_index(point: Make) -> None:
    points = [
        point(1, "hiring", audience=1), point(2, "hiring", since=101), point(3, "hiring", until=100),
        point(4, "hiring", leader="ben"), point(5, "hiring", source="secret"),
        point(6, "hiring", source="letter", leader="cleo"), point(7, "hiring"),
    ]  # fmt: skip
    window = Window(
        audience=0, as_of=100, leaders=["ada", "cleo"], hidden=["secret"], hidden_words=[("letter", "cleo")]
    )
    assert [hit.passage_id[-1] for hit in ask(MemoryReader(points), "hiring", window)] == ["7"]


def test_no_more_hits_than_asked_for_and_none_of_nothing(point: Make) -> None:
    reader = MemoryReader([point(number, f"plan {number}") for number in range(1, 6)])
    assert len(ask(reader, "plan", limit=2)) == 2
    assert ask(MemoryReader([]), "plan") == []
    reader.close()
