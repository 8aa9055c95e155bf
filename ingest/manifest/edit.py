"""The edits of the manifest: an approver's key, a leader, a document, its file, its recording, an approval, a
rejection, a schedule, a withdrawal."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from audit.errors import OnRecordError
from ingest.domain import Approval, Approver, Leader, Manifest, Recording, Source, Withdrawal
from ingest.manifest import render, splice, values
from ingest.manifest.faults import did_you_mean, shown
from ingest.manifest.nodes import Mapping
from ingest.manifest.nodes import Sequence as Nodes
from ingest.manifest.render import Content
from ingest.manifest.rewrite import Edited, rewrite
from ingest.manifest.tree import parse_tree


def add_approver(path: Path, approver: Approver) -> Manifest:
    """Append an approver's key, in a list that is made where there is none. The same key again changes nothing.

    Raises `OnRecordError` where it is another person's already.
    """
    person = _checked(values.person, approver.by, "approver")
    folded = replace(approver, by=person)

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        if folded in before.approvers:
            return text, before
        if "approvers" not in root.pairs:
            text = splice.put_pair(text, root, "approvers", [], after=("audiences",))
            again, _ = parse_tree(text)
            assert isinstance(again, Mapping)
            root = again
        expected = replace(before, approvers=(*before.approvers, folded))
        return splice.append_entry(text, root, "approvers", render.approver_entry(folded)), expected

    return rewrite(path, change)


def add_leader(path: Path, leader: Leader) -> Manifest:
    """Append a leader. Raises `OnRecordError` where the id is taken or a value may not be in a manifest."""

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        taken = [known.leader_id for known in before.leaders]
        _refuse_taken(leader.leader_id, taken, "leader", path)
        expected = replace(before, leaders=(*before.leaders, leader))
        return splice.append_entry(text, root, "leaders", render.leader_entry(leader)), expected

    return rewrite(path, change)


def add_document(path: Path, source: Source) -> Manifest:
    """Append a document. Raises `OnRecordError` where the id is taken or a value may not be in a manifest."""
    people = {"owner": _checked(values.person, source.owner, "owner")}
    people["added_by"] = _checked(values.person, source.added_by, "added_by")
    folded = replace(source, owner=people["owner"], added_by=people["added_by"])

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        _refuse_taken(source.source_id, [known.source_id for known in before.sources], "document", path)
        expected = replace(before, sources=(*before.sources, folded))
        return splice.append_entry(text, root, "documents", render.source_entry(folded)), expected

    return rewrite(path, change)


def set_approval(path: Path, source_id: str, approval: Approval, *, declared: Source | None = None) -> Manifest:
    """Bind a second person's approval to the bytes with its hash, in the place of the approval that may be there. Its
    time is written in whole seconds, and so it is signed. `declared` is the entry as the approver saw it: where it is
    another by now, nothing is approved.

    A withdrawn document is approved anew, and its withdrawal becomes a comment: in this order, so that whoever is
    interrupted in between leaves it withdrawn.
    """
    person = _checked(values.person, approval.by, "by")
    given = replace(approval, by=person, at=_second(approval.at))

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, entry = _found(root, before, source_id, path)
        roles = [name for name, who in source.own.items() if who == person]
        if roles:
            message = f"{person} is the {' and '.join(roles)} of {source_id} and cannot approve it."
            raise OnRecordError(message, advice="Ask a second person.")
        if given.sha256 != source.sha256:
            message = f"{source.path} is not the file that was added: expected {source.sha256}; got {given.sha256}."
            raise OnRecordError(message, advice="If it changed on purpose, enter its new hash in the manifest.")
        if declared is not None and source != declared:
            raise OnRecordError(f"the entry of {source_id} was changed while it was read.", advice="Read it again.")
        content = render.approval_entry(given)
        edited = splice.put_pair(text, entry, "approval", content, after=("approval", "added_by", "owner"))
        return edited, _with(before, replace(source, approval=given))

    def lift(text: str, root: Mapping, before: Manifest) -> Edited:
        source, entry = _found(root, before, source_id, path)
        if source.withdrawn is None:
            return text, before
        reason, day = source.withdrawn.reason, source.withdrawn.at.date().isoformat()
        comment = f"# withdrawn {day} ({source_id}): {reason}; approved again {given.at.date().isoformat()}"
        edited = splice.replace_with_comment(text, entry, "withdrawn", comment)
        return edited, _with(before, replace(source, withdrawn=None))

    rewrite(path, change)
    return rewrite(path, lift)


def remove_approval(path: Path, source_id: str, *, reason: str, on: date) -> Manifest:
    """Make a document a draft again. The reason stays beside it as a comment, which no later edit touches."""
    words = _checked(values.line_of_text, " ".join(reason.split()), "reason")

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, entry = _found(root, before, source_id, path)
        comment = f"# rejected {on.isoformat()} ({source_id}): {words}"
        if source.approval is not None:
            edited = splice.replace_with_comment(text, entry, "approval", comment)
            return edited, _with(before, replace(source, approval=None))
        same = re.compile(rf"#\ rejected\ [\d-]+\ \({source_id}\):\ {re.escape(words)}[ \t]*\r?$", re.MULTILINE)
        return (text if same.search(text) else splice.add_comment(text, entry, comment)), before

    return rewrite(path, change)


def set_file(path: Path, source_id: str, *, file: str, sha256: str, added_by: str, on: date) -> Manifest:
    """Put another file in the place of a draft's. Whoever brought it is who added the document, so that they cannot
    approve it. What was there before stays as a comment."""
    person = _checked(values.person, added_by, "added_by")

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, _ = _found(root, before, source_id, path)
        if source.approval is not None:
            advice = f"Send it back first: onrecord reject {source_id} --reason TEXT"
            raise OnRecordError(f"{source_id} is approved, for the file that it has.", advice=advice)
        media = source.media
        if media is not None and media.added_by is None and person != source.added_by:
            media = replace(media, added_by=source.added_by)
        after = replace(source, path=file, sha256=sha256, added_by=person, media=media)
        key = "path" if file != source.path else "sha256"
        told = {
            key: f"# file replaced {on.isoformat()} ({source_id}) by {person}: {source.path} sha256 {source.sha256}"
        }
        return _put(text, before, source, after, ("path", "sha256", "added_by", "media"), told), _with(before, after)

    return rewrite(path, change)


def set_recording(path: Path, source_id: str, recording: Recording, *, added_by: str, on: date) -> Manifest:
    """Give a transcript its recording, or another one. An approval binds the recording, so it is taken away; whoever
    brought the recording cannot approve it, nor can whoever added the document. What was there before stays as a
    comment. The same recording again changes nothing."""
    person = _checked(values.person, added_by, "added_by")

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, _ = _found(root, before, source_id, path)
        if source.media is not None and replace(source.media, added_by=None) == recording:
            return text, before
        brought = replace(recording, added_by=person if person != source.added_by else None)
        after = replace(source, media=brought, approval=None)
        was = f"{source.media.path} sha256 {source.media.sha256}" if source.media is not None else "none"
        told = {"media": f"# recording added {on.isoformat()} ({source_id}) by {person}: before it {was}"}
        if source.approval is not None:
            ended = f"# approval ended {on.isoformat()} ({source_id}) by {person}"
            told["approval"] = f"{ended}: {source.approval.by} had given it without this recording"
        return _put(text, before, source, after, ("approval", "media"), told), _with(before, after)

    return rewrite(path, change)


SCHEDULE = ("effective_from", "effective_until", "embargo_until", "supersedes")


def set_schedule(path: Path, source_id: str, wanted: Callable[[Source], Source], *, on: date, by: str = "") -> Manifest:
    """Change when a document holds, or what it replaces, to what `wanted` makes of it; of that only the keys of
    SCHEDULE count. What was there before, and any change of an approved document, stays as a comment. `by` is a person,
    or empty."""
    who = f" by {_checked(values.person, by, 'by')}" if by else ""

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, _ = _found(root, before, source_id, path)
        asked = wanted(source)
        after = replace(source, **{name: getattr(asked, name) for name in SCHEDULE})
        old, new = render.source_entry(source), render.source_entry(after)
        head = f"# rescheduled {on.isoformat()} ({source_id}){who}"
        told = {
            name: f"{head}: {name} {_flow(old, name)} to {_flow(new, name)}"
            for name in SCHEDULE
            if name in old or source.approval is not None
        }
        return _put(text, before, source, after, SCHEDULE, told), _with(before, after)

    return rewrite(path, change)


def _flow(entry: dict[str, Content], name: str) -> str:
    return render.flow(entry[name]) if name in entry else "none"


def _put(
    text: str, manifest: Manifest, source: Source, after: Source, names: Sequence[str], told: Map[str, str]
) -> str:
    """Set or take out those of the keys that differ, one after another, since each edit moves what follows it; `told`
    are the comments that are left, by key."""
    new = render.source_entry(after)
    index = [one.source_id for one in manifest.sources].index(source.source_id)
    for name in names:
        if getattr(source, name) == getattr(after, name):
            continue
        entry = _entry(text, index)
        if name not in new and name in entry.pairs and name in told:
            text = splice.replace_with_comment(text, entry, name, told[name])
            continue
        content = new[name] if name in new else getattr(after, name)
        text = splice.put_pair(text, entry, name, content, after=("approval", "added_by", "owner"))
        if name in told:
            text = splice.add_comment(text, _entry(text, index), told[name])
    return text


def set_withdrawn(path: Path, source_id: str, *, at: datetime, reason: str) -> Manifest:
    """Take a document back. Withdrawing it again for the same reason changes nothing; the first stands."""
    words = _checked(values.line_of_text, " ".join(reason.split()), "reason")

    def change(text: str, root: Mapping, before: Manifest) -> Edited:
        source, entry = _found(root, before, source_id, path)
        old = source.withdrawn
        if old is not None and old.reason == words:
            return text, before
        if old is not None:
            message = f"{source_id} was withdrawn at {old.at:%Y-%m-%d %H:%M} UTC: {shown(old.reason)}."
            raise OnRecordError(message, advice="That record stands; nothing was changed.")
        withdrawn = Withdrawal(at=_second(at), reason=words)
        edited = splice.put_pair(text, entry, "withdrawn", render.withdrawn_entry(withdrawn))
        return edited, _with(before, replace(source, withdrawn=withdrawn))

    return rewrite(path, change)


def _found(root: Mapping, manifest: Manifest, source_id: str, path: Path) -> tuple[Source, Mapping]:
    ids = [source.source_id for source in manifest.sources]
    if source_id not in ids:
        message = f"{path} has no document {shown(source_id)}{did_you_mean(source_id, ids) or '.'}"
        raise OnRecordError(message, advice="List them: onrecord sources")
    index = ids.index(source_id)
    return manifest.sources[index], _document(root, index)


def _entry(text: str, index: int) -> Mapping:
    root, _ = parse_tree(text)
    assert isinstance(root, Mapping)
    return _document(root, index)


def _document(root: Mapping, index: int) -> Mapping:
    group = root.pairs["documents"].value
    assert isinstance(group, Nodes)
    entry = group.items[index]
    assert isinstance(entry, Mapping)
    return entry


def _with(manifest: Manifest, changed: Source) -> Manifest:
    sources = tuple(changed if old.source_id == changed.source_id else old for old in manifest.sources)
    return replace(manifest, sources=sources)


def _refuse_taken(name: str, taken: list[str], what: str, path: Path) -> None:
    if name in taken:
        raise OnRecordError(f"{path} already has a {what} {shown(name)}.", advice="Choose another: --id ID")


def _checked(check: Callable[[str], str], text: str, name: str) -> str:
    try:
        return check(text)
    except ValueError as error:
        raise OnRecordError(f"{name}: {error}.") from None


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
