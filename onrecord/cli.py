"""The command line: every command and option, nothing imported until its command runs.

Exit codes: 0 done (a refusal is 0), 1 a domain error told in one line, 2 usage, 130 interrupted.
"""

import argparse
import importlib
import io
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from audit.errors import ManifestError, NotReviewed, OnRecordError, UsageError

MANIFEST = "corpus_manifest.yaml"
MOST_RERANKED = 100
MOST_DIGITS = 15


class Parser(argparse.ArgumentParser):
    """argparse, with one line on a usage error instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in message)
        self.exit(2, f"onrecord: {shown}. See `{self.prog} --help`.\n")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; each command's `module` names the file in `onrecord/commands`."""
    parser = Parser(prog="onrecord", description="Ask what leadership has actually said.")
    parser.add_argument("--version", action="store_true", help="print the version")
    workspace = os.environ.get("ONRECORD_WORKSPACE", ".onrecord")
    _common(parser, as_json=False, workspace=workspace)
    common = Parser(add_help=False)
    _common(common, as_json=argparse.SUPPRESS, workspace=argparse.SUPPRESS)
    edits = Parser(add_help=False)
    edits.add_argument("--manifest", metavar="FILE", default=MANIFEST, help=f"default {MANIFEST}")

    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", parser_class=Parser)

    def command(name: str, help: str, *parents: Parser) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help, parents=[common, *parents])
        made.set_defaults(module=name)
        return made

    sub = command("init", "start a company's own folder: manifest, folders, consent form")
    sub.add_argument("directory", metavar="DIR")

    sub = command("ingest", "read the manifest, publish what is approved and covered by consent")
    sub.add_argument("manifest", metavar="MANIFEST", nargs="?", default=MANIFEST)
    sub.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")

    sub = command("leader", "add a leader and the record of their consent", edits)
    sub.add_argument("action", choices=["add"])
    sub.add_argument("name", metavar="NAME")
    sub.add_argument("--id", metavar="ID", help="default: the name in lower case, with hyphens")
    sub.add_argument("--title", metavar="TEXT", required=True, help="e.g. 'Chief Executive Officer'")
    sub.add_argument("--consent", metavar="FILE", required=True, help="the signed consent record")
    sub.add_argument("--scope", metavar="LIST", default="quote", help="quote,paraphrase,voice,avatar (default quote)")
    sub.add_argument("--audiences", metavar="LIST", help="default: the first audience of the manifest")
    sub.add_argument("--valid-from", metavar="DATE", type=_day, required=True)
    sub.add_argument("--valid-until", metavar="DATE", type=_day, required=True, help="the first day without consent")

    sub = command("add", "hash a file and write a draft entry for it into the manifest", edits)
    sub.add_argument("file", metavar="FILE")
    sub.add_argument("--leader", metavar="ID", action="append", required=True, help="repeat for several")
    sub.add_argument("--id", metavar="ID", help="default: the file's name")
    sub.add_argument("--title", metavar="TEXT", help="default: made from the file's name")
    sub.add_argument("--kind", choices=["speech", "memo", "transcript", "interview", "policy"], default="memo")
    sub.add_argument("--date", metavar="DATE", type=_day, required=True, help="when it was said or sent")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--owner", metavar="EMAIL", required=True, help="whom to ask about it")
    sub.add_argument("--added-by", metavar="EMAIL", help="default: the owner")
    sub.add_argument("--supersedes", metavar="ID", action="append", default=[])
    sub.add_argument("--embargo-until", metavar="TIME", help="a date or a UTC time")
    sub.add_argument("--effective-from", metavar="DATE", type=_day)
    sub.add_argument("--effective-until", metavar="DATE", type=_day, help="the first day it no longer holds")

    sub = command("approve", "show the text of a document and bind your approval to its hash", edits)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--by", metavar="EMAIL", required=True, help="neither its owner nor who added it")
    sub.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    sub.add_argument("--accept-findings", action="store_true", help="with --yes: whatever a reader would not see")
    sub.add_argument("--pages", metavar="DIR", help="write an image of each page of a PDF there")
    sub.add_argument("--html", metavar="FILE", help="write the page images beside the text, as one page for a browser")
    signed = sub.add_mutually_exclusive_group()
    signed.add_argument("--key", metavar="FILE", help="sign with this key (default: your own, where there is one)")
    signed.add_argument("--unsigned", action="store_true", help="do not sign, even where there is a key")

    sub = command("reject", "send a document back: its approval is removed, the reason kept beside it", edits)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    sub = command("withdraw", "take a document back at once; lists the past answers that used it", edits)
    sub.add_argument("source_id", metavar="ID")
    sub.add_argument("--reason", metavar="TEXT", required=True)

    sub = command("schedule", "when a document holds, until when it is kept back, what it replaces", edits)
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
        sub = command(name, text)
        one = sub.add_mutually_exclusive_group()
        one.add_argument("--leader", metavar="ID", help="only this leader")
        one.add_argument("--document", metavar="ID", help="only this document")
        sub.add_argument("--reason", metavar="TEXT", default="")

    command("sources", "the library: every document and its status (the operator's view)")

    sub = command("show", "one document's canonical text, pages and segments (the operator's view)")
    sub.add_argument("source_id", metavar="ID")

    sub = command("ask", "answer a question from the record, or refuse")
    sub.add_argument("question", metavar="QUESTION", nargs="?")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words; anyone: whoever is named")
    sub.add_argument(
        "--as-of", metavar="DATE", type=_day, help="what held then (default: as the question says, else today)"
    )
    sub.add_argument("--said-from", metavar="DATE", type=_day, help="only what was said on that day or later")
    sub.add_argument("--said-until", metavar="DATE", type=_day, help="only what was said before that day")
    sub.add_argument("--any-time", action="store_true", help="whatever time of saying the question names")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument(
        "--composer",
        choices=["extractive", "vllm"],
        help="verbatim quotes, or statements written by a vLLM server (default where one is configured)",
    )
    sub.add_argument("--events", action="store_true", help="print server-sent events, each statement as it is checked")
    sub.add_argument("--rerank", metavar="N", type=_count, default=None, help="passages to rerank")
    sub.add_argument("--batch", metavar="FILE", help="one JSON question a line in, one record a line out")
    sub.add_argument("--asker", metavar="REF", help="a reference to whoever asks, kept beside the record, erasable")

    sub = command("check", "is this sentence on record: supported, contradicted, or not on record")
    sub.add_argument("statement", metavar="STATEMENT", nargs="?")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words")
    sub.add_argument("--as-of", metavar="DATE", type=_day, help="what held on that day (default today)")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--batch", metavar="FILE", help="one JSON statement a line in, one verdict a line out")

    sub = command("timeline", "what was said on a topic, in order of date: quotes, what was superseded, what changed")
    sub.add_argument("topic", metavar="TOPIC")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words; anyone: whoever is named")
    sub.add_argument("--as-of", metavar="DATE", type=_day, help="what was on record by that day (default today)")
    sub.add_argument("--said-from", metavar="DATE", type=_day, help="only what was said on that day or later")
    sub.add_argument("--said-until", metavar="DATE", type=_day, help="only what was said before that day")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")

    sub = command("gaps", "what people ask that the record does not answer, grouped by meaning (the operator's view)")
    sub.add_argument("--since", metavar="DATE", type=_day, help="only what was asked from then on (default 90 days)")

    sub = command("eval", "measure: your own cases, a public benchmark, two reports beside each other")
    sub.add_argument(
        "action", metavar="CASES", nargs="?", help="cases.yaml, or: bench, calibrate, speeches, judge, wording"
    )
    sub.add_argument("path", metavar="DIR", nargs="?", help="the benchmark's folder; wording: the sample corpus's")
    sub.add_argument("--compare", metavar=("A.json", "B.json"), nargs=2, help="what B has gained or lost against A")
    sub.add_argument("--part", choices=["reported", "tuned", "all"], default="reported", help="bench: which questions")
    sub.add_argument("--out", metavar="FILE", help="where the result is written (JSON)")
    sub.add_argument("--html", metavar="FILE", help="where the report is written as one page")
    sub.add_argument("--limit", metavar="N", type=int, help="judge: at most so many pairs")

    _audit(command("audit", "past answers, and the log that vouches for them"), common)

    sub = command("witness", "keep watch over a log: cosign its checkpoints while it only grows, refuse a fork")
    sub.add_argument("--state", metavar="DIR", required=True, help="where its key and what it has seen are kept")
    sub.add_argument("--log", metavar="VKEY", action="append", required=True, help="a log's key; repeat for several")
    sub.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:7380", help="default 127.0.0.1:7380")
    sub.add_argument("--name", metavar="NAME", help="of its key, e.g. witness.example/w1; kept from the first start on")

    _keys(command("keys", "who signs: approvers' own keys, and this workspace's"), common)

    sub = command("mcp", "serve assistants over the Model Context Protocol, on standard input and output")
    sub.add_argument("--audience", metavar="NAME", help="default: the first audience of the manifest")
    sub.add_argument("--leader", metavar="ID", help="only this leader's words, where a call names nobody")
    sub.add_argument("--url", metavar="URL", help="a running service instead, with the API token in ONRECORD_TOKEN")

    _tokens(command("tokens", "API tokens: what programs ask with"), common)

    sub = command("serve", "the web pages and the API, until it is told to stop", edits)
    sub.add_argument("--host", metavar="NAME", default="127.0.0.1", help="default 127.0.0.1")
    sub.add_argument("--port", metavar="N", type=_whole, default=8600, help="default 8600; 0 takes any")
    sub.add_argument("--workers", metavar="N", type=_number, help="processes; more than one needs two servers")

    command("doctor", "what is installed, reachable, stale; what to do about it", edits)
    return parser


