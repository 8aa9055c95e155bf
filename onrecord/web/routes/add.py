"""`/library/add`: a file becomes a draft, with its recording where there is one; or it takes the place of a draft's
file, or a recording is added to a transcript.

Files are read as they come: the document into memory, since its parser takes it whole; the recording beside the
manifest, hashed on the way. What is sent of either beyond its limit is dropped.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from audit.errors import OnRecordError, UsageError
from ingest.domain import Kind, Source
from ingest.manifest.files import EXTENSIONS
from ingest.manifest.rules import TIMED
from ingest.recordings.types import CONTAINERS
from onrecord.access import Action
from onrecord.desk.adding import Wanted
from onrecord.desk.arriving import MIB, arriving
from onrecord.desk.recording import Brought, bring
from onrecord.desk.uploading import Sent, replaced, upload
from onrecord.identity.domain import Identity
from onrecord.web import desk, pages
from onrecord.web.asking import day_of
from onrecord.web.faults import status_of
from onrecord.web.forms import kind_of, moment_of
from onrecord.web.incoming import Incoming, incoming
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
EMPTY: Mapping[str, Any] = {
    "title": "", "source_id": "", "kind": "memo", "leaders": [], "date": "", "audience": "", "owner": "",
    "effective_from": "", "effective_until": "", "embargo_until": "", "supersedes": [], "replaces": "", "records": "",
    "media_note": "",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Filled:
    """What has come of the form so far."""

    given: dict[str, Any] = field(default_factory=lambda: {**EMPTY, "leaders": [], "supersedes": []})
    document: Sent | None = None
    recording: Brought | None = None


@router.get("/library/add")
def add_page(
    request: Request, who: Annotated[Identity, needs(Action.ADD)], replaces: str = "", records: str = ""
) -> Response:
    """The form; with `replaces` only another file for that draft is asked for, with `records` only that transcript's
    recording."""
    return _form(request, who, {**EMPTY, "replaces": replaces, "records": records})


@router.post("/library/add")
async def add_form(request: Request, who: Annotated[Identity, needs(Action.ADD, streamed=True)]) -> Response:
    """Whoever sends it has added it. What cannot be taken is told beside what was filled in."""
    service, form, filled = service_of(request), incoming(request), Filled()
    with service.uploads.one(who.person), ExitStack() as kept:
        problem: OnRecordError | None = None
        try:
            await _read(form, service, filled, kept)
        except OnRecordError as error:
            problem = error
        return await run_in_threadpool(_answered, request, who, filled, problem)


async def _read(form: Incoming, service: Service, filled: Filled, kept: ExitStack) -> None:
    """Raises OnRecordError where it does not come as a form does, or cannot be kept; then what has come is there."""
    settings = service.parts.settings
    while (part := await form.part()) is not None:
        if part.filename is None:
            _fill(filled.given, part.name, await form.text())
        elif part.filename and part.name == "file" and filled.document is None:
            filled.document = Sent(name=part.filename, data=await form.start(settings.upload_mib * MIB + 1))
        elif part.filename and part.name == "recording" and filled.recording is None:
            manifest = await run_in_threadpool(desk.manifest, service)
            place = arriving(manifest, settings.recording_mib * MIB)
            arrived = await run_in_threadpool(kept.enter_context, place)
            filled.recording = Brought(name=part.filename, arrived=arrived)
            async for data in form.data():
                await run_in_threadpool(arrived.write, data)


def _fill(given: dict[str, Any], name: str, text: str) -> None:
    if name in given and isinstance(given[name], list):
        given[name].append(text)
    elif name in given:
        given[name] = text


def _answered(request: Request, who: Identity, filled: Filled, problem: OnRecordError | None) -> Response:
    given = filled.given
    try:
        if problem is not None:
            raise problem
        source = _taken(service_of(request), who, filled)
    except OnRecordError as error:
        return _form(request, who, given, problem=" ".join(str(error).split()), status=status_of(error))
    if given["records"]:
        said = "The recording was added. Nobody hears it until another person approves the document."
    else:
        done = "Replaced" if given["replaces"] else "Added as a draft"
        said = f"{done}. Nobody is answered from it until another person approves it."
    return pages.then(f"/library/{source.source_id}", said)


def _taken(service: Service, who: Identity, filled: Filled) -> Source:
    given, made, manifest, recording = filled.given, service.parts, desk.manifest(service), filled.recording
    if recording is not None:
        recording = replace(recording, note=given["media_note"])
    elif given["media_note"].strip() and not given["records"]:
        raise UsageError("a note is given, and no recording that it is about.")
    if given["records"]:
        if recording is None:
            raise UsageError("no recording was chosen.")
        return bring(made, manifest, given["records"], recording, who.person, service.now())
    if filled.document is None:
        raise UsageError("no file was chosen.")
    if given["replaces"]:
        return replaced(made, manifest, given["replaces"], filled.document, who.person, service.now())
    return upload(made, manifest, filled.document, _wanted(who, given), recording)


def _wanted(who: Identity, given: dict[str, Any]) -> Wanted:
    said_on = day_of(given["date"], "The date")
    if said_on is None:
        raise UsageError("when it was said or sent is missing.")
    if not given["leaders"]:
        raise UsageError("whose words they are is missing: choose at least one leader.")
    return Wanted(
        source_id=given["source_id"].strip() or None,
        title=given["title"].strip() or None,
        kind=kind_of(given["kind"]),
        leaders=tuple(given["leaders"]),
        date=said_on,
        audience=given["audience"] or None,
        owner=given["owner"].strip() or who.person,
        added_by=who.person,
        effective_from=day_of(given["effective_from"], "In effect from"),
        effective_until=day_of(given["effective_until"], "In effect until"),
        embargo_until=moment_of(given["embargo_until"], "Embargo until"),
        supersedes=tuple(given["supersedes"]),
    )


def _form(request: Request, who: Identity, given: dict[str, Any], *, problem: str = "", status: int = 200) -> Response:
    service, one = service_of(request), given["replaces"] or given["records"]
    item = desk.item_of(service, one)[1] if one else None
    title = "Another file" if given["replaces"] else "A recording" if given["records"] else "Add a document"
    settings = service.parts.settings
    return pages.page(
        request,
        who,
        "add.html",
        title=title,
        status=status,
        shelf=desk.library(service),
        given=given,
        item=item,
        problem=problem,
        kinds=[one.value for one in Kind],
        extensions=EXTENSIONS,
        most=settings.upload_mib,
        timed=TIMED,
        sounds=tuple(CONTAINERS),
        most_sound=settings.recording_mib,
    )
