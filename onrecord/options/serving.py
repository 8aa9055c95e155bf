"""What runs, and whether it can."""

from onrecord.options.parser import Commands, number, whole


def add_assistants(commands: Commands) -> None:
    """For assistants."""
    sub = commands.add("mcp", "serve assistants over the Model Context Protocol, on standard input and output")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words, where a call names nobody")
    sub.add_argument("--url", metavar="URL", help="a running service instead, with the API token in ONRECORD_TOKEN")


def add_service(commands: Commands) -> None:
    """For browsers and programs; and what is amiss."""
    sub = commands.add("serve", "the web pages and the API, until it is told to stop", edits=True)
    sub.add_argument("--host", metavar="NAME", default="127.0.0.1", help="default 127.0.0.1")
    sub.add_argument("--port", metavar="N", type=whole, default=8600, help="default 8600; 0 takes any")
    sub.add_argument("--workers", metavar="N", type=number, help="processes; more than one needs two servers")

    commands.add("doctor", "what is installed, reachable, stale; what to do about it", edits=True)
