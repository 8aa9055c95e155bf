"""What every index does, whichever adapter: one suite for Qdrant's engine in this process and for a server.

The server adapter runs against the client's in-memory mode, and against a real server where
ONRECORD_TEST_QDRANT_URL names one.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qdrant_client import QdrantClient

from audit.errors import CatalogueError, IndexFault
from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.port import (
    FOREVER,
    PREFETCH,
    Hit,
    Index,
    IndexPoint,
    Reader,
    Window,
    as_payload,
    dated,
    differences,
)
from ingest.index.server import ServerIndex
from ingest.sparse import document_weights, query_weights

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")

Make = Callable[..., Any]
ANYBODY = Window(audience=0, as_of=100, leaders=None, hidden=())


def ask(reader: Reader, question: str, window: Window = ANYBODY, limit: int = 10) -> list[Hit]:
    return reader.search(HashingEncoder().query(question), query_weights(question), window, limit)


def ids(hits: list[Hit]) -> list[int]:
    return [uuid.UUID(hit.passage_id).int for hit in hits]


def numbers(reader: Reader) -> set[int]:
    return {uuid.UUID(key).int for key in reader.contents()}


def test_a_passage_that_was_indexed_is_found_by_its_words(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(1, "We shall hire slowly."), point(2, "Travel needs a reason.")])
    reader = index.open(generation(1))
    hits = ask(reader, "who will hire")
    assert ids(hits)[0] == 1
    assert hits[0].dense is not None
    assert hits[0].sparse is not None
    reader.close()


def test_contents_are_the_passages_with_their_payloads(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    points = [
        point(1, "one", source="a", leader="ada", audience=2, since=7, until=9),
        point(2, "two", source="b", leader="bo", audience=0, since=8),
    ]
    build(index, generation(1), points)
    reader = index.open(generation(1))
    assert differences(reader.contents(), {one.passage_id: one.payload for one in points}) == []
    reader.close()


def test_contents_hold_more_passages_than_one_page_of_them(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(n, f"word{n}") for n in range(2101)])
    reader = index.open(generation(1))
    assert numbers(reader) == set(range(2101))
    reader.close()


def test_an_empty_index_answers_with_nothing(index: Index, build: Make, generation: Make) -> None:
    build(index, generation(1), [])
    reader = index.open(generation(1))
    assert ask(reader, "anything at all") == []
    assert reader.contents() == {}
    reader.close()


def test_a_question_of_stop_words_alone_is_searched_by_meaning_only(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    assert query_weights("what is the").indices == ()
    build(index, generation(1), [point(1, "what is the plan"), point(2, "hiring")])
    reader = index.open(generation(1))
    hits = ask(reader, "what is the")
    assert ids(hits)[0] == 1
    assert all(hit.sparse is None for hit in hits)
    reader.close()


def test_a_hit_of_both_retrievers_comes_before_what_one_alone_has_found(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(1, "apples"), point(2, "pears plums"), point(3, "figs")])
    reader = index.open(generation(1))
    best = ask(reader, "apples")[0]
    assert ids([best]) == [1]
    assert best.dense is not None
    assert best.sparse is not None
    reader.close()


def test_no_more_hits_than_asked_for(index: Index, build: Make, point: Make, generation: Make) -> None:
    build(index, generation(1), [point(n, f"hiring plan {n}") for n in range(20)])
    reader = index.open(generation(1))
    assert len(ask(reader, "hiring", limit=7)) == 7
    reader.close()


def test_equal_scores_come_in_the_order_of_passage_ids(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(n, f"other{n}") for n in range(9, 0, -1)])
    reader = index.open(generation(1))
    hits = ask(reader, "hiring")
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))
    reader.close()


CROWDS = {
    "audience": ({"audience": 1}, {"audience": 0}, ANYBODY),
    "not yet on record": ({"since": 101}, {"since": 100}, ANYBODY),
    "no longer on record": ({"until": 100}, {"until": 101}, ANYBODY),
    "another leader": ({"leader": "bo"}, {"leader": "ada"}, replace(ANYBODY, leaders=["ada"])),
    "one leader's words in a joint document": (
        {"source": "joint", "leader": "bo"},
        {"source": "joint", "leader": "ada"},
        replace(ANYBODY, hidden_words=[("joint", "bo")]),
    ),
    "said before the period": ({"said": 9}, {"said": 10}, replace(ANYBODY, said_from=10)),
    "said after the period": ({"said": 20}, {"said": 19}, replace(ANYBODY, said_until=20)),
    "hidden source": ({"source": "gone"}, {"source": "memo"}, replace(ANYBODY, hidden=["gone", "never-there"])),
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_what_may_not_be_seen_takes_no_place_from_what_may(
    index: Index, build: Make, point: Make, generation: Make, crowd: str
) -> None:
    """More passages than either retriever gives fit the question better, and none of them may be read."""
    unseen, seen, window = CROWDS[crowd]
    better = [point(n, "hiring hiring", **unseen) for n in range(1000, 1000 + PREFETCH + 20)]
    worse = [point(n, f"hiring and much else besides, in Leeds and York {n}", **seen) for n in range(5)]
    build(index, generation(1), better + worse)
    reader = index.open(generation(1))
    hits = ask(reader, "hiring", window, limit=50)
    assert set(ids(hits)) == set(range(5))
    assert all(hit.sparse is not None and hit.dense is not None for hit in hits)
    reader.close()


def test_a_period_begins_on_its_first_day_and_ends_before_its_last(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(1, "hiring", since=10, until=20)])
    reader = index.open(generation(1))
    seen = [day for day in range(8, 23) if ask(reader, "hiring", replace(ANYBODY, as_of=day))]
    assert seen == list(range(10, 20))
    reader.close()


@pytest.mark.parametrize(
    ("first", "until", "seen"),
    [(None, None, {9, 10, 19, 20}), (10, None, {10, 19, 20}), (None, 20, {9, 10, 19}), (10, 20, {10, 19})],
)
def test_what_was_said_in_a_period_is_seen_an_end_that_is_none_is_open(
    index: Index, build: Make, point: Make, generation: Make, first: int | None, until: int | None, seen: set[int]
) -> None:
    """Its effective days are others, and do not count."""
    build(index, generation(1), [point(said, "hiring", said=said, since=1) for said in (9, 10, 19, 20)])
    reader = index.open(generation(1))
    assert set(ids(ask(reader, "hiring", replace(ANYBODY, said_from=first, said_until=until)))) == seen
    reader.close()


def test_a_period_without_an_end_reaches_the_last_day_there_is(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    from datetime import date

    build(index, generation(1), [point(1, "hiring")])
    reader = index.open(generation(1))
    assert date.max.toordinal() < FOREVER
    assert ids(ask(reader, "hiring", replace(ANYBODY, as_of=date.max.toordinal()))) == [1]
    reader.close()


def test_a_narrower_audience_reads_what_the_wider_ones_may(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(rank, "hiring", audience=rank) for rank in range(3)])
    reader = index.open(generation(1))
    read = {rank: set(ids(ask(reader, "hiring", replace(ANYBODY, audience=rank)))) for rank in range(3)}
    assert read == {0: {0}, 1: {0, 1}, 2: {0, 1, 2}}
    reader.close()


def test_no_leaders_allowed_means_nobodys_words(index: Index, build: Make, point: Make, generation: Make) -> None:
    build(index, generation(1), [point(1, "hiring")])
    reader = index.open(generation(1))
    assert ask(reader, "hiring", replace(ANYBODY, leaders=[])) == []
    reader.close()


def test_the_next_generation_holds_the_changes_and_the_one_before_stays_as_it_was(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    first = [point(n, f"hiring {n}") for n in range(1, 6)]
    build(index, generation(1), first)
    changed = [point(2, "hiring two", audience=2), point(6, "hiring six")]
    after = [first[0], changed[0], first[3], first[4], changed[1]]
    build(index, generation(2), after, base=generation(1), changed=changed, removed=[first[2].passage_id])
    old, new = index.open(generation(1)), index.open(generation(2))
    assert numbers(old) == {1, 2, 3, 4, 5}
    assert numbers(new) == {1, 2, 4, 5, 6}
    assert differences(new.contents(), {one.passage_id: one.payload for one in after}) == []
    assert set(ids(ask(new, "hiring"))) == {1, 4, 5, 6}
    old.close()
    new.close()


def test_a_missing_base_is_no_fault_everything_is_built_anew(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    points = [point(1, "hiring"), point(2, "travel")]
    build(index, generation(2), points, base=generation(1), changed=points[:1], removed=[str(uuid.UUID(int=9))])
    reader = index.open(generation(2))
    assert numbers(reader) == {1, 2}
    reader.close()


def test_a_payload_of_another_format_is_a_fault_that_says_what_to_run() -> None:
    for found in (None, {"source_id": "memo", "leader_id": "ada", "audience": 0}, {"colour": "red"}):
        with pytest.raises(IndexFault, match=r"Run `onrecord ingest`"):
            as_payload(found)


def test_a_generation_tells_by_its_name_whether_it_can_be_searched_by_period() -> None:
    assert [dated(f"v{n}-{1:012x}-{1:08x}") for n in (1, 2, 10)] == [False, True, True]


def test_an_unknown_generation_is_a_fault_that_says_what_to_run(index: Index, generation: Make) -> None:
    with pytest.raises(IndexFault, match=r"Run `onrecord ingest`") as caught:
        index.open(generation(7))
    assert generation(7) in caught.value.message
    assert "\n" not in str(caught.value)


def test_what_an_interrupted_build_left_is_discarded(index: Index, build: Make, point: Make, generation: Make) -> None:
    def dying() -> Iterator[IndexPoint]:
        for n in range(900):
            yield point(n, "half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.build(generation(1), size=64, base=None, changed=[], removed=[], everything=dying)
    build(index, generation(1), [point(1, "whole")])
    reader = index.open(generation(1))
    assert numbers(reader) == {1}
    reader.close()


def test_the_catalogues_own_fault_passes_through_a_build_unchanged(index: Index, generation: Make) -> None:
    def failing() -> Iterator[IndexPoint]:
        raise CatalogueError("the database is full.")
        yield

    with pytest.raises(CatalogueError, match=r"the database is full"):
        index.build(generation(1), size=64, base=None, changed=[], removed=[], everything=failing)


def test_a_query_of_another_size_than_the_index_is_a_fault_in_one_line(
    index: Index, build: Make, point: Make, generation: Make
) -> None:
    build(index, generation(1), [point(1, "hiring")])
    reader = index.open(generation(1))
    with pytest.raises(IndexFault) as caught:
        reader.search(np.ones(3, np.float32), query_weights("hiring"), ANYBODY, 5)
    assert "\n" not in str(caught.value)
    reader.close()


def test_publishing_twice_changes_nothing(index: Index, build: Make, point: Make, generation: Make) -> None:
    build(index, generation(1), [point(1, "hiring")])
    index.published(generation(1))
    index.published(generation(1))
    reader = index.open(generation(1))
    assert numbers(reader) == {1}
    reader.close()


def test_generations_go_in_the_end(index: Index, build: Make, point: Make, generation: Make) -> None:
    for n in range(1, 4):
        build(index, generation(n), [point(n, "hiring")])
        index.published(generation(n))
    with pytest.raises(IndexFault):
        index.open(generation(1))
    reader = index.open(generation(3))
    assert numbers(reader) == {3}
    reader.close()


def test_both_adapters_find_the_same_in_the_same_order(
    tmp_path: Path, build: Make, point: Make, generation: Make
) -> None:
    """The same passages with the same scores of every kind; the contract orders them. No vectors here tie."""
    rng = np.random.default_rng(11)
    points = []
    for n in range(90):
        words = " ".join(f"word{rng.zipf(1.4) % 300}" for _ in range(20 + n))
        dense = rng.normal(size=64).astype(np.float32)
        payload = point(
            n, "", audience=int(rng.integers(3)), leader=f"leader{n % 3}", since=int(rng.integers(80)), said=n
        ).payload
        points.append(
            IndexPoint(
                passage_id=str(uuid.UUID(int=n)),
                dense=dense / np.linalg.norm(dense),
                sparse=document_weights(words),
                payload=payload,
            )
        )
    client = QdrantClient(":memory:")
    readers = []
    for index in (EdgeIndex(tmp_path), ServerIndex(client, prefix="onrecord")):
        build(index, generation(1), points)
        readers.append(index.open(generation(1)))
    for _ in range(20):
        query = rng.normal(size=64).astype(np.float32)
        terms = query_weights(" ".join(f"word{rng.integers(40)}" for _ in range(4)))
        leaders = [["leader0", "leader1"], None][int(rng.integers(2))]
        window = Window(
            audience=int(rng.integers(3)),
            as_of=int(rng.integers(90)),
            leaders=leaders,
            hidden=(),
            said_from=[None, 10][int(rng.integers(2))],
            said_until=[None, 70][int(rng.integers(2))],
            expired=bool(rng.integers(2)),
        )
        edge, server = (reader.search(query, terms, window, 90) for reader in readers)
        for score in ("score", "dense", "sparse"):
            found, expected = ({hit.passage_id: getattr(hit, score) for hit in hits} for hits in (edge, server))
            assert found == pytest.approx(expected, abs=1e-4)
    client.close()
