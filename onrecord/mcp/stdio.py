"""The server on standard input and output: one client, one record."""

from mcp.server.stdio import stdio_server

from onrecord.client.domain import Record
from onrecord.mcp.server import server


async def serve(record: Record) -> None:
    """Until standard input ends. Whatever else prints goes to standard error: the transport sees to it."""
    made = server(lambda context: record)
    async with stdio_server() as (received, sent):
        await made.run(received, sent, made.create_initialization_options())
