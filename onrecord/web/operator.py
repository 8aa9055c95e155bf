"""What a running service tells its operator's own commands, on a socket in the workspace (onrecord/running.py).

Whoever can open the socket may read the workspace itself: here the audience is the asker's choice, as on the command
line. Nothing of this is reachable over the network.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from agent.domain import Question
from audit.errors import OnRecordError, UsageError
from audit.records.wire import from_json, to_json
from onrecord.render.events import frame
from onrecord.running import SOCKET, digest, reachable
from onrecord.web.service import Service
from onrecord.web.stopping import Quiet

NAMES = {"Begun": "begun", "Statement": "statement", "AnswerRecord": "record"}


def operator_app(service: Service) -> FastAPI:
    """`GET /about` and `POST /ask`."""
    app = FastAPI(openapi_url=None)

    @app.get("/about")
    async def about() -> dict[str, Any]:
        settings = service.parts.settings
        return {"settings": digest(settings), "composes": service.parts.writer() is not None}

    @app.post("/ask")
    async def ask(request: Request) -> Response:
        try:
            question: Question = from_json(Question, await request.json())
        except (OnRecordError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return StreamingResponse(_events(service, question), media_type="text/event-stream")

    return app


async def _events(service: Service, question: Question) -> AsyncIterator[str]:
    try:
        async for event in service.answering.stream(question):
            yield frame(NAMES[type(event).__name__], to_json(event))
    except OnRecordError as error:
        told = {"error": error.message, "advice": error.advice, "usage": isinstance(error, UsageError)}
        yield frame("error", told)


@contextlib.asynccontextmanager
async def listening(service: Service, workspace: Path) -> AsyncIterator[Path | None]:
    """The socket while the service runs; none where the system has no name short enough for it, or the workspace may
    not be written. Only its owner may open it; of two services the later has it."""
    path = workspace / SOCKET
    try:
        path.unlink(missing_ok=True)
        opened = _bound(path)
        own = path.stat().st_ino
    except OSError:
        yield None
        return
    config = uvicorn.Config(operator_app(service), log_config=None, access_log=False, lifespan="off")
    server = Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[opened]))
    try:
        yield path
    finally:
        server.should_exit = True
        await task
        opened.close()
        with contextlib.suppress(OSError):
            if path.stat().st_ino == own:  # and not that of a service which has started since
                path.unlink()


def _bound(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with reachable(path) as name:
            made.bind(name)
        made.listen()
    except OSError:
        made.close()
        raise
    finally:
        os.umask(before)
    return made
