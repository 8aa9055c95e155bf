"""The tree, against the definitions of RFC 6962 section 2.1 and the test vectors that its implementations share."""

import hashlib
from base64 import b64decode
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RecordError
from audit.signed.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    consistent,
    inclusion_proof,
    leaf_hash,
    new_nodes,
    node_hash,
    root,
    root_from_inclusion,
    tree_hash,
)

# Certificate Transparency's reference test vectors (certificate-transparency, merkle_tree_test.cc).
LEAVES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# transparency-dev/merkle, testdata/inclusion and testdata/consistency: the "happy path" of each folder.
INCLUSION = [
    (0, 1, ()),
    (0, 8, (
        "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
        "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")),
    (5, 8, (
        "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")),
    (2, 3, ("+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",)),
    (1, 5, (
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
        "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")),
]  # fmt: skip
CONSISTENCY = [
    (1, 1, ()),
    (1, 8, (
        "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=", "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
        "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=")),
    (6, 8, (
        "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")),
    (2, 5, ("Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=")),
    (6, 7, (
        "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8=",
        "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=")),
]  # fmt: skip
LARGEST = 256


class Stored:
    """A log's tree as it is stored: only complete nodes, and a count of what was read."""

    def __init__(self, entries: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        for index, entry in enumerate(entries):
            for level, position, found in new_nodes(index, leaf_hash(entry), self.node):
                assert (level, position) not in self.nodes, "what is complete is stored once"
                self.nodes[level, position] = found

    def node(self, level: int, position: int) -> bytes:
        self.reads += 1
        return self.nodes[level, position]


ENTRIES = [b"entry %d" % index for index in range(LARGEST + 1)]
TREE = Stored(ENTRIES)


@cache
def span(start: int, end: int) -> bytes:
    """MTH(D[start:end]) of ENTRIES, by the definition."""
    if end - start <= 1:
        return leaf_hash(ENTRIES[start]) if start < end else EMPTY_ROOT
    k = 1 << ((end - start - 1).bit_length() - 1)
    return node_hash(span(start, start + k), span(start + k, end))


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end]), word by word of RFC 6962 section 2.1.1; m counts from `start`."""
    if end - start == 1:
        return []
    k = 1 << ((end - start - 1).bit_length() - 1)
    if m < k:
        return [*path(m, start, start + k), span(start + k, end)]
    return [*path(m - k, start + k, end), span(start, start + k)]


def subproof(m: int, start: int, end: int, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:end], whole), word by word of RFC 6962 section 2.1.2."""
    if m == end - start:
        return [] if whole else [span(start, end)]
    k = 1 << ((end - start - 1).bit_length() - 1)
    if m <= k:
        return [*subproof(m, start, start + k, whole), span(start + k, end)]
    return [*subproof(m - k, start + k, end, False), span(start, start + k)]


def includes(index: int, size: int, leaf: bytes, proof: list[bytes], expected: bytes) -> bool:
    """What a verifier asks: the root it computes is the one it expects."""
    try:
        return root_from_inclusion(index, size, leaf, proof) == expected
    except RecordError:
        return False


def defined(entries: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word by word: split at the largest power of two below n."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + defined(entries[:k]) + defined(entries[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_vectors(size: int) -> None:
    assert tree_hash(LEAVES[:size]).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_it_is_the_defined_tree(entries: list[bytes]) -> None:
    assert tree_hash(entries) == defined(entries)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_another_entry_gives_another_root(entries: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:at], entries[at] + b"x", *entries[at + 1 :]]
    assert tree_hash(changed) != tree_hash(entries)


def test_a_leaf_cannot_pass_as_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert root(0, TREE.node) == tree_hash([]) == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_a_stored_tree_has_the_reference_roots(size: int) -> None:
    assert root(size, Stored(LEAVES).node).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_the_reference_inclusion_proofs(index: int, size: int, expected: tuple[str, ...]) -> None:
    proof = inclusion_proof(index, size, Stored(LEAVES).node)
    assert proof == [b64decode(one) for one in expected]
    assert root_from_inclusion(index, size, leaf_hash(LEAVES[index]), proof).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "new", "expected"), CONSISTENCY)
def test_the_reference_consistency_proofs(old: int, new: int, expected: tuple[str, ...]) -> None:
    proof = consistency_proof(old, new, Stored(LEAVES).node)
    assert proof == [b64decode(one) for one in expected]
    assert consistent(old, new, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]), proof)


def test_every_root_up_to_the_largest() -> None:
    for size in range(LARGEST + 1):
        assert root(size, TREE.node) == span(0, size)


def test_every_inclusion_proof_up_to_the_largest() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, TREE.node)
            assert proof == path(index, 0, size)
            assert root_from_inclusion(index, size, span(index, index + 1), proof) == span(0, size)


def test_every_consistency_proof_up_to_the_largest() -> None:
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, TREE.node)
            assert proof == subproof(old, 0, new, True)
            assert consistent(old, new, span(0, old), span(0, new), proof)


