"""What one run of one peer says, as an object of JSON: written by its own environment, read and checked by ours."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from bench.peers.measures import Cited


class OutcomeError(ValueError):
    """A run's JSON is not what a run says; told in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One peer, one corpus, one turn (from 1). Times are wall time: `_s` seconds, `_ms` milliseconds.

    `settings` says how the peer was set up, `versions` its packages. `words` are those of the corpus, `passage_words`
    the mean of a passage. `again_passages` were embedded when one changed text was handed over again, and `again_found`
    says whether its new sentence was found then. `peak_mib` is the process's VmHWM, `children_mib` the most that its
    children had at once (0: none). `quality` holds shares between 0 and 1 by name. `passages_cited` is over all
    passages as stored, `answers_cited` over the citations of answers: none where the peer makes no answer without a
    hosted model, or none was asked for. `load` is the machine's load average when the run began.
    """

    peer: str
    corpus: str
    turn: int
    python: str
    settings: str
    versions: Mapping[str, str]
    texts: int
    words: int
    passages: int
    passage_words: float
    ingest_s: float
    again_s: float
    again_passages: int
    again_found: bool
    questions: int
    p50_ms: float
    p95_ms: float
    peak_mib: float
    children_mib: float
    quality: Mapping[str, float]
    passages_cited: Cited
    answers_cited: Cited | None
    load: float


def to_json(run: Run) -> str:
    return json.dumps(asdict(run), indent=1, sort_keys=True, allow_nan=False)


def from_json(text: str) -> Run:
    """Raises OutcomeError for anything but a whole run: a missing or unknown key, another type, a number that no
    measurement gives, a share that is none."""
    try:
        row = json.loads(text)
    except ValueError as error:
        raise OutcomeError(f"this is no JSON: {error}") from error
    _keys(row, Run, "the run")
    for name in ("peer", "corpus", "python", "settings"):
        _is(isinstance(row[name], str) and row[name] != "", name, "a text", row[name])
    for name in ("turn", "texts", "words", "passages", "questions"):
        _is(_whole(row[name]) and row[name] > 0, name, "a count from 1", row[name])
    _is(
        _whole(row["again_passages"]) and row["again_passages"] >= 0, "again_passages", "a count", row["again_passages"]
    )
    _is(isinstance(row["again_found"], bool), "again_found", "true or false", row["again_found"])
    for name in ("passage_words", "ingest_s", "again_s", "p50_ms", "p95_ms", "peak_mib"):
        _is(_number(row[name]) and row[name] > 0, name, "a number above 0", row[name])
    for name in ("children_mib", "load"):
        _is(_number(row[name]) and row[name] >= 0, name, "a number from 0", row[name])
    _is(row["p50_ms"] <= row["p95_ms"], "p95_ms", f"at least p50_ms ({row['p50_ms']})", row["p95_ms"])
    versions, quality = row["versions"], row["quality"]
    _is(
        isinstance(versions, dict) and bool(versions) and all(isinstance(one, str) for one in versions.values()),
        "versions",
        "texts by package",
        versions,
    )
    _is(
        isinstance(quality, dict) and bool(quality) and all(_share(one) for one in quality.values()),
        "quality",
        "shares from 0 to 1 by name",
        quality,
    )
    row["passages_cited"] = _cited(row["passages_cited"], "passages_cited")
    if row["answers_cited"] is not None:
        row["answers_cited"] = _cited(row["answers_cited"], "answers_cited")
    return Run(**row)


def _cited(row: Any, name: str) -> Cited:
    _keys(row, Cited, name)
    for key, value in row.items():
        _is(_whole(value) and value >= 0, f"{name}.{key}", "a count", value)
    order = row["valid"] <= row["placed"] <= row["citations"] and row["valid"] <= row["verbatim"] <= row["citations"]
    _is(order, name, "no more valid than placed or verbatim, and no more of either than citations", row)
    return Cited(**row)


def _keys(row: Any, kind: type[Any], where: str) -> None:
    if not isinstance(row, dict):
        raise OutcomeError(f"{where}: expected an object, found {row!r}")
    wanted = {field.name for field in fields(kind)}
    if set(row) != wanted:
        missing, unknown = sorted(wanted - set(row)), sorted(set(row) - wanted)
        raise OutcomeError(f"{where}: missing {missing}, unknown {unknown}")


def _is(right: bool, name: str, expected: str, found: object) -> None:
    if not right:
        raise OutcomeError(f"{name}: expected {expected}, found {found!r}")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _share(value: object) -> bool:
    return isinstance(value, int | float) and _number(value) and 0 <= value <= 1
