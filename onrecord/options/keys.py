"""Keys and tokens; each action is a module in `onrecord/commands/keys` or `tokens`."""

from onrecord.options.parser import MANIFEST, Commands, day, whole


def add_keys(commands: Commands) -> None:
    """Who signs."""
    action = commands.group("keys", "who signs: approvers' own keys, and this workspace's")

    manifest = f"whose approvers are meant (default: {MANIFEST}, else the one that was ingested)"
    sub = action("new", "make an approver's own key, and tell the manifest's line for it")
    sub.add_argument("--approver", metavar="EMAIL", required=True, help="whose key it is")
    sub.add_argument("--manifest", metavar="FILE", nargs="?", const=MANIFEST, help=f"write it (default {MANIFEST})")

    sub = action("list", "every key that the log or the manifest names, and whether it counts")
    sub.add_argument("--manifest", metavar="FILE", help=manifest)

    sub = action("rotate", "put a new record or log key in the place of the old one, which signs it")
    sub.add_argument("role", choices=["record", "log"])
    sub.add_argument("--reason", metavar="TEXT", default="")

    sub = action("revoke", "from a leaf of the log on, a key's signatures do not count")
    sub.add_argument("keyid", metavar="KEYID", help="or its beginning")
    sub.add_argument("--from", metavar="INDEX", dest="start", type=whole, required=True, help="the first such leaf")
    sub.add_argument("--reason", metavar="TEXT", required=True)
    sub.add_argument("--manifest", metavar="FILE", help=manifest)

    sub = action("policy", "what an auditor pins outside every bundle: print policy.json")
    sub.add_argument(
        "--witness", metavar="VKEY", action="append", default=[], help="repeat for several (default: settings.toml's)"
    )
    sub.add_argument("--threshold", metavar="K", type=whole, help="how many of them must cosign (default: all)")
    sub.add_argument("--seen", action="store_true", help="pin the log's last checkpoint too")
    sub.add_argument("--manifest", metavar="FILE", help=manifest)


def add_tokens(commands: Commands) -> None:
    """What programs ask with."""
    action = commands.group("tokens", "API tokens: what programs ask with")

    sub = action("new", "make a token; it is shown once, and only its hash is kept")
    sub.add_argument("--person", metavar="EMAIL", required=True, help="in whose name it asks")
    sub.add_argument("--label", metavar="TEXT", required=True, help="what it is for")
    sub.add_argument(
        "--role",
        action="append",
        required=True,
        choices=["employee", "author", "approver", "auditor", "admin"],
        help="repeat for several",
    )
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--scope", metavar="LIST", default="ask", help="ask,desk,audit,metrics (default ask)")
    sub.add_argument(
        "--expires", metavar="DATE", type=day, required=True, help="the first day on which it opens nothing"
    )
    action("list", "every token, what it opens, and until when")
    action("revoke", "from now on it opens nothing").add_argument("token_id", metavar="ID")
