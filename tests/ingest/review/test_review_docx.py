"""What is hidden in a DOCX, changed but not decided, or too pale or small to read, is found; what shows is not."""

import io

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from ingest.parse.docx import parse
from ingest.review.docx import look


def _found(document: Document) -> list[tuple[str, str]]:
    """Kind, and the words in the text or else the detail, of each finding."""
    out = io.BytesIO()
    document.save(out)
    text = parse(out.getvalue()).text
    found = look(out.getvalue(), text)
    return [(one.kind.value, text[one.start : one.end] if one.start is not None else one.detail) for one in found]


def _with(*inner: str) -> Document:
    document = docx.Document()
    paragraph = document.add_paragraph("Before ")
    for xml in inner:
        name, _, rest = xml.lstrip("<").partition(">")
        paragraph._p.append(parse_xml(f"<{name} {nsdecls('w')}>{rest}"))
    paragraph.add_run(" after.")
    return document


@pytest.mark.parametrize(
    ("inner", "kind", "told"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>close it</w:t></w:r>", "hidden", "hidden text: “close it”"),
        ("<w:del w:id='1' w:author='Sam'><w:r><w:delText>close it</w:delText></w:r></w:del>",
         "deleted", "deleted by Sam, and still in the file: “close it”"),
        ("<w:moveFrom w:id='1'><w:r><w:t>close it</w:t></w:r></w:moveFrom>",
         "deleted", "deleted by somebody, and still in the file: “close it”"),
        ("<w:ins w:id='1' w:author='Sam'><w:r><w:t>close </w:t></w:r><w:r><w:t>it</w:t></w:r></w:ins>",
         "inserted", "close it"),
        ("<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>close it</w:t></w:r>", "colour", "close it"),
        ("<w:r><w:rPr><w:color w:val='202020'/><w:shd w:val='clear' w:fill='101010'/></w:rPr><w:t>close it</w:t></w:r>",
         "colour", "close it"),
        ("<w:r><w:rPr><w:sz w:val='4'/></w:rPr><w:t>close it</w:t></w:r>", "tiny", "close it"),
    ],
)  # fmt: skip
def test_what_does_not_show_is_found(inner: str, kind: str, told: str) -> None:
    assert _found(_with(inner)) == [(kind, told)]


@pytest.mark.parametrize(
    "inner",
    [
        "<w:r><w:t>word</w:t></w:r>",
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>word</w:t></w:r>",
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>word</w:t></w:r>",
        "<w:r><w:rPr><w:color w:val='auto'/><w:sz w:val='12'/></w:rPr><w:t>word</w:t></w:r>",
        "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F3864'/></w:rPr><w:t>word</w:t></w:r>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        "<w:del w:id='1'><w:r><w:delText> </w:delText></w:r></w:del>",
    ],
)
def test_what_shows_is_not(inner: str) -> None:
    assert _found(_with(inner)) == []


def test_white_in_a_shaded_cell_and_highlighted_white_are_seen_and_white_in_a_plain_cell_is_not() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell, word in zip(table.rows[0].cells, ("Shown", "secret"), strict=True):
        cell.paragraphs[0].add_run(word).font.color.rgb = RGBColor(255, 255, 255)
    table.cell(0, 0)._tc.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} w:val='clear' w:fill='000000'/>"))
    run = document.add_paragraph().add_run("Shown too")
    run.font.color.rgb, run.font.highlight_color = RGBColor(255, 255, 255), WD_COLOR_INDEX.DARK_BLUE
    assert _found(document) == [("colour", "secret")]


def test_a_style_hides_as_well_and_the_place_is_that_of_the_second_of_two() -> None:
    document = docx.Document()
    style = document.styles.add_style("Faint", 1)
    style.font.size, style.font.color.rgb = Pt(2), RGBColor(250, 250, 250)
    document.add_paragraph("We stay.")
    document.add_paragraph("We stay.", style="Faint")
    out = io.BytesIO()
    document.save(out)
    text = parse(out.getvalue()).text
    assert {(one.kind.value, one.start) for one in look(out.getvalue(), text)} == {("tiny", 10), ("colour", 10)}


def test_comments_and_deleted_rows_are_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Words.")
    document.add_comment(paragraph.runs, text="Not true.", author="Sam\u202e")
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "gone"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='a'/>"))
    assert _found(document) == [
        ("deleted", "deleted, and still in the file: “gone”"),
        ("comment", "a comment by Sam[U+202E]: “Not true.”"),
    ]
