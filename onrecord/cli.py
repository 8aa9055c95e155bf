"""The command line: the whole parser, and running one command; nothing is imported until its command runs.

Exit codes: 0 done (a refusal is 0), 1 a domain error told in one line, 2 usage, 130 interrupted.
"""

import argparse
import importlib
import io
import json
import os
import sys
from collections.abc import Sequence
from functools import cache

from audit.errors import ManifestError, NotReviewed, OnRecordError, UsageError
from onrecord.options import asking, audit, desk, keys, measuring, serving
from onrecord.options.parser import Commands

WEB = ("serve", "mcp", "tokens")


@cache
def build_parser(workspace: str) -> argparse.ArgumentParser:
    """The whole command line, in the order of its help; `workspace` is the one where none is typed."""
    commands = Commands(workspace)
    desk.add(commands)
    asking.add(commands)
    measuring.add(commands)
    audit.add(commands)
    keys.add_keys(commands)
    serving.add_assistants(commands)
    keys.add_tokens(commands)
    serving.add_service(commands)
    return commands.parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Domain errors become one line on stderr (with --json, also an object on stdout)."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever called us
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    parser = build_parser(os.environ.get("ONRECORD_WORKSPACE", ".onrecord"))
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
        extras = "agent,web,offline-models" if args.command in WEB else "agent,offline-models"
        missing = OnRecordError(
            f"`onrecord {args.command}` needs the package {error.name}, which is not installed.",
            advice=f"Install the whole stack: pip install 'onrecord[{extras}]'",
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
