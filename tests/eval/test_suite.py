"""Benchmarks' folders: told by their files, asked in parts, measured with the hashing encoder."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agent.confidence import Calibration
from audit.errors import ModelError, OnRecordError, UsageError
from eval import bench, suite
from eval.asking import PATIENCE, each
from eval.bench import BenchQuestion
from eval.domain import Row
from eval.suite import Kind
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

DOCUMENTS = {
    "d1": "Tides rise twice a day in most harbours. The moon pulls the water. Nobody knows the song of the tide.",
    "d2": "Copper melts at a thousand degrees. Bronze is copper and tin. It is older than iron.",
    "d3": "Bees dance to tell where flowers are. The dance has the shape of an eight.",
}

CERTAIN = {"probability": lambda features: 0.9, "threshold": 0.5}  # answers everything


def write(folder: Path, name: str, *rows: object) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((json.dumps(row) if isinstance(row, dict) else str(row)) + "\n" for row in rows), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "little"
    write(made, bench.CORPUS, *({"_id": one, "title": one, "text": text} for one, text in DOCUMENTS.items()))
    write(made, "qrels/test.tsv", "query-id\tcorpus-id\tscore", "d\td1\t1", "e\td2\t1", "f\td3\t1", "f\td1\t0")
    return made


@pytest.fixture
def questions(folder: Path) -> Path:
    """`d` is tuned on; `e` and `f` are reported, and so is what cannot be answered."""
    history = [{"speaker": "user", "text": "Do bees talk?"}, {"speaker": "agent", "text": "They dance."}]
    write(
        folder, bench.TEST, {"_id": "d", "text": "How often do tides rise?"},
        {"_id": "e", "text": "When does copper melt?",
         "gold_sentences": [["Copper melts at a thousand degrees."],
                            ["Bronze is copper and tin.", "It is older than iron."]]},
        {"_id": "f", "text": "Where are flowers?", "history": history},
    )  # fmt: skip
    write(folder, bench.UNANSWERABLE, {"_id": "g", "text": "Who wrote the constitution of Peru?"})
    return folder


@pytest.fixture
def claims(folder: Path) -> Path:
    write(folder, bench.TEST, {"_id": "d", "text": "Tides rise twice a day."})
    write(folder, bench.TRAIN, {"_id": "t", "text": "Bronze is copper and tin."})
    write(folder, "qrels/train.tsv", "query-id\tcorpus-id\tscore", "t\td2\t1")
    return folder


def measured(data: Path, part: str, tmp_path: Path) -> suite.Found:
    made = suite.suite(data, part)
    manifest = suite.build(made, tmp_path / "made")
    parts = Parts(workspace=tmp_path / "ws", settings=Settings(encoder="hashing", reranker="none"))
    with parts.workshop() as workshop:
        ingest(workshop, manifest)
    agent = replace(parts.agent(), calibration=lambda: cast(Calibration, SimpleNamespace(**CERTAIN)))
    found = suite.measure(agent, made, lambda number: None)
    agent.library.close()
    return found


def test_a_folder_is_told_by_its_files(questions: Path) -> None:
    assert suite.suite(questions, "all").kind is Kind.QUESTIONS
    assert [one.id for one in suite.suite(questions, "reported").questions] == ["e", "f", "g"]
    assert [one.id for one in suite.suite(questions, "tuned").questions] == ["d"]
    assert suite.suite(questions, "all").size == 4


def test_claims_have_their_tuned_part_in_a_file_of_its_own(claims: Path) -> None:
    assert suite.suite(claims, "all").kind is Kind.CLAIMS
    assert [one.id for one in suite.suite(claims, "reported").questions] == ["d"]
    assert [one.id for one in suite.suite(claims, "tuned").questions] == ["t"]


def test_the_hash_is_over_what_is_asked_and_not_over_the_texts(questions: Path) -> None:
    before = suite.suite(questions, "all").sha256
    write(questions, bench.CORPUS, {"_id": "d1", "title": "", "text": "Another text."})
    assert suite.suite(questions, "all").sha256 == before
    write(questions, bench.UNANSWERABLE, {"_id": "g", "text": "Who wrote it?"})
    assert suite.suite(questions, "all").sha256 != before


def test_another_folder_and_a_part_that_is_empty_are_told(tmp_path: Path, questions: Path) -> None:
    with pytest.raises(UsageError, match="is no benchmark's folder"):
        suite.suite(tmp_path, "all")
    write(questions, bench.TEST, {"_id": "e", "text": "When does copper melt?"})
    with pytest.raises(UsageError, match="no question in the part tuned"):
        suite.suite(questions, "tuned")


def test_a_question_is_read_with_its_judgements_annotators_and_history(questions: Path) -> None:
    found = {one.id: one for one in bench.questions(questions)}
    assert found["f"].relevant == ("d3",)
    assert found["f"].history == ("Do bees talk?",)
    assert found["e"].annotators == (
        ("Copper melts at a thousand degrees.",),
        ("Bronze is copper and tin.", "It is older than iron."),
    )
    assert (found["g"].answerable, found["g"].relevant) == (False, ())


def test_questions_are_searched_for_and_asked(questions: Path, tmp_path: Path) -> None:
    found = measured(questions, "reported", tmp_path)
    assert not found.failures
    e, f, g = found.rows
    assert (e.answerable, e.answered, e.values["hit@1"], e.values["recall@100"]) == (True, True, 1, 1)
    assert e.values["cites_gold"] == 1
    assert e.counts["verbatim"] == e.counts["citations"] > 0
    assert "history.ndcg@10" in f.values
    assert e.values["history.ndcg@10"] == e.values["ndcg@10"]  # a first turn has nothing before it
    assert not any(name.startswith("retrieved.") for name in e.values)  # nothing reranks here
    assert (g.answerable, g.answered) == (False, True)
    assert "ndcg@10" not in g.values
    assert {"retrieve", "select", "verify", "whole"} <= e.timings_ms.keys()


def test_claims_are_searched_for_and_never_asked(claims: Path, tmp_path: Path) -> None:
    found = measured(claims, "all", tmp_path)
    assert [(row.id, row.answered, row.values["hit@5"]) for row in found.rows] == [("d", None, 1), ("t", None, 1)]
    assert found.rows[0].timings_ms.keys() == {"retrieve"}


def asking(count: int) -> list[BenchQuestion]:
    return [BenchQuestion(id=str(i), text=f"{i}?", answerable=True, tuned=False) for i in range(count)]


def test_a_question_that_raises_is_told_and_the_others_are_measured() -> None:
    def row(one: BenchQuestion) -> Row:
        if one.id == "1":
            raise ModelError("the model is asleep.", advice="Wake it.")
        if one.id == "2":
            raise ZeroDivisionError("by zero")
        return Row(id=one.id, question=one.text)

    told: list[int] = []
    found = each(asking(4), row, told.append)
    assert [one.id for one in found.rows] == ["0", "3"]
    assert [(one.id, one.detail) for one in found.failures] == [
        ("1", "the model is asleep. Wake it."), ("2", "ZeroDivisionError: by zero"),
    ]  # fmt: skip
    assert told == [1, 2, 3, 4]


def test_where_the_first_ones_all_fail_the_rest_is_not_asked() -> None:
    tried: list[str] = []

    def row(one: BenchQuestion) -> Row:
        tried.append(one.id)
        raise ModelError("the model is asleep.")

    with pytest.raises(OnRecordError, match="each of the first 10 questions failed, last: the model is asleep"):
        each(asking(50), row, lambda number: None)
    assert len(tried) == PATIENCE
    few = each(asking(3), row, lambda number: None)
    assert (len(few.rows), len(few.failures)) == (0, 3)
