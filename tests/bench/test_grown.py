"""A grown workspace is a library like any other: its laws hold, and questions are answered from it."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from agent.domain import Question
from agent.library import Library
from agent.retrieve import retrieve
from audit.database import reading
from bench.base import Base
from bench.grown import grow, grown
from ingest.catalogue import passages, read
from ingest.encoders.hashing import HashingEncoder
from ingest.index.port import differences
from onrecord.parts import Parts
from onrecord.settings import Settings

SENTENCES = [
    (f"The works at site {i} made {i} thousand cells in that year.", f"We hired {i + 3} people and kept them.")
    for i in range(12)
]


@pytest.fixture
def base() -> Base:
    encoder = HashingEncoder()
    return Base(
        passages=tuple(SENTENCES),
        vectors=encoder.passages([" ".join(one) for one in SENTENCES]),
        questions=("How many people were hired?",),
        question_vectors=encoder.passages(["How many people were hired?"]),
        names=("Ada Moss", "Bo Stein"),
    )


def test_the_same_number_gives_the_same_source_and_another_number_another(base: Base) -> None:
    one, again, other = grown(base, 5, 20), grown(base, 5, 20), grown(base, 6, 20)
    assert (one.entry, one.parsed, one.rows) == (again.entry, again.parsed, again.rows)
    assert np.array_equal(one.vectors, again.vectors)
    assert one.parsed.text != other.parsed.text


def test_every_grown_passage_and_sentence_is_a_slice_of_its_text(base: Base) -> None:
    source = grown(base, 3, 30)
    assert len({row.passage.passage_id for row in source.rows}) == 30
    for row in source.rows:
        passage = row.passage
        assert source.parsed.text[passage.start : passage.end] == passage.text
        sentences = [source.parsed.text[p.start : p.end] for one in passage.sentences for p in one.parts]
        assert " ".join(sentences) == passage.text
    assert np.linalg.norm(source.vectors, axis=1) == pytest.approx(np.ones(30), abs=1e-5)


def test_a_grown_workspace_is_published_whole_and_can_be_asked(base: Base, tmp_path: Path) -> None:
    encoder = HashingEncoder()
    parts = Parts(workspace=tmp_path / "ws", settings=Settings(encoder="hashing"))
    growth = grow(parts.engine, parts.log, parts.index, encoder, base, 450)
    with reading(parts.engine) as connection:
        state = read.published(connection)
        assert state is not None
        counts = passages.counts(connection)
        assert (len(state.entries), sum(counts.values()), state.generation) == (3, 450, growth.generation)
        for entry in state.entries.values():
            assert len(passages.of_source(connection, entry)) == counts[entry.source.source_id]
    library = Library(parts.engine, parts.index)
    with library.view() as view:
        rows = [row for number, count in enumerate((200, 200, 50)) for row in grown(base, number, count).rows]
        expected = {row.passage.passage_id: row.payload for row in rows}
        assert differences(view.reader.contents(), expected) == []
        now = datetime(2026, 6, 1, tzinfo=UTC)
        question = Question(text="How many people were hired?", audience="leadership", as_of=now.date(), asked_at=now)
        found = retrieve(question, (), view, encoder)
    library.close()
    assert len(found) == 30
    assert all(one.passage.text in one.passage.embedded for one in found)
