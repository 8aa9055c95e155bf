"""Public question sets, read from a folder beside the project; nothing of them is shipped.

One format: `corpus.jsonl` {_id, title, text}, `queries_test.jsonl` {_id, text, gold_sentences?, history?},
`qrels/test.tsv` (query-id, corpus-id, score), `unanswerable.jsonl` {_id, text, history?}. A set with unanswerable
questions is halved by a hash of the question's id: `tuned` questions may be tuned on, the others are only reported on.
A set with `queries_train.jsonl` and `qrels/train.tsv` has its tuned part in these; it is for retrieval alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from eval.workspace import Text, write_manifest

SETS = ("clapnq", "mtragun")
CORPUS, TEST, TRAIN, UNANSWERABLE = "corpus.jsonl", "queries_test.jsonl", "queries_train.jsonl", "unanswerable.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchQuestion:
    """`annotators` holds the gold sentences of each, where the set has them; `relevant` the ids of the passages that
    answer, among the set's own ids; `history` what the user said before, oldest first."""

    id: str
    text: str
    answerable: bool
    tuned: bool
    annotators: tuple[tuple[str, ...], ...] = ()
    relevant: tuple[str, ...] = ()
    history: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        return self.text


def tuned(question_id: str) -> bool:
    """Whether a question belongs to the half that may be tuned on: an even first byte of its id's SHA-256."""
    return sha256(question_id.encode("utf-8")).digest()[0] % 2 == 0


def questions(folder: Path) -> list[BenchQuestion]:
    """All of them. Raises UsageError for a file that cannot be read."""
    trained = (folder / TRAIN).is_file()
    files = ((TEST, True), (TRAIN if trained else UNANSWERABLE, trained))
    relevant = {**_relevant(folder, "test"), **(_relevant(folder, "train") if trained else {})}
    return [
        BenchQuestion(
            id=row["_id"],
            text=row["text"],
            answerable=answerable,
            tuned=name == TRAIN if trained else tuned(row["_id"]),
            annotators=tuple(tuple(one) for one in row.get("gold_sentences") or ()),
            relevant=tuple(relevant.get(row["_id"], ())),
            history=tuple(turn["text"] for turn in row.get("history") or () if turn["speaker"] == "user"),
        )
        for name, answerable in files
        for row in _rows(folder / name)
    ]


def _relevant(folder: Path, part: str) -> dict[str, list[str]]:
    """Passages' ids by question's; empty where the set has no judgements."""
    path, found = folder / "qrels" / f"{part}.tsv", dict[str, list[str]]()
    for line in path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else ():
        question_id, passage_id, grade = line.split("\t")
        if int(grade) > 0:
            found.setdefault(question_id, []).append(passage_id)
    return found


def ids(folder: Path) -> dict[str, str]:
    """The set's own id of every source that `build` makes."""
    return {_source_id(number): row["_id"] for number, row in enumerate(_rows(folder / CORPUS))}


def build(data: Path, folder: Path) -> Path:
    """The set's passages as a workspace's documents in `folder`; gives the manifest's path."""
    return write_manifest(folder, data.name, "Archive", _texts(data))


def _texts(data: Path) -> Iterator[Text]:
    for number, row in enumerate(_rows(data / CORPUS)):
        yield Text(
            source_id=_source_id(number),
            title=" ".join(row["title"].split())[:120] or "Untitled",
            speaker="The Archive",
            speaker_id="archive",
            date="2020-01-01",
            text=row["text"],
        )


def _source_id(number: int) -> str:
    return f"passage-{number:05}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.strip():
                    yield json.loads(line)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Expected a benchmark's folder.") from error