def test_a_proof_reads_no_more_than_two_nodes_a_level() -> None:
    for new in range(1, LARGEST + 1):
        for old in range(new):
            TREE.reads = 0
            consistency_proof(old, new, TREE.node)
            inclusion_proof(old, new, TREE.node)
            assert TREE.reads <= 4 * new.bit_length()


def test_the_empty_tree_is_the_beginning_of_every_tree() -> None:
    assert consistency_proof(0, 5, TREE.node) == []
    assert consistent(0, 5, EMPTY_ROOT, span(0, 5), [])
    assert consistent(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not consistent(0, 5, span(0, 1), span(0, 5), []), "another root is not the empty tree's"
    assert not consistent(0, 0, EMPTY_ROOT, span(0, 1), [])
    assert not consistent(0, 5, EMPTY_ROOT, span(0, 5), [EMPTY_ROOT]), "a proof that proves nothing is refused"


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    assert consistent(5, 5, span(0, 5), span(0, 5), [])
    assert not consistent(5, 5, span(0, 5), span(1, 6), [])
    assert not consistent(5, 5, span(0, 5), span(0, 5), [span(0, 5)])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 4)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(RecordError, match="is not in a tree of"):
        inclusion_proof(index, size, TREE.node)
    with pytest.raises(RecordError, match="is not in a tree of"):
        root_from_inclusion(index, size, span(0, 1), [])


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1)])
def test_an_earlier_tree_is_not_larger(old: int, new: int) -> None:
    with pytest.raises(RecordError, match="has no proof from"):
        consistency_proof(old, new, TREE.node)
    assert not consistent(old, new, span(0, 2), span(0, 1), [])


def test_a_hash_of_another_length_is_refused() -> None:
    with pytest.raises(RecordError, match="one of 31"):
        root_from_inclusion(0, 2, span(0, 1), [span(1, 2)[:-1]])
    with pytest.raises(RecordError, match="one of 33"):
        root_from_inclusion(0, 1, span(0, 1) + b"x", [])
    proof = consistency_proof(3, 7, TREE.node)
    assert not consistent(3, 7, span(0, 3), span(0, 7), [*proof[:-1], proof[-1] + b"x"])
    assert not consistent(3, 3, b"", b"", [])


sizes = st.integers(1, LARGEST)


@given(sizes, st.data())
def test_a_leaf_is_proved_at_its_own_place_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, TREE.node)
    leaf = span(index, index + 1)
    for other in range(-1, size + 1):
        assert includes(other, size, leaf, proof, span(0, size)) == (other == index)


@given(sizes, sizes, st.data())
def test_a_leaf_is_proved_in_its_own_tree_only(size: int, other: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, TREE.node)
    assert includes(index, other, span(index, index + 1), proof, span(0, other)) == (other == size)
    assert includes(index, size, span(index, index + 1), proof, span(0, other)) == (other == size)


def changed(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """The proof with one hash cut, added, doubled, moved or changed in one bit."""
    where = data.draw(st.integers(0, len(proof)))
    added = [*proof[:where], data.draw(st.sampled_from([span(0, 1), *proof])), *proof[where:]]
    if not proof:
        return added
    where = min(where, len(proof) - 1)
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[where], "big") ^ (1 << bit)).to_bytes(32, "big")
    cut, first, last = [*proof[:where], *proof[where + 1 :]], proof[:-1], proof[1:]
    moved = [*proof[1:], proof[0]] if len(proof) > 1 else cut
    one = [*proof[:where], flipped, *proof[where + 1 :]]
    return data.draw(st.sampled_from([added, cut, first, last, moved, one]))


@given(sizes, st.data())
def test_a_changed_inclusion_proof_never_verifies(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = changed(inclusion_proof(index, size, TREE.node), data)
    assert not includes(index, size, span(index, index + 1), proof, span(0, size))


@given(sizes, st.data())
def test_a_changed_consistency_proof_never_verifies(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = changed(consistency_proof(old, new, TREE.node), data)
    assert not consistent(old, new, span(0, old), span(0, new), proof)


@given(sizes, sizes, sizes)
def test_a_consistency_proof_is_for_its_own_two_trees(old: int, new: int, other: int) -> None:
    old, new = sorted((old, new))
    proof = consistency_proof(old, new, TREE.node)
    assert consistent(other, new, span(0, other), span(0, new), proof) == (other == old)
    assert consistent(old, other, span(0, old), span(0, other), proof) == (other == new)
    assert consistent(old, new, span(0, other), span(0, new), proof) == (other == old)
    assert consistent(old, new, span(0, old), span(0, other), proof) == (other == new)


@given(sizes, st.data())
def test_a_rewritten_history_is_never_consistent(new: int, data: st.DataObject) -> None:
    """Whatever honest proof the forged log gives: its earlier tree is not the one that was seen."""
    old = data.draw(st.integers(1, new))
    at = data.draw(st.integers(0, old - 1))
    forged = Stored([*ENTRIES[:at], b"rewritten", *ENTRIES[at + 1 : new]])
    proof = consistency_proof(old, new, forged.node)
    assert not consistent(old, new, span(0, old), root(new, forged.node), proof)
