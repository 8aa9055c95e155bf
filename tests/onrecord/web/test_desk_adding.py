"""Files that somebody sends to the desk: hostile names, hostile files, too large, unreadable, half filled in."""

import io
import re
import zipfile

import pytest

from ingest.manifest.read import read_manifest
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import Site


@pytest.mark.parametrize("name", ["../../x.txt", "..\\..\\x.txt", "/etc/x.txt", "x.txt\x00", "x\n.txt", "%2e%2e/x.TXT"])
def test_a_hostile_name_leads_nowhere(site: Site, name: str) -> None:
    sam = desk.sam(site)
    before = {one for one in site.company.folder.rglob("*") if ".onrecord" not in one.parts}
    response = desk.added(sam, name, title="X")
    new = {one for one in site.company.folder.rglob("*") if ".onrecord" not in one.parts} - before
    files = [one.relative_to(site.company.folder).as_posix() for one in new if one.is_file()]
    assert response.status_code in (303, 422)
    assert response.status_code == 422 or re.fullmatch(r"corpus/memos/x[a-z0-9-]*\.txt", "".join(files))
    assert len(files) == (response.status_code == 303)
    assert not (site.company.folder.parent / "x.txt").exists()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\x00" * (300 << 20))
    return out.getvalue()


def test_what_cannot_be_read_leaves_nothing_behind(site: Site) -> None:
    sam = desk.sam(site)
    before = site.company.manifest.read_bytes()
    for name, data, words in (
        ("a.docx", bomb(), "a.docx"),
        ("a.pdf", b"%PDF-1.7 no more", "a.pdf"),
        ("a.exe", b"MZ", "has the extension .exe"),
        ("a.txt", b"", "is empty"),
        ("draft2.txt", (site.company.folder / "draft.txt").read_bytes(), "in the library already, as draft"),
    ):
        response = desk.added(sam, name, data)
        assert response.status_code == 422
        assert words in desk.said(response)
    assert site.company.manifest.read_bytes() == before
    folder = site.company.folder / "corpus"
    assert not [one for one in folder.rglob("*") if one.is_file()]


def test_26_mib_are_too_much(site: Site) -> None:
    sam = desk.sam(site)
    assert "at most 25 MiB." in sam.get("/library/add").text
    for size in ((25 << 20) + 1, 26 << 20):
        response = desk.added(sam, data=b"a" * size)
        told = "glaziers.txt is too large: expected at most 25 MiB (upload_mib)."
        assert (response.status_code, desk.said(response)) == (422, told)


def test_what_was_filled_in_is_kept_beside_the_problem(site: Site) -> None:
    sam = desk.sam(site)
    response = desk.added(sam, date="", title='<b>"T"</b>')
    assert (response.status_code, desk.said(response)) == (400, "When it was said or sent is missing.")
    assert 'value="&lt;b&gt;&#34;T&#34;&lt;/b&gt;"' in response.text
    assert "choose at least one leader" in desk.said(sam.post("/library/add", data=desk.FIELDS | {"leaders": []},
                                                         files={"file": ("a.txt", desk.MEMO)}))  # fmt: skip
    assert "No file was chosen" in desk.said(sam.post("/library/add", data=desk.FIELDS))
    assert "expected one of ada-okafor" in desk.said(desk.added(sam, leaders="nobody"))


def test_what_a_document_says_and_is_called_is_data(site: Site) -> None:
    sam, lee = desk.sam(site), desk.lee(site)
    attack = "<script>steal()</script>"
    desk.added(sam, "a.txt", f"{attack} {{{{ 7 * 7 }}}}\n".encode(), title=attack)
    (name,) = [one.source_id for one in read_manifest(site.company.manifest).sources if one.title == attack]
    for path in ("/library", f"/library/{name}", f"/library/{name}/review", "/library/add"):
        page = lee.get(path) if path != "/library/add" else sam.get(path)
        assert "<script>steal" not in page.text
        assert "49" not in re.sub(r"[0-9a-f]{16,}", "", page.text)
