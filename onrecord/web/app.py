"""The application: what is mounted where, and what stands around every request.

From the outside in: log and count; security headers; only our own host names; what nobody foresaw; the body's size;
the route, whose dependency `needs(action)` says who asks and whether they may.
"""

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from audit.database import reading
from audit.errors import CatalogueError, OnRecordError
from ingest.catalogue import read as catalogue
from onrecord.desk.arriving import tidy
from onrecord.desk.seen import Views
from onrecord.gaps import Overview
from onrecord.hearing.domain import MOST_BYTES
from onrecord.mcp.http import Endpoint
from onrecord.room.examination import Examiner
from onrecord.web import desk, faults, openapi
from onrecord.web.api import answers as answers_api
from onrecord.web.api import feedback as feedback_api
from onrecord.web.api import records as records_api
from onrecord.web.api import search as search_api
from onrecord.web.api import sources as sources_api
from onrecord.web.api import speech as speech_api
from onrecord.web.api import texts as texts_api
from onrecord.web.api import timeline as timeline_api
from onrecord.web.compatible import routes as compatible
from onrecord.web.compatible import speech as compatible_speech
from onrecord.web.headers import OnlyTheseHosts, SecurityHeaders
from onrecord.web.limits import BODY_BYTES, BodyLimit
from onrecord.web.logs import Told
from onrecord.web.routes import (
    about,
    add,
    ask,
    docs,
    feedback,
    gaps,
    health,
    hear,
    library,
    over_time,
    presenter,
    publish,
    read,
    record,
    recordings,
    reports,
    review,
    room,
    room_charts,
    room_ledger,
    room_recalls,
    signin,
    speech,
    tokens,
)
from onrecord.web.service import Service

AGAIN_S = 10.0  # after which what could not be loaded is tried again
STATIC = Path(__file__).parent / "static"
ROUTERS = (
    ask.router,
    hear.router,
    record.router,
    speech.router,
    over_time.router,
    feedback.router,
    gaps.router,
    reports.router,
    read.router,
    recordings.router,
    add.router,
    publish.router,  # fixed names before /library/{source_id}
    library.router,
    review.router,
    room.router,
    room_charts.router,
    room_ledger.router,
    room_recalls.router,
    presenter.router,
    about.router,
    docs.router,
    health.router,
    signin.router,
    tokens.router,
    answers_api.router,
    speech_api.router,
    feedback_api.router,
    records_api.router,
    sources_api.router,
    search_api.router,
    timeline_api.router,
    texts_api.router,
    compatible_speech.router,
    compatible.router,
)
ABOUT = (
    "Ask what leadership has actually said. Every sentence of an answer is a checked citation into an approved "
    "document, or there is no answer. Programs send a token that was made at /tokens or by `onrecord tokens new`."
)


def create_app(
    service: Service, *, hosts: Sequence[str] = (), https: bool = False, forms: Sequence[str] = (), warm: bool = True
) -> FastAPI:
    """`hosts` are the only names that lead here (none: any); `https` whether browsers come by TLS; `forms` the identity
    provider's origin; `warm` loads the models before the first question."""
    assistants = Endpoint(hosts)
    app = FastAPI(
        title="OnRecord",
        version="1",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(service, assistants, warm),
    )
    app.state.service = service
    app.router.routes.append(Route(Endpoint.path, endpoint=assistants, methods=["POST"], include_in_schema=False))
    app.state.ending = threading.Event()  # set when the service is told to stop
    app.state.warm, app.state.lacks = threading.Event(), "The models are being loaded."
    app.state.views = Views()
    app.state.gaps = Overview(service.parts)
    app.state.examiner = Examiner(service.parts)
    app.state.organisation = _organisation(service)
    faults.install(app)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    settings = service.parts.settings
    upload = (settings.upload_mib + settings.recording_mib) * 1024 * 1024 + BODY_BYTES
    app.add_middleware(BodyLimit, most=BODY_BYTES, more={"/library/add": upload, "/heard": MOST_BYTES})
    app.add_middleware(faults.Unforeseen)
    if hosts:
        app.add_middleware(OnlyTheseHosts, hosts=hosts)
    app.add_middleware(SecurityHeaders, https=https, forms=forms)
    app.add_middleware(Told, metrics=service.metrics)
    return app


def _lifespan(
    service: Service, assistants: Endpoint, warm: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        """Models load beside the first requests; at the end, what is being answered is answered. Whoever waits for an
        answer holds a thread, so there are as many more of these: pages are served while the queue is full."""
        anyio.to_thread.current_default_thread_limiter().total_tokens += service.answering.most
        ended = threading.Event()

        def load() -> None:
            service.parts.facsimiles.warm()
            while not ended.is_set():
                try:
                    service.answering.warm()
                except OnRecordError as error:  # a part is missing, perhaps for a while
                    app.state.lacks = " ".join(faults.said_of(error)).strip()
                    ended.wait(AGAIN_S)
                else:
                    app.state.warm.set()
                    break
            if service.speaks and not ended.is_set():
                with suppress(OnRecordError):  # told to whoever listens, and by the doctor
                    service.speaking.warm()

        with suppress(OnRecordError):  # told to whoever adds a file
            await run_in_threadpool(lambda: tidy(desk.manifest(service)))
        warming = threading.Thread(target=load if warm else app.state.warm.set, name="warm", daemon=True)
        warming.start()
        try:
            async with assistants.run():
                yield
        finally:
            ended.set()
            await run_in_threadpool(warming.join)  # what it uses is closed now
            if service.hearing is not None:
                await run_in_threadpool(service.hearing.close)
            service.answering.close()
            service.speech.close()
            service.watching.shutdown()
            service.parts.facsimiles.close()

    return lifespan


def _organisation(service: Service) -> Callable[[], str]:
    """The published organisation's name, read anew for each page; empty where there is none, or it cannot be read."""

    def name() -> str:
        try:
            with reading(service.parts.engine) as connection:
                return catalogue.organisation(connection)
        except CatalogueError:  # the page that says so has a frame too
            return ""

    return name
