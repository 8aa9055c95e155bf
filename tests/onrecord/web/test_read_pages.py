"""A citation opened: the cited words where they stand, for whoever may read them, and for nobody else."""

import hashlib
import html
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from onrecord.cli import main
from tests.onrecord.conftest import TEXTS, Company
from tests.onrecord.conftest import _settings as settle
from tests.onrecord.web.conftest import Site

QUOTE = "We will hire no engineers in Leeds this year."
LINES = ("We will build lamps in Hull.", "The Hull works opens in May.")
UNLIKE = "Every lamp is a promise."
HOSTILE = [
    "-1",
    "1e9",
    "9" * 40,
    "٣",
    "NaN",
    "",
    "0x10",
    "1;drop",
    "<script>",
    "1 2",
    "\x00",
    "../../etc/passwd",
    "None",
]


def pdf(*pages: str) -> bytes:
    """A page for each line, 72 points from the left and 100 from the top."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800))
    for line in pages:
        canvas.setFont("Helvetica", 12)
        if line == UNLIKE:  # what pdfium reads of it is something else
            canvas._code.append("/Span <</ActualText (Nothing of the kind.)>> BDC")
        canvas.drawString(72, 700, line)
        if line == UNLIKE:
            canvas._code.append("EMC")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def with_pdfs(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with three PDFs more: a speech on two pages; what two leaders said, by labels; one that pdfium
    reads otherwise."""
    folder, kept = tmp_path_factory.mktemp("with_pdfs"), tmp_path_factory.mktemp("kept") / "company"
    with pytest.MonkeyPatch.context() as monkeypatch:
        settle(monkeypatch, folder)
        made = Company(folder=folder, run=lambda *words: (main(words), "", "")).begun(ingested)
        made.add("hull", "hull.pdf", pdf(*LINES), kind="speech", title="The Hull works")
        made.add("both", "both.pdf", pdf("Ada Okafor: Lamps are fine.", "Ben Okafor: Brass is dear."),
                 kind="transcript", leaders="ada-okafor, ben-okafor")  # fmt: skip
        made.add("unlike", "unlike.pdf", pdf(UNLIKE), kind="speech", date="2024-05-06")
        assert made.run("ingest")[0] == 0
        made.keep(kept)
    return kept


@pytest.fixture
def company(empty: Company, with_pdfs: Path) -> Company:
    """A copy of it, which a test may break."""
    return empty.begun(with_pdfs)


