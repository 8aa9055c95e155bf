"""Public question sets with and without answers, read from a folder beside the project; nothing of them is shipped.

One format: `corpus.jsonl` {_id, title, text}, `queries_test.jsonl` {_id, text, gold_sentences?}, `unanswerable.jsonl`
{_id, text}. Every set is halved by a hash of the question's id: `tuned` questions may be tuned on, the others are
only reported on.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchQuestion:
    """`gold_sentences` are the sentences of one annotator, where the set has them."""

    id: str
    text: str
    answerable: bool
    tuned: bool
    gold_sentences: tuple[str, ...] = ()


def tuned(question_id: str) -> bool:
    """Whether a question belongs to the half that may be tuned on: an even first byte of its id's SHA-256."""
    return sha256(question_id.encode("utf-8")).digest()[0] % 2 == 0


def questions(folder: Path) -> list[BenchQuestion]:
    found = []
    for name, answerable in (("queries_test.jsonl", True), ("unanswerable.jsonl", False)):
        for row in _rows(folder / name):
            gold = row.get("gold_sentences") or [[]]
            found.append(
                BenchQuestion(
                    id=row["_id"],
                    text=row["text"],
                    answerable=answerable,
                    tuned=tuned(row["_id"]),
                    gold_sentences=tuple(gold[0]),
                )
            )
    return found


def build(data: Path, folder: Path) -> Path:
    """The set's passages as a workspace's documents in `folder`; gives the manifest's path."""
    return write_manifest(folder, data.name, "Archive", _texts(data))


def _texts(data: Path) -> Iterator[Text]:
    for number, row in enumerate(_rows(data / "corpus.jsonl")):
        yield Text(
            source_id=f"passage-{number:05}",
            title=" ".join(row["title"].split())[:120] or "Untitled",
            speaker="The Archive",
            speaker_id="archive",
            date="2020-01-01",
            text=row["text"],
        )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.strip():
                    yield json.loads(line)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Expected a benchmark's folder.") from error
