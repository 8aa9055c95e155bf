"""`OnRecordRetriever`: passages of the record for a LlamaIndex query."""

import asyncio
from datetime import date

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle

from onrecord.client.domain import Found, Record
from onrecord.llamaindex.nodes import node_of


class OnRecordRetriever(BaseRetriever):
    """At most `limit` passages of `record`, the best first; none where the record refuses (paused, barred, nothing).
    Each retrieval is itself on record: `record_id` stands in every node's metadata. Errors are the record's own."""

    def __init__(
        self,
        record: Record,
        *,
        leader: str | None = None,
        as_of: date | None = None,
        limit: int = 10,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        self._record, self._leader, self._as_of, self._limit = record, leader, as_of, limit
        super().__init__(callback_manager=callback_manager or CallbackManager())

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found: Found = self._record.search(
            query_bundle.query_str, leader=self._leader, as_of=self._as_of, limit=self._limit
        )
        return [node_of(one, found.record_id, one.score) for one in found.hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
