"""`/library/add`: a file becomes a draft, or takes the place of a draft's."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from audit.errors import OnRecordError, UsageError
from ingest.domain import Kind
from ingest.manifest.files import EXTENSIONS
from onrecord.access import Action
from onrecord.desk.adding import Wanted
from onrecord.desk.uploading import Sent, replaced, upload
from onrecord.identity.domain import Identity
from onrecord.web import desk, pages
from onrecord.web.asking import day_of
from onrecord.web.faults import status_of
from onrecord.web.forms import kind_of, moment_of
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
EMPTY: dict[str, Any] = {
    "title": "", "source_id": "", "kind": "memo", "leaders": [], "date": "", "audience": "", "owner": "",
    "effective_from": "", "effective_until": "", "embargo_until": "", "supersedes": [], "replaces": "",
}  # fmt: skip
Author = Annotated[Identity, needs(Action.ADD)]


@router.get("/library/add")
def add_page(request: Request, who: Author, replaces: str = "") -> Response:
    """The form; with `replaces` only the file of that draft is asked for."""
    if replaces:
        desk.item_of(service_of(request), replaces)
    return _form(request, who, {"replaces": replaces})


@router.post("/library/add")
def add_form(
    request: Request,
    who: Author,
    file: Annotated[UploadFile | None, File()] = None,
    title: Text = "",
    source_id: Text = "",
    kind: Text = "memo",
    leaders: Annotated[list[str] | None, Form()] = None,
    date: Text = "",
    audience: Text = "",
    owner: Text = "",
    effective_from: Text = "",
    effective_until: Text = "",
    embargo_until: Text = "",
    supersedes: Annotated[list[str] | None, Form()] = None,
    replaces: Text = "",
) -> Response:
    """Whoever sends it has added it. What cannot be taken is told beside what was filled in."""
    given = {
        "title": title, "source_id": source_id, "kind": kind, "leaders": leaders or [], "date": date,
        "audience": audience, "owner": owner, "effective_from": effective_from, "effective_until": effective_until,
        "embargo_until": embargo_until, "supersedes": supersedes or [], "replaces": replaces,
    }  # fmt: skip
    service = service_of(request)
    manifest = desk.manifest(service)
    try:
        sent = _sent(file)
        if replaces:
            source = replaced(service.parts, manifest, replaces, sent, who.person, service.now())
        else:
            source = upload(service.parts, manifest, sent, _wanted(who, given))
    except OnRecordError as error:
        return _form(request, who, given, problem=" ".join(str(error).split()), status=status_of(error))
    done = "Replaced" if replaces else "Added as a draft"
    said = f"{done}. Nobody is answered from it until another person approves it."
    return pages.then(f"/library/{source.source_id}", said)


def _sent(file: UploadFile | None) -> Sent:
    if file is None or not file.filename:
        raise UsageError("no file was chosen.")
    return Sent(name=file.filename, data=file.file.read())


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
    service = service_of(request)
    filled = EMPTY | given
    return pages.page(
        request,
        who,
        "add.html",
        title="Another file" if filled["replaces"] else "Add a document",
        status=status,
        shelf=desk.library(service),
        given=filled,
        problem=problem,
        kinds=[one.value for one in Kind],
        extensions=EXTENSIONS,
        most=service.parts.settings.upload_mib,
    )
