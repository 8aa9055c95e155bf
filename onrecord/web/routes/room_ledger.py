"""`/room/ledger`: the log as it stands, its checkpoint and keys, its examination; `/room/verify`: how to check answers
without this service."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from audit.errors import KeyFault, ManifestError, RecordError
from audit.log.rotation import NamedKey
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.keyring import Keyring, gather, logged
from onrecord.render.cosigning import another_history, sums
from onrecord.render.keys import term
from onrecord.room.examination import Examiner
from onrecord.room.ledger import behind, checkpoint, empty, have_cosigned, state
from onrecord.room.policy import pinned, policy
from onrecord.web import desk, pages
from onrecord.web.faults import said_of
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/room", include_in_schema=False)
Reader = Annotated[Identity, needs(Action.LEDGER)]
PAGE, EXAMINATION = "/room/ledger", "examination.html"


@router.get("/ledger")
def ledger_page(request: Request, who: Reader) -> Response:
    """Size, root, checkpoint, witnesses and keys; the last examination, or the one that goes on."""
    service = service_of(request)
    told, broken, nothing = dict[str, Any](), "", False
    try:
        nothing = empty(service.parts)
        told = {} if nothing else _state(service)
    except (RecordError, KeyFault) as error:  # examining it is what is left to do
        broken = " ".join(said_of(error)).strip()
    return pages.page(request, who, "room_ledger.html", title="Ledger", broken=broken, empty=nothing, **told,
                      witnesses=service.parts.witnesses, progress=_examiner(request).progress)  # fmt: skip


@router.get("/ledger/examination")
def examination_fragment(request: Request, who: Reader) -> Response:
    """How far the examination has come, as a part of the page."""
    made = pages.part(request, who, EXAMINATION, progress=_examiner(request).progress)
    return Response(made, media_type="text/html")


@router.post("/ledger/examine")
def examine_form(request: Request, who: Reader, checkpoint: Annotated[str, Form(max_length=100_000)] = "") -> Response:
    """Begin an examination, where none goes on; a checkpoint that was kept elsewhere may be held against the log."""
    note = "\n".join(checkpoint.strip("\r\n").splitlines()) + "\n" if checkpoint.strip() else None
    begun = _examiner(request).start(note)
    return pages.then(f"{PAGE}#examination", "" if begun else "An examination was going on already; here it is.")


@router.post("/ledger/cosign")
def cosign_form(request: Request, who: Reader) -> Response:
    """Ask the configured witnesses to cosign the last checkpoint. One that knows another history of it is told."""
    asked = have_cosigned(service_of(request).parts)
    other = next((one for one in asked.replies if one.differs), None)
    if other is not None:
        raise RecordError(another_history(other))
    return pages.then(PAGE, sums(asked))


@router.get("/checkpoint.txt")
def checkpoint_file(request: Request, who: Reader) -> Response:
    """The signed checkpoint as a file, to be kept where the operator cannot reach."""
    headers = {"Content-Disposition": 'attachment; filename="checkpoint.txt"'}
    return Response(checkpoint(service_of(request).parts), media_type="text/plain", headers=headers)


@router.get("/verify")
def verify_page(request: Request, who: Reader) -> Response:
    """How to check answers on a machine that never heard of this service."""
    made = service_of(request).parts
    return pages.page(request, who, "room_verify.html", title="Verify offline",
                      state=None if empty(made) else state(made),
                      witnesses=made.witnesses)  # fmt: skip


@router.get("/policy.json")
def policy_file(request: Request, who: Reader) -> Response:
    """What an auditor pins, as `onrecord keys policy` prints it."""
    service = service_of(request)
    settings = service.parts.settings
    witnesses = pinned([one.vkey for one in settings.witnesses], settings.witness_threshold)
    found = policy(_ring(service), witnesses, unsigned=settings.unsigned_approvals, seen=False)
    headers = {"Content-Disposition": 'attachment; filename="policy.json"'}
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    return Response(text, media_type="application/json", headers=headers)


def _state(service: Service) -> dict[str, Any]:
    """What the page shows of a log that can be read. Raises RecordError, or KeyFault, where it cannot."""
    try:
        ring = _ring(service)
    except ManifestError:  # the log does not hang on it; the approvers' keys are not told
        ring = logged(service.parts)
    return {
        "state": state(service.parts),
        "note": checkpoint(service.parts),
        "lag": behind(service.parts),
        "keys": [(one, term(one), _counts(one)) for one in ring.named if one.first is not None],
        "approvers": _approvers(ring),
    }


def _examiner(request: Request) -> Examiner:
    found: Examiner = request.app.state.examiner
    return found


def _ring(service: Service) -> Keyring:
    manifest = desk.manifest(service)
    return gather(service.parts, str(manifest) if manifest.is_file() else None)


def _counts(one: NamedKey) -> bool:
    """Whether what it signs now counts."""
    return one.revoked is None and one.last is None


def _approvers(ring: Keyring) -> list[tuple[str, str, str]]:
    """(address, keyid, whether it counts) of each approver's key that the manifest names."""
    gone = {one.key.keyid: one for one in ring.named if one.revoked is not None}
    return [
        (one.by, one.key.keyid, term(gone[one.key.keyid]) if one.key.keyid in gone else "counts")
        for one in ring.approvers
    ]
