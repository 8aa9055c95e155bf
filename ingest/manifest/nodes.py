"""The tree that the manifest's text becomes: values that know where they were written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """`line` counts from 1; `text[start:end]` is the node, without what follows its last character."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Node):
    """`plain` is true without quotes: only then can another reader take it for a number or a truth value."""

    text: str
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One key of a mapping; `line` and `start` are the key's."""

    line: int
    start: int
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Node):
    pairs: dict[str, Pair]
    flow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(Node):
    items: tuple[Node, ...]
    flow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(Node):
    """Something whose fault is already reported; nothing more is said about it."""
