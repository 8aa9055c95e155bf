"""How everything grows with the passages: `python -m bench.growth SHARED [--plot FILE.svg] [PASSAGES ...]`.

For each size a workspace of real passages (bench/grown.py) is published, and asked by a process of its own
(bench/asking.py). Beside the wall time of a question stands the engine's bare query on the same shard, in the same run.
The exponent is that of `a * passages ** b`, fitted to the logarithms: 0 is no growth, 1 is as fast as the passages.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import base
from bench.asking import keep
from bench.fit import exponent
from bench.grown import grow
from bench.plot import plot
from ingest.encoders.port import Encoder
from ingest.index.files import taken_bytes
from onrecord.parts import Parts
from onrecord.settings import Settings

PASSAGES = (1_000, 10_000, 100_000)
FIGURES = {
    "bare query, p50 ms": "bare query, ms",
    "bare query, p95 ms": None,
    "search, p50 ms": "search in the window, ms",
    "retrieve, p50 ms": "retrieve, ms",
    "ask, p50 ms": "ask, ms",
    "ask, p95 ms": None,
    "ask, processor's p50 ms": None,
    "opening, ms": None,
    "memory, MB": "memory, MB",
    "index on disk, MB": "index on disk, MB",
    "catalogue on disk, MB": "catalogue on disk, MB",
    "index made, s": "index made, s",
    "catalogue written, s": None,
}
"""What is told, and what a line of the plot is called where it has one."""


def main(shared: Path, sizes: Sequence[int], drawing: Path | None) -> None:
    encoder = Parts(workspace=Path("unused"), settings=Settings()).encoder
    real = base.load(shared, encoder)
    measured: dict[int, Mapping[str, float]] = {}
    for passages in sizes:
        with TemporaryDirectory() as name:
            measured[passages] = _measured(Path(name), encoder, real, passages)
        told = ", ".join(f"{what} {value:.3g}" for what, value in measured[passages].items())
        print(f"{passages:,} passages: {told}", flush=True)
    print(table(measured))
    if drawing is not None:
        drawing.write_text(drawn(measured), encoding="utf-8")


def _measured(workspace: Path, encoder: Encoder, real: base.Base, passages: int) -> dict[str, float]:
    parts = Parts(workspace=workspace, settings=Settings())
    growth = grow(parts.engine, parts.log, parts.index, encoder, real, passages)
    parts.engine.dispose()
    keep(workspace, encoder, real.questions, real.question_vectors)
    command = [sys.executable, "-m", "bench.asking", str(workspace)]
    asked = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    index = taken_bytes(workspace / "index")
    return {
        "bare query, p50 ms": asked["bare"]["p50"],
        "bare query, p95 ms": asked["bare"]["p95"],
        "search, p50 ms": asked["search"]["p50"],
        "retrieve, p50 ms": asked["retrieve"]["p50"],
        "ask, p50 ms": asked["ask"]["p50"],
        "ask, p95 ms": asked["ask"]["p95"],
        "ask, processor's p50 ms": asked["ask"]["cpu"],
        "opening, ms": asked["open_ms"],
        "memory, MB": asked["hwm_mb"],
        "index on disk, MB": index / 1e6,
        "catalogue on disk, MB": (taken_bytes(workspace) - index) / 1e6,
        "index made, s": growth.index_s,
        "catalogue written, s": growth.catalogue_s,
    }


def table(measured: Mapping[int, Mapping[str, float]]) -> str:
    """A row a figure in Markdown, with its exponent where there are several sizes."""
    sizes = list(measured)
    heads = " | ".join(f"{size:,}" for size in sizes)
    lines = [f"| passages | {heads} | exponent |", "| --- |" + " --- |" * (len(sizes) + 1)]
    for what in FIGURES:
        values = [measured[size][what] for size in sizes]
        fitted = f"{exponent(sizes, values):.2f}" if len(sizes) > 1 else ""
        lines.append(f"| {what} | " + " | ".join(f"{value:.3g}" for value in values) + f" | {fitted} |")
    return "\n".join(lines)


def drawn(measured: Mapping[int, Mapping[str, float]]) -> str:
    """The plot of the figures that have a line."""
    lines = {name: [(size, row[what]) for size, row in measured.items()] for what, name in FIGURES.items() if name}
    return plot(lines, title="Growth with the passages", across="passages", up="")


if __name__ == "__main__":
    words = sys.argv[1:]
    target = None
    if "--plot" in words[:-1]:
        at = words.index("--plot")
        target = Path(words[at + 1])
        del words[at : at + 2]
    if not words or not Path(words[0]).is_dir() or not all(one.isdigit() for one in words[1:]):
        sys.exit(
            "usage: python -m bench.growth SHARED [--plot FILE.svg] [PASSAGES ...], SHARED holds speeches and bench"
        )
    main(Path(words[0]), [int(one) for one in words[1:]] or PASSAGES, target)
