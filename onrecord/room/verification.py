"""Is a past answer still true to the texts it was made from? Everything is read again, now."""

from dataclasses import dataclass

from sqlalchemy import Connection

from agent.wording import day
from audit.database import reading
from audit.domain import AnswerRecord, Citation, Nearest
from audit.errors import Erased, RecordError
from audit.findings import Finding, Frozen, Holdings, Level, Publication, Since, Verdict
from audit.ledger.recall import withdrawal_of
from audit.ledger.stored import known
from audit.log.included import included
from audit.records.wire import for_reader, to_json
from audit.verify import verdict, verify_record
from ingest.catalogue import controls, history, read
from ingest.domain import Source
from ingest.standing import effective_from
from onrecord.parts import Parts, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One record as it was read now; none where it was erased or cannot be read. `holdings` is what the catalogue holds
    about everything that it names, none where there is no record."""

    record_id: str
    record: AnswerRecord | None
    findings: tuple[Finding, ...]
    verdict: Verdict
    holdings: Holdings | None = None


def verified(made: Parts, record_id: str) -> Verified:
    """`record_id` is whole. Raises RecordError where nothing stands under it."""
    ledger = made.ledger
    if not ledger.knows(record_id):
        ledger.read(record_id)  # raises what tells so
    stands = _in_the_log(made, record_id)
    try:
        record = ledger.read(record_id)
    except Erased as error:
        gone = Finding(step=1, place="record", level=Level.NOTE, detail=error.message)
        word = Verdict.FAILED if stands.level is Level.FAILED else Verdict.ERASED
        return Verified(record_id=record_id, record=None, findings=(gone, stands), verdict=word)
    except RecordError as error:
        broken = (Finding(step=1, place="record", level=Level.FAILED, detail=error.message), stands)
        return Verified(record_id=record_id, record=None, findings=broken, verdict=verdict(broken, None))
    with reading(made.engine) as connection:
        holdings = _holdings(connection, record)
    first, *others = verify_record(record, record_id, holdings)
    findings = (first, stands, *others)
    return Verified(
        record_id=record_id,
        record=record,
        findings=findings,
        verdict=verdict(findings, holdings),
        holdings=holdings,
    )


def facts(found: Verified) -> dict[str, object]:
    """As JSON: the verdict, every finding, and what an auditor wants to know beside them."""
    told = {"record_id": found.record_id, "verdict": found.verdict.value}
    return told | {"findings": [_facts(one) for one in found.findings], "record": _told(found.record)}


def _told(record: AnswerRecord | None) -> dict[str, object] | None:
    """What an auditor wants to know beside the findings; none where the record cannot be read."""
    if record is None:
        return None
    keys = ("question", "asked_at", "as_of", "audience", "outcome", "composer", "notices", "checked", "policy_sha256")
    told = {key: to_json(getattr(record, key)) for key in keys} | {"refusal": to_json(record.refusal)}
    brought = for_reader(record).get("closed_context")
    return told if brought is None else told | {"closed_context": brought}


def _in_the_log(made: Parts, record_id: str) -> Finding:
    """Step 1: whether the record's leaf is under what the log signs today."""
    with reading(made.engine) as connection:
        leaf = known(connection, record_id).leaf
        if leaf is None:
            detail = "it is older than this workspace's log, so that only its own hash vouches for it"
            return Finding(step=1, place="log", level=Level.NOTE, detail=detail)
        try:
            signed = included(connection, leaf)
        except RecordError as error:
            return Finding(step=1, place="log", level=Level.FAILED, detail=error.message)
    detail = f"leaf {leaf} of {signed.size} under the root {signed.checkpoint.root.hex()}"
    return Finding(step=1, place="log", level=Level.PASSED, detail=detail)


def _holdings(connection: Connection, record: AnswerRecord) -> Holdings:
    """What the catalogue holds about everything that the record names: nothing, where its question brought it."""
    if record.closed_context is not None:
        return Holdings(texts={}, publications={}, names={}, since={})
    places: list[Citation | Nearest] = [item for one in record.statements for item in one.citations]
    places += record.refusal.nearest if record.refusal else ()
    texts: dict[str, list[Frozen]] = {}
    for key, file, text, furniture in history.stored_texts(connection, [item.text_sha256 for item in places]):
        spans = tuple((one.start, one.end) for one in furniture)
        texts.setdefault(key, []).append(Frozen(source_sha256=file, text=text, furniture=spans))
    publications: dict[str, list[Publication]] = {}
    source_ids = {item.source_id for item in places}
    for source in history.declarations(connection, source_ids):
        publications.setdefault(source.source_id, []).append(_publication(source))
    state = read.published(connection)
    names: dict[str, set[str]] = {}
    for leader in [*history.leaders(connection), *(state.leaders.values() if state else ())]:
        names.setdefault(leader.leader_id, set()).add(leader.name)
    return Holdings(texts=texts, publications=publications, names=names, since=_since(connection, source_ids))


def _publication(source: Source) -> Publication:
    approval = source.approval
    return Publication(
        source_sha256=source.sha256,
        title=source.title,
        date=source.date,
        leader_ids=source.leaders,
        owner=source.owner,
        added_by=source.added_by,
        approved_by=approval.by if approval else None,
        approved_sha256=approval.sha256 if approval else None,
    )


def _since(connection: Connection, source_ids: set[str]) -> dict[str, Since]:
    """What became of each by today; a withdrawal may stand in the catalogue, in the manifest or in the log alone, where
    a consent has lapsed."""
    state = read.published(connection)
    entries = state.entries if state else {}
    gone = controls.withdrawals(connection)
    today = now().date()
    found = {}
    for source_id in source_ids:
        entry = entries.get(source_id)
        declared = entry.source.withdrawn if entry else None
        told = gone.get(source_id) or ((declared.at, declared.reason) if declared else None)
        if told is None and (logged := withdrawal_of(connection, source_id)) is not None:
            told = logged.at, logged.reason
        after = [one.source for one in entries.values() if one.served and source_id in one.source.supersedes]
        later = sorted((one for one in after if effective_from(one) <= today), key=effective_from)
        found[source_id] = Since(
            published=entry is not None and entry.served,
            withdrawn=told,
            superseded_by=tuple(f"{one.title}, {day(one.date)}" for one in later),
        )
    return found


def _facts(one: Finding) -> dict[str, object]:
    return {"step": one.step, "name": one.name, **to_json(one)}
