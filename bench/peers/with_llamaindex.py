"""LlamaIndex: its sentence splitter, its Qdrant store in local mode, its BM25 retriever, fused by reciprocal rank.

The store's own hybrid mode takes its sparse weights from a model on the hub, so the library's other way is used.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient

from bench.peers.corpora import Text
from bench.peers.measures import FIRST, Hit
from bench.peers.work import DEPTH, main, weights

TOKENS, OVERLAP = 144, 28  # the title is counted in; the default overlap's share of a passage: 200 of 1,024
HEADER = re.compile(r"Source \d+:\n")  # which the citation engine puts before a source, and a line end behind it


class LlamaIndex:
    name = "llamaindex"
    packages = (
        "llama-index-core",
        "llama-index-vector-stores-qdrant",
        "llama-index-embeddings-huggingface",
        "llama-index-retrievers-bm25",
        "qdrant-client",
        "sentence-transformers",
        "torch",
    )
    settings = (
        f"SentenceSplitter({TOKENS} tokens, overlap {OVERLAP}), title as metadata; QdrantVectorStore over "
        "QdrantClient(path=...); QueryFusionRetriever(reciprocal_rerank, one query) of the index and BM25Retriever; "
        "storage context persisted; refresh_ref_docs"
    )

    def prepare(self, folder: Path, texts: Sequence[Text]) -> None:
        self.folder = folder / "storage"
        self.model = HuggingFaceEmbedding(model_name=str(weights()))
        self.model.get_text_embedding("warm")
        self.model.get_query_embedding("warm")
        client = QdrantClient(path=str(folder / "qdrant"))
        self.store = QdrantVectorStore(client=client, collection_name="texts")

    def ingest(self, texts: Sequence[Text]) -> None:
        self.index = VectorStoreIndex.from_documents(
            [_document(one) for one in texts],
            storage_context=StorageContext.from_defaults(vector_store=self.store),
            transformations=[SentenceSplitter(chunk_size=TOKENS, chunk_overlap=OVERLAP)],
            embed_model=self.model,
            store_nodes_override=True,  # BM25 reads the nodes from the document store
        )
        self._index_words()

    def _index_words(self) -> None:
        """BM25Retriever has no way to add or take away: it is built again. Then all is written down."""
        self.index.storage_context.persist(str(self.folder))
        self.fused = self._retriever(DEPTH)

    def _retriever(self, depth: int) -> QueryFusionRetriever:
        words = BM25Retriever.from_defaults(docstore=self.index.docstore, similarity_top_k=depth)
        words.persist(str(self.folder / "bm25"))
        return QueryFusionRetriever(
            [self.index.as_retriever(similarity_top_k=depth), words],
            llm=MockLLM(),
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=depth,
            num_queries=1,
            use_async=False,
        )

    def passages(self) -> Sequence[Hit]:
        return [_hit(one) for one in self.index.docstore.docs.values()]

    def search(self, question: str, depth: int) -> Sequence[Hit]:
        return [_hit(one.node) for one in self.fused.retrieve(question)[:depth]]

    def again(self, texts: Sequence[Text], changed: Text) -> int:
        """All documents are handed over; which one is another, the index finds out by their hashes."""
        self.index.refresh_ref_docs([_document(one) for one in texts])
        self._index_words()
        entry = self.index.docstore.get_ref_doc_info(changed.text_id)
        return len(entry.node_ids) if entry is not None else 0

    def cite(self, question: str) -> Sequence[Hit] | None:
        """What the engine gives as numbered sources: its header is taken off again, its offsets are its own."""
        engine = CitationQueryEngine.from_args(self.index, llm=MockLLM(), retriever=self._cited_from())
        return [_cited(one.node) for one in engine.query(question).source_nodes]

    def _cited_from(self) -> QueryFusionRetriever:
        if not hasattr(self, "cited_from"):
            self.cited_from = self._retriever(FIRST)
        return self.cited_from


def _document(text: Text) -> Document:
    return Document(id_=text.text_id, text=text.text, metadata={"title": text.title})


def _hit(node: BaseNode) -> Hit:
    assert isinstance(node, TextNode)
    return Hit(text_id=node.ref_doc_id or "", text=node.text, start=node.start_char_idx, end=node.end_char_idx)


def _cited(node: BaseNode) -> Hit:
    assert isinstance(node, TextNode)
    text = HEADER.sub("", node.text, count=1).removesuffix("\n")
    return Hit(text_id=node.ref_doc_id or "", text=text, start=node.start_char_idx, end=node.end_char_idx)


if __name__ == "__main__":
    main(LlamaIndex())
