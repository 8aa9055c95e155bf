"""Steps 7 to 10 of one record that was not erased: where every word that it shows comes from, and what was checked.

Each statement is judged at the leaf after which it was shown: its part's, where it was shown before the whole was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit import verify_utterances
from audit.bundles.annotations import annotations, places
from audit.bundles.bundle import annotations_path
from audit.canonical import canonical_json
from audit.domain import AnswerRecord
from audit.findings import Finding, Frozen, Holdings, Level, Publication, Since
from audit.records.layouts import spans
from audit.records.wire import to_json
from audit.verify import verify_record
from audit.verify_access import current_snapshot
from audit.verify_declared import moment_of
from audit.verify_ground import Ground, Use
from audit.verify_leaves import Leaf
from audit.verify_places import Shown, shown_place
from audit.verify_records import Group, judged, record_of, timely
from audit.verify_report import Answered, Failed, Failure, Note, same

STEP_OF = {1: 7, 2: 9, 3: 8, 4: 8, 5: 10, 6: 8}  # of the steps of `audit.verify`


@dataclass(slots=True)
class Outcome:
    """What one record comes to; no answer where its leaves do not give one."""

    answered: Answered | None = None
    failures: list[Failure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def verify_answer(ground: Ground, group: Group, earlier: dict[int, datetime], seen: datetime | None) -> Outcome:
    """`earlier`: the latest time of a leaf below each of its leaves; `seen`: when the last witness saw them all."""
    made = Outcome()
    try:
        records = [record_of(ground, one) for one in group.leaves]
        for leaf, record in zip(group.leaves, records, strict=True):
            timely(leaf, record, earlier[leaf.index], seen)
        _same_answer(group, records)
        verify_utterances.timely(group, earlier, seen)
        said = verify_utterances.heard(group, None)
        shown = _shown(ground, group, records[-1], made)
        if not made.failures:
            made.failures += verify_utterances.permitted(ground, said, records[-1])
        if not made.failures:
            _whole(ground, group, records, shown, made)
    except Failed as failed:
        made.failures.append(failed.failure)
    return made


def _same_answer(group: Group, records: Sequence[AnswerRecord]) -> None:
    """Every part is the beginning of what was given in the end, each a statement longer than the one before it."""
    last = records[-1]
    for number, leaf in enumerate(group.parts, 1):
        found, detail = records[number - 1], "it is not the beginning of what was given in the end"
        same("parts", 7, leaf.place, detail, expected=last.statements[:number], found=found.statements)
        same("parts", 7, leaf.place, detail, expected=_asked(last), found=_asked(found))


def _asked(record: AnswerRecord) -> tuple[object, ...]:
    """What parts and whole have in common besides statements."""
    asked = record.question, record.asked_at, record.as_of, record.audience, record.leaders
    return *asked, record.snapshot, record.closed_context


def _shown(ground: Ground, group: Group, record: AnswerRecord, made: Outcome) -> list[Shown]:
    """Every place that the record shows, each judged where it was shown; none where the question brought them."""
    if record.closed_context is not None:
        return []
    named: dict[str, object] = to_json(record.snapshot)
    at = {leaf.index: leaf for leaf, _, _, _ in judged(group, record)} or {group.last.index: group.last}
    for leaf in at.values():
        current_snapshot(ground, _use(leaf, record, composed=False), named, leaf.place)
    found = []
    for leaf, name, place, composed in judged(group, record):
        try:
            found.append(shown_place(ground, _use(leaf, record, composed=composed), name, place))
        except Failed as failed:
            made.failures.append(failed.failure)
    return found


def _use(leaf: Leaf, record: AnswerRecord, *, composed: bool) -> Use:
    return Use(
        index=leaf.index,
        at=moment_of(leaf.sealed),
        as_of=record.as_of,
        audience=record.audience,
        manifest_sha256=record.snapshot.manifest_sha256,
        composed=composed,
        over_time=record.over_time,
    )


def _whole(
    ground: Ground, group: Group, records: Sequence[AnswerRecord], shown: Sequence[Shown], made: Outcome
) -> None:
    """What looks at the whole record, once each place of it is right."""
    record = records[-1]
    _unsigned(group, records, shown)
    texts = {one.source.text_sha256: one.text for one in shown}
    expected = canonical_json(annotations(record, texts))
    found = ground.files.take(annotations_path(group.record_id), 9, f"record {group.record_id}")
    detail = "its annotations are not those that its texts give"
    same("selectors", 9, f"record {group.record_id}", detail, expected=expected, found=found)
    holdings = _holdings(ground, shown, group.last.index)
    for one in verify_record(record, group.record_id, holdings):
        _hear(made, group, one)
    for source in {one.source.index: one.source for one in shown if not one.permission.signed}.values():
        detail = f"{source.declared.source_id} was approved without a signature"
        made.notes.append(Note(step=8, place=f"record {group.record_id}", detail=detail))
    made.notes += verify_utterances.void(group)
    if not made.failures:
        made.answered = _answered(group, record)


def _answered(group: Group, record: AnswerRecord) -> Answered:
    return Answered(
        record_id=group.record_id,
        numbers=group.numbers,
        outcome=record.outcome.value,
        asked_at=str(to_json(record.asked_at)),
        erased=False,
        places=len(list(places(record))),
        utterances=len(group.utterances),
    )


def _unsigned(group: Group, records: Sequence[AnswerRecord], shown: Sequence[Shown]) -> None:
    """Each leaf names the cited sources whose approval is not signed, and no others."""
    unsigned = {one.source.declared.source_id for one in shown if not one.permission.signed}
    for leaf, record in zip(group.leaves, records, strict=True):
        cited = {one.source_id for statement in record.statements for one in statement.citations}
        detail = "it does not say which of the approvals it rests on are unsigned"
        found = leaf.sealed.payload["unsigned"]
        same("unsigned", 8, leaf.place, detail, expected=sorted(cited & unsigned), found=found)


def _holdings(ground: Ground, shown: Sequence[Shown], index: int) -> Holdings:
    """What `audit.verify` is given in place of a catalogue: what the leaves say, and nothing else."""
    texts: dict[str, list[Frozen]] = {}
    publications: dict[str, list[Publication]] = {}
    names: dict[str, set[str]] = {}
    since: dict[str, Since] = {}
    for one in {(one.source.index, one.permission.leader.index): one for one in shown}.values():
        declared, leader = one.source.declared, one.permission.leader
        frozen = Frozen(source_sha256=declared.sha256, text=one.text, furniture=spans(one.layout.furniture))
        texts.setdefault(one.source.text_sha256, []).append(frozen)
        publications.setdefault(declared.source_id, []).append(_publication(one))
        names.setdefault(leader.leader_id, set()).add(leader.name)
        leaf = ground.history.withdrawn_since(declared.source_id, index)
        gone = None if leaf is None else (moment_of(leaf.sealed), str(leaf.sealed.payload.get("reason")))
        since[declared.source_id] = Since(published=True, withdrawn=gone)
    return Holdings(texts=texts, publications=publications, names=names, since=since)


def _publication(shown: Shown) -> Publication:
    declared = shown.source.declared
    approval = declared.approval
    return Publication(
        source_sha256=declared.sha256,
        title=declared.title,
        date=declared.date,
        leader_ids=declared.leaders,
        owner=declared.owner,
        added_by=declared.added_by,
        approved_by=approval.by if approval is not None else None,
        approved_sha256=approval.sha256 if approval is not None else None,
    )


def _hear(made: Outcome, group: Group, one: Finding) -> None:
    """A finding of `audit.verify` as a failure or a note of the bundle's steps."""
    step, place = STEP_OF[one.step], f"record {group.record_id}, {one.place}"
    if one.level is Level.FAILED:
        failure = Failure(
            code=one.name, step=step, place=place, detail=one.detail, expected=one.expected, found=one.found
        )
        made.failures.append(failure)
    elif one.level is Level.NOTE:
        made.notes.append(Note(step=step, place=place, detail=one.detail))
