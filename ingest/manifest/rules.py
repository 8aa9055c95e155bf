"""What must hold between the manifest's parts. Each rule is a pure function; all are asked.

A value that could not be read is `None`: its own fault is reported already, and rules pass over it.
"""

from collections.abc import Callable, Iterator, Sequence

from ingest.domain import Scope
from ingest.manifest.faults import Fault, Loc, expected_one_of, shown
from ingest.manifest.schema import ConsentEntry, DocumentEntry, ManifestEntry
from ingest.manifest.supersession import no_circles, supersedes_known

TIMED = (".vtt", ".srt")  # endings of the transcripts that say when each word was spoken

Rule = Callable[[ManifestEntry], Iterator[Fault]]


def ids_are_unique(manifest: ManifestEntry) -> Iterator[Fault]:
    yield from _unique("leaders", "id", [leader.id for leader in manifest.leaders or []])
    yield from _unique("documents", "id", [document.id for document in manifest.documents or []])


def paths_are_unique(manifest: ManifestEntry) -> Iterator[Fault]:
    """Two entries for one file could give it two audiences; so could two for one recording."""
    documents = manifest.documents or []
    yield from _unique("documents", "path", [one.path for one in documents])
    first: dict[str, str] = {one.path: f"documents[{index}]" for index, one in enumerate(documents) if one.path}
    for index, one in enumerate(documents):
        path = one.media.path if one.media else None
        if path is not None and first.setdefault(path, f"documents[{index}].media") != f"documents[{index}].media":
            yield Fault(("documents", index, "media", "path"), f"{shown(path)} is already that of {first[path]}")


def recordings_have_times(manifest: ManifestEntry) -> Iterator[Fault]:
    """What is cited is found in a recording by the transcript's times."""
    for index, document in enumerate(manifest.documents or []):
        if document.media is not None and document.path is not None and not has_times(document.path):
            message = f"expected a transcript with times ({' or '.join(TIMED)}); got {shown(document.path)}"
            yield Fault(("documents", index, "media"), message)


def has_times(path: str) -> bool:
    return path.lower().endswith(TIMED)


