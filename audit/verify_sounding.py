"""Step 8 of an utterance: might these words be sounded, at that very place in the log? Of the log's leaves alone.

1. everything was not paused, and the words are not of passages that the question brought along;
2. each citation's words might be quoted to the listener, as step 8 says of an answer, from the bytes that it cites;
3. a voice or a face is nobody's, or its leader's consent had the scope and named it, and the words are that leader's. A
   model that a consent names is like that leader, whoever the utterance says it is like;
4. a recording is the one that the source's approval names, and each leader of the source had consented to `voice`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.domain import AnswerRecord, Citation, Form, Statement
from audit.signed.envelopes import Kind
from audit.signed.payloads import subject_of
from audit.signed.uttered import Model, Uttered
from audit.verify_access import consented, may_read, not_barred, not_paused, published
from audit.verify_declared import PublishedLeader, PublishedSource
from audit.verify_ground import Use
from audit.verify_history import EVERYBODY, History
from audit.verify_report import Failed, fail, listed, same, told

STEP = 8


class Heard(NamedTuple):
    """A source of which somebody heard words, the leader who had to agree, and how it was used."""

    use: Use
    source: PublishedSource
    leader: PublishedLeader


def sounded(history: History, one: Uttered, record: AnswerRecord) -> list[Heard]:
    """Whose words were heard of a record. Raises Failed."""
    not_paused(history, _use(one, composed=False), {EVERYBODY}, one.place)
    if record.closed_context is not None:
        fail("utterance", STEP, one.place, "it is of passages that the question brought along")
    number, played = one.said.statement, one.said.recording
    if number > len(record.statements):
        fail("utterance", STEP, one.place, f"the record has no statement {number}")
    if number == 0:
        _faces(history, one, record.statements)
        return []
    statement = record.statements[number - 1]
    cited = statement.citations
    if played is not None:
        cited = cited[played.citation - 1 : played.citation]
        named = cited[0].source_id if cited else None
        same("utterance", STEP, one.place, "it plays what is not cited", expected=named, found=played.source_id)
    heard = [_words(history, one, item, composed=statement.form is Form.COMPOSED) for item in cited]
    _faces(history, one, (statement,))
    return heard if played is None else _recording(history, one, heard[0].source)


def _words(history: History, one: Uttered, cited: Citation, *, composed: bool) -> Heard:
    """2."""
    use = _use(one, composed=composed)
    source = published(history, use, cited.source_id, cited.source_sha256, cited.text_sha256, one.place)
    leader = not_barred(history, use, source, cited.leader_id, one.place)
    may_read(history, use, source, one.place)
    begins = source.declared.effective_from or source.declared.date
    if use.as_of < begins:
        expected = f"from {begins}"
        fail("not_in_effect", STEP, one.place, "it was not in effect that day", expected=expected, found=use.as_of)
    return Heard(use, source, leader)


def _faces(history: History, one: Uttered, spoken: Sequence[Statement]) -> None:
    """3. The disclosure is nobody's words: a face may be there where one of the statements is its to speak."""
    voice, avatar = one.said.voice, one.said.avatar
    if voice is not None:
        _likeness(history, one, voice, "voice", spoken if one.said.statement else ())
    if avatar is not None:
        choices: list[Sequence[Statement]] = [[statement] for statement in spoken]
        faults = [_fault(history, one, avatar, choice) for choice in choices or [()]]
        first = faults[0]
        if first is not None and all(faults):
            raise first


def _fault(history: History, one: Uttered, avatar: Model, spoken: Sequence[Statement]) -> Failed | None:
    try:
        _likeness(history, one, avatar, "avatar", spoken)
    except Failed as failed:
        return failed
    return None


def _likeness(history: History, one: Uttered, model: Model, scope: str, spoken: Sequence[Statement]) -> None:
    cited = [item for statement in spoken for item in statement.citations]
    whose = {item.leader_id for item in cited} or {"nobody"}
    for leader_id in _like(history, one, model, scope):
        if whose != {leader_id}:
            detail = f"its {scope} is like {leader_id}, and speaks another's words"
            fail("likeness", STEP, one.place, detail, expected=leader_id, found=listed(sorted(whose - {leader_id})))
        for item in cited:
            _named_by(history, one, model, scope, item)


def _like(history: History, one: Uttered, model: Model, scope: str) -> list[str]:
    """The leaders that a model is like: the one that the utterance says, and each whose consent names it there."""
    said = set() if model.leader_id is None else {model.leader_id}
    return sorted(said | {leader.leader_id for leader in naming(history, one, model, scope)})


def naming(history: History, one: Uttered, model: Model, scope: str) -> Iterator[PublishedLeader]:
    """The leaders whose consent named a model as their voice or avatar (`scope`) when it was used."""
    consents = history.kinds.get(Kind.CONSENT, [])
    for leader_id in sorted({subject_of(Kind.CONSENT, leaf.sealed.payload) for leaf in consents} - {""}):
        with told("payload", STEP, one.place):
            leader = history.leader(leader_id, one.index)
        if leader is not None and model.sha256 in _named(leader, scope):
            yield leader


def _named_by(history: History, one: Uttered, model: Model, scope: str, item: Citation) -> None:
    """The leader whose words are cited had agreed to this very model."""
    use = _use(one, composed=False)
    source = published(history, use, item.source_id, item.source_sha256, item.text_sha256, one.place)
    leader = consented(history, use, source, item.leader_id, {scope}, one.place)
    named = _named(leader, scope)
    if model.sha256 not in named:
        detail = f"{item.leader_id}'s consent does not name its {scope}"
        fail("likeness", STEP, one.place, detail, expected=listed(sorted(named)) or "none", found=model.sha256)
    not_paused(history, use, {(item.leader_id, None)}, one.place)


def _named(leader: PublishedLeader, scope: str) -> frozenset[str]:
    found = leader.consent.voices if scope == "voice" else leader.consent.avatars
    return found or frozenset()


def _recording(history: History, one: Uttered, source: PublishedSource) -> list[Heard]:
    """4."""
    declared, played = source.declared, one.said.recording
    approved = declared.approval.media_sha256 if declared.approval is not None else None
    media = declared.media.sha256 if declared.media is not None else None
    detail = "it is not the recording that the source was published with"
    same("recording", STEP, one.place, detail, expected=media, found=played.sha256 if played is not None else None)
    same("recording", STEP, one.place, "another recording was approved", expected=media, found=approved)
    use, found = _use(one, composed=False), []
    for leader_id in declared.leaders:
        not_barred(history, use, source, leader_id, one.place)
        leader = consented(history, use, source, leader_id, {"voice"}, one.place)
        found.append(Heard(use, source, leader))
    return found


def _use(one: Uttered, *, composed: bool) -> Use:
    return Use(
        index=one.index,
        at=one.at,
        as_of=one.at.date(),
        audience=one.said.audience,
        manifest_sha256=None,
        composed=composed,
    )
