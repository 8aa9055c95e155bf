"""`onrecord init DIR`: a company's own start. Nothing that exists is overwritten."""

import argparse
import json
import shlex
from pathlib import Path

from ingest.manifest.start import FOLDERS, write_start


def run(args: argparse.Namespace) -> int:
    folder = Path(args.directory)
    written = write_start(folder)
    steps = [
        f"cd {shlex.quote(str(folder))}",
        'onrecord leader add "NAME" --title "TITLE" --consent corpus/consent/FILE.md'
        " --valid-from DATE --valid-until DATE",
    ]
    if args.json:
        print(json.dumps({"directory": str(folder), "written": list(written), "next": steps}, ensure_ascii=False))
        return 0
    print(f"A start is in {folder}:")
    for name in written:
        print(f"  {name}")
    print(f"  corpus/  {', '.join(FOLDERS)}: put your documents here")
    print("\nNext: name your organisation in corpus_manifest.yaml, have corpus/consent/FORM.md filled in, then")
    for step in steps:
        print(f"  {step}")
    return 0
