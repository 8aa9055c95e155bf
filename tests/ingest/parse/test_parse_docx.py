"""A DOCX gives the words of its body that show, in their order; an archive that is a trap is not opened."""

import io
import struct
import zipfile
import zlib

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from ingest.parse.docx import parse
from ingest.parse.refusals import Unreadable


def _bytes(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text(document: Document) -> str:
    return parse(_bytes(document)).text


def _with(*inner: str) -> Paragraph:
    """A paragraph of the given WordprocessingML."""
    paragraph = docx.Document().add_paragraph("Before ")
    for xml in inner:
        name, _, rest = xml.lstrip("<").partition(">")
        paragraph._p.append(parse_xml(f"<{name} {nsdecls('w')}>{rest}"))
    paragraph.add_run("after.")
    return paragraph


def _reads(*inner: str) -> str:
    paragraph = _with(*inner)
    return _text(paragraph.part.document)


def test_paragraphs_headings_lists_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("Title", 1)
    document.add_paragraph("One  two.\tThree")
    document.add_paragraph("a", style="List Bullet")
    document.add_paragraph("b", style="List Number")
    document.add_paragraph("c", style="List Number")
    table = document.add_table(2, 2)
    for row, column, text in ((0, 0, "Quarter"), (0, 1, "Homes"), (1, 0, "Q1"), (1, 1, "40")):
        table.cell(row, column).text = text
    table.cell(1, 1).add_paragraph("planned")
    document.add_paragraph("End.")
    assert _text(document) == "\n\n".join(
        ["Title", "One  two.\tThree", "- a", "1. b", "2. c", "Quarter | Homes\nQ1 | 40 planned", "End."]
    )


@pytest.mark.parametrize(
    "inner",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>secret</w:t></w:r>",
        "<w:r><w:rPr><w:dstrike w:val='true'/></w:rPr><w:t>secret</w:t></w:r>",
        "<w:del w:id='1' w:author='a'><w:r><w:delText>secret</w:delText></w:r></w:del>",
        "<w:del w:id='1' w:author='a'><w:r><w:t>secret</w:t></w:r></w:del>",
        "<w:moveFrom w:id='1' w:author='a'><w:r><w:t>secret</w:t></w:r></w:moveFrom>",
        "<w:r><w:instrText>secret</w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType='begin'/><w:t>secret</w:t><w:fldChar w:fldCharType='end'/></w:r>",
        "<w:r><w:commentReference w:id='0'/></w:r>",
    ],
)
def test_what_does_not_show_is_not_text(inner: str) -> None:
    assert _reads(inner) == "Before after."


@pytest.mark.parametrize(
    "inner",
    [
        "<w:r><w:t>word </w:t></w:r>",
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>word </w:t></w:r>",
        "<w:ins w:id='1' w:author='a'><w:r><w:t>word </w:t></w:r></w:ins>",
        "<w:hyperlink><w:r><w:t>word </w:t></w:r></w:hyperlink>",
        "<w:sdt><w:sdtContent><w:r><w:t>word </w:t></w:r></w:sdtContent></w:sdt>",
        "<w:fldSimple w:instr='TITLE'><w:r><w:t>word </w:t></w:r></w:fldSimple>",
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>TITLE</w:instrText>"
        "<w:fldChar w:fldCharType='separate'/><w:t>word </w:t><w:fldChar w:fldCharType='end'/></w:r>",
    ],
)
def test_what_shows_is_text(inner: str) -> None:
    assert _reads(inner) == "Before word after."


def test_text_that_a_style_hides_is_hidden_and_a_run_may_show_it_again() -> None:
    document = docx.Document()
    style = document.styles.add_style("Quiet", 1)
    style.font.hidden = True
    derived = document.styles.add_style("Quieter", 1)
    derived.base_style = style
    document.add_paragraph("Shown.")
    document.add_paragraph("secret", style="Quieter").add_run("Shown too.").font.hidden = False
    assert _text(document) == "Shown.\n\nShown too."


def test_a_style_that_is_based_on_itself_ends() -> None:
    document = docx.Document()
    style = document.styles.add_style("Loop", 1)
    style.base_style = style
    document.add_paragraph("Words.", style="Loop")
    assert _text(document) == "Words."


def test_comments_headers_and_footnotes_are_apart_from_the_body() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Words.")
    document.add_comment(paragraph.runs, text="secret", author="a")
    document.sections[0].header.paragraphs[0].text = "secret"
    assert _text(document) == "Words."


