"""argparse as every command uses it: one line for a usage error, and the kinds of words that options take."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import NoReturn

MANIFEST = "corpus_manifest.yaml"
MOST_RERANKED = 100
MOST_DIGITS = 15


class Parser(argparse.ArgumentParser):
    """argparse, with one line on a usage error instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in message)
        self.exit(2, f"onrecord: {shown}. See `{self.prog} --help`.\n")


class Commands:
    """The commands of `onrecord`, added one by one in the order in which its help lists them."""

    def __init__(self, workspace: str) -> None:
        self.parser = Parser(prog="onrecord", description="Ask what leadership has actually said.")
        self.parser.add_argument("--version", action="store_true", help="print the version")
        _common(self.parser, as_json=False, workspace=workspace)
        self._common = Parser(add_help=False)
        _common(self._common, as_json=argparse.SUPPRESS, workspace=argparse.SUPPRESS)
        self._edits = Parser(add_help=False)
        self._edits.add_argument("--manifest", metavar="FILE", default=MANIFEST, help=f"default {MANIFEST}")
        self._commands = self.parser.add_subparsers(
            title="commands", metavar="COMMAND", dest="command", parser_class=Parser
        )

    def add(self, name: str, help: str, *, edits: bool = False) -> argparse.ArgumentParser:
        """A command, done by the module of its name in `onrecord/commands`; `edits`: it takes --manifest."""
        parents = [self._common, self._edits] if edits else [self._common]
        made = self._commands.add_parser(name, help=help, description=help, parents=parents)
        made.set_defaults(module=name)
        return made

    def group(self, name: str, help: str) -> Callable[[str, str], argparse.ArgumentParser]:
        """A command of several actions; gives what adds one, done by the module of its name in the command's folder."""
        actions = self.add(name, help).add_subparsers(
            title="actions", metavar="ACTION", dest="action", parser_class=Parser, required=True
        )

        def action(called: str, meaning: str) -> argparse.ArgumentParser:
            made = actions.add_parser(called, help=meaning, description=meaning, parents=[self._common])
            made.set_defaults(module=f"{name}.{called}")
            return made

        return action


def _common(parser: argparse.ArgumentParser, *, as_json: object, workspace: str) -> None:
    """What every command takes, before its name or after it."""
    parser.add_argument("--json", action="store_true", default=as_json, help="print one JSON object instead of text")
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        default=workspace,
        help="where the catalogue and the index live (default .onrecord, or ONRECORD_WORKSPACE)",
    )


def day(text: str) -> date:
    """A date, as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date such as 2026-03-04, got {text!r}") from None


def number(text: str) -> int:
    """A whole number from 1."""
    if not (text.isascii() and text.isdecimal() and int(text[:MOST_DIGITS]) >= 1 and len(text) <= MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def count(text: str) -> int:
    """How many passages are reranked."""
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_RERANKED):
        raise argparse.ArgumentTypeError(f"expected a whole number up to {MOST_RERANKED}, got {text!r}")
    return int(text)


def whole(text: str) -> int:
    """A whole number from 0."""
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}")
    return int(text)
