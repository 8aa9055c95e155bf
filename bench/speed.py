"""How fast, beside what it cannot be faster than: `python bench/speed.py FOLDER`, the inaugural addresses' folder.

Each figure stands beside its floor, measured in the same run, in turn: the bare encoder over the very same texts for
an ingest; encoder, index and reranker alone for a question; the bare interpreter for the command line.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tokenizers import Tokenizer

from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from agent.rerankers.port import Reranker
from audit.database import reading
from eval import speeches
from eval.workspace import AUDIENCE
from ingest.catalogue import passages, read
from ingest.encoders.onnx import FILES, MAX_TOKENS
from ingest.encoders.port import Encoder, Vectors
from ingest.index.port import Window
from ingest.onnx import cores
from ingest.report import Report
from ingest.run import ingest
from ingest.sparse import query_weights
from onrecord.parts import Parts
from onrecord.settings import Settings

LAYERS, WIDTH, INNER = 12, 384, 1536  # of the default encoder
SQUARE = 2048  # rows of the matrices whose product shows what the cores can do
ROUNDS = 3  # of ingest and bare encoder, in turn
STARTS = 15


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(data: Path) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        manifest = speeches.build(data, folder)
        parts = Parts(workspace=folder / "first", settings=Settings())
        _ingest_beside_encoder(parts, manifest, folder)
        _again(parts, manifest)
        _questions(parts, speeches.cases(data))
    _starts()


def _ingest_beside_encoder(parts: Parts, manifest: Path, folder: Path) -> None:
    """A fresh ingest, and the same passages through the encoder alone, in turn; the model is loaded before, and in the
    first ingest what finds sentences is not. The ingest's own time in the encoder stands beside too, since a machine
    with neighbours is not as fast in one minute as in the next."""
    encoder = _TimedEncoder(parts.encoder)
    encoder.passages(["warm"])
    print(f"ingest of {manifest.parent.name}: wall time beside the bare encoder on the same passages")
    for turn in range(ROUNDS):
        made = parts if turn == 0 else Parts(workspace=folder / f"turn{turn}", settings=parts.settings)
        made.__dict__["encoder"] = encoder  # the loaded one
        encoder.seconds = 0.0
        whole = seconds(lambda made=made: _ingest(made, manifest))  # type: ignore[misc]
        inside, texts = encoder.seconds, embedded(made)
        bare = seconds(lambda texts=texts: encoder.passages(texts))  # type: ignore[misc]
        told = f"{whole:.1f} s, {whole / inside:.2f} times its {inside:.1f} s in the encoder"
        print(f"  {len(texts)} passages: {told}, {whole / bare:.2f} times the bare encoder's {bare:.1f} s after it")
    done, peak = _operations(texts) / bare / 1e9, _peak() / 1e9
    told = f"{done:.0f} billion operations a second, {done / peak:.0%} of an 8-bit matrix product's {peak:.0f}"
    print(f"  arithmetic: {told}")


def _operations(texts: Sequence[str]) -> float:
    """Multiplications and additions that the default encoder's layers need for these texts, each read alone."""
    tokenizer = Tokenizer.from_str(FILES.tokenizer().decode("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    lengths = [len(one.ids) for one in tokenizer.encode_batch(list(texts))]
    weights = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    return float(sum(2 * n * weights + 4 * n * n * LAYERS * WIDTH for n in lengths))


def _peak() -> float:
    """Operations a second of the best of ten 8-bit matrix products on all cores, by torch."""
    import torch

    torch.set_num_threads(cores())
    square = torch.randint(-128, 127, (SQUARE, SQUARE), dtype=torch.int8)
    return 2 * SQUARE**3 / min(seconds(lambda: torch._int_mm(square, square)) for _ in range(10))


def _ingest(parts: Parts, manifest: Path) -> Report:
    with parts.workshop() as workshop:
        return ingest(workshop, manifest)


def embedded(parts: Parts) -> list[str]:
    with reading(parts.engine) as connection:
        state = read.published(connection)
        assert state is not None
        return [one.embedded for entry in state.entries.values() for one in passages.of_source(connection, entry)]


def _again(parts: Parts, manifest: Path) -> None:
    print(f"nothing changed: {seconds(lambda: _ingest(parts, manifest)):.2f} s")
    document = manifest.parent / "corpus" / "1865-lincoln.txt"
    text = manifest.read_text(encoding="utf-8")
    before = sha256(document.read_bytes()).hexdigest()
    document.write_text(document.read_text(encoding="utf-8") + "\nOne sentence was added here.\n", encoding="utf-8")
    manifest.write_text(text.replace(before, sha256(document.read_bytes()).hexdigest()), encoding="utf-8")
    report: list[Report] = []
    took = seconds(lambda: report.append(_ingest(parts, manifest)))
    print(f"one of {len(report[0].results)} documents changed: {took:.2f} s, {report[0].embedded} passages embedded")


class _TimedEncoder:
    """An encoder that adds up how long it takes."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.weights_sha256, self.size = encoder.name, encoder.weights_sha256, encoder.size
        self.seconds = 0.0
        self._encoder = encoder

    def passages(self, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        found = self._encoder.passages(texts)
        self.seconds += time.perf_counter() - began
        return found

    def query(self, text: str) -> Vectors:
        began = time.perf_counter()
        found = self._encoder.query(text)
        self.seconds += time.perf_counter() - began
        return found


class _Timed:
    """A reranker that adds up how long it takes."""

    def __init__(self, reranker: Reranker) -> None:
        self.name, self.seconds = reranker.name, 0.0
        self._reranker = reranker

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        began = time.perf_counter()
        found = self._reranker.scores(question, texts)
        self.seconds += time.perf_counter() - began
        return found


def _questions(parts: Parts, cases: list[speeches.Case]) -> None:
    """Warm questions, each beside the bare search for it, and all that encoder and reranker read for it: the question,
    passages, sentences, and the reranker both twice where the question names its leader."""
    for depth in (None, 0):
        agent = parts.agent(rerank=depth)
        encoder = _TimedEncoder(agent.encoder)
        reranker = _Timed(agent.reranker) if agent.reranker is not None else None
        agent = replace(agent, encoder=encoder, reranker=reranker)

        def question(text: str) -> Question:
            now = datetime.now(UTC)
            return Question(text=text, audience=AUDIENCE, as_of=now.date(), asked_at=now)

        ask(agent, question(cases[0].question))
        rows = []
        for case in cases:
            encoded, read_ = encoder.seconds, reranker.seconds if reranker is not None else 0.0
            whole = seconds(lambda case=case, agent=agent: ask(agent, question(case.question)))  # type: ignore[misc]
            encoded = encoder.seconds - encoded
            read_ = reranker.seconds - read_ if reranker is not None else 0.0
            rows.append((whole, encoded, _search(agent, case.question), read_))
        agent.library.close()
        asked, encoded, search, read_ = (statistics.median(column) * 1000 for column in zip(*rows, strict=True))
        floor = encoded + search + read_
        what = "a warm question" if depth is None else "the same without a reranker"
        print(f"{what}, median of {len(cases)}: {asked:.0f} ms, ratio {asked / floor:.2f} to its parts alone:")
        told = f"encoder {encoded:.1f} ms, search {search:.1f} ms, reranker {read_:.0f} ms"
        print(f"  {told}; {asked - encoded - read_:.0f} ms beyond the models")


def _search(agent: Agent, question: str) -> float:
    """Seconds of the bare search."""
    window = Window(audience=0, as_of=datetime.now(UTC).toordinal(), leaders=None, hidden=())
    weights = query_weights(question)
    with agent.library.view() as view:
        vector = agent.encoder.query(question)
        return seconds(lambda: view.reader.search(vector, weights, window, 60))


def _starts() -> None:
    def start(*words: str) -> float:
        return seconds(lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True))

    bare = statistics.median(start("-c", "pass") for _ in range(STARTS))
    help_ = statistics.median(start("-m", "onrecord", "--help") for _ in range(STARTS))
    print(
        f"onrecord --help: {help_ * 1000:.0f} ms, {help_ / bare:.1f} starts of the interpreter ({bare * 1000:.0f} ms)"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python bench/speed.py FOLDER, the folder with the inaugural addresses (sources.csv, corpus/)")
    main(Path(sys.argv[1]))