def _audit(parser: argparse.ArgumentParser, common: Parser) -> None:
    """The actions of `audit`, each a module in `onrecord/commands/audit`."""
    actions = parser.add_subparsers(
        title="actions", metavar="ACTION", dest="action", parser_class=Parser, required=True
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, parents=[common])
        made.set_defaults(module=f"audit.{name}")
        return made

    action("verify", "check a past answer again").add_argument("record_id", metavar="RECORD_ID")
    action("cosign", "have the configured witnesses cosign the log's latest checkpoint")
    sub = action("report", "what past answers come to: refusals, citations that still hold, drift, open recalls")
    sub.add_argument("--since", metavar="DATE", type=_day, help="only what was asked on that day or later")
    sub.add_argument("--until", metavar="DATE", type=_day, help="only what was asked before that day")
    sub.add_argument("--html", metavar="FILE", help="where the report is written as one page")

    sub = action("search", "past records by what was asked or said, the newest first, some at a time")
    sub.add_argument("words", metavar="WORDS", nargs="*", help="all of them, anywhere; quote what stands in a row")
    sub.add_argument("--leader", metavar="ID", help="whose words they cite, or whom they were limited to")
    sub.add_argument("--source", metavar="ID", help="which document they used")
    sub.add_argument("--outcome", choices=["answered", "refused", "interrupted"])
    sub.add_argument("--since", metavar="DATE", type=_day, help="asked on that day or later")
    sub.add_argument("--until", metavar="DATE", type=_day, help="asked before that day")
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
    which.add_argument("--since", metavar="N", type=_number, help="those from this answer number on")
    which.add_argument("--all", action="store_true", help="every answer that is in the log")
    sub.add_argument("--until", metavar="N", type=_number, help="with --since or --all: up to this answer number")
    sub.add_argument("--continues", metavar="SIZE", type=_number, help="show that the log continues this checkpoint")
    sub.add_argument("--files", metavar="DIR", action="append", default=[], help="where else to look for files")
    sub.add_argument("-o", "--output", metavar="FILE", required=True, help="the bundle, e.g. bundle.zip")


