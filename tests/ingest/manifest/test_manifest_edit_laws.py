"""Laws of editing, for manifests in any order, with any comments, quotes, indentation and line ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.domain import Approval, Approver, Kind, Manifest, Source
from ingest.manifest import edit
from ingest.manifest.read import parse_manifest

SHA, NOON = "a" * 64, datetime(2026, 5, 1, 12, tzinfo=UTC)
ENDS = st.sampled_from(["", "", "  # why: {not}", "   ", " # tail"])
COMMENTS = st.lists(st.sampled_from(["", "# plain", "#- id: x", "# approval: {by: a@b}", "#"]), max_size=2)
STYLES = st.sampled_from(["block", "block", "braces", "braces over lines"])


@dataclass(frozen=True)
class Sample:
    """A manifest's text; entry `number` is between the lines `first` and `last`, both included, from 0."""

    text: str
    entries: list[tuple[int, int]]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    dash = draw(st.sampled_from([0, 2, 4]))
    gap = draw(st.sampled_from([2, 4]))
    lines = ["version:  1", "organisation: 'M'", "audiences: [ all ]", "leaders: []", *draw(COMMENTS), "documents:"]
    entries = []
    for number in range(draw(st.integers(1, 3))):
        lines += [" " * draw(st.sampled_from([0, dash])) + line for line in draw(COMMENTS)]
        first = len(lines)
        lines += draw(entry_lines(number, dash, gap))
        entries.append((first, len(lines) - 1))
    lines += draw(COMMENTS)
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return Sample(newline.join(lines) + draw(st.sampled_from(["", newline])), entries)


@st.composite
def entry_lines(draw: st.DrawFn, number: int, dash: int, gap: int) -> list[str]:
    approval = ["by: lee@x.org", "at: 2026-03-05T09:00:00Z", f'"sha256": {SHA}']
    keys: dict[str, list[str]] = {
        "id": [f"doc-{number}"],
        "path": [f"'a b {number}.md'"],
        "sha256": [SHA],
        "title": [draw(st.sampled_from(["plain", '"# quoted, {x}"', "it's - fine", "'over\n  two'"]))],
        "kind": ["memo"],
        "leaders": ["[ ]"],
        "date": ["2026-01-01"],
        "audience": ["all"],
        "owner": [draw(st.sampled_from(["a@x.org", '"A@x.org"']))],
    }
    style = draw(STYLES)
    if draw(st.booleans()):
        keys["approval"] = ["{" + ",  ".join(draw(st.permutations(approval))) + "}"]
        if style == "block" and draw(st.booleans()):
            keys["approval"] = ["", *draw(st.permutations(approval))]
            keys["approval"].insert(draw(st.integers(1, 4)), "# inside")
    order = draw(st.permutations(list(keys)))
    indent = " " * (dash + gap)
    lines: list[str] = []
    for key in order:
        first, *rest = keys[key]
        folded = first.replace("\n", "\n" + indent)
        if style == "block":
            lines += [*(f"{key}: {folded}").rstrip().split("\n"), *(f"{'  '}{line}" for line in rest)]
            lines[-1] += draw(ENDS) if not rest else ""
            lines += draw(COMMENTS)
        else:
            lines += (f"{key}: {folded}" + ("," if key != order[-1] else "")).split("\n")
    if style == "braces":
        lines = ["{ " + " ".join(" ".join(line.split()) for line in lines) + "}" + draw(ENDS)]
    elif style == "braces over lines":
        lines = ["{", *lines, "}" + draw(ENDS)]
    while not lines[-1] or lines[-1].startswith("#"):
        lines.pop()
    head = " " * dash + "-".ljust(gap) + lines[0]
    return [head, *(indent + line if line else "" for line in lines[1:])]


def edited(sample: Sample, change: Callable[[Path], Manifest]) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder, "m.yaml")
        path.write_bytes(sample.text.encode())
        change(path)
        return path.read_bytes().decode()


