"""Build the sample corpus's PDF and DOCX files from their sources.

Each ``source/*.md`` begins with a short header (title, speaker, date, place, output) and continues
in a small subset of Markdown: ``##`` headings, paragraphs, ``1.`` lists, pipe tables and
``*emphasis*``. The ending of ``output`` chooses the format.

The files are approved by their SHA-256, so they must not change by themselves. Two runs with the
same versions of reportlab and python-docx give identical bytes: metadata and times are fixed and
nothing is compressed, since compressors differ between machines.

    python corpus/build.py            write the files
    python corpus/build.py --check    rebuild into a temporary folder and compare
"""

import argparse
import datetime as dt
import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import docx
from docx.shared import Pt
from reportlab import platypus as flow
from reportlab.lib import colors, pagesizes
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle as Style
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

CORPUS = Path(__file__).resolve().parent
HOUSE = "Merrowdale Instruments"
WIDTH, HEIGHT = pagesizes.A4
MARGIN = 32 * mm
INK, ACCENT, PALE = (colors.HexColor(code) for code in ("#1d2a30", "#1f6f78", "#e4f0f1"))
SHY = "\u00ad"  # a soft hyphen: reportlab turns it into a real one where it breaks a line

BODY = Style("body", fontName="Times-Roman", fontSize=11.5, leading=16.2, spaceAfter=9, textColor=INK)
TEXT = Style("text", BODY, alignment=TA_JUSTIFY)
CELL = Style("cell", BODY, fontSize=10, leading=12.5, spaceAfter=0)
HEAD = Style("head", BODY, fontName="Helvetica-Bold", spaceBefore=10, textColor=ACCENT)
TITLE = Style("title", HEAD, fontSize=24, leading=28, spaceBefore=0, textColor=INK)
BYLINE = Style("byline", CELL, fontName="Helvetica", textColor=ACCENT)


class Block(NamedTuple):
    """One piece of a source: a ``heading``, ``paragraph``, ``list`` or ``table``."""

    kind: str
    rows: list[list[str]]


class Piece(NamedTuple):
    """A parsed source: its header and its blocks."""

    head: dict[str, str]
    blocks: list[Block]


def parse(path: Path) -> Piece:
    """Read one source file."""
    _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
    head = dict(line.split(": ", 1) for line in header.splitlines())
    return Piece(head=head, blocks=[_block(raw) for raw in re.split(r"\n\s*\n", body.strip())])


def _block(raw: str) -> Block:
    lines = raw.splitlines()
    if raw.startswith("## "):
        return Block(kind="heading", rows=[[raw[3:]]])
    if raw.startswith("|"):
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        return Block(kind="table", rows=[cells[0], *cells[2:]])
    if raw.startswith("1. "):
        return Block(kind="list", rows=[[line.split(". ", 1)[1]] for line in lines])
    return Block(kind="paragraph", rows=[[" ".join(lines)]])


def hyphenate(text: str) -> str:
    """Put soft hyphens into long words: between consonants that follow a vowel, and before some endings."""
    between = re.compile(r"(?<=\w[aeiouy])(?:([bdfglmnprst])(?=\1)|([lmnr])(?=[bcdfgjkpstv][aeiouy]))(?=\w{5})", re.I)
    ending = re.compile(r"(?<=\w{4})(?=(?:ment|ness|tion|sion)s?\b)")

    def split(word: re.Match[str]) -> str:
        return ending.sub(SHY, between.sub(lambda part: part.group() + SHY, word.group()))

    return re.sub(r"[^\W\d_]{8,}", split, text).replace(SHY + SHY, SHY)


def _markup(text: str) -> str:
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", hyphenate(escape(text)))


