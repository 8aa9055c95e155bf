"""txtai: its segmentation by a sentence chunker, a hybrid index, content in its SQLite.

It has no field for a title that is searched, so the title stands before each passage, and the passage beside it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from txtai import Embeddings
from txtai.pipeline import Segmentation

from bench.peers.corpora import Text
from bench.peers.measures import Hit
from bench.peers.work import main, weights

WORDS = 90
FIND = "select id, source, passage, score from txtai where similar(:question) limit {depth}"
OF_SOURCE = "select id from txtai where source = :source limit {count}"


class Txtai:
    name = "txtai"
    packages = ("txtai", "chonkie", "faiss-cpu", "transformers", "torch")
    settings = (
        f"Segmentation(chunker=sentence, {WORDS} words), title before each passage; Embeddings(hybrid, content), "
        "saved; the default weights, half and half"
    )

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        self.folder = folder / "index"
        self.segments = Segmentation(chunker="sentence", tokenizer="word", chunk_size=WORDS, chunk_overlap=0)
        self.embeddings = Embeddings(path=str(weights()), hybrid=True, content=True)
        self.embeddings.transform("warm")

    def ingest(self, texts: Sequence[Text]) -> None:
        self.embeddings.index(row for one in texts for row in self._rows(one))
        self.embeddings.save(str(self.folder))

    def _rows(self, text: Text) -> Iterator[tuple[str, dict[str, str], None]]:
        for number, passage in enumerate(self.segments(text.text)):
            row = {"text": f"{text.title}\n{passage}", "passage": passage, "source": text.text_id}
            yield f"{text.text_id}/{number}", row, None

    def passages(self) -> Sequence[Hit]:
        rows = self.embeddings.search(f"select source, passage from txtai limit {self.embeddings.count()}")
        return [Hit(text_id=row["source"], text=row["passage"]) for row in rows]

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        rows = self.embeddings.search(FIND.format(depth=depth), parameters={"question": question})
        return [Hit(text_id=row["source"], text=row["passage"]) for row in rows]

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        """txtai does not say which document is another: it is told, deletes its passages, and takes it in anew."""
        query = OF_SOURCE.format(count=self.embeddings.count())
        old = self.embeddings.search(query, parameters={"source": changed.text_id})
        self.embeddings.delete([row["id"] for row in old])
        rows = list(self._rows(changed))
        self.embeddings.upsert(rows)
        self.embeddings.save(str(self.folder))
        return len(rows)

    def cite(self, question: str) -> Sequence[Hit] | None:
        """Its answers are a language model's, which does not come with it."""
        return None


if __name__ == "__main__":
    main(Txtai())