def touched(before: str, after: str) -> tuple[range, int]:
    """The lines of `before` that are not in `after` as they were, and how many lines came in their place."""
    old, new = before.splitlines(), after.splitlines()
    head = next((i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return range(head, len(old) - tail), len(new) - tail - head


@settings(deadline=None)
@given(samples(), st.data())
def test_an_edit_leaves_every_line_outside_its_entry_alone(sample: Sample, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(sample.entries) - 1))
    name = f"doc-{number}"
    changes: list[Callable[[Path], Manifest]] = [
        lambda path: edit.set_approval(path, name, Approval(by="kim@x.org", at=NOON, sha256=SHA)),
        lambda path: edit.remove_approval(path, name, reason="a: {b} # c", on=date(2026, 5, 1)),
        lambda path: edit.set_withdrawn(path, name, at=NOON, reason='a: {b} # "c"'),
        lambda path: edit.set_schedule(path, name, later, on=date(2026, 5, 1), by="lee@x.org"),
    ]
    after = edited(sample, data.draw(st.sampled_from(changes)))
    lines, came = touched(sample.text, after)
    first, last = sample.entries[number]
    assert came >= 1
    assert all(first <= line <= last for line in lines)
    assert first < lines.start or lines.start in range(first, last + 2)


def later(source: Source) -> Source:
    return replace(source, embargo_until=NOON, effective_until=date(2027, 1, 1))


@settings(deadline=None)
@given(samples(), st.data())
def test_a_schedule_that_is_set_and_cleared_leaves_the_document_as_it_was(sample: Sample, data: st.DataObject) -> None:
    name = f"doc-{data.draw(st.integers(0, len(sample.entries) - 1))}"
    on = date(2026, 5, 1)
    once = edited(sample, lambda path: edit.set_schedule(path, name, later, on=on))
    changed = next(one for one in sources_of(once) if one.source_id == name)
    assert (changed.embargo_until, changed.effective_until) == (NOON, date(2027, 1, 1))
    assert edited(Sample(once, []), lambda path: edit.set_schedule(path, name, later, on=on)) == once
    cleared = lambda source: replace(source, embargo_until=None, effective_until=None)  # noqa: E731
    again = edited(Sample(once, []), lambda path: edit.set_schedule(path, name, cleared, on=on, by="lee@x.org"))
    assert sources_of(again) == sources_of(sample.text)
    assert again.count("2026-05-01T12:00:00Z to none") == 1
    for comment in ("# plain", "#- id: x", "# approval: {by: a@b}", "# inside", "# why: {not}", "# tail"):
        assert again.count(comment) == sample.text.count(comment)


@settings(deadline=None)
@given(samples())
def test_an_addition_takes_no_line_away(sample: Sample) -> None:
    source = Source(
        source_id="new", path="new.md", sha256=SHA, title="New", kind=Kind.MEMO, leaders=(), date=date(2026, 1, 1),
        audience="all", owner="a@x.org", added_by="b@x.org",
    )  # fmt: skip
    after = edited(sample, lambda path: edit.add_document(path, source))
    lines, came = touched(sample.text, after)
    assert len(lines) == 0
    assert came in (10, 11)
    assert ("\r\n" in sample.text) == ("\r\n" in after)
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in after


@settings(deadline=None)
@given(samples())
def test_an_approvers_key_takes_no_line_away(sample: Sample) -> None:
    keys = [Approver(by="lee@x.org", public=f"a{number}" * 32) for number in (1, 2)]
    once = edited(sample, lambda path: edit.add_approver(path, keys[0]))
    lines, came = touched(sample.text, once)
    assert (len(lines), came) == (0, 3)
    twice = edited(Sample(once, []), lambda path: edit.add_approver(path, keys[1]))
    lines, came = touched(once, twice)
    assert (len(lines), came) == (0, 2)
    assert list(parse_manifest(twice.encode(), file="m").approvers) == keys
    assert sources_of(twice) == sources_of(sample.text)
    assert ("\r\n" in sample.text) == ("\r\n" in twice)


@pytest.mark.parametrize(
    "listed", ["", "approvers: [], ", "approvers: [ {by: kim@x.org, public: %s} ], " % ("b2" * 32)]
)
def test_an_approvers_key_finds_its_place_in_braces_too(listed: str) -> None:
    text = f"{{version: 1, organisation: M, audiences: [all], {listed}leaders: [], documents: []}}\n"
    key = Approver(by="lee@x.org", public="a1" * 32)
    after = edited(Sample(text, []), lambda path: edit.add_approver(path, key))
    assert parse_manifest(after.encode(), file="m").approvers[-1] == key
    assert after.count("\n") == 1


@settings(deadline=None)
@given(samples(), st.data())
def test_every_comment_outlives_every_edit(sample: Sample, data: st.DataObject) -> None:
    name = f"doc-{data.draw(st.integers(0, len(sample.entries) - 1))}"

    def change(path: Path) -> Manifest:
        edit.remove_approval(path, name, reason="one", on=date(2026, 5, 1))
        edit.set_approval(path, name, Approval(by="kim@x.org", at=NOON, sha256=SHA))
        edit.set_withdrawn(path, name, at=NOON, reason="two")
        return edit.remove_approval(path, name, reason="three", on=date(2026, 5, 2))

    after = edited(sample, change)
    for comment in ("# plain", "#- id: x", "# approval: {by: a@b}", "# inside", "# why: {not}", "# tail"):
        assert after.count(comment) == sample.text.count(comment)
    assert after.count("# rejected 2026-05-0") == 2


@settings(deadline=None)
@given(samples(), st.data())
def test_rejecting_an_approval_gives_back_the_manifest_without_it(sample: Sample, data: st.DataObject) -> None:
    name = f"doc-{data.draw(st.integers(0, len(sample.entries) - 1))}"
    draft = edited(sample, lambda path: edit.remove_approval(path, name, reason="one", on=date(2026, 5, 1)))
    approve = lambda path: edit.set_approval(path, name, Approval(by="kim@x.org", at=NOON, sha256=SHA))  # noqa: E731
    approved = edited(Sample(draft, []), approve)
    reject = lambda path: edit.remove_approval(path, name, reason="two", on=date(2026, 5, 1))  # noqa: E731
    again = edited(Sample(approved, []), reject)
    assert sources_of(again) == sources_of(draft)


def sources_of(text: str) -> tuple[Source, ...]:
    return tuple(replace(source) for source in parse_manifest(text.encode(), file="m").sources)
