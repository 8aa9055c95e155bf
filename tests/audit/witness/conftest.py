"""A log that grows or is forked, and witnesses: the rules alone, and real processes over loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.signed.checkpoints import Checkpoint, sign_checkpoint
from audit.signed.merkle import consistency_proof, leaf_hash, new_nodes, root
from audit.signed.notes import NoteKey, NoteSigner, SignatureType
from audit.witness.wire import Submission

ORIGIN = "onrecord/0123456789abcdef"


def made_signer(name: str, seed: int, kind: SignatureType) -> NoteSigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    return NoteSigner(key=NoteKey(name=name, type=kind, public=public), sign=private.sign)


class Log:
    """Leaves that are told apart by number; from `fork_at` on they are others, under the same key."""

    def __init__(self, *, size: int = 40, fork_at: int | None = None, name: str = "fork", seed: int = 1) -> None:
        self.signer = made_signer(ORIGIN, seed, SignatureType.ED25519)
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index in range(size):
            forked = fork_at is not None and index >= fork_at
            leaf = leaf_hash(f"{name if forked else 'entry'} {index}".encode())
            for level, position, found in new_nodes(index, leaf, self.node):
                self.nodes[level, position] = found

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(origin=ORIGIN, size=size, root=root(size, self.node))

    def note(self, size: int) -> str:
        return sign_checkpoint(self.checkpoint(size), self.signer)

    def proof(self, old: int, new: int) -> list[bytes]:
        return consistency_proof(old, new, self.node)

    def body(self, old: int, new: int) -> bytes:
        return Submission(old=old, proof=tuple(self.proof(old, new)), note=self.note(new)).encode()


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def fork() -> Callable[..., Log]:
    return Log


@pytest.fixture
def signed() -> Callable[[str, int, SignatureType], NoteSigner]:
    return made_signer


@pytest.fixture
def start(tmp_path: Path, log: Log, witnessing: Any) -> Iterator[Callable[..., Any]]:
    with witnessing(tmp_path, log.signer.key.vkey) as run:
        yield run


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, witnessing: Any) -> Iterator[Any]:
    """One process for the tests that leave nothing behind in it."""
    with witnessing(tmp_path_factory.mktemp("shared"), Log(size=0).signer.key.vkey) as run:
        yield run()
