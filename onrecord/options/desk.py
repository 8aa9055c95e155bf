"""What the communications team types."""

from onrecord.options.parser import MANIFEST, Commands, day


def add(commands: Commands) -> None:
    """From a folder of one's own to what is served, and the operator's view of it."""
    sub = commands.add("init", "start a company's own folder: manifest, folders, consent form")
    sub.add_argument("directory", metavar="DIR")

    sub = commands.add("ingest", "read the manifest, publish what is approved and covered by consent")
    sub.add_argument("manifest", metavar="MANIFEST", nargs="?", default=MANIFEST)
    sub.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")

    sub = commands.add("leader", "add a leader and the record of their consent", edits=True)
    sub.add_argument("action", choices=["add"])
    sub.add_argument("name", metavar="NAME")
    sub.add_argument("--id", metavar="ID", help="default: the name in lower case, with hyphens")
    sub.add_argument("--title", metavar="TEXT", required=True, help="e.g. 'Chief Executive Officer'")
    sub.add_argument("--consent", metavar="FILE", required=True, help="the signed consent record")
    sub.add_argument("--scope", metavar="LIST", default="quote", help="quote,paraphrase,voice,avatar (default quote)")
    sub.add_argument("--voice", metavar="FILE", action="append", default=[], help="a model that may sound like them")
    sub.add_argument("--avatar", metavar="FILE", action="append", default=[], help="a model that may look like them")
    sub.add_argument("--audiences", metavar="LIST", help="default: the first audience of the manifest")
    sub.add_argument("--valid-from", metavar="DATE", type=day, required=True)
    sub.add_argument("--valid-until", metavar="DATE", type=day, required=True, help="the first day without consent")

    sub = commands.add("add", "hash a file and write a draft entry for it into the manifest", edits=True)
    sub.add_argument("file", metavar="FILE")
    sub.add_argument("--leader", metavar="ID", action="append", required=True, help="repeat for several")
    sub.add_argument("--id", metavar="ID", help="default: the file's name")
    sub.add_argument("--title", metavar="TEXT", help="default: made from the file's name")
    sub.add_argument("--kind", choices=["speech", "memo", "transcript", "interview", "policy"], default="memo")
    sub.add_argument("--date", metavar="DATE", type=day, required=True, help="when it was said or sent")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--owner", metavar="EMAIL", required=True, help="whom to ask about it")
    sub.add_argument("--added-by", metavar="EMAIL", help="default: the owner")
    sub.add_argument("--media", metavar="FILE", help="the recording that a transcript (.vtt, .srt) was made from")
    sub.add_argument("--media-note", metavar="TEXT", help="one line that stands beside the recording")
    sub.add_argument("--supersedes", metavar="ID", action="append", default=[])
    sub.add_argument("--embargo-until", metavar="TIME", help="a date or a UTC time")
    sub.add_argument("--effective-from", metavar="DATE", type=day)
    sub.add_argument("--effective-until", metavar="DATE", type=day, help="the first day it no longer holds")

    sub = commands.add("recording", "name the recording of a transcript; it is approved anew, with it", edits=True)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("file", metavar="FILE", help="audio or video below the manifest's folder")
    sub.add_argument("--by", metavar="EMAIL", required=True, help="who adds it, and cannot approve it")
    sub.add_argument("--note", metavar="TEXT", help="one line that stands beside the recording")

    sub = commands.add("approve", "show the text of a document and bind your approval to its hash", edits=True)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--by", metavar="EMAIL", required=True, help="neither its owner nor who added it")
    sub.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    sub.add_argument("--accept-findings", action="store_true", help="with --yes: whatever a reader would not see")
    sub.add_argument("--pages", metavar="DIR", help="write an image of each page of a PDF there")
    sub.add_argument("--html", metavar="FILE", help="write the page images beside the text, as one page for a browser")
    signed = sub.add_mutually_exclusive_group()
    signed.add_argument("--key", metavar="FILE", help="sign with this key (default: your own, where there is one)")
    signed.add_argument("--unsigned", action="store_true", help="do not sign, even where there is a key")

    sub = commands.add("reject", "send a document back: its approval is removed, the reason kept beside it", edits=True)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    sub = commands.add("withdraw", "take a document back at once; lists the past answers that used it", edits=True)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    sub = commands.add("schedule", "when a document holds, until when it is kept back, what it replaces", edits=True)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--embargo-until", metavar="TIME", help="a date or a UTC time, or none")
    sub.add_argument("--effective-from", metavar="DATE", help="or none: from its own date on")
    sub.add_argument("--effective-until", metavar="DATE", help="the first day it no longer holds, or none")
    sub.add_argument("--supersedes", metavar="ID", nargs="+", help="what it replaces, or none")
    sub.add_argument("--by", metavar="EMAIL", help="who decides it; of an approved document neither owner nor adder")

    for name, text in (
        ("pause", "stop answering, from the next statement on"),
        ("resume", "answer again; alone it lifts every pause"),
    ):
        sub = commands.add(name, text)
        one = sub.add_mutually_exclusive_group()
        one.add_argument("--leader", metavar="ID", help="only this leader")
        one.add_argument("--document", metavar="ID", help="only this document")
        sub.add_argument("--reason", metavar="TEXT", default="")

    commands.add("sources", "the library: every document and its status (the operator's view)")

    sub = commands.add("show", "one document's canonical text, pages and segments (the operator's view)")
    sub.add_argument("source_id", metavar="ID")
