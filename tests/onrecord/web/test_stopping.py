"""Whoever only watches does not keep the service from ending."""

import signal
import threading

import uvicorn
from fastapi import FastAPI

from onrecord.web.stopping import Stoppable


def test_the_first_signal_ends_the_streams_and_then_the_server() -> None:
    ending = threading.Event()
    server = Stoppable(uvicorn.Config(FastAPI()), ending)
    assert not ending.is_set()
    assert not server.should_exit
    server.handle_exit(signal.SIGTERM, None)
    assert ending.is_set()
    assert server.should_exit
    assert not server.force_exit
