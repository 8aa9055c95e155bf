"""What an auditor types; each action of `audit` is a module in `onrecord/commands/audit`."""

from onrecord.options.parser import Commands, day, number


def add(commands: Commands) -> None:
    """Past answers, and whoever keeps watch over their log."""
    action = commands.group("audit", "past answers, and the log that vouches for them")

    action("verify", "check a past answer again").add_argument("record_id", metavar="RECORD_ID")
    action("cosign", "have the configured witnesses cosign the log's latest checkpoint")
    sub = action("report", "what past answers come to: refusals, citations that still hold, drift, open recalls")
    sub.add_argument("--since", metavar="DATE", type=day, help="only what was asked on that day or later")
    sub.add_argument("--until", metavar="DATE", type=day, help="only what was asked before that day")
    sub.add_argument("--html", metavar="FILE", help="where the report is written as one page")

    sub = action("search", "past records by what was asked or said, the newest first, some at a time")
    sub.add_argument("words", metavar="WORDS", nargs="*", help="all of them, anywhere; quote what stands in a row")
    sub.add_argument("--leader", metavar="ID", help="whose words they cite, or whom they were limited to")
    sub.add_argument("--source", metavar="ID", help="which document they used")
    sub.add_argument("--outcome", choices=["answered", "refused", "interrupted"])
    sub.add_argument("--since", metavar="DATE", type=day, help="asked on that day or later")
    sub.add_argument("--until", metavar="DATE", type=day, help="asked before that day")
    sub.add_argument("--after", metavar="PLACE", help="go on where an earlier search ended")

    sub = action("recall", "the past answers that used a document, and who was told that it was taken back")
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--told", metavar="EMAIL", nargs="+", default=[], help="write down that these people were told")

    sub = action("erase", "destroy what a past answer says, and who asked; its leaf stays in the log")
    sub.add_argument("record_id", metavar="RECORD_ID")
    sub.add_argument("--by", metavar="EMAIL", required=True, help="who decided it")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    sub = action("hold", "keep a past answer from being erased, or let it go")
    sub.add_argument("record_id", metavar="RECORD_ID")
    sub.add_argument("--lift", action="store_true", help="let it go")
    sub.add_argument("--by", metavar="EMAIL", required=True, help="who decided it")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    action("log", "the log: how many leaves it has, of what, and under which root")

    sub = action("examine", "is the log whole: every leaf, subtree, checkpoint, signature and answer again")
    sub.add_argument("--since", metavar="FILE", help="an earlier checkpoint, which the log must extend")

    action("checkpoint", "the log's last signed checkpoint, to be kept elsewhere")

    sub = action("export", "past answers with all that an auditor needs to check them elsewhere, as one file")
    which = sub.add_mutually_exclusive_group(required=True)
    which.add_argument("--answers", metavar="ID", nargs="+", help="these answers")
    which.add_argument("--since", metavar="N", type=number, help="those from this answer number on")
    which.add_argument("--all", action="store_true", help="every answer that is in the log")
    sub.add_argument("--until", metavar="N", type=number, help="with --since or --all: up to this answer number")
    sub.add_argument("--continues", metavar="SIZE", type=number, help="show that the log continues this checkpoint")
    sub.add_argument("--files", metavar="DIR", action="append", default=[], help="where else to look for files")
    sub.add_argument("-o", "--output", metavar="FILE", required=True, help="the bundle, e.g. bundle.zip")

    sub = commands.add("witness", "keep watch over a log: cosign its checkpoints while it only grows, refuse a fork")
    sub.add_argument("--state", metavar="DIR", required=True, help="where its key and what it has seen are kept")
    sub.add_argument("--log", metavar="VKEY", action="append", required=True, help="a log's key; repeat for several")
    sub.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:7380", help="default 127.0.0.1:7380")
    sub.add_argument("--name", metavar="NAME", help="of its key, e.g. witness.example/w1; kept from the first start on")