def words(response: Response) -> str:
    """A page's text, tags gone."""
    inline = re.sub(r"</?(?:a|mark|span|strong|time)\b[^>]*>", "", response.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def marked(response: Response) -> list[str]:
    return [html.unescape(one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", response.text, re.DOTALL)]


def place(text: str, quoted: str) -> str:
    return f"start={text.index(quoted)}&end={text.index(quoted) + len(quoted)}"


def same(one: Response, other: Response) -> None:
    """Nothing tells two responses apart."""
    headers = [{name: value for name, value in each.headers.items() if name != "x-request-id"} for each in (one, other)]
    assert (one.status_code, one.content, headers[0]) == (other.status_code, other.content, headers[1])


# --- text --------------------------------------------------------------------------------------------------------


def test_a_citation_of_an_answer_opens_at_its_words(site: Site) -> None:
    eve = site.visit()
    record = eve.post("/ask", data={"question": "Will we hire engineers in Leeds?"}).headers["location"]
    link = html.unescape(re.search(r'href="(/read/hiring-2026\?[^"]*)"', eve.get(record).text).group(1))  # type: ignore[union-attr]
    page = eve.get(link)
    assert page.status_code == 200
    assert marked(page) == [QUOTE]
    assert page.text.count('id="cited"') == 1
    assert f'href="{record}"' in page.text, "and leads back"
    assert "Ada Okafor, Chief Executive Officer" in words(page)
    assert "Memo of 15 January 2026" in words(page)
    assert site.visit("zoe@example.com").get(link).status_code == 404, "the answer is eve's"


def test_beside_an_answer_it_has_no_frame(site: Site) -> None:
    place_ = place(TEXTS["hiring-2026.md"], QUOTE)
    fragment = site.visit().get(f"/read/hiring-2026?{place_}&fragment=1")
    assert marked(fragment) == [QUOTE]
    assert "<html" not in fragment.text
    assert "<h1" not in fragment.text
    assert "style=" not in fragment.text


def test_a_recording_says_who_speaks_and_when(site: Site) -> None:
    page = site.visit().get("/read/town-hall?start=28&end=33")
    assert "Host 00:00:01 Will you close the foundry?" in words(page)
    assert "Ben Okafor 00:00:05 The foundry stays open" in words(page)
    assert len(marked(page)) == 1


def test_what_replaced_it_is_told_to_whoever_may_read_that(site: Site) -> None:
    assert (
        'Superseded by <a href="/read/hiring-2026">Hiring 2026</a> (15 January 2026)'
        in site.visit().get("/read/hiring-2025").text
    )
    for audience, told in (("all-employees", False), ("managers", True)):
        page = site.visit(audience=audience).get("/read/town-hall").text
        assert ("The foundry secret" in page) is told
        assert ("Superseded" in page) is told


def test_what_a_document_says_is_never_markup(company: Company, site: Site) -> None:
    evil = '<script>alert(1)</script> We like "lamps" & brass.\n'
    company.add("evil", "evil.txt", evil, title="'<img src=x onerror=alert(1)>'")
    assert company.run("ingest")[0] == 0
    for address in ("/read/evil?start=0&end=8", "/read/evil?start=3&end=60&fragment=1"):
        page = site.visit().get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


def test_a_text_that_was_replaced_says_so_and_marks_nothing(company: Company, site: Site) -> None:
    eve = site.visit()
    record = eve.post("/ask", data={"question": "Will we hire engineers in Leeds?"}).headers["location"]
    link = html.unescape(re.search(r'href="(/read/hiring-2026\?[^"]*)"', eve.get(record).text).group(1))  # type: ignore[union-attr]
    manifest = company.manifest.read_text()
    old, new = (
        TEXTS["hiring-2026.md"].encode(),
        b"Now we will hire everybody in Leeds, and gladly, before the year ends.\n",
    )
    (company.folder / "hiring-2026.md").write_bytes(new)
    company.manifest.write_text(manifest.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest()))
    assert company.run("ingest")[0] == 0
    page = eve.get(link)
    assert marked(page) == []
    assert "was replaced after the answer was given" in words(page)
    assert QUOTE in words(page)
    assert "hire everybody in Leeds" in words(page)


# --- what may not be read is not there ---------------------------------------------------------------------------


ADDRESSES = (
    "/read/{}",
    "/read/{}?start=0&end=5",
    "/read/{}?fragment=1",
    "/read/{}?desk=1",
    "/read/{}/page/1.png",
    "/api/sources/{}",
)


def test_unknown_and_forbidden_are_the_same(company: Company, site: Site) -> None:
    assert company.run("withdraw", "parental", "--reason", "wrong")[0] == 0
    eve, nobody = site.visit(), site.visit("zoe@example.com", audience="")
    for address in ADDRESSES:
        unknown = eve.get(address.format("nothing-of-the-kind"))
        assert unknown.status_code == 404
        for barred in ("secret", "draft", "parental"):
            same(eve.get(address.format(barred)), unknown)
        same(nobody.get(address.format("hiring-2026")), nobody.get(address.format("nothing-of-the-kind")))


def test_a_stranger_signs_in_first(site: Site) -> None:
    for one in ("hiring-2026", "nothing-of-the-kind"):
        response = site.stranger().get(f"/read/{one}?start=1&end=2")
        assert (response.status_code, response.headers["location"]) == (
            303, f"/sign-in?next={quote(f'/read/{one}?start=1&end=2', safe='')}",
        )  # fmt: skip
        assert site.stranger().get(f"/api/sources/{one}").status_code == 401
    assert site.program("metrics", roles=("admin",)).get("/api/sources").status_code == 403


def test_auditors_read_what_was_withdrawn_at_their_own_desk(company: Company, site: Site) -> None:
    assert company.run("withdraw", "parental", "--reason", "wrong")[0] == 0
    for role in ("auditor", "author", "approver"):
        visitor = site.visit("lee@example.com", role)
        assert visitor.get("/read/parental").status_code == 404
        page = visitor.get("/read/parental?desk=1")
        assert "Withdrawn on" in words(page)
        assert "Parental leave is twenty weeks" in words(page)
    assert site.visit("lee@example.com", "admin").get("/read/parental?desk=1").status_code == 404


def test_of_a_paused_leader_nothing_is_shown_and_no_picture(company: Company, site: Site) -> None:
    eve = site.visit()
    assert eve.get("/read/both/page/1.png").status_code == 200
    assert company.run("pause", "--leader", "ben-okafor", "--reason", "he asked")[0] == 0
    for number in (1, 2):
        same(eve.get(f"/read/both/page/{number}.png"), eve.get("/read/none/page/1.png"))
    for address in ("/read/both", "/read/both?page=2", "/read/both?start=0&end=50&fragment=1"):
        page = eve.get(address)
        assert "Lamps are fine." in words(page)
        assert "Something that may not be read is left out here." in words(page)
        assert "Brass" not in page.text
        assert "<img" not in page.text
    told = eve.get("/api/sources/both").json()
    assert (told["whole"], [one["text"] for one in told["stretches"]]) == (False, ["Lamps are fine."])
    assert company.run("pause", "--leader", "ada-okafor", "--reason", "she asked")[0] == 0
    assert eve.get("/read/both").status_code == 404


# --- pages of a PDF ----------------------------------------------------------------------------------------------


def rectangle(response: Response) -> tuple[float, ...]:
    found = re.findall(
        r'<rect id="cited" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', response.text
    )
    assert len(found) == 1
    return tuple(map(float, found[0]))


def test_cited_words_are_marked_on_the_page_and_in_its_text(company: Company, site: Site) -> None:
    eve = site.visit()
    second = eve.get("/api/sources/hull").json()["stretches"][1]
    start = second["start"] + second["text"].index("opens in May")
    page = eve.get(f"/read/hull?start={start}&end={start + len('opens in May')}")
    assert marked(page) == ["opens in May"]
    assert "Page 2 of 2" in words(page)
    assert LINES[0] not in words(page), "of the page that is shown"
    left, top, width, height = rectangle(page)
    known = 72 + stringWidth("The Hull works ", "Helvetica", 12), stringWidth("opens in May", "Helvetica", 12)
    assert (left * 0.6, width * 0.6) == pytest.approx(known, abs=2), "points, of a page 600 points wide"
    assert (top * 0.8, height * 0.8) == pytest.approx((100 - 9, 9 + 2.4), abs=2), "and 800 high"
    image = eve.get(re.search(r'<img src="([^"]+)"', page.text).group(1).replace("&amp;", "&"))  # type: ignore[union-attr]
    assert image.headers["content-type"] == "image/png"
    assert image.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(image.content)).size == (800, 1067)
    assert Image.open(io.BytesIO(eve.get("/read/hull/page/2.png?width=1600").content)).size == (1600, 2134)


def test_words_that_are_not_found_on_the_page_have_no_box_and_that_is_said(site: Site) -> None:
    page = site.visit().get(f"/read/unlike?{place(UNLIKE, 'a promise')}")
    assert "<img" in page.text
    assert "<rect" not in page.text
    assert "could not be found on the picture" in words(page)
    assert marked(page) == ["a promise"]
    assert page.text.count('id="cited"') == 1
    assert "could not be found" not in words(site.visit().get("/read/unlike"))


def test_pages_are_turned_and_keep_the_mark(company: Company, site: Site) -> None:
    eve = site.visit()
    address = f"/read/hull?{place(LINES[0], 'lamps')}"
    first = eve.get(address)
    assert 'rel="prev"' not in first.text
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text).group(1))  # type: ignore[union-attr]
    second = eve.get(following)
    assert LINES[1] in words(second)
    assert "<rect" not in second.text
    assert 'rel="next"' not in second.text
    back = html.unescape(re.search(r'rel="prev" href="([^"]+)"', second.text).group(1))  # type: ignore[union-attr]
    assert marked(eve.get(back)) == ["lamps"]
    assert 'rel="next"' in eve.get(f"{address}&fragment=1").text
    assert " data-source" in eve.get(f"{address}&fragment=1").text


