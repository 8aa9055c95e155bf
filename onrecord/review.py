"""The review before an approval: what a reader of the file would not see, and the pictures that a person asks for."""

import argparse
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import OnRecordError
from audit.records.wire import to_json
from ingest.domain import Document, Source
from ingest.review.domain import Finding
from onrecord.desk import reviewing
from onrecord.parts import parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The findings, and what was written: a PNG a page, the page for a browser. `asked` is whether any was wanted."""

    findings: tuple[Finding, ...]
    pages: tuple[Path, ...]
    html: Path | None
    asked: bool


def look(args: argparse.Namespace, source: Source, folder: Path, document: Document) -> Reviewed:
    """The `document` beside its file, whose bytes are those that it was read from. Raises SourceRefused."""
    asked = args.pages is not None or args.html is not None
    review = reviewing.review(parts(args.workspace), source, folder, document, images=asked)
    pages: tuple[Path, ...] = ()
    if args.pages is not None:
        into = Path(args.pages)
        pages = tuple(into / f"{source.source_id}-page-{n}.png" for n, _ in enumerate(review.images, start=1))
        for page, image in zip(pages, review.images, strict=True):
            _write(page, image)
    html = None
    if args.html is not None:
        from onrecord.render.review_page import review_page

        html = Path(args.html)
        _write(html, review_page(source, document, review).encode())
    return Reviewed(findings=review.findings, pages=pages, html=html, asked=asked)


def nothing_unseen(args: argparse.Namespace, reviewed: Reviewed) -> None:
    """Raise NotReviewed where there are findings: without a person who reads, nobody has judged them."""
    command = f"onrecord approve {args.source_id} --by {shlex.quote(args.by)} --html review.html"
    advice = f"See them: {command} (without --yes). If they may stay, add --accept-findings."
    reviewing.nothing_unseen(args.source_id, reviewed.findings, advice=advice)


def facts(reviewed: Reviewed) -> dict[str, Any]:
    """For --json."""
    written = {"pages": list(map(str, reviewed.pages)), "html": reviewed.html and str(reviewed.html)}
    return {"findings": [to_json(one) for one in reviewed.findings]} | (written if reviewed.asked else {})


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        advice = "Make its folder writable, or name another one."
        raise OnRecordError(f"{path} cannot be written: {error.strerror}.", advice=advice) from error
