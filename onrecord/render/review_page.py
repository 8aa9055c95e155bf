"""The pages of a document as they are drawn beside the text that would be approved, with the findings marked.

One file that loads nothing and runs nothing; everything from the document is escaped, and what does not show is written
as [U+XXXX].
"""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from ingest.display import folded
from ingest.domain import Document, Source
from ingest.review.domain import Finding, Review
from onrecord.render.marked import Piece, numbered, pages_of, pieces, within

STYLE = """
:root { color-scheme: light; --ink: #1d2329; --soft: #5c6670; --paper: #fbfaf7; --line: #dcdfe2; --mark: #ffe08a;
  --bad: #a4262c; }
body { margin: 0 auto; max-width: 100rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; margin: 0; }
ol { padding-left: 2.5rem; } li { overflow-wrap: anywhere; } li a { color: var(--bad); }
.page { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; align-items: start;
  border-top: 1px solid var(--line); padding-top: 1rem; }
.page.alone { grid-template-columns: minmax(0, 60rem); }
img { width: 100%; border: 1px solid var(--line); background: #fff; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; }
mark { background: var(--mark); outline: 1px solid var(--bad); } mark sup { color: var(--bad); }
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def review_page(source: Source, document: Document, review: Review) -> str:
    title = escape(f"{folded(source.title)} ({source.source_id})")
    hashes = f"file sha256 {source.sha256} · text sha256 {document.text_sha256} · {document.parser}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f'<h1>{title}</h1><p class="soft">{escape(hashes)}</p>{_list(review.findings)}{_pages(document, review)}'
        "</body></html>\n"
    )


def _list(findings: Sequence[Finding]) -> str:
    if not findings:
        return "<h2>Nothing was found that a reader of the page would not see.</h2>"
    rows = "".join(
        f"<li>{_place(number, one)}{escape(one.detail)}</li>" for number, one in enumerate(findings, start=1)
    )
    return f"<h2>What a reader of the page would not see</h2><ol>{rows}</ol>"


def _place(number: int, one: Finding) -> str:
    place = f"page {one.page}" if one.page is not None else "the text" if one.start is not None else "not in the text"
    return (f'<a href="#f{number}">{place}</a>: ' if one.start is not None else f"{place}: ") if place else ""


def _pages(document: Document, review: Review) -> str:
    told = numbered(review.findings)
    found = []
    for index, page in enumerate(pages_of(document)):
        heading = f"<h2>Page {page.number}</h2>" if document.pages else "<h2>The text</h2>"
        image = _image(review.images[index], page.number) if review.images else ""
        kind = "page" if image else "page alone"
        text = "".join(_piece(one) for one in pieces(document.text, page.start, page.end, within(page, told)))
        found.append(f'{heading}<div class="{kind}">{image}<pre>{text}</pre></div>')
    return "".join(found)


def _image(png: bytes, number: int) -> str:
    return f'<img alt="Page {number} as it is drawn" src="data:image/png;base64,{b64encode(png).decode()}">'


def _piece(one: Piece) -> str:
    if one.number is None:
        return escape(one.text)
    return f'<mark id="f{one.number}">{escape(one.text)}<sup>{one.number}</sup></mark>'
