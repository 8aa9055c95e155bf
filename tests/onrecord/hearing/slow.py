"""Decoders that a hostile file might make of ours."""

import os
import signal
import time


def forever(_kind: str, _data: bytes) -> bytes:
    time.sleep(60)
    return b""


def greedy(_kind: str, _data: bytes) -> bytes:
    return bytes(1 << 30)


def crash(_kind: str, _data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""
