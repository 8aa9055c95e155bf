"""May this be sounded, now, before this listener? Pure, and closed where nothing is said.

1. It is a statement of a record, and every check that it was shown by has passed; of documents, not of passages that a
   question brought along.
2. The listener may read it: each citation's words, by `onrecord.access.reach`, at this moment, in the very bytes that
   it cites. So a withdrawal, a pause, an embargo, a lapsed consent and a corrected document silence it. What a language
   model has composed needs the scope `paraphrase` too.
3. A voice or a face that is like a leader speaks that leader's words alone, and only while that leader's consent has
   the scope (`voice`, `avatar`), is in term, covers the cited documents' audience and names the model's SHA-256. A
   model that any leader's consent names is like that leader, whatever it is called. Such a face is there for the
   disclosure where it may speak a statement of the answer.
4. A recording is played while the approval names its SHA-256, and for whoever may read the whole document; every
   leader in it must have consented to `voice`.
"""

from collections.abc import Collection

from audit.domain import Citation, Form, Statement
from ingest.domain import Leader, Scope, Source
from ingest.standing import Standing, consents
from onrecord.access import Records, Shown, reach
from onrecord.identity.domain import Identity
from onrecord.speech.domain import Likeness

SWITCHED_OFF = "Everything is paused"
NO_STATEMENT = "It is no statement of this answer"
UNCHECKED = "A check of this statement has not passed"
BROUGHT = "It rests on passages that the question brought along, which nobody has approved"
UNREADABLE = "Its source may not be read now"
CHANGED = "Its source is not any longer the one that it cites"
NOT_PARAPHRASED = "It is composed, and there is no consent to that today"
NO_RECORDING = "There is no recording of it"
NOT_APPROVED = "Its recording is not the one that was approved"
NOT_WHOLE = "Not everybody in the recording may be heard"


def statement_barred(who: Identity, shown: Shown, number: int, by: Records) -> str | None:
    """Rules 1 and 2: why it may not be sounded, in one sentence without its full stop; none where it may.
    `number` is the statement's own in the whole record; 0 is the disclosure, which says nothing of anybody."""
    if by.standing.all_paused:
        return SWITCHED_OFF
    if shown.record.closed_context is not None:
        return BROUGHT
    if number == 0:
        return None
    if any(one.number == number for one in shown.left_out):
        return UNREADABLE
    statement = statement_of(shown, number)
    if statement is None or not statement.citations:
        return NO_STATEMENT
    if not statement.checks or not all(one.passed for one in statement.checks):
        return UNCHECKED
    if not all(_heard(who, one, by) for one in statement.citations):
        return UNREADABLE
    if any(by.sources[one.source_id].sha256 != one.source_sha256 for one in statement.citations):
        return CHANGED
    if statement.form is Form.COMPOSED and not all(_paraphrased(one, by) for one in statement.citations):
        return NOT_PARAPHRASED
    return None


def statement_of(shown: Shown, number: int) -> Statement | None:
    """The statement that has this number in the whole record, where it may be read."""
    return dict(zip(shown.numbers, shown.record.statements, strict=True)).get(number)


def voice_barred(model: Likeness, shown: Shown, number: int, by: Records) -> str | None:
    """Rule 3 for a voice that speaks statement `number` of an answer, or (0) its disclosure."""
    statement = statement_of(shown, number)
    if statement is None:
        return _nothing_of_theirs(model, Scope.VOICE, by)
    return likeness_barred(model, Scope.VOICE, statement.citations, by)


def face_barred(model: Likeness, shown: Shown, number: int, by: Records) -> str | None:
    """Rule 3 for the face that is shown meanwhile."""
    statement = statement_of(shown, number)
    spoken = (statement,) if statement is not None else shown.record.statements
    barred = [likeness_barred(model, Scope.AVATAR, one.citations, by) for one in spoken]
    if not barred:
        return _nothing_of_theirs(model, Scope.AVATAR, by)
    return barred[0] if all(barred) else None


def likeness_barred(model: Likeness, use: Scope, citations: Collection[Citation], by: Records) -> str | None:
    """Rule 3, for what is said of these citations; none where it may speak them, as a presenter may anything. Without
    citations: may it be used for anything today?"""
    barred = (_like(model, one, use, citations, by) for one in whose(model, use, by))
    return next((why for why in barred if why is not None), None)


