"""A report of past answers for people: plain lines compared with golden files; a page that loads and runs nothing."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from audit.reports.figures import Broken, Cited, Figures, Share, Unreadable, Week
from audit.reports.report import Document, LogState, Recall, Report
from audit.reports.spoken import Heard, Spoken, Uncovered, Used
from audit.reports.tally import Tally, Today
from onrecord.render import plots
from onrecord.render.lines import Line, draw, plain
from onrecord.render.past import conclusion
from onrecord.render.past_lines import past_lines
from onrecord.render.past_page import past_page

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = '</td><script>alert("x")</script><img src=https://evil.example/x.png>'
LONG = ", of a very long title that goes on and on"
WEEKS = tuple(
    Week(
        monday=date(2026, 9, 7) + timedelta(weeks=i), questions=10 + i, refused=Share.part(i % 4, 10 + i),
        confidence=None if i == 3 else 0.6 + i / 100, withheld=Share.part(i % 2, 8 if i != 5 else 0),
        other_models=Share.part(i % 3, 10 + i), other_snapshot=Share.part(max(0, 9 - i), 10 + i),
    )
    for i in range(14)
)  # fmt: skip
FIGURES = Figures(
    records=1250, answered=1003, refused={"nothing_on_record": 180, "not_allowed": 20}, interrupted=2, brought=15,
    checked={"contradicted": 3, "supported": 30}, searched=0, evaluated=6, erased=5,
    unreadable=(Unreadable(record_id="e" * 32, detail="record eeee was changed after it was written."),),
    statements=2104, composed=1200, replaced=Share.part(70, 1300), removed=Share.part(30, 1300),
    hold=Share.part(3000, 3001),
    broken=(Broken(record_id="b" * 32, place="statement 2, citation 1", source_id="spring",
                   detail="the frozen text of spring was changed"),),
    sources=31,
    cited=tuple(Cited(source_id=f"memo-{i}", title=f"Memo {i}{LONG if i == 1 else ''}", citations=900 - 7 * i,
                      records=700 - 9 * i) for i in range(1, 21)),
    other_models=Share.part(12, 1190), other_snapshot=Share.part(400, 1190), weeks=WEEKS,
)  # fmt: skip
SPOKEN = Spoken(
    statements=120, disclosures=30, played=7, records=31,
    used=(
        Used(what="voice", sha256="5c" * 32, leader_id=None, consent=None, times=140, records=30),
        Used(what="voice", sha256="da" * 32, leader_id="ada-okafor", consent=1234, times=10, records=4),
        Used(what="avatar", sha256="fa" * 32, leader_id="ben-okafor", consent=None, times=2, records=1),
    ),
    recordings=(Heard(source_id="memo-2", title="Memo 2", sha256="0c" * 32, times=7, records=5),),
    covered=Share.part(154, 155), unjudged=2,
    uncovered=(Uncovered(record_id="c" * 32, statement=1, leaf=4001, detail="ada-okafor has not consented"),),
)  # fmt: skip
REPORT = Report(
    made_at=datetime(2026, 12, 14, 9, 30, tzinfo=UTC), since=date(2026, 9, 7), until=date(2026, 12, 14),
    figures=FIGURES, spoken=SPOKEN, served=42, unsigned=(Document(source_id="memo-3", title="Memo 3"),), withdrawals=3,
    recalls=(
        Recall(source_id="memo-2", title="Memo 2", at=datetime(2026, 10, 1, 9, tzinfo=UTC), records=12, open=4),
        Recall(source_id="memo-9", title="Memo 9", at=None, records=1, open=1),
    ),
    held=("a" * 32,), erasures=7,
    log=LogState(origin="onrecord/0123456789abcdef", size=4321, root="0f" * 32, cosigned=4300, threshold=2,
                 witnesses=3),
)  # fmt: skip
EMPTY = replace(
    REPORT, since=None, until=None, served=0, unsigned=(), withdrawals=0, recalls=(), held=(), erasures=0, log=None,
    spoken=Spoken(statements=0, disclosures=0, played=0, records=0, used=(), recordings=(), covered=Share.part(0, 0),
                  unjudged=0, uncovered=()),
    figures=Tally(today=Today(models={}, snapshot_id=None), texts=lambda _: ()).figures(),
)  # fmt: skip


def golden(name: str, lines: list[Line]) -> None:
    assert plain(lines) + "\n" == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_report_as_a_person_reads_it() -> None:
    golden("past.txt", past_lines(REPORT))


def test_a_report_of_nothing_as_a_person_reads_it() -> None:
    golden("past_nothing.txt", past_lines(EMPTY))


def test_no_line_is_wider_than_a_terminal_of_ours_makes_it() -> None:
    from rich.console import Console

    stream = io.StringIO()
    draw(Console(file=stream, width=140, force_terminal=True, markup=False), past_lines(REPORT))
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines())) <= 140


def test_the_first_sentence_says_whether_all_is_well() -> None:
    sound = replace(FIGURES, unreadable=(), broken=(), hold=Share.part(3001, 3001))
    silent = replace(REPORT, spoken=EMPTY.spoken)
    assert conclusion(REPORT) == (
        "1 record cannot be read, 1 of 3,001 citations no longer hold and 1 of 155 utterances should not have been "
        "sounded."
    )
    assert not replace(REPORT, figures=sound).sound
    for figures, told in (
        (FIGURES, "1 record cannot be read and 1 of 3,001 citations no longer hold."),
        (replace(FIGURES, unreadable=()), "1 of 3,001 citations no longer hold."),
        (sound, "All 3,001 citations still hold, against today's frozen texts."),
        (replace(sound, hold=Share.part(0, 0)), "No source was cited."),
        (EMPTY.figures, "Nothing was asked."),
    ):
        report = replace(silent, figures=figures)
        assert conclusion(report) == told
        assert report.sound is ("no longer" not in told)


class Page(HTMLParser):
    """Collects tags and links, and refuses a page whose tags do not close in order."""

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
        if tag != "meta":
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_the_page_closes_its_tags_and_loads_and_runs_nothing() -> None:
    text = past_page(REPORT)
    found = Page(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(found.tags)
    assert found.links == []
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    assert found.tags.count("svg") == 3
    for told in (
        "b" * 32,
        "e" * 32,
        "a" * 32,
        "memo-20",
        "2026-09-07",
        "Open recalls",
        "0f" * 32,
        "of a very long title",
    ):
        assert told in text


def test_a_page_of_nothing_is_a_page_too() -> None:
    text = past_page(EMPTY)
    assert Page(text).tags.count("svg") == 0
    assert "Nothing was asked." in text


def test_the_page_and_the_lines_cut_long_tables_and_say_so() -> None:
    broken = tuple(replace(FIGURES.broken[0], record_id=f"{i:032}") for i in range(250))
    report = replace(REPORT, figures=replace(FIGURES, broken=broken, hold=Share.part(2751, 3001)))
    text = past_page(report)
    assert f"{99:032}" in text
    assert f"{100:032}" not in text
    assert "and 150 more; --json lists them all" in text
    assert "and 238 more; --json lists them all" in plain(past_lines(report))
    assert "and 2 before; --json lists them all" in plain(past_lines(report))  # the weeks: the last ones stay
    assert "2026-12-07" in plain(past_lines(report))


def test_the_page_escapes_what_comes_from_documents() -> None:
    cited = (Cited(source_id=HOSTILE, title=HOSTILE, citations=1, records=1),)
    broken = (Broken(record_id="b", place="p", source_id=HOSTILE, detail=HOSTILE),)
    recalls = (replace(REPORT.recalls[0], title=HOSTILE),)
    figures = replace(FIGURES, cited=cited, broken=broken)
    text = past_page(
        replace(REPORT, figures=figures, recalls=recalls, unsigned=(Document(source_id="m", title=HOSTILE),))
    )
    found = Page(text)
    assert not {"script", "img"} & set(found.tags)
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") > 4


def test_a_title_of_a_document_stays_on_its_line() -> None:
    cited = (Cited(source_id="m", title="Two\nlines \x1b[2J", citations=1, records=1),)
    told = plain(past_lines(replace(REPORT, figures=replace(FIGURES, cited=cited))))
    assert "  Two lines [2J   m" in told
    assert "\x1b" not in told


def test_lines_over_time_are_well_formed_and_stay_inside_their_frame() -> None:
    tracks = [
        plots.Track(name=f"<{kind}>", points=[(0.0, 1.0), (1.0, 0.0)], kind=kind) for kind in ("", "second", "third")
    ]
    root = ElementTree.fromstring(
        plots.over_time(tracks, "drift & more", [(0.0, "2026-09-07"), (1.0, "<end>")], "share")
    )
    wide, high = (float(one) for one in root.attrib["viewBox"].split()[2:])
    for element in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.attrib.get(name, 0)) <= wide
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.attrib.get(name, 0)) <= high
        for point in element.attrib.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= wide
            assert 0 <= y <= high
    assert [one.attrib["class"] for one in root.iter("polyline")][::2] == ["curve", "curve second", "curve third"]
