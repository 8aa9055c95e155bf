"""`OnRecordQueryEngine`: the record's own answers as LlamaIndex responses."""

import asyncio
from datetime import date

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import QueryBundle

from onrecord.client.domain import Record
from onrecord.llamaindex.nodes import node_of
from onrecord.render.cited import cited


class OnRecordQueryEngine(BaseQueryEngine):
    """Asks `record`. The response's text has the statements with their markers, the sources and the disclosure;
    `source_nodes` are the cited places in the order of their numbers, none of a refusal; `metadata` has `record_id`,
    `outcome`, `disclosure` and, of a refusal, its `reason`."""

    def __init__(
        self,
        record: Record,
        *,
        leader: str | None = None,
        as_of: date | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        self._record, self._leader, self._as_of = record, leader, as_of
        super().__init__(callback_manager=callback_manager)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._record.ask(query_bundle.query_str, leader=self._leader, as_of=self._as_of)
        return Response(
            response=cited(answer.record, self._record.links).text,
            source_nodes=[node_of(one, answer.record_id, None) for one in answer.citations],
            metadata={
                "record_id": answer.record_id,
                "outcome": answer.record.outcome.value,
                "reason": answer.refusal.reason.value if answer.refusal is not None else None,
                "disclosure": answer.disclosure,
            },
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)
