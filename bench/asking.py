"""A process that only asks, without a model: `python -m bench.asking WORKSPACE`, one JSON object on its output.

Questions' vectors were made beforehand (`questions.npz` in the workspace), and there is no reranker, so what is timed
is what a question pays beside both. All questions are asked once before anything is timed. `hwm_mb` is the most memory
that the process ever had, read before the engine's bare query is timed, which loads the shard once more.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
from qdrant_edge import EdgeShard, Query, QueryBatchRequest, QueryRequest, SparseVector

from agent.ask import ask
from agent.domain import Question
from agent.library import View
from agent.retrieve import retrieve
from bench.fit import quantile
from ingest.encoders.port import Encoder, Vectors
from ingest.index.port import DENSE, PREFETCH, SPARSE, Window
from ingest.sparse import query_weights
from onrecord.parts import Parts
from onrecord.settings import Settings

QUESTIONS = "questions.npz"


class KeptEncoder:
    """Questions' vectors as they were made; any other text has one of them, always the same."""

    def __init__(self, name: str, weights_sha256: str, questions: Sequence[str], vectors: Vectors) -> None:
        self.name, self.weights_sha256, self.size = name, weights_sha256, int(vectors.shape[1])
        self._vectors = vectors
        self._places = {text: i for i, text in enumerate(questions)}

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        place = self._places.get(text)
        if place is None:
            place = sha256(text.encode("utf-8")).digest()[0] % len(self._vectors)
        vector: Vectors = self._vectors[place]
        return vector


def keep(workspace: Path, encoder: Encoder, questions: Sequence[str], vectors: Vectors) -> None:
    names = np.array([encoder.name, encoder.weights_sha256])
    np.savez(workspace / QUESTIONS, encoder=names, questions=np.array(questions), vectors=vectors)


def kept(workspace: Path) -> tuple[KeptEncoder, list[str]]:
    """What `keep` kept: the encoder, and the questions that it knows."""
    with np.load(workspace / QUESTIONS) as file:
        texts = [str(one) for one in file["questions"]]
        return KeptEncoder(str(file["encoder"][0]), str(file["encoder"][1]), texts, file["vectors"]), texts


def main(workspace: Path) -> None:
    encoder, texts = kept(workspace)
    parts = Parts(workspace=workspace, settings=Settings(reranker="none"))
    parts.__dict__["encoder"] = encoder
    agent = parts.agent()
    questions = [_question(text) for text in texts]
    began = time.perf_counter()
    with agent.library.view() as view:
        found: dict[str, object] = {"open_ms": 1000 * (time.perf_counter() - began)}
        folder = workspace / "index" / view.state.generation / "shard"
    outcomes = [ask(agent, one).outcome for one in questions]
    found["answered"] = sum(outcome.value == "answered" for outcome in outcomes)
    found["ask"] = _timed(lambda one: ask(agent, one), questions)
    with agent.library.view() as view:
        found["retrieve"] = _timed(lambda one: retrieve(one, (), view, encoder), questions)
        found["search"] = _timed(lambda one: _search(view, encoder, one), questions)
    found["hwm_mb"], found["rss_mb"] = memory_mb("VmHWM"), memory_mb("VmRSS")
    agent.library.close()
    shard = EdgeShard.load(str(folder))
    for one in questions:
        _bare(shard, encoder, one)
    found["bare"] = _timed(lambda one: _bare(shard, encoder, one), questions)
    shard.close()
    print(json.dumps(found))


def _question(text: str) -> Question:
    now = datetime.now(UTC)
    return Question(text=text, audience="everybody", as_of=now.date(), asked_at=now)


def _timed(work: Callable[[Question], object], questions: Sequence[Question]) -> dict[str, float]:
    """Milliseconds of a question: the median and the 95th hundredth, and the median of the processor's."""
    spent, worked = [], []
    for one in questions:
        began, before = time.perf_counter(), time.process_time()
        work(one)
        spent.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - before))
    return {"p50": quantile(spent, 0.5), "p95": quantile(spent, 0.95), "cpu": quantile(worked, 0.5)}


def _search(view: View, encoder: Encoder, question: Question) -> object:
    window = Window(audience=0, as_of=date.today().toordinal(), leaders=None, hidden=())
    return view.reader.search(encoder.query(question.text), query_weights(question.text), window, 60)


def _bare(shard: EdgeShard, encoder: Encoder, question: Question) -> object:
    """The engine's own dense and sparse query, over everything."""
    weights = query_weights(question.text)
    near = Query.Nearest(encoder.query(question.text).tolist(), using=DENSE)
    terms = Query.Nearest(SparseVector(list(weights.indices), list(weights.values)), using=SPARSE)
    return shard.query_batch(QueryBatchRequest([QueryRequest(query=one, limit=PREFETCH) for one in (near, terms)]))


def memory_mb(name: str) -> float:
    """A line of /proc/self/status, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
