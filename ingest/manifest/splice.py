"""Edits of the manifest's text that touch nothing but what they say: pure functions of the text and its tree.

ruamel's round trip would keep the comments but not the spacing, the width of lines or the blanks inside
`{ }`, so an edit cuts and inserts at the offsets that the tree knows. `rewrite` judges the result.
"""

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence as Seq

from ingest.manifest.nodes import Mapping, Node, Sequence
from ingest.manifest.render import Content, block, flow


def append_entry(text: str, root: Mapping, group: str, entry: Map[str, Content]) -> str:
    """One more entry at the end of `approvers`, `leaders` or `documents`, after the comments of the last one."""
    found = root.pairs[group].value
    assert isinstance(found, Sequence)
    if found.items and not found.flow:
        return _append_block(text, found, entry)
    if found.items:
        last = found.items[-1]
        own_line = "\n" in text[found.start : last.start]
        gap = _newline(text) + " " * _column(text, last.start) if own_line else " "
        return _insert(text, last.end, f",{gap}{flow(entry)}")
    if root.flow or "\n" in text[found.start : found.end]:
        return _insert(text, found.end - 1, flow(entry))
    before = text[: found.start].rstrip(" ")
    text = before + text[found.end :]
    return _insert_lines(text, _line_end(text, len(before)), _item(entry, _column(text, root.start) + 2, 2))


def put_pair(text: str, entry: Mapping, key: str, value: Content, *, after: Seq[str] = ()) -> str:
    """Set one key of an entry, on one line: where it stands, or after the first of `after` that is there."""
    line = f"{key}: {flow(value)}"
    if key in entry.pairs:
        pair = entry.pairs[key]
        kept = [] if entry.flow else _comments(text[pair.start : pair.value.end])
        return text[: pair.start] + _stacked(text, [line, *kept], pair.start) + text[pair.value.end :]
    last = max(entry.pairs.values(), key=lambda pair: pair.start)
    anchor = next((entry.pairs[name] for name in after if name in entry.pairs), last)
    if entry.flow:
        return _insert(text, anchor.value.end, f", {line}")
    indent = " " * _column(text, entry.start)
    return _insert_lines(text, _line_end(text, anchor.value.end), [indent + line])


def replace_with_comment(text: str, entry: Mapping, key: str, comment: str) -> str:
    """Take one key out of an entry and leave a comment in its place; comments that were in it stay too."""
    pair = entry.pairs[key]
    if not entry.flow:
        end = _line_end(text, pair.value.end)
        lines = [comment, *_comments(text[pair.start : pair.value.end])]
        if beside := text[pair.value.end : end].strip():
            lines.append(beside)
        return text[: pair.start] + _stacked(text, lines, pair.start) + text[end:]
    start, end = pair.start, pair.value.end
    if comma := re.compile(r"[ \t]*,[ \t]*").match(text, end):
        end = comma.end()
    elif comma := re.search(r",[ \t]*$", text[:start]):
        start = comma.start()
    shorter = text[:start] + text[end:]
    return _comment_below(shorter, entry.end - (end - start), comment, _column(text, entry.start))


def add_comment(text: str, entry: Mapping, comment: str) -> str:
    """A comment as the last line of an entry, or below one that is written in braces."""
    column = _column(text, entry.start)
    if entry.flow:
        return _comment_below(text, entry.end, comment, column)
    return _insert_lines(text, _end_of_entry(text, entry, column - 1), [" " * column + comment])


def _append_block(text: str, group: Sequence, entry: Map[str, Content]) -> str:
    """In the manner of the entries before: their indentation, and a blank line where they have one."""
    last, dash = group.items[-1], _column(text, group.start)
    is_block = isinstance(last, Mapping) and not last.flow
    gap = _column(text, last.start) - dash if is_block else 2
    lines = _item(entry, dash, gap)
    if len(group.items) > 1 and re.search(r"\n[ \t]*\r?\n", text[group.items[-2].end : last.start]):
        lines.insert(0, "")
    return _insert_lines(text, _end_of_entry(text, last, dash), lines)


def _item(entry: Map[str, Content], dash: int, gap: int) -> list[str]:
    first, *rest = block(entry)
    return [" " * dash + "-".ljust(gap) + first, *(" " * (dash + gap) + line for line in rest)]


def _end_of_entry(text: str, entry: Node, dash: int) -> int:
    """Where its last line ends, with the comment lines below it that are indented further than its dash."""
    end = at = _line_end(text, entry.end)
    for line in re.compile(r"\r?\n([ \t]*)(#[^\r\n]*)?(?=\r?\n|\Z)").finditer(text, at):
        if line.start() != at or (line[2] and len(line[1]) <= dash):
            break
        at = line.end()
        if line[2]:
            end = at
    return end


def _comment_below(text: str, end: int, comment: str, column: int) -> str:
    return _insert_lines(text, _line_end(text, end), [" " * column + comment])


def _comments(cut: str) -> list[str]:
    """The lines of a cut stretch that are nothing but a comment."""
    return [line.strip() for line in cut.splitlines()[1:] if line.lstrip().startswith("#")]


def _stacked(text: str, lines: Seq[str], offset: int) -> str:
    """Lines one below the other, the first of them at the offset."""
    return (_newline(text) + " " * _column(text, offset)).join(lines)


def _insert_lines(text: str, line_end: int, lines: Seq[str]) -> str:
    newline = _newline(text)
    return _insert(text, line_end, newline + newline.join(lines))


def _insert(text: str, offset: int, more: str) -> str:
    return text[:offset] + more + text[offset:]


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
