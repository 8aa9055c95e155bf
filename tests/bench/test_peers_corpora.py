"""The texts and questions that every peer is given."""

import json
from pathlib import Path

import pytest

from bench.peers import corpora

SHARED = Path(__file__).parents[3] / "shared"


def rows(path: Path, *found: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one)}\n" for one in found), encoding="utf-8")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "bench" / "scifact"
    rows(folder / "corpus.jsonl", *({"_id": f"d{i}", "title": f"Title {i}", "text": f"Text {i}."} for i in range(6)))
    rows(folder / "queries_test.jsonl", *({"_id": f"q{i}", "text": f"Claim {i}"} for i in range(4)))
    (folder / "qrels").mkdir()
    judged = "query-id\tcorpus-id\tscore\nq0\td4\t1\nq1\td5\t1\nq1\td0\t1\nq2\td1\t0\n"
    (folder / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    speech = "Cafe\u0301 and tea.\r\nWe trade freely. We build.\r\n"
    (tmp_path / "speeches" / "corpus").mkdir(parents=True)
    (tmp_path / "speeches" / "corpus" / "1801-Ann.txt").write_bytes(speech.encode("utf-8"))
    (tmp_path / "speeches" / "sources.csv").write_text(
        "file,speaker_full_name,date,title\n1801-Ann.txt,Ann Lee,1801-03-04,Address\n", encoding="utf-8"
    )
    gold = [{"file": "1801-Ann.txt", "sentence": "We trade freely."}]
    rows(
        tmp_path / "speeches" / "questions.jsonl",
        {"id": "1", "question": "On trade?", "gold": gold},
        {"id": "2", "question": "On war?", "gold": []},
    )
    return tmp_path


def test_a_claim_that_nothing_is_relevant_to_is_not_asked(shared: Path) -> None:
    found = corpora.read("scifact", shared)
    assert [one.query_id for one in found.queries] == ["q0", "q1"]
    assert len(found.texts) == 6


def test_a_limit_keeps_the_abstracts_that_claims_need_and_drops_claims_that_need_others(shared: Path) -> None:
    found = corpora.read("scifact", shared, 2)
    assert [one.text_id for one in found.texts] == ["d4", "d0"]
    assert [one.query_id for one in found.queries] == ["q0"]
    larger = corpora.read("scifact", shared, 4)
    assert [one.text_id for one in larger.texts] == ["d4", "d0", "d5", "d1"]
    assert [one.query_id for one in larger.queries] == ["q0", "q1"]


def test_gold_sentences_are_places_in_the_text_that_every_peer_is_given(shared: Path) -> None:
    found = corpora.read("speeches", shared, 1)
    text = found.texts[0].text
    assert text.startswith("Café and tea.\nWe trade")
    gold = found.queries[0].gold[0]
    assert text[gold.start : gold.end] == "We trade freely."
    assert found.queries[1].relevant == frozenset()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the benchmark data is not at {SHARED}")
def test_both_sets_are_read_whole() -> None:
    scifact, speeches = (corpora.read(one, SHARED) for one in corpora.NAMES)
    assert (len(scifact.texts), len(scifact.queries)) == (5183, 300)
    assert (len(speeches.texts), len(speeches.queries)) == (59, 30)
    for corpus in (scifact, speeches):
        assert not any(corpora.SENTENCE in one.text for one in corpus.texts)
