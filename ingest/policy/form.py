"""A YAML tree read as a form: each key once and known, each value of its kind, every fault remembered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from ingest.manifest.faults import Fault, Loc, did_you_mean, shown
from ingest.manifest.nodes import Broken, Mapping, Node, Scalar
from ingest.manifest.nodes import Sequence as Items

Value = TypeVar("Value")


@dataclass(slots=True)
class Form:
    """What was read is None where it could not be; its fault is in `faults` then."""

    faults: list[Fault] = field(default_factory=list)

    def keys(self, node: Node | None, loc: Loc, needed: Sequence[str], optional: Sequence[str]) -> dict[str, Node]:
        """The values of a mapping's known keys."""
        if not isinstance(node, Mapping):
            self._other(node, loc, f"a mapping with the keys {', '.join(needed)}")
            return {}
        known = (*needed, *optional)
        for key in [key for key in node.pairs if key not in known]:
            hint = did_you_mean(key, known)
            self.fault((*loc, key), f"unknown key; the keys here are {', '.join(known)}{hint}")
        if absent := [key for key in needed if key not in node.pairs]:
            self.fault(loc, f"lacks {', '.join(absent)}")
        return {key: pair.value for key, pair in node.pairs.items() if key in known}

    def items(self, node: Node | None, loc: Loc) -> Iterator[tuple[Loc, Node]]:
        """A list's items with their places; nothing where there is no such key."""
        if isinstance(node, Items):
            yield from (((*loc, index), item) for index, item in enumerate(node.items))
        elif node is not None:
            self._other(node, loc, "a list such as [one, two], or [] for none")

    def one(self, node: Node | None, loc: Loc, kind: TypeAdapter[Value]) -> Value | None:
        """One value; None, without a fault, where there is no such key."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._other(node, loc, "one value")
            return None
        try:
            return kind.validate_python(node)
        except ValidationError as error:
            self.fault(loc, str(error.errors(include_url=False)[0]["ctx"]["error"]))
            return None

    def many(self, node: Node | None, loc: Loc, kind: TypeAdapter[Value]) -> tuple[Value, ...]:
        """A list's values, without those that could not be read."""
        found = [self.one(item, place, kind) for place, item in self.items(node, loc)]
        return tuple(value for value in found if value is not None)

    def fault(self, loc: Loc, message: str) -> None:
        self.faults.append(Fault(loc, message))

    def _other(self, node: Node | None, loc: Loc, expected: str) -> None:
        if isinstance(node, Broken) or node is None:
            return  # its fault is told already
        got = "a mapping" if isinstance(node, Mapping) else "a list"
        if isinstance(node, Scalar):
            got = shown(node.text) if node.text else "nothing: fill it in, or remove the line"
        self.fault(loc, f"expected {expected}; got {got}")