def face_withheld(who: Identity, model: Likeness, by: Records) -> str | None:
    """Rule 3, for the file of a face: nobody gets it for whom its leader's consent covers no document."""
    why = likeness_barred(model, Scope.AVATAR, (), by)
    if why is not None:
        return why
    order = list(by.standing.audiences)
    within = set(order[: order.index(who.audience) + 1]) if who.audience in order else set()
    for one in whose(model, Scope.AVATAR, by):
        leader = by.standing.leaders[one]  # whose consent names it
        if within.isdisjoint(leader.consent.audiences):
            what = _called(model, Scope.AVATAR)
            return f"{what} is not covered by a consent of {leader.name}: for other audiences alone"
    return None


def whose(model: Likeness, use: Scope, by: Records) -> tuple[str, ...]:
    """The leaders that a model is like: the one that it is said to be, and each whose consent names it."""
    naming = {one.leader_id for one in by.standing.leaders.values() if model.sha256 in named(one, use)}
    return tuple(sorted(naming | ({model.leader_id} if model.leader_id is not None else set())))


def _like(model: Likeness, leader_id: str, use: Scope, citations: Collection[Citation], by: Records) -> str | None:
    """Why a model that is like this leader may not speak what is said of these citations."""
    leader = by.standing.leaders.get(leader_id)
    what = _called(model, use)
    if leader is None:
        return f"{what} is like {leader_id}, who is not a leader on record"
    for one in citations:
        source = by.sources.get(one.source_id)
        if one.leader_id != leader_id or source is None:
            return f"{what} may speak the words of {leader.name} alone"
        if not consents(leader, source, use, by.now.date()):
            return f"{what} is not covered by a consent of {leader.name}: no scope `{use}` today for {source.audience}"
    if not in_term(leader, use, by):
        return f"{what} is not covered by a consent of {leader.name}: no scope `{use}` today"
    if leader_id in by.standing.paused:
        return f"{leader.name} is paused"
    if model.sha256 not in named(leader, use):
        return f"{what} has the SHA-256 {model.sha256}, which the consent of {leader.name} does not name"
    return None


def _nothing_of_theirs(model: Likeness, use: Scope, by: Records) -> str | None:
    """Why a model may not speak what nobody has said; none for one that is like nobody."""
    like = whose(model, use, by)
    if not like:
        return None
    leader = by.standing.leaders.get(like[0])
    return f"{_called(model, use)} may speak the words of {leader.name if leader is not None else like[0]} alone"


def _called(model: Likeness, use: Scope) -> str:
    return f"The {'voice' if use is Scope.VOICE else 'face'} {model.name}"


def in_term(leader: Leader, use: Scope, by: Records) -> bool:
    """Whether a consent has this scope today, whatever the document."""
    consent = leader.consent
    return use in consent.scope and consent.valid_from <= by.now.date() < consent.valid_until


def named(leader: Leader, use: Scope) -> frozenset[str]:
    """The SHA-256 of the models that a leader's consent names for a use."""
    found = leader.consent.voices if use is Scope.VOICE else leader.consent.avatars
    return found or frozenset()


def recording_barred(who: Identity, source: Source | None, by: Records) -> str | None:
    """Rule 4."""
    if source is None or source.media is None:
        return NO_RECORDING
    found = reach(who, source, by.standing, by.now)
    if not found:
        return UNREADABLE
    if source.approval is None or source.approval.media_sha256 != source.media.sha256:
        return NOT_APPROVED
    if not found.whole or not all(_voiced(one, source, by.standing, by) for one in source.leaders):
        return NOT_WHOLE
    return None


def _voiced(leader_id: str, source: Source, standing: Standing, by: Records) -> bool:
    leader = standing.leaders.get(leader_id)
    return leader is not None and consents(leader, source, Scope.VOICE, by.now.date())


def _heard(who: Identity, citation: Citation, by: Records) -> bool:
    source = by.sources.get(citation.source_id)
    return source is not None and citation.leader_id in reach(who, source, by.standing, by.now).words


def _paraphrased(citation: Citation, by: Records) -> bool:
    leader = by.standing.leaders.get(citation.leader_id)
    source = by.sources[citation.source_id]
    return leader is not None and consents(leader, source, Scope.PARAPHRASE, by.now.date())
