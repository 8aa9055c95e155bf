"""Haystack: its word splitter at sentence boundaries, its in-memory store, BM25 and embeddings joined by rank.

Its Qdrant store's hybrid retriever takes sparse weights from a model on the hub; the in-memory store needs none.
"""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from bench.peers.corpora import Text
from bench.peers.measures import Hit
from bench.peers.work import DEPTH, main, weights

WORDS = 90


class Haystack:
    name = "haystack"
    packages = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch", "nltk")
    settings = (
        f"DocumentSplitter({WORDS} words, at sentence boundaries), title embedded with the passage; "
        "InMemoryDocumentStore, saved to disk; BM25 and embedding retrievers, DocumentJoiner(reciprocal_rank_fusion)"
    )

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        self.file = folder / "store.json"
        self.store = InMemoryDocumentStore()
        model = str(weights())
        reader = SentenceTransformersDocumentEmbedder(model=model, meta_fields_to_embed=["title"], progress_bar=False)
        self.indexing = Pipeline()
        self.indexing.add_component(
            "splitter", DocumentSplitter(split_by="word", split_length=WORDS, respect_sentence_boundary=True)
        )
        self.indexing.add_component("embedder", reader)
        self.indexing.add_component("writer", DocumentWriter(self.store))
        self.indexing.connect("splitter", "embedder")
        self.indexing.connect("embedder", "writer")
        self.asking = Pipeline()
        self.asking.add_component("embedder", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
        self.asking.add_component("meaning", InMemoryEmbeddingRetriever(self.store, top_k=DEPTH))
        self.asking.add_component("words", InMemoryBM25Retriever(self.store, top_k=DEPTH))
        self.asking.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
        self.asking.connect("embedder.embedding", "meaning.query_embedding")
        self.asking.connect("meaning", "joiner")
        self.asking.connect("words", "joiner")
        self.indexing.warm_up()
        self.asking.warm_up()
        reader.run([Document(content="warm", meta={"title": "warm"})])

    def ingest(self, texts: Sequence[Text]) -> None:
        self._index(texts)

    def _index(self, texts: Sequence[Text]) -> int:
        documents = [Document(content=one.text, meta={"text_id": one.text_id, "title": one.title}) for one in texts]
        done = self.indexing.run({"splitter": {"documents": documents}})
        self.store.save_to_disk(str(self.file))
        return int(done["writer"]["documents_written"])

    def passages(self) -> Sequence[Hit]:
        return [_hit(one) for one in self.store.filter_documents()]

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        found = self.asking.run({"embedder": {"text": question}, "words": {"query": question}})
        return [_hit(one) for one in found["joiner"]["documents"][:depth]]

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        """Haystack does not say which document is another: it is told, deletes its passages, and takes it in anew."""
        self.store.delete_by_filter({"field": "meta.text_id", "operator": "==", "value": changed.text_id})
        return self._index([changed])

    def cite(self, question: str) -> Sequence[Hit] | None:
        """Its answers are a generator's, or an extractive reader's: neither model comes with it."""
        return None


def _hit(document: Document) -> Hit:
    text, start = document.content or "", document.meta["split_idx_start"]
    return Hit(text_id=document.meta["text_id"], text=text, start=start, end=start + len(text))


if __name__ == "__main__":
    main(Haystack())
