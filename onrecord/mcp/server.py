"""The protocol's server around the tools: which record a call is about is told by whoever runs it."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

from audit.errors import OnRecordError
from onrecord.client.domain import Record
from onrecord.mcp import tools

Context = ServerRequestContext[Any, Any]


def server(record_of: Callable[[Context], Record], told: Callable[[OnRecordError], str] = str) -> Server[Any]:
    """A server whose every call asks `record_of` anew whose it is; nothing of one call is kept for the next. Tools wait
    for models and the ledger, so they run in threads. `told` has the words for what goes wrong."""

    async def list_tools(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=tools.declared())

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        record = record_of(context)
        return await anyio.to_thread.run_sync(tools.call, params.name, params.arguments or {}, record, told)

    return Server(
        "onrecord",
        title="OnRecord",
        version=version("onrecord"),
        description="What leaders have actually said, with checked citations.",
        instructions=tools.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
