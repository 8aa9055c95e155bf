"""YAML 1.2 text to a tree whose nodes know their line and their offsets in the text.

Built straight from the parser's events: nothing is composed, so an alias cannot expand; nothing is
constructed, so a tag cannot do anything and `no` stays the word it was. Anchors, aliases, merge keys, tags
and duplicate keys are faults; the limits are counted while the events arrive, so a bomb never goes off.
"""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from ingest.manifest.faults import Fault, Loc, shown
from ingest.manifest.nodes import Broken, Mapping, Node, Pair, Scalar, Sequence

MAX_DEPTH = 8  # a manifest needs 5: its own mapping, leaders, one leader, consent, scope
MAX_EVENTS = 400_000  # about 9,000 documents, or 8 seconds of parsing


class _Stop(Exception):
    """Reading cannot go on after this fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def parse_tree(text: str) -> tuple[Node, list[Fault]]:
    """The root and every fault of form found. After a fault that ends the reading the root is `Broken`."""
    builder = _Builder(text)
    try:
        return builder.root(), builder.faults
    except _Stop as stop:
        return Broken(line=stop.fault.line, start=0, end=0), [*builder.faults, stop.fault]


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.events = _events(text)
        self.seen = 0
        self.end = 0  # where the last node with any characters ended

    def root(self) -> Node:
        while not isinstance(event := self._next(), NodeEvent):
            if isinstance(event, DocumentStartEvent) and (event.version or event.tags):
                self._fault((), event, "directives (%YAML, %TAG) are not used; remove the line")
        node = self._node(event, (), 1)
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._fault((), event, "a second YAML document begins here; a manifest is one: remove the '---'")
                break
        return node

    def _next(self) -> Event:
        self.seen += 1
        event = next(self.events, None)
        if event is None:
            raise _Stop(Fault((), "the file is empty; `onrecord init DIR` writes a start", line=1))
        if self.seen > MAX_EVENTS:
            raise _Stop(Fault((), f"more than {MAX_EVENTS:,} YAML elements; split the manifest", line=_line(event)))
        return event

    def _node(self, event: Event, loc: Loc, depth: int) -> Node:
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep; a manifest needs 5. The rest was not read"
            raise _Stop(Fault(loc, message, line=_line(event)))
        line, start = _line(event), event.start_mark.index
        forbidden = self._forbidden(event, loc)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, loc, depth)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := self._next(), SequenceEndEvent):
                items.append(self._node(inner, (*loc, len(items)), depth + 1))
            self._close(inner, flow=bool(event.flow_style))
            return Sequence(line=line, start=start, end=self.end, items=tuple(items), flow=bool(event.flow_style))
        if not isinstance(event, ScalarEvent) or forbidden:
            self.end = event.end_mark.index
            return Broken(line=line, start=start, end=self.end)
        plain = event.style is None
        if plain and not event.value:  # its mark is at the next token, which may be lines away
            start = self.end
        else:
            raw = self.text[start : event.end_mark.index]
            self.end = start + len(raw.rstrip() if event.style in ("|", ">") else raw)
        return Scalar(line=line, start=start, end=self.end, text=event.value, plain=plain)

    def _mapping(self, event: MappingStartEvent, loc: Loc, depth: int) -> Mapping:
        pairs: dict[str, Pair] = {}
        while not isinstance(inner := self._next(), MappingEndEvent):
            key = self._node(inner, loc, depth + 1)
            word = key.text if isinstance(key, Scalar) and key.text.isprintable() else ""
            merge = word == "<<" and isinstance(key, Scalar) and key.plain
            if merge:
                self._fault((*loc, "<<"), inner, "merge keys are not used; write the keys out")
            quiet = len(self.faults)
            value = self._node(self._next(), (*loc, word) if word else loc, depth + 1)
            if merge:
                del self.faults[quiet:]  # the alias it merges is the same fault
            elif not isinstance(key, Scalar) or not word:
                if not isinstance(key, Broken):
                    self._fault(loc, inner, "a key must be one plain word")
            elif word in pairs:
                message = f"the key {shown(word)} is written twice, first on line {pairs[word].line}; keep one"
                self._fault((*loc, word), inner, message)
            else:
                pairs[word] = Pair(line=key.line, start=key.start, value=value)
        flow = bool(event.flow_style)
        self._close(inner, flow=flow)
        return Mapping(line=_line(event), start=event.start_mark.index, end=self.end, pairs=pairs, flow=flow)

    def _close(self, event: Event, *, flow: bool) -> None:
        if flow:  # a block collection's end mark is at the next token: it ends where its last node ended
            self.end = event.end_mark.index

    def _forbidden(self, event: Event, loc: Loc) -> bool:
        """Report an anchor, alias or tag; true where the value cannot be judged for it."""
        if isinstance(event, AliasEvent):
            self._fault(loc, event, f"aliases ({shown(f'*{event.anchor}')}) are not used; write the value out")
            return True
        if isinstance(event, NodeEvent) and event.anchor:
            self._fault(loc, event, f"anchors ({shown(f'&{event.anchor}')}) are not used; remove it")
        tag = str(getattr(event, "tag", None) or "").replace("tag:yaml.org,2002:", "!!")
        if tag:
            self._fault(loc, event, f"tags ({shown(tag)}) are not used; remove it")
        return bool(tag)

    def _fault(self, loc: Loc, event: Event, message: str) -> None:
        self.faults.append(Fault(loc, message, line=_line(event)))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _events(text: str) -> Iterator[Event]:
    """The parser's events. Whatever it throws on bad input becomes one fault with its line."""
    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = _line(event)
            yield event
    except (ValueError, OverflowError):  # ruamel hands an escape such as "\\UFFFFFFFF" to chr()
        raise _Stop(Fault((), "not valid YAML: an escape that is no character, here or below", line)) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise _Stop(Fault((), f"not valid YAML: {what[:300]}", mark.line + 1 if mark else line)) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"the character U+{ord(text[error.position]):04X} cannot be in a YAML file; remove it"
        raise _Stop(Fault((), message, line=line)) from None
