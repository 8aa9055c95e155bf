"""OnRecord inside LlamaIndex: a retriever and a query engine over the record, of a service or of this process.

Read nodes, then retriever, engine. Nothing here touches LlamaIndex's global settings; no model of its is used.
"""

from onrecord.llamaindex.engine import OnRecordQueryEngine
from onrecord.llamaindex.retriever import OnRecordRetriever

__all__ = ["OnRecordQueryEngine", "OnRecordRetriever"]