def _story(piece: Piece) -> Iterator[flow.Flowable]:
    head = piece.head
    yield flow.Paragraph(escape(head["title"]), TITLE)
    yield flow.Paragraph(escape(head["speaker"]), BYLINE)
    yield flow.Paragraph(escape(f"{head['date']}. {head['place']}"), BYLINE)
    yield flow.HRFlowable(width="100%", thickness=1.2, color=ACCENT, spaceBefore=8, spaceAfter=14)
    for block in piece.blocks:
        if block.kind == "heading":
            yield flow.CondPageBreak(24 * mm)
            yield flow.Paragraph(escape(block.rows[0][0]), HEAD)
        elif block.kind == "paragraph":
            yield flow.Paragraph(_markup(block.rows[0][0]), TEXT)
        elif block.kind == "list":
            items = [flow.Paragraph(_markup(text), TEXT) for (text,) in block.rows]
            yield flow.ListFlowable(items, bulletFormat="%s.", bulletFontName="Times-Roman", leftIndent=20)
        else:
            rows = [[flow.Paragraph(_markup(cell), CELL) for cell in row] for row in block.rows]
            table = flow.Table(rows, spaceAfter=12)
            lines, top = ("LINEBELOW", (0, 0), (-1, -1), 0.5, ACCENT), ("VALIGN", (0, 0), (-1, -1), "TOP")
            table.setStyle([lines, top, ("BACKGROUND", (0, 0), (-1, 0), PALE)])
            yield table


def pdf(piece: Piece) -> bytes:
    """Set a piece as a PDF with a running header and footer."""
    buffer, head = io.BytesIO(), piece.head

    def running(canvas: Canvas, height: float, left: str, right: str) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(ACCENT)
        canvas.drawString(MARGIN, height, left)
        canvas.drawRightString(WIDTH - MARGIN, height, right)

    def header(canvas: Canvas, _: flow.BaseDocTemplate) -> None:
        running(canvas, HEIGHT - 15 * mm, HOUSE, head["title"])

    def footer(canvas: Canvas, _: flow.BaseDocTemplate) -> None:
        name = head["speaker"].split(",")[0]
        running(canvas, 13 * mm, f"{name}, {head['date']}", f"Page {canvas.getPageNumber()}")

    frame = flow.Frame(MARGIN, 20 * mm, WIDTH - 2 * MARGIN, HEIGHT - 43 * mm, 0, 0, 0, 0)
    layout = flow.PageTemplate(frames=[frame], onPage=header, onPageEnd=footer)
    about = {"title": head["title"], "author": head["speaker"], "subject": head["place"], "creator": HOUSE}
    file = flow.BaseDocTemplate(buffer, pageTemplates=[layout], lang="en-GB", invariant=1, pageCompression=0, **about)
    file.build(list(_story(piece)))
    return buffer.getvalue()


def word(piece: Piece) -> bytes:
    """Set a piece as a DOCX whose zip entries are stored with a fixed time."""
    head, document, buffer, out = piece.head, docx.Document(), io.BytesIO(), io.BytesIO()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Georgia", Pt(11)
    document.add_heading(head["title"], level=0)
    document.add_paragraph(f"{head['speaker']}. {head['date']}. {head['place']}", style="Subtitle")
    styles = {"heading": "Heading 2", "paragraph": "Normal", "list": "List Number"}
    for block in piece.blocks:
        if block.kind == "table":
            table = document.add_table(0, len(block.rows[0]), style="Light List Accent 1")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.add_paragraph()
        else:
            for (text,) in block.rows:
                document.add_paragraph(text, style=styles[block.kind])
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = head["title"], HOUSE, HOUSE, ""
    about.created = about.modified = about.last_printed = dt.datetime.strptime(head["date"], "%d %B %Y")
    document.save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name))
    return out.getvalue()


def build(target: Path) -> list[Path]:
    """Write every output below ``target``; return their paths relative to it."""
    pieces = {Path(piece.head["output"]): piece for piece in map(parse, sorted((CORPUS / "source").glob("*.md")))}
    for path, piece in pieces.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(pdf(piece) if path.suffix == ".pdf" else word(piece))
    return list(pieces)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Build the sample corpus's PDF and DOCX files.")
    parser.add_argument("--check", action="store_true", help="rebuild elsewhere and compare; change nothing")
    if not parser.parse_args(arguments).check:
        print(f"{len(build(CORPUS))} files written")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        paths = build(Path(folder))
        fresh = {path: (Path(folder) / path).read_bytes() for path in paths}
    stale = [path for path in paths if not (CORPUS / path).is_file() or (CORPUS / path).read_bytes() != fresh[path]]
    print("\n".join(f"differs from its source: {path}" for path in stale) or f"{len(paths)} files match")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
