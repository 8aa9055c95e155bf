"""`onrecord sources`: the library as it was last ingested (the operator's view)."""

import argparse
import json
import sys

from audit.database import reading
from audit.errors import CatalogueError
from ingest.catalogue import controls, passages, read
from onrecord.parts import existing, now
from onrecord.render.library import Library, format_library, library_json, library_table


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    with reading(made.engine) as connection:
        state = read.published(connection)
        if state is None:
            raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
        counts, withdrawn = passages.counts(connection), controls.withdrawals(connection)
    library = Library(
        state=state, counts=counts, withdrawn=withdrawn, now=now(), unsigned=made.settings.unsigned_approvals
    )
    if args.json:
        print(json.dumps(library_json(library), ensure_ascii=False))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False).print(library_table(library))
    else:
        print(format_library(library))
    return 0
