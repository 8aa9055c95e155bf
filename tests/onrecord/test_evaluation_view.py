"""The measured report for people: plain lines compared with golden files, and a page that loads and runs nothing."""

import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from eval.compare import compare
from eval.domain import Failure, Found, Report, Row, Threshold
from eval.report import Run, report
from onrecord.render import plots
from onrecord.render.evaluation import comparison_lines, miss, report_lines
from onrecord.render.lines import Line, draw, plain
from onrecord.render.page import page

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = '</td><script>alert("x")</script><img src=https://evil.example/x.png>'


def row(name: str, answerable: bool, answered: bool, confidence: float, **more: dict[str, float]) -> Row:
    return Row(id=name, question=f"What of {name}?", answerable=answerable, answered=answered, confidence=confidence,
               timings_ms={"retrieve": 10.0 + 100 * confidence, "whole": 1500.0 * confidence}, **more)  # fmt: skip


ROWS = (
    row("hiring", True, True, 0.9, values={"citation_precision": 1.0, "cites_gold": 1.0, "ndcg@10": 0.8},
        counts={"verbatim": 2, "citations": 2, "wrong_speaker": 0, "attributed": 2}),
    row("leeds", True, True, 0.7, values={"citation_precision": 0.0, "cites_gold": 0.0, "ndcg@10": 0.3},
        counts={"verbatim": 1, "citations": 1}),
    row("travel", True, False, 0.4, values={"ndcg@10": 0.0}),
    row("salary", False, True, 0.6, counts={"verbatim": 1, "citations": 1}),
    row("moon", False, False, 0.1, values={"right_reason": 0.0}),
)  # fmt: skip
THRESHOLDS = (Threshold(metric="verbatim", at_least=1.0), Threshold(metric="refused", at_least=0.75),
              Threshold(metric="gold@10", at_least=0.5, at_most=0.9))  # fmt: skip
FAILED = (Failure(id="lost", question="What was lost?", detail="the index is gone. Run: onrecord ingest"),)


def made(rows: tuple[Row, ...] = ROWS, name: str = "cases.yaml", failures: tuple[Failure, ...] = FAILED) -> Report:
    run = Run(
        set=name, set_sha256="0" * 64, part="all", workspace=".onrecord",
        measured_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC), models={"encoder": "hashing", "reranker": "none"},
        snapshot_id="aaf2e8d1", passages=1367,
    )  # fmt: skip
    return report(run, Found(rows=rows, failures=failures), THRESHOLDS, 200)


def golden(name: str, lines: list[Line]) -> None:
    assert plain(lines) + "\n" == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_report_as_a_person_reads_it() -> None:
    golden("evaluation.txt", report_lines(made()))


def test_the_comparison_as_a_person_reads_it() -> None:
    better = (row("hiring", True, True, 0.9, values={"citation_precision": 1.0, "ndcg@10": 1.0}), *ROWS[1:4])
    found = compare(made(), made(better, "other.yaml", ()), 200)
    golden("comparison.txt", comparison_lines(found, ("a.json", "b.json")))


def test_what_is_wrong_with_an_answer_is_told_and_nothing_of_a_right_one() -> None:
    assert [miss(one) for one in ROWS] == [
        None, "answered, cites no gold", "refused, expected an answer", "answered, expected a refusal",
        "refused for another reason",
    ]  # fmt: skip
    assert miss(row("a", True, True, 1, counts={"wrong_speaker": 1})) == "cites another's words"
    assert miss(row("a", True, True, 1, counts={"verbatim": 1, "citations": 2})) == (
        "a quote is not the text at its place"
    )
    assert miss(Row(id="a", question="only searched for?")) is None


def test_words_of_a_question_never_pass_through_markup() -> None:
    from rich.console import Console

    stream = io.StringIO()
    rows = (Row(id="a", question="[bold]What[/bold]?", answerable=True, answered=False),)
    draw(Console(file=stream, width=100, force_terminal=True, markup=False), report_lines(made(rows)))
    assert "[bold]What[/bold]?" in stream.getvalue()


class Page(HTMLParser):
    """Collects tags and attributes, and refuses a page whose tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action", "style", "onclick")]
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_the_page_closes_its_tags_and_loads_and_runs_nothing() -> None:
    text = page(made())
    found = Page(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(found.tags)
    assert found.links == []
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    assert found.tags.count("svg") == 4


def test_the_page_holds_every_figure_threshold_and_failure() -> None:
    text = page(made())
    for one in made().figures:
        assert f"<td>{one.name}</td>" in text
    assert "Not passed" in text
    assert "at least 0.75" in text
    assert "the index is gone" in text
    assert "prefers-color-scheme: dark" in text


def test_the_page_escapes_what_comes_from_outside() -> None:
    rows = (Row(id="a", question=HOSTILE, answerable=True, answered=False, confidence=0.1,
                timings_ms={HOSTILE: 3.0}),)  # fmt: skip
    text = page(made(rows, HOSTILE, (Failure(id=HOSTILE, question=HOSTILE, detail=HOSTILE),)))
    found = Page(text)
    assert not {"script", "img"} & set(found.tags)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_report_of_nothing_is_a_page_too() -> None:
    text = page(made((), failures=()))
    assert "Not passed" in text
    assert Page(text).tags.count("svg") == 0


def test_plots_are_well_formed_and_stay_inside_their_frame() -> None:
    many = [plots.Span(name=f"<m{i}>", value=i / 10, low=0.0, high=1.0, told=f"{i} & more") for i in range(10)]
    drawn = [
        plots.curve([(0.1, 0.0), (1.0, 0.4)], "curve", "x", "y", 0.4),
        plots.reliability([(0.0, 0.0, 3), (1.0, 1.0, 9)], "reliability", "x", "y"),
        plots.rows(many, "rows", 1.0),
        plots.bars(many, "bars", 1.0),
    ]
    for text in drawn:
        root = ElementTree.fromstring(text)
        wide, high = (float(one) for one in root.attrib["viewBox"].split()[2:])
        for element in root.iter():
            for name in ("x", "x1", "x2", "cx"):
                assert 0 <= float(element.attrib.get(name, 0)) <= wide
            for name in ("y", "y1", "y2", "cy"):
                assert 0 <= float(element.attrib.get(name, 0)) <= high
            if element.tag == "rect":
                assert float(element.attrib["x"]) + float(element.attrib["width"]) <= wide