def _unique(group: str, key: str, found: Sequence[str | None]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, value in enumerate(found):
        if value is not None and first.setdefault(value, index) != index:
            yield Fault((group, index, key), f"{shown(value)} is already that of {group}[{first[value]}]")


def approvers_keys_are_unique(manifest: ManifestEntry) -> Iterator[Fault]:
    """With one key for two people, a signature would not say whose it is."""
    yield from _unique("approvers", "public", [approver.public for approver in manifest.approvers or []])


def lists_hold_nothing_twice(manifest: ManifestEntry) -> Iterator[Fault]:
    lists: list[tuple[Loc, Sequence[str] | None]] = [(("audiences",), manifest.audiences)]
    for loc, consent in _consents(manifest):
        lists += [((*loc, "scope"), consent.scope), ((*loc, "audiences"), consent.audiences)]
        lists += [((*loc, "voices"), consent.voices), ((*loc, "avatars"), consent.avatars)]
    for index, document in enumerate(manifest.documents or []):
        lists.append((("documents", index, "leaders"), document.leaders))
        lists.append((("documents", index, "supersedes"), document.supersedes))
    for loc, words in lists:
        seen: set[str] = set()
        for index, word in enumerate(words or []):
            if word in seen:
                yield Fault((*loc, index), f"{shown(str(word))} is listed twice")
            seen.add(word)


def some_audience(manifest: ManifestEntry) -> Iterator[Fault]:
    if manifest.audiences == []:
        yield Fault(("audiences",), "expected at least one, the widest first, such as [all-employees]; got []")


def audiences_exist(manifest: ManifestEntry) -> Iterator[Fault]:
    if not manifest.audiences:
        return
    known = dict.fromkeys(manifest.audiences)
    for loc, consent in _consents(manifest):
        for index, word in enumerate(consent.audiences or []):
            if word not in known:
                yield Fault((*loc, "audiences", index), expected_one_of(word, known))
    for index, document in enumerate(manifest.documents or []):
        if document.audience is not None and document.audience not in known:
            yield Fault(("documents", index, "audience"), expected_one_of(document.audience, known))


def leaders_exist(manifest: ManifestEntry) -> Iterator[Fault]:
    if manifest.leaders is None:
        return
    known = {leader.id: None for leader in manifest.leaders if leader.id is not None}
    for index, document in enumerate(manifest.documents or []):
        for position, word in enumerate(document.leaders or []):
            if word not in known:
                yield Fault(("documents", index, "leaders", position), expected_one_of(word, known))


def consent_has_a_term(manifest: ManifestEntry) -> Iterator[Fault]:
    for loc, consent in _consents(manifest):
        start, end = consent.valid_from, consent.valid_until
        if start is not None and end is not None and start >= end:
            message = f"expected a day after valid_from, {start}; got {end} (the first day without consent)"
            yield Fault((*loc, "valid_until"), message)


def models_have_their_scope(manifest: ManifestEntry) -> Iterator[Fault]:
    """A model that a consent names, without the scope, would look agreed to and never be used."""
    for loc, consent in _consents(manifest):
        if consent.scope is None:
            continue
        for key, scope, models in (("voices", Scope.VOICE, consent.voices), ("avatars", Scope.AVATAR, consent.avatars)):
            if models and scope not in consent.scope:
                yield Fault((*loc, key), f"expected {scope} among the scope; got [{', '.join(consent.scope)}]")


def document_has_a_term(manifest: ManifestEntry) -> Iterator[Fault]:
    for index, document in enumerate(manifest.documents or []):
        start, end = document.effective_from, document.effective_until
        if start is not None and end is not None and start >= end:
            message = f"expected a day after effective_from, {start}; got {end} (the first day it no longer holds)"
            yield Fault(("documents", index, "effective_until"), message)


def second_person_approves(manifest: ManifestEntry) -> Iterator[Fault]:
    for index, document in enumerate(manifest.documents or []):
        by = document.approval.by if document.approval else None
        if by is not None and (role := role_of(by, document)):
            message = f"expected a second person; {by} is the document's {role}"
            yield Fault(("documents", index, "approval", "by"), message)


def role_of(person: str, document: DocumentEntry) -> str:
    """What bars this person from approving the document, or nothing."""
    recording = document.media.added_by if document.media else None
    roles = {"owner": document.owner, "added_by": document.added_by, "media.added_by": recording}
    return " and ".join(name for name, holder in roles.items() if holder == person)


def approval_binds_the_bytes(manifest: ManifestEntry) -> Iterator[Fault]:
    for index, document in enumerate(manifest.documents or []):
        bound = document.approval.sha256 if document.approval else None
        if bound is not None and document.sha256 is not None and bound != document.sha256:
            message = (
                f"expected the document's sha256, {document.sha256}; got {bound}. "
                "If the file changed on purpose, remove the approval and approve it again"
            )
            yield Fault(("documents", index, "approval", "sha256"), message)


def approval_binds_the_recording(manifest: ManifestEntry) -> Iterator[Fault]:
    """An approval without a recording is one of the text alone; one of another recording is none of this document."""
    for index, document in enumerate(manifest.documents or []):
        bound = document.approval.media_sha256 if document.approval else None
        if bound is None or (document.media is not None and document.media.sha256 in (None, bound)):
            continue
        wanted = f"the recording's sha256, {document.media.sha256}" if document.media else "a recording (media)"
        message = (
            f"expected {wanted}; got {bound}. "
            "If the recording changed on purpose, remove the approval and approve it again"
        )
        yield Fault(("documents", index, "approval", "media_sha256"), message)


def _consents(manifest: ManifestEntry) -> Iterator[tuple[Loc, ConsentEntry]]:
    for index, leader in enumerate(manifest.leaders or []):
        if leader.consent is not None:
            yield ("leaders", index, "consent"), leader.consent


RULES: tuple[Rule, ...] = (
    some_audience,
    lists_hold_nothing_twice,
    ids_are_unique,
    approvers_keys_are_unique,
    paths_are_unique,
    recordings_have_times,
    audiences_exist,
    leaders_exist,
    consent_has_a_term,
    models_have_their_scope,
    document_has_a_term,
    second_person_approves,
    approval_binds_the_bytes,
    approval_binds_the_recording,
    supersedes_known,
    no_circles,
)
