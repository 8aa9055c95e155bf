"""The application on a port of loopback, as a program elsewhere reaches it."""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of a running server; it has ended when the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=5))
    running = threading.Thread(target=server.run, name="uvicorn")
    running.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            assert running.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        running.join(30)