def test_a_file_that_is_not_the_approved_one_is_not_shown(company: Company, site: Site) -> None:
    (company.folder / "hull.pdf").write_bytes(pdf("We will build nothing at all."))
    page = site.visit().get(f"/read/hull?{place(LINES[0], 'lamps')}")
    assert "cannot be shown as it is printed" in words(page)
    assert "<img" not in page.text
    assert marked(page) == ["lamps"]
    assert "Page 1" in words(page)
    assert LINES[1] in words(page)
    assert site.visit().get("/read/hull/page/1.png").status_code == 404


def test_access_is_judged_before_what_was_kept_is_given(company: Company, site: Site) -> None:
    eve = site.visit()
    assert eve.get("/read/hull/page/1.png").status_code == 200
    assert company.run("withdraw", "hull", "--reason", "wrong")[0] == 0
    same(eve.get("/read/hull/page/1.png"), eve.get("/read/none/page/1.png"))
    assert site.visit("al@example.com", "auditor").get("/read/hull/page/1.png?desk=1").status_code == 200


# --- hostile addresses -------------------------------------------------------------------------------------------


def visited(client: TestClient, path: str, **parameters: str) -> Response:
    response: Response = client.get(path, params=parameters)
    return response


def test_what_an_address_says_is_data(site: Site) -> None:
    eve = site.visit()
    plain = {one: words(visited(eve, f"/read/{one}")) for one in ("hull", "hiring-2026")}
    for value in HOSTILE:
        for one, expected in plain.items():
            found = visited(eve, f"/read/{one}", start=value, end=value, page=value, fragment=value, desk=value)
            assert (found.status_code, words(found), marked(found)) == (200, expected, [])
        if value:
            assert visited(eve, "/read/hull", record=value).status_code == 404
            assert visited(eve, "/read/hull/page/1.png", width=value).status_code == 404
        assert visited(eve, f"/read/hull/page/{quote(value, safe='')}.png").status_code == 404
        assert visited(eve, f"/read/{quote(value, safe='')}").status_code in (404, 307)
        assert visited(eve, f"/api/sources/{quote(value, safe='')}").status_code in (200, 404, 307)


