"""The Merkle tree hash of RFC 6962 section 2.1, over SHA-256."""

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


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
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]