def _keys(parser: argparse.ArgumentParser, common: Parser) -> None:
    """The actions of `keys`, each a module in `onrecord/commands/keys`."""
    actions = parser.add_subparsers(
        title="actions", metavar="ACTION", dest="action", parser_class=Parser, required=True
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, parents=[common])
        made.set_defaults(module=f"keys.{name}")
        return made

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
    sub.add_argument("--from", metavar="INDEX", dest="start", type=_whole, required=True, help="the first such leaf")
    sub.add_argument("--reason", metavar="TEXT", required=True)
    sub.add_argument("--manifest", metavar="FILE", help=manifest)

    sub = action("policy", "what an auditor pins outside every bundle: print policy.json")
    sub.add_argument(
        "--witness", metavar="VKEY", action="append", default=[], help="repeat for several (default: settings.toml's)"
    )
    sub.add_argument("--threshold", metavar="K", type=_whole, help="how many of them must cosign (default: all)")
    sub.add_argument("--seen", action="store_true", help="pin the log's last checkpoint too")
    sub.add_argument("--manifest", metavar="FILE", help=manifest)


def _tokens(parser: argparse.ArgumentParser, common: Parser) -> None:
    """The actions of `tokens`, each a module in `onrecord/commands/tokens`."""
    actions = parser.add_subparsers(
        title="actions", metavar="ACTION", dest="action", parser_class=Parser, required=True
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, parents=[common])
        made.set_defaults(module=f"tokens.{name}")
        return made

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
        "--expires", metavar="DATE", type=_day, required=True, help="the first day on which it opens nothing"
    )
    action("list", "every token, what it opens, and until when")
    action("revoke", "from now on it opens nothing").add_argument("token_id", metavar="ID")


