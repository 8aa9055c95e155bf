"""The texts and questions that every peer is given: SciFact's abstracts, and the inaugural addresses.

All text is NFC with LF line ends before anybody sees it, so that offsets mean the same to every peer: Unicode code
points in `Text.text`, half-open.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("scifact", "speeches")
SENTENCE = "The lamplighters of Quillmere counted forty-one copper kettles before the thaw."  # in no text of either


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One document. `title` is given to every peer apart from the text; `speaker` and `date` (ISO) where known."""

    text_id: str
    title: str
    text: str
    speaker: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A sentence that answers, by its place in its text."""

    text_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`relevant` are ids of texts; `gold` are sentences, in the addresses alone. Both are empty where nothing answers
    it."""

    query_id: str
    text: str
    relevant: frozenset[str]
    gold: tuple[Gold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    name: str
    texts: tuple[Text, ...]
    queries: tuple[Query, ...]

    def changed(self) -> Text:
        """The text in the middle with one sentence more: what is handed over again."""
        one = self.texts[len(self.texts) // 2]
        longer = f"{one.text.rstrip()}\n{SENTENCE}\n"
        return Text(text_id=one.text_id, title=one.title, text=longer, speaker=one.speaker, date=one.date)


def read(name: str, shared: Path, limit: int | None = None) -> Corpus:
    """One of NAMES below `shared`. `limit` bounds the abstracts; the addresses are always whole. Raises OSError and
    ValueError where the folder is not what it should be."""
    return scifact(shared / "bench" / "scifact", limit) if name == "scifact" else speeches(shared / "speeches")


def scifact(folder: Path, limit: int | None = None) -> Corpus:
    """Abstracts and the test claims. With a `limit`, first the abstracts that a claim needs, in the order of the
    judgements, then the others in the order of the file; a claim is left out where one that it needs is."""
    relevant: dict[str, set[str]] = {}
    with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
    texts = {
        row["_id"]: Text(text_id=row["_id"], title=_plain(row["title"]), text=_plain(row["text"]))
        for row in _rows(folder / "corpus.jsonl")
    }
    needed = dict.fromkeys(one for ids in relevant.values() for one in sorted(ids))
    kept = list(dict.fromkeys([*needed, *texts]))[:limit]
    there = set(kept)
    queries = [
        Query(query_id=row["_id"], text=_plain(row["text"]), relevant=frozenset(relevant[row["_id"]]))
        for row in _rows(folder / "queries_test.jsonl")
        if relevant.get(row["_id"]) and relevant[row["_id"]] <= there
    ]
    return Corpus(name="scifact", texts=tuple(texts[one] for one in kept), queries=tuple(queries))


def speeches(folder: Path) -> Corpus:
    """The addresses, and all thirty questions: the nine without an answer count for latency, and for nothing else."""
    texts = {}
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            texts[row["file"]] = Text(
                text_id=row["file"],
                title=row["title"],
                text=_plain((folder / "corpus" / row["file"]).read_text(encoding="utf-8")),
                speaker=row["speaker_full_name"],
                date=row["date"],
            )
    queries = []
    for row in _rows(folder / "questions.jsonl"):
        gold = tuple(_gold(texts[one["file"]], _plain(one["sentence"])) for one in row["gold"])
        ids = frozenset(one.text_id for one in gold)
        queries.append(Query(query_id=row["id"], text=_plain(row["question"]), relevant=ids, gold=gold))
    return Corpus(name="speeches", texts=tuple(texts.values()), queries=tuple(queries))


def _gold(text: Text, sentence: str) -> Gold:
    start = text.text.index(sentence)
    return Gold(text_id=text.text_id, start=start, end=start + len(sentence))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)