def test_a_page_beyond_the_last_is_the_last(company: Company, site: Site) -> None:
    assert "Page 2 of 2" in words(site.visit().get("/read/hull?page=999999"))
    assert "Page 1 of 2" in words(site.visit().get("/read/hull?page=0"))
    assert site.visit().get("/read/hull/page/3.png").status_code == 404


# --- the JSON interface ------------------------------------------------------------------------------------------


def test_sources_are_what_the_asker_may_read_the_latest_first(site: Site) -> None:
    told = site.program().get("/api/sources").json()["sources"]
    assert [one["source_id"] for one in told] == [
        "hiring-2026", "town-hall", "parental", "hull", "hiring-2025", "both", "unlike",
    ]  # fmt: skip
    assert [one["superseded_by"] for one in told] == [[], [], [], [], ["hiring-2026"], [], []]
    assert told[1]["leaders"] == [{"leader_id": "ben-okafor", "name": "Ben Okafor", "title": "Chief Financial Officer"}]
    managers = site.program(audience="managers").get("/api/sources").json()["sources"]
    assert {one["source_id"] for one in managers} - {one["source_id"] for one in told} == {"secret"}
    assert site.program(audience="").get("/api/sources").json() == {"sources": []}


def test_a_source_is_its_stretches(site: Site) -> None:
    told = site.program().get("/api/sources/town-hall").json()
    assert told["whole"] is True
    assert [(one["speaker"], one["leader_id"], one["timecode"], one["text"]) for one in told["stretches"]] == [
        ("Host", None, "00:00:01", "Will you close the foundry?"),
        ("Ben Okafor", "ben-okafor", "00:00:05", "The foundry stays open until the summer of 2030."),
    ]


def test_where_nothing_was_published_there_is_nothing(company: Company, site: Site) -> None:
    company.sql("DELETE FROM published")
    assert site.program().get("/api/sources").json() == {"sources": []}
    assert site.program().get("/api/sources/hiring-2026").status_code == 404
    assert site.visit().get("/read/hiring-2026").status_code == 404
