"""PDFs drawn in code, and what the review says of them."""

import io
from collections.abc import Callable, Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.domain import Document, Parsed
from ingest.parse.pdf import parse
from ingest.review import pdf
from ingest.review.domain import Finding
from ingest.review.reviewer import Reviewer

Draw = Callable[[Canvas], None]


@pytest.fixture(scope="session")
def pdf_of() -> Callable[..., bytes]:
    """A function a page, given a canvas with 12 points of Helvetica in black."""

    def draw(*pages: Draw) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pageCompression=0)
        for page in pages:
            canvas.setFont("Helvetica", 12)
            page(canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return draw


@pytest.fixture(scope="session")
def document() -> Callable[[Parsed], Document]:
    """The document of nobody that a file was parsed to."""

    def make(parsed: Parsed) -> Document:
        return Document(
            source_id="a",
            text=parsed.text,
            text_sha256="",
            parser=parsed.parser,
            pages=parsed.pages,
            segments=(),
            cues=parsed.cues,
            furniture=parsed.furniture,
        )

    return make


@pytest.fixture(scope="session")
def findings() -> Callable[[bytes], list[tuple[str, str]]]:
    """Kind and words of each finding of a PDF whose pages are looked at here; words that the text has are taken from
    their place in it."""

    def find(data: bytes) -> list[tuple[str, str]]:
        parsed = parse(data)
        texts = [parsed.text[page.start : page.end] for page in parsed.pages]
        seen = pdf.look(data, texts, 1, False)
        return [_told(one, text) for page, text in zip(seen, texts, strict=True) for one in page.findings]

    return find


def _told(one: Finding, text: str) -> tuple[str, str]:
    return one.kind.value, text[one.start : one.end] if one.start is not None else one.detail


@pytest.fixture(scope="module")
def reviewer() -> Iterator[Reviewer]:
    with Reviewer() as made:
        yield made