def test_a_deleted_row_is_gone_and_content_controls_are_looked_through() -> None:
    document = docx.Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "Kept", "secret"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='a'/>"))
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(0, control)
    assert _text(document) == "Control.\n\nKept"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Around.")
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    paragraph.runs[0]._r.append(
        parse_xml(
            f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f"{nsdecls('w')}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
    document.add_paragraph("Next.")
    assert _text(document) == "Around.\n\nBoxed.\n\nNext."


def test_breaks_and_hyphens_are_characters() -> None:
    assert _reads("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/></w:r>") == (
        "Before a\nb\tc\u2011after."
    )


def test_a_numbering_that_restarts_counts_from_its_start() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for number, start in (("901", ""), ("902", "<w:startOverride w:val='5'/>")):
        override = f"<w:lvlOverride w:ilvl='0'>{start}</w:lvlOverride>" if start else ""
        if number == "901":
            abstract = "".join(
                f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{form}'/></w:lvl>"
                for level, form in ((0, "decimal"), (1, "lowerLetter"))
            )
            numbering.insert(
                0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='900'>{abstract}</w:abstractNum>")
            )
        numbering.append(
            parse_xml(f"<w:num {nsdecls('w')} w:numId='{number}'><w:abstractNumId w:val='900'/>{override}</w:num>")
        )
    for number, level, text in (("901", 0, "a"), ("901", 1, "b"), ("901", 0, "c"), ("902", 0, "d"), ("902", 0, "e")):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")
        )
    assert _text(document) == "1. a\n\n- b\n\n2. c\n\n5. d\n\n6. e"


# --- archives that are traps ------------------------------------------------------------------------------------


def _refused(data: bytes, code: str) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(data)
    assert caught.value.code == code, caught.value.detail
    return caught.value.detail


def _rezipped(changes: dict[str, bytes]) -> bytes:
    """A good document with members changed or added."""
    source = zipfile.ZipFile(io.BytesIO(_bytes(docx.Document())))
    members = {name: source.read(name) for name in source.namelist()} | changes
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = _rezipped({"word/document.xml": b"<w:t>" + b" " * 300_000_000})
    assert len(bomb) < 2_000_000
    assert "would unpack to 30" in _refused(bomb, "bomb")


def test_a_directory_that_lies_about_sizes_is_found_out_without_unpacking_it_all() -> None:
    data = bytearray(_rezipped({"word/document.xml": b" " * 50_000_000}))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    assert struct.unpack_from("<I", data, entry + 24)[0] == 50_000_000
    struct.pack_into("<I", data, entry + 24, 1000)
    _refused(bytes(data), "truncated")


def test_a_directory_that_lies_with_a_matching_checksum_gives_no_more_than_it_declares() -> None:
    content = b"<x/>" + b" " * 50_000_000
    data = bytearray(_rezipped({"word/document.xml": content}))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    struct.pack_into("<I", data, entry + 24, 4)
    struct.pack_into("<I", data, entry + 16, zlib.crc32(content[:4]))
    _refused(bytes(data), "truncated")


def test_members_without_end_are_a_bomb() -> None:
    assert "6" in _refused(_rezipped({f"word/media/{n}.png": b"" for n in range(6000)}), "bomb")


def test_two_members_of_one_name_are_refused() -> None:
    out = io.BytesIO(_bytes(docx.Document()))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    assert "one name" in _refused(out.getvalue(), "truncated")


def test_a_locked_member_is_encrypted() -> None:
    data = bytearray(_bytes(docx.Document()))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    _refused(bytes(data), "encrypted")


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_truncated_archive_is_refused(share: float) -> None:
    data = _bytes(docx.Document())
    _refused(data[: int(len(data) * share)], "truncated")


@pytest.mark.parametrize(
    "changes",
    [
        {"word/document.xml": b"<w:document"},
        {"word/document.xml": b"<nothing/>"},
        {"[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"},
        {"_rels/.rels": b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>"},
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, bytes]) -> None:
    _refused(_rezipped(changes), "truncated")


_LAUGHS = b"<!ENTITY l 'ha'>" + b"".join(b"<!ENTITY %c '%s'>" % (n + 1, b"&%c;" % n * 10) for n in range(108, 120))


@pytest.mark.parametrize(
    ("entities", "code"),
    [
        (b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", "malformed"),
        (_LAUGHS, "truncated"),  # libxml2 stops by itself
    ],
    ids=["reads a file", "multiplies"],
)
def test_entities_are_refused_unread(entities: bytes, code: str) -> None:
    xml = (
        b"<!DOCTYPE w:document [" + entities + b"]>"
        b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        b"<w:body><w:p><w:r><w:t>Words. &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    _refused(_rezipped({"word/document.xml": xml}), code)
