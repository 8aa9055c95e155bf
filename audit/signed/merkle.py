"""The Merkle tree of RFC 6962 section 2.1 over SHA-256: its root, its proofs and their check (RFC 9162 section 2.1).

A stored tree is read through `node(level, position)`: the hash of the complete subtree over the leaves
`[position << level, (position + 1) << level)`, level 0 being the leaf hashes. What is complete never changes, so a log
stores each such node once. Every function that takes `node` reads O(log size) of them.

A root does not say how many leaves are below it: take size and root from one signed checkpoint, never apart.
"""

import hashlib
from collections.abc import Callable, Sequence

from audit.errors import RecordError

LEAF, NODE = b"\x00", b"\x01"
HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """MTH of one entry: the prefix 0x00 keeps a leaf from passing as a node."""
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH(D[n]); the empty tree is the hash of nothing.

    Works level by level: RFC 6962 splits at the largest power of two below n, which pairs neighbours and
    carries an odd last one up unchanged.
    """
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def new_nodes(index: int, leaf: bytes, node: Node) -> list[tuple[int, int, bytes]]:
    """The complete subtrees that leaf `index` (its hash is `leaf`) completes: `(level, position, hash)`, leaf first.

    Reads the left sibling of each; what a log of `index` leaves stored is enough.
    """
    level, position, found = 0, index, leaf
    made = [(level, position, found)]
    while position & 1:
        found = node_hash(node(level, position - 1), found)
        level, position = level + 1, position >> 1
        made.append((level, position, found))
    return made


def root(size: int, node: Node) -> bytes:
    """MTH over the first `size` leaves."""
    return _span_hash(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf upwards. RecordError unless 0 <= index < size."""
    if not 0 <= index < size:
        raise RecordError(f"leaf {index} is not in a tree of {size} leaves; its leaves are 0 to {size - 1}.")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        split = _split(start, end)
        if index < split:
            path.append(_span_hash(split, end, node))
            end = split
        else:
            path.append(_span_hash(start, split, node))
            start = split
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 section 2.1.2; empty where old is 0 or new. RecordError unless 0 <= old <= new."""
    if not 0 <= old <= new:
        raise RecordError(
            f"a tree of {new} leaves has no proof from {old} leaves; the earlier tree is the smaller one."
        )
    if old in (0, new):
        return []
    start, end, proof = 0, new, list[bytes]()
    while end != old:
        split = _split(start, end)
        if old <= split:
            proof.append(_span_hash(split, end, node))
            end = split
        else:
            proof.append(_span_hash(start, split, node))
            start = split
    if start:  # else this subtree is the earlier tree itself, whose root the verifier has
        proof.append(_span_hash(start, end, node))
    return proof[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a tree of `size` leaves must have if `leaf` is the hash of leaf `index` (RFC 9162 section 2.1.3.2).

    RecordError where no tree of that size can have such a proof (index, number or length of the hashes). Whether the
    root is the expected one is for the caller to compare.
    """
    if not 0 <= index < size:
        raise RecordError(f"leaf {index} is not in a tree of {size} leaves; its leaves are 0 to {size - 1}.")
    _only_hashes((leaf, *proof))
    first, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            raise RecordError(f"the proof of leaf {index} in {size} leaves has {len(proof)} hashes, which is too many.")
        if first & 1 or first == last:
            found = node_hash(one, found)
            first, last = _to_right_child(first, last)
        else:
            found = node_hash(found, one)
        first, last = first >> 1, last >> 1
    if last:
        raise RecordError(f"the proof of leaf {index} in {size} leaves has {len(proof)} hashes, which is too few.")
    return found


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Is the tree of `old` leaves the beginning of the tree of `new` leaves (RFC 9162 section 2.1.4.2)?

    The empty tree is the beginning of every tree, equal sizes need equal roots, and both need an empty proof.
    """
    if not 0 <= old <= new or any(len(one) != HASH_SIZE for one in (old_root, new_root, *proof)):
        return False
    if old == 0 and old_root != EMPTY_ROOT:
        return False
    if old in (0, new):
        return not proof and (old != new or old_root == new_root)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node_hash(one, before), node_hash(one, after)
            first, last = _to_right_child(first, last)
        else:
            after = node_hash(after, one)
        first, last = first >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _to_right_child(first: int, last: int) -> tuple[int, int]:
    """Skip the levels at which an odd last node is carried up unchanged."""
    while first and not first & 1:
        first, last = first >> 1, last >> 1
    return first, last


def _split(start: int, end: int) -> int:
    """Where RFC 6962 divides the leaves `[start, end)`: after the largest power of two smaller than their number."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _span_hash(start: int, end: int, node: Node) -> bytes:
    """MTH of the leaves `[start, end)`, where start is a multiple of a power of two that is at least their number."""
    complete = []
    while start < end:
        level = (end - start).bit_length() - 1
        complete.append(node(level, start >> level))
        start += 1 << level
    found = complete.pop()
    while complete:
        found = node_hash(complete.pop(), found)
    return found


def _only_hashes(values: Sequence[bytes]) -> None:
    wrong = next((one for one in values if len(one) != HASH_SIZE), None)
    if wrong is not None:
        raise RecordError(f"a hash of the tree has {HASH_SIZE} bytes; the proof holds one of {len(wrong)}.")