def _common(parser: argparse.ArgumentParser, *, as_json: object, workspace: str) -> None:
    """What every command takes, before its name or after it."""
    parser.add_argument("--json", action="store_true", default=as_json, help="print one JSON object instead of text")
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        default=workspace,
        help="where the catalogue and the index live (default .onrecord, or ONRECORD_WORKSPACE)",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date such as 2026-03-04, got {text!r}") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:MOST_DIGITS]) >= 1 and len(text) <= MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_RERANKED):
        raise argparse.ArgumentTypeError(f"expected a whole number up to {MOST_RERANKED}, got {text!r}")
    return int(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Domain errors become one line on stderr (with --json, also an object on stdout)."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever called us
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    parser = build_parser()
    words = sys.argv[1:] if argv is None else argv
    if any("\ud800" <= character <= "\udfff" for word in words for character in word):
        parser.error("an argument holds bytes that are no text; type it as UTF-8")
    args = parser.parse_args(words)
    if args.version:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        return 0
    if args.command is None:
        parser.print_help()
        return 2
    _write_utf8()
    try:
        module = importlib.import_module(f"onrecord.commands.{args.module}")
        return int(module.run(args))
    except OnRecordError as error:
        return _report(error, as_json=args.json)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"onrecord", "eval", "agent", "ingest", "audit"}:
            raise
        missing = OnRecordError(
            f"`onrecord {args.command}` needs the package {error.name}, which is not installed.",
            advice="Install the whole stack: pip install 'onrecord[agent,offline-models]'",
        )
        return _report(missing, as_json=args.json)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        place = f" {error.filename}" if error.filename else ""
        return _report(OnRecordError(f"the system refused{place}: {error.strerror}."), as_json=False)
    except KeyboardInterrupt:
        print("onrecord: interrupted; what was published before is still served", file=sys.stderr)
        return 130


def _write_utf8() -> None:
    """What leaders say is Unicode: a pipe or a locale of another encoding must not end a command half-way."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _report(error: OnRecordError, *, as_json: bool) -> int:
    if as_json:
        found: dict[str, object] = {"error": error.message, "advice": error.advice}
        if isinstance(error, ManifestError):
            found["problems"] = [{"line": p.line, "path": p.path, "message": p.message} for p in error.problems]
        if isinstance(error, NotReviewed):
            found["findings"] = error.findings
        print(json.dumps(found, ensure_ascii=False))
    print(f"onrecord: {error}", file=sys.stderr)
    return 2 if isinstance(error, UsageError) else 1


if __name__ == "__main__":
    sys.exit(main())
