"""Where a fault is, for a person: its line, and a path: `documents[3] (all-hands-2026-03).approval.by`."""

import re

from audit.errors import Problem
from ingest.manifest.faults import Fault, Loc, shown
from ingest.manifest.nodes import Mapping, Node, Scalar, Sequence


def problem_of(root: Node, fault: Fault) -> Problem:
    return Problem(line=fault.line or line_of(root, fault.loc), path=path_of(root, fault.loc), message=fault.message)


def node_at(root: Node, loc: Loc) -> Node | None:
    node: Node | None = root
    for step in loc:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.pairs:
            node = node.pairs[step].value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def line_of(root: Node, loc: Loc) -> int:
    """The line of the key or item, or of the nearest thing around it that is there."""
    for length in range(len(loc), 0, -1):
        around = node_at(root, loc[: length - 1])
        step = loc[length - 1]
        if isinstance(around, Mapping) and isinstance(step, str) and step in around.pairs:
            return around.pairs[step].line
        node = node_at(root, loc[:length])
        if node is not None:
            return node.line
    return root.line


def path_of(root: Node, loc: Loc) -> str:
    path = ""
    for index, step in enumerate(loc):
        if isinstance(step, int):
            path += f"[{step}]"
            if index == 1 and (name := _id_of(node_at(root, loc[:2]))):
                path += f" ({name})"
        else:
            word = step if re.fullmatch(r"[\w<-]{1,40}", step) else shown(step)
            path += f".{word}" if path else word
    return path


def _id_of(node: Node | None) -> str:
    """A leader's or document's id, where it is one that can stand in a message."""
    if not isinstance(node, Mapping) or "id" not in node.pairs:
        return ""
    name = node.pairs["id"].value
    return name.text if isinstance(name, Scalar) and re.fullmatch(r"[a-z0-9-]{1,80}", name.text) else ""
