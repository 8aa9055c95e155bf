"""docs/peers.md, from the runs alone. Pure: every figure in it was measured, every verdict is computed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from bench.peers import prose
from bench.peers.measures import Cited
from bench.peers.outcome import Run
from bench.peers.turns import Job

OURS = "onrecord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A run that did not come to its end; it has no figures."""

    job: Job
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where and how it was run: what a reader needs to do it again."""

    date: str
    command: str
    commit: str
    machine: str
    threads: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """`best` is `min` or `max`."""

    name: str
    unit: str
    best: Callable[[float, float], float]
    of: Callable[[Run], float]


_TIMES = (
    _Measure(name="ingest", unit=" s", best=min, of=lambda run: run.ingest_s),
    _Measure(name="one text changed", unit=" s", best=min, of=lambda run: run.again_s),
    _Measure(name="query p50", unit=" ms", best=min, of=lambda run: run.p50_ms),
    _Measure(name="query p95", unit=" ms", best=min, of=lambda run: run.p95_ms),
    _Measure(name="peak memory", unit=" MiB", best=min, of=lambda run: run.peak_mib + run.children_mib),
)
_QUALITY = {"ndcg": "nDCG@10", "whole": "gold whole", "mostly": "gold mostly"}


def render(runs: Sequence[Run], failures: Sequence[Failure], about: Circumstances, peers: Sequence[str]) -> str:
    """The document. `peers` gives the order; a peer without a run has no row, and stands among what failed."""
    ordered = sorted(runs, key=lambda run: (peers.index(run.peer), run.turn))
    parts = [prose.TITLE, _about(about), _failed(failures)]
    for corpus in dict.fromkeys(run.corpus for run in ordered):
        some = [run for run in ordered if run.corpus == corpus]
        parts += [_corpus(corpus, some), _verdicts(some)]
    parts += [prose.MEASURED, _citations(ordered), prose.CITATIONS, _set_up(ordered), prose.UNFAIR]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _about(about: Circumstances) -> str:
    return (
        f"Measured on {about.date} by `{about.command}` at commit {about.commit}; rounds: {about.rounds}, in turn and "
        f"the other way round in every second one, and where a figure has several values they are one a round; "
        f"threads: {about.threads} for everybody. {about.machine}."
    )


def _failed(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    rows = [f"- {one.job.peer}, {one.job.corpus}, round {one.job.turn}: {one.reason}" for one in failures]
    return "\n".join(["**These runs failed, and have no figures:**", "", *rows])


def _corpus(corpus: str, runs: Sequence[Run]) -> str:
    first = runs[0]
    names = _qualities(first)
    heads = [
        "peer",
        "passages",
        "words each",
        "ingest, s",
        "passages a second",
        "one text changed, s",
        "embedded again",
    ]
    heads += ["query p50, ms", "p95, ms", "peak, MiB", "and children", *(_QUALITY[one] for one in names)]
    columns: list[tuple[Callable[[Run], float], str]] = [
        (lambda run: run.passages, "{:,.0f}"),
        (lambda run: run.passage_words, "{:.0f}"),
        (lambda run: run.ingest_s, "{:.1f}"),
        (lambda run: run.passages / run.ingest_s, "{:.0f}"),
        (lambda run: run.again_s, "{:.2f}"),
        (lambda run: run.again_passages, "{:.0f}"),
        (lambda run: run.p50_ms, "{:.1f}"),
        (lambda run: run.p95_ms, "{:.1f}"),
        (lambda run: run.peak_mib, "{:.0f}"),
        (lambda run: run.children_mib, "{:.0f}"),
        *((_quality(one).of, "{:.3f}") for one in names),
    ]
    rows = [[peer, *(_values(some, of, form) for of, form in columns)] for peer, some in _by_peer(runs)]
    told = f"{first.texts:,} texts, {first.words:,} words, {first.questions} questions."
    lost = [peer for peer, some in _by_peer(runs) if not all(run.again_found for run in some)]
    stale = f" The new sentence of the changed text was not found by {_and(lost)}." if lost else ""
    busy = f" Load average when the runs began: at most {max(run.load for run in runs):.1f}."
    return f"## {corpus}\n\n{told}{stale}{busy}\n\n{_table(heads, rows)}"


def _verdicts(runs: Sequence[Run]) -> str:
    """One line a peer: where OnRecord with the same encoder is ahead, and where it is not, by the rounds' means."""
    ours = [run for run in runs if run.peer == OURS]
    lines = []
    for peer, theirs in _by_peer(runs):
        if ours and not peer.startswith(OURS):
            lines.append(f"- `{OURS}` and {peer}: {_beside(ours, theirs)}.")
    return "\n".join(lines)


def _beside(ours: Sequence[Run], theirs: Sequence[Run]) -> str:
    said: dict[str, list[str]] = {"ahead": [], "level": [], "behind": []}
    for one in (*_TIMES, *map(_quality, _qualities(ours[0]))):
        mine, other = mean(map(one.of, ours)), mean(map(one.of, theirs))
        word = "level" if mine == other else "ahead" if one.best(mine, other) == mine else "behind"
        said[word].append(f"{one.name} ({_short(mine)} against {_short(other)}{one.unit})")
    return "; ".join(f"{word} in {_and(some)}" for word, some in said.items() if some)


def _qualities(run: Run) -> list[str]:
    """The names of what was measured, in the order of _QUALITY; one that is not there has no place in the document."""
    return [name for name in _QUALITY if name in run.quality]


def _quality(name: str) -> _Measure:
    return _Measure(name=_QUALITY[name], unit="", best=max, of=lambda run: run.quality[name])


def _citations(runs: Sequence[Run]) -> str:
    heads = ["peer", "corpus", "citations", "with the peer's own offsets", "words at their offsets", "words anywhere"]
    rows = []
    for peer, some in _by_peer(runs):
        for corpus, last in {run.corpus: run for run in some}.items():
            rows.append([peer, corpus, *_counts(last.passages_cited, "passages")])
            if last.answers_cited is not None:
                rows.append([peer, corpus, *_counts(last.answers_cited, "of answers")])
    return _table(heads, rows)


def _counts(cited: Cited, what: str) -> list[str]:
    shares = [
        f"{one / cited.citations:.3f}" if cited.citations else "none"
        for one in (cited.placed, cited.valid, cited.verbatim)
    ]
    return [f"{cited.citations:,} {what}", *shares]


def _set_up(runs: Sequence[Run]) -> str:
    lines = ["## How each was set up", ""]
    for peer, some in _by_peer(runs):
        versions = ", ".join(f"{name} {version}" for name, version in some[0].versions.items())
        lines.append(f"- **{peer}** (Python {some[0].python}; {versions}): {some[0].settings}.")
    return "\n".join(lines)


def _by_peer(runs: Sequence[Run]) -> list[tuple[str, list[Run]]]:
    return [(peer, [run for run in runs if run.peer == peer]) for peer in dict.fromkeys(run.peer for run in runs)]


def _values(runs: Sequence[Run], of: Callable[[Run], float], form: str) -> str:
    """One value a round; the same ones once."""
    return " / ".join(dict.fromkeys(form.format(of(run)) for run in runs))


def _short(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))
