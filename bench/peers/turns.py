"""Who runs when: every corpus by every peer, in turn, and the other way round in every second turn.

What changes with time, such as a machine that grows warm or busy, then falls on all peers alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`turn` counts from 1."""

    peer: str
    corpus: str
    turn: int


def jobs(peers: Sequence[str], corpora: Sequence[str], rounds: int) -> list[Job]:
    return [
        Job(peer=peer, corpus=corpus, turn=turn)
        for turn in range(1, rounds + 1)
        for corpus in corpora
        for peer in (peers if turn % 2 else peers[::-1])
    ]
