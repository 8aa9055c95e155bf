"""`onrecord sources`: the library as it was last ingested (the operator's view)."""

import argparse
import json
import sys

from onrecord.desk.library import library
from onrecord.parts import existing
from onrecord.render.library import format_library, library_json, library_table


def run(args: argparse.Namespace) -> int:
    found = library(existing(args.workspace))
    if args.json:
        print(json.dumps(library_json(found), ensure_ascii=False))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False).print(library_table(found))
    else:
        print(format_library(found))
    return 0
