"""`approve` tells what a reader would not see before it asks, and approves nothing unread that hides something."""

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas

from ingest.manifest.read import read_manifest

APPROVE = ("approve", "speech", "--by", "lee@example.com")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def pdf(*, hides: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 780, "We open a plant in Leeds & <b>York</b>.")
    canvas.showPage()
    canvas.drawString(72, 780, "It opens in May.")
    if hides:
        canvas.setFillColor(white)
        canvas.drawString(72, 760, "It closes in June.")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def hiding(empty: Any) -> Any:
    empty.add("speech", "speech.pdf", pdf(hides=True), "draft")
    return empty


def approval(company: Any) -> object:
    (source,) = read_manifest(company.manifest).sources
    return source.approval


def test_findings_are_listed_before_the_question(hiding: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    code, out, err = hiding.run(*APPROVE)
    assert (code, err) == (0, "Approve speech as lee@example.com? [y/N] ")
    listed = out.index("What a reader of the page would not see:")
    assert out.index("The approval binds these bytes") > listed
    assert "page 2, character 58: in the colour of what lies behind it: “It closes in June.”" in out
    assert approval(hiding) is not None


def test_without_a_reader_a_document_that_hides_something_is_not_approved(hiding: Any) -> None:
    before = hiding.manifest.read_bytes()
    code, out, err = hiding.run(*APPROVE, "--yes")
    assert (code, err.count("\n")) == (1, 1)
    assert "It closes in June." in out
    assert "would not see everything: 1 finding." in err
    assert "onrecord approve speech --by lee@example.com --html review.html" in err
    assert "--accept-findings" in err
    assert hiding.manifest.read_bytes() == before


def test_json_carries_the_findings_refused_or_accepted(hiding: Any) -> None:
    found = {"kind": "colour", "page": 2, "start": 58, "end": 76,
             "detail": "in the colour of what lies behind it: “It closes in June.”"}  # fmt: skip
    code, out, _ = hiding.run(*APPROVE, "--yes", "--json")
    refused = json.loads(out)
    assert (code, refused["findings"], sorted(refused)) == (1, [found], ["advice", "error", "findings"])
    accepted = hiding.json(*APPROVE, "--yes", "--accept-findings", "--pages", "pictures")
    assert (accepted["findings"], accepted["changed"], accepted["html"]) == ([found], True, None)
    assert accepted["pages"] == ["pictures/speech-page-1.png", "pictures/speech-page-2.png"]
    assert approval(hiding) is not None


def test_a_document_that_hides_nothing_is_approved_as_ever(empty: Any) -> None:
    empty.add("speech", "speech.pdf", pdf(hides=False), "draft")
    code, out, err = empty.run(*APPROVE, "--yes")
    assert (code, err) == (0, "")
    assert "would not see" not in out
    assert "Images" not in out


def test_in_json_no_findings_are_an_empty_list(empty: Any) -> None:
    empty.add("speech", "speech.txt", "We stay.\n", "draft")
    found = empty.json(*APPROVE, "--yes")
    assert found["findings"] == []
    assert "pages" not in found


def test_many_findings_are_shown_in_part(empty: Any) -> None:
    empty.add("speech", "speech.txt", "\n\n".join(f"Line {n} of\u200b it." for n in range(20)), "draft")
    _, out, _ = empty.run(*APPROVE, "--yes", "--accept-findings")
    assert out.count("U+200B ZERO WIDTH SPACE") == 12
    assert "… and 8 more: --html FILE shows them all in their places." in out
    assert "\u200b" not in out


def test_pages_are_written_as_images_that_are_told(hiding: Any) -> None:
    _, out, _ = hiding.run(*APPROVE, "--yes", "--accept-findings", "--pages", "pictures/speech")
    assert "Images of the pages: pictures/speech/speech-page-1.png to speech-page-2.png" in out
    for number in (1, 2):
        with Image.open(f"pictures/speech/speech-page-{number}.png") as picture:
            assert picture.size == (910, 1287)


def test_a_file_without_pages_has_no_images_and_says_so(empty: Any) -> None:
    empty.add("speech", "speech.txt", "We stay.\n", "draft")
    code, out, _ = empty.run(*APPROVE, "--yes", "--pages", "pictures")
    assert code == 0
    assert "Only a PDF has pages to draw; no image was written." in out
    assert not Path("pictures").exists()


def test_what_cannot_be_written_is_told_in_one_line_and_nothing_is_approved(hiding: Any) -> None:
    Path("taken").write_text("a file")
    code, _, err = hiding.run(*APPROVE, "--yes", "--accept-findings", "--pages", "taken/there")
    assert (code, err.count("\n")) == (1, 1)
    assert "taken/there/speech-page-1.png cannot be written" in err
    assert approval(hiding) is None


class _Page(HTMLParser):
    """Tags, attributes and the text of elements by tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("img", "meta"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.text[tag] = self.text.get(tag, "") + data


def test_the_page_for_a_browser_stands_alone_and_marks_the_findings(hiding: Any) -> None:
    _, out, _ = hiding.run(*APPROVE, "--yes", "--accept-findings", "--html", "review.html")
    assert "The file beside its text: review.html" in out
    page = _Page(Path("review.html").read_text(encoding="utf-8"))
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == 2
    assert all((one["src"] or "").startswith("data:image/png;base64,iVBORw0KGgo") for one in pictures)
    assert page.text["pre"] == ("We open a plant in Leeds & <b>York</b>.\nIt opens in May.\nIt closes in June.1\n")
    assert page.text["mark"] == "It closes in June.1"
    assert "page 2: in the colour of what lies behind it: “It closes in June.”" in page.text["li"]
    assert ("a", {"href": "#f1"}) in page.tags
    assert ("mark", {"id": "f1"}) in page.tags
    assert not {"script", "link", "iframe", "b"} & {tag for tag, _ in page.tags}
    assert "default-src 'none'" in str(page.tags)


def test_the_page_of_a_hostile_text_runs_nothing_and_shows_what_does_not_show(empty: Any) -> None:
    text = "</pre><script>steal()</script>\n\nWe \u202ewon't\u200b stay.\U000e0041\n"
    empty.add("speech", "speech.txt", text, "draft", title="'</title><script>steal()</script>'")
    empty.run(*APPROVE, "--yes", "--accept-findings", "--html", "review.html")
    page = Path("review.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not any(one in page for one in "\u202e\u200b\U000e0041")
    read = _Page(page)
    assert read.text["pre"] == ("</pre><script>steal()</script>\n\nWe [U+202E]1won't[U+200B]2 stay.[U+E0041]3\n")
    assert not [tag for tag, _ in read.tags if tag == "img"]


def test_a_finding_inside_another_is_marked_once(empty: Any) -> None:
    empty.add("speech", "speech.html", "<p style='color:#fff'>We \u200bgo.</p><p>No.</p>", "draft")
    empty.run(*APPROVE, "--yes", "--accept-findings", "--html", "review.html")
    read = _Page(Path("review.html").read_text(encoding="utf-8"))
    assert read.text["pre"] == "We [U+200B]go.12\n\nNo."
