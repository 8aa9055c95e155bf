"""The tree against the schema: every entry as far as it is readable, and a fault for all that is not."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ingest.manifest.faults import MAX_PROBLEMS, Fault, Loc, did_you_mean, shown
from ingest.manifest.nodes import Broken, Mapping, Node, Scalar, Sequence
from ingest.manifest.places import node_at
from ingest.manifest.schema import ENTRIES, ManifestEntry, entry_at

GROUPS = ("approvers", "leaders", "documents")  # the lists of entries


def read_shape(root: Node) -> tuple[ManifestEntry, list[Fault]]:
    """What could be read, and the faults. What has a fault is left out of the entry, so rules skip it."""
    data = _plain(root)
    try:
        return ManifestEntry.model_validate(data), list(_missing(root))
    except ValidationError as error:
        found = error.errors(include_url=False)
    told = [each for each in found if not isinstance(node_at(root, each["loc"]), Broken)]
    faults = [_fault(root, each) for each in told[:MAX_PROBLEMS]]
    for each in found:
        data = _without(data, each["loc"])
    return ManifestEntry.model_validate(data), [*faults, *_missing(root)]


def _plain(node: Node) -> Any:
    """Mappings and sequences as pydantic takes them; the scalars stay nodes, which its validators read."""
    if isinstance(node, Mapping):
        return {key: _plain(pair.value) for key, pair in node.pairs.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node


def _without(data: Any, loc: Loc) -> Any:
    """The data without what is at fault. An entry becomes empty, so that the others keep their number, and that no
    rule misses it; of a list of words the whole list goes, since half of it could be misjudged.
    """
    if not loc:
        return {}
    if isinstance(loc[-1], int) and (len(loc) > 2 or loc[0] not in ENTRIES):
        loc = loc[:-1]
    holder = data
    for step in loc[:-1]:
        holder = holder[step]
    if isinstance(loc[-1], int) or _is_entry(loc):
        holder[loc[-1]] = {}
    else:
        holder.pop(loc[-1], None)
    return data


def _is_entry(loc: Loc) -> bool:
    """Whether a mapping that is no item of a list stands there, and belongs there."""
    key = loc[-1]
    return key in ENTRIES and key not in GROUPS and key in entry_at(loc[:-1]).model_fields


def _fault(root: Node, error: Any) -> Fault:
    """pydantic's error in the words of the manifest."""
    loc: Loc = error["loc"]
    kind = error["type"]
    if kind == "value_error":
        return Fault(loc, str(error["ctx"]["error"]))
    if kind == "extra_forbidden":
        keys = tuple(entry_at(loc[:-1]).model_fields)
        return Fault(loc, f"unknown key; the keys here are {', '.join(keys)}{did_you_mean(str(loc[-1]), keys)}")
    got = _kind_of(node_at(root, loc))
    if kind == "list_type":
        return Fault(loc, f"expected a list such as [one, two], or [] for none; got {got}")
    keys = entry_at(loc).needed
    return Fault(loc, f"expected a mapping with the keys {', '.join(keys)}; got {got}")


def _kind_of(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return shown(node.text) if node.text else "nothing: fill it in, or remove the line"
    return "a mapping" if isinstance(node, Mapping) else "a list"


def _missing(root: Node) -> Iterator[Fault]:
    """Needed keys that are not there. (A key that is there and unreadable has its own fault.)"""
    for loc, node in _entries(root, ()):
        entry = entry_at(loc)
        beside = [key for present, key in entry.needed_with.items() if present in node.pairs]
        absent = [key for key in (*entry.needed, *beside) if key not in node.pairs]
        if absent:
            yield Fault(loc, f"lacks {', '.join(absent)}")


def _entries(node: Node | None, loc: Loc) -> Iterator[tuple[Loc, Mapping]]:
    if not isinstance(node, Mapping):
        return
    yield loc, node
    for key in [key for key in entry_at(loc).model_fields if key in ENTRIES and key not in GROUPS]:
        if key in node.pairs:
            yield from _entries(node.pairs[key].value, (*loc, key))
    if not loc:
        for key in GROUPS:
            group = node.pairs[key].value if key in node.pairs else None
            for index, item in enumerate(group.items if isinstance(group, Sequence) else ()):
                yield from _entries(item, (key, index))
