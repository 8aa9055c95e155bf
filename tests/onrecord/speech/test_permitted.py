"""May it be sounded? The rules by themselves, held against the same rules told a second time."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain import (
    AnswerRecord,
    BroughtPassage,
    Check,
    Citation,
    Composer,
    Form,
    Outcome,
    SnapshotReference,
    Statement,
)
from ingest.domain import Approval, Consent, Kind, Leader, Recording, Scope, Source, Withdrawal
from ingest.standing import Standing
from onrecord.access import Records, Shown
from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.places import numbers_of
from onrecord.speech import permitted
from onrecord.speech.domain import Likeness
from onrecord.speech.permitted import face_barred, likeness_barred, recording_barred, statement_barred, voice_barred

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
AUDIENCES = ("all-employees", "managers", "leadership")
IDS = ("ada", "ben")
VOICE, FACE, PRESENTER = "1" * 64, "2" * 64, "3" * 64
QUIETLY = settings(deadline=None)  # what is drawn is large
PASSED = Check(name="verbatim", passed=True, detail="")

# Every value that a rule looks at is drawn from a few, of which the first lets pass: what is drawn is often permitted.


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 20 * max(1, len(others)) + list(others))


def named(usual: str, leader_id: str) -> st.SearchStrategy[frozenset[str] | None]:
    """The models that a consent names: Ada's mostly one, Ben's mostly none."""
    others = (None, frozenset({PRESENTER}), frozenset({VOICE, FACE}), frozenset({usual}))
    return mostly(frozenset({usual}) if leader_id == "ada" else None, *others)


@st.composite
def leaders(draw: st.DrawFn) -> dict[str, Leader]:
    return {
        one: Leader(
            leader_id=one, name=one.title(), title="Chief",
            consent=Consent(
                record="c.md", sha256="0" * 64,
                scope=draw(mostly(frozenset(Scope), frozenset(), *(frozenset(Scope) - {scope} for scope in Scope))),
                audiences=draw(mostly(frozenset(AUDIENCES), frozenset(), frozenset({"managers"}))),
                valid_from=draw(mostly(date(2025, 1, 1), TODAY, TODAY + timedelta(days=1))),
                valid_until=draw(mostly(date(2027, 1, 1), TODAY, TODAY + timedelta(days=1))),
                voices=draw(named(VOICE, one)), avatars=draw(named(FACE, one)),
            ),
        )
        for one in IDS[: draw(mostly(2, 1))]
    }  # fmt: skip


@st.composite
def sources(draw: st.DrawFn, source_id: str) -> Source:
    sha256 = "a" * 64
    media = draw(mostly(Recording(path="a.opus", sha256="b" * 64), None))
    approval = Approval(
        by=draw(mostly("lee@example.com", "own@example.com", "sam@example.com")),
        at=draw(mostly(NOW - timedelta(days=1), NOW + timedelta(days=1))),
        sha256=draw(mostly(sha256, "d" * 64)), media_sha256=draw(mostly("b" * 64, None, "d" * 64)),
    )  # fmt: skip
    return Source(
        source_id=source_id, path="a.md", sha256=sha256, title="A memo", kind=Kind.MEMO,
        leaders=draw(mostly(IDS, ("ada",), ("ben",))), date=draw(mostly(date(2026, 3, 4), TODAY + timedelta(days=1))),
        audience=draw(mostly("all-employees", "managers", "board")), owner="own@example.com",
        added_by="sam@example.com", approval=draw(mostly(approval, approval, approval, None)),
        effective_from=draw(mostly(None, TODAY, TODAY + timedelta(days=1))),
        effective_until=draw(mostly(None, TODAY)),
        embargo_until=draw(mostly(None, NOW, NOW + timedelta(seconds=1))),
        withdrawn=draw(mostly(None, Withdrawal(at=NOW, reason="wrong"))), media=media,
    )  # fmt: skip


def citation(leader_id: str, source_id: str, source_sha256: str = "a" * 64) -> Citation:
    return Citation(
        evidence_key="e", source_id=source_id, title="A memo", speaker=leader_id.title(), leader_id=leader_id,
        date=date(2026, 3, 4), page=None, timecode=None, start=0, end=5, quote="We do", source_sha256=source_sha256,
        text_sha256="c" * 64,
    )  # fmt: skip


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    cited = st.builds(citation, st.sampled_from(IDS), mostly("one", "two", "gone"), mostly("a" * 64, "f" * 64))
    return Statement(
        text="We do.",
        citations=tuple(draw(st.lists(cited, min_size=draw(mostly(1, 0)), max_size=draw(st.sampled_from([1, 1, 2]))))),
        checks=draw(mostly((PASSED,), (), (PASSED, replace(PASSED, passed=False)))),
        form=draw(mostly(Form.QUOTED, Form.COMPOSED)),
    )


def record(*said: Statement, brought: bool = False) -> AnswerRecord:
    return AnswerRecord(
        record_id="0" * 32, question="What?", asked_at=NOW, as_of=TODAY, audience="all-employees", leaders=(),
        outcome=Outcome.ANSWERED, refusal=None, statements=said, evidence=(), disclosure="By software.", confidence=1.0,
        models={}, composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1),
        closed_context=(BroughtPassage(id="p", text_sha256="0" * 64),) if brought else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    who: Identity
    shown: Shown
    number: int
    by: Records

    @property
    def statement(self) -> Statement | None:
        return dict(zip(self.shown.numbers, self.shown.record.statements, strict=True)).get(self.number)


def someone(*roles: Role, audience: str = "all-employees", scopes: frozenset[TokenScope] | None = None) -> Identity:
    return Identity(
        person="eve@example.com", name="Eve", roles=frozenset(roles), audience=audience, way=Way.TOKEN, scopes=scopes
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    who = someone(
        *draw(mostly((Role.EMPLOYEE,), (Role.AUDITOR, Role.EMPLOYEE), ())),
        audience=draw(mostly("leadership", "all-employees", "board")),
        scopes=draw(mostly(None, frozenset({TokenScope.ASK}), frozenset({TokenScope.DESK}))),
    )
    said = tuple(draw(st.lists(statements(), min_size=draw(mostly(1, 0)), max_size=3)))
    numbers = tuple(sorted(draw(st.sets(st.integers(1, 4), min_size=len(said), max_size=len(said)))))
    found = record(*said, brought=draw(mostly(False, True)))
    shown = Shown(record=found, numbers=numbers, places=numbers_of(said), audience=who.audience)
    standing = Standing(
        audiences=AUDIENCES, leaders=draw(leaders()), withdrawn=draw(mostly((), ("one",), ("two",))),
        paused=draw(mostly((), ("ada",), ("ben",))), all_paused=draw(mostly(False, True)),
        paused_documents=draw(mostly((), ("one",), ("two",))),
    )  # fmt: skip
    by = Records(sources={one: draw(sources(one)) for one in ("one", "two")}, standing=standing, now=NOW)
    number = draw(st.sampled_from([0, *numbers * 5]) | st.integers(-1, 5))
    return Case(who=who, shown=shown, number=number, by=by)


# -- the rules once more, one condition a line


def consented(leader: Leader | None, source: Source, scope: Scope) -> bool:
    if leader is None:
        return False
    consent = leader.consent
    in_term = consent.valid_from <= TODAY and consent.valid_until > TODAY
    return in_term and scope in consent.scope and source.audience in consent.audiences


def readable(case: Case, leader_id: str, source: Source | None) -> bool:
    """Rule 2, of one leader's words in a source."""
    standing, who = case.by.standing, case.who
    if source is None or source.approval is None:
        return False
    return all(
        (
            bool(who.roles),
            who.scopes is None or TokenScope.ASK in who.scopes,
            source.approval.at <= NOW,
            source.approval.sha256 == source.sha256,
            source.approval.by not in (source.owner, source.added_by),
            source.withdrawn is None,
            source.source_id not in standing.withdrawn,
            source.embargo_until is None or source.embargo_until <= NOW,
            leader_id in source.leaders,
            consented(standing.leaders.get(leader_id), source, Scope.QUOTE),
            not standing.all_paused,
            leader_id not in standing.paused,
            source.source_id not in standing.paused_documents,
            who.audience in AUDIENCES,
            source.audience in AUDIENCES,
            source.audience in AUDIENCES and who.audience in AUDIENCES
            and AUDIENCES.index(source.audience) <= AUDIENCES.index(who.audience),
            (source.effective_from or source.date) <= TODAY,
            source.effective_until is None or source.effective_until > (source.effective_from or source.date),
        )
    )  # fmt: skip


def may_be_spoken(case: Case) -> bool:
    """Rules 1 and 2."""
    if case.by.standing.all_paused or case.shown.record.closed_context is not None:
        return False
    if case.number == 0:
        return True
    said = case.statement
    if said is None or not said.citations or not said.checks:
        return False
    return all(one.passed for one in said.checks) and all(
        readable(case, one.leader_id, case.by.sources.get(one.source_id))
        and one.source_sha256 == case.by.sources[one.source_id].sha256
        and (
            said.form is Form.QUOTED
            or consented(case.by.standing.leaders[one.leader_id], case.by.sources[one.source_id], Scope.PARAPHRASE)
        )
        for one in said.citations
    )


def may_be_like(case: Case, model: Likeness, scope: Scope, said: Statement) -> bool:
    """Rule 3, of what somebody said."""
    known = case.by.standing.leaders
    named = {one: known[one].consent.voices if scope is Scope.VOICE else known[one].consent.avatars for one in known}
    like = {one for one in named if model.sha256 in (named[one] or ())} | {model.leader_id} - {None}
    if not like:
        return True
    if len(like) > 1:
        return False
    [whose] = like
    return (
        whose in known
        and model.sha256 in (named[whose] or ())
        and whose not in case.by.standing.paused
        and scope in known[whose].consent.scope
        and known[whose].consent.valid_from <= TODAY < known[whose].consent.valid_until
        and all(
            one.leader_id == whose
            and one.source_id in case.by.sources
            and consented(known[whose], case.by.sources[one.source_id], scope)
            for one in said.citations
        )
    )


LIKENESSES = st.builds(
    Likeness,
    name=st.just("it"),
    sha256=st.sampled_from([VOICE, FACE, PRESENTER]),
    leader_id=mostly("ada", None, "ben", "zed"),
)


@QUIETLY
@given(cases())
def test_what_is_spoken_is_what_every_rule_permits(case: Case) -> None:
    assert (statement_barred(case.who, case.shown, case.number, case.by) is None) == may_be_spoken(case)


@QUIETLY
@given(cases(), LIKENESSES)
def test_a_voice_speaks_what_every_rule_permits(case: Case, model: Likeness) -> None:
    barred = voice_barred(model, case.shown, case.number, case.by)
    said = case.statement
    nobody = Statement(text="", citations=(citation("nobody", "one"),))
    assert (barred is None) == may_be_like(case, model, Scope.VOICE, said if said is not None else nobody)


@QUIETLY
@given(cases(), LIKENESSES)
def test_a_face_is_shown_where_every_rule_permits(case: Case, model: Likeness) -> None:
    said = case.statement
    nobody = Statement(text="", citations=(citation("nobody", "one"),))
    spoken = [said] if said is not None else list(case.shown.record.statements) or [nobody]
    barred = face_barred(model, case.shown, case.number, case.by)
    assert (barred is None) == any(may_be_like(case, model, Scope.AVATAR, one) for one in spoken)


@QUIETLY
@given(cases(), LIKENESSES, st.sampled_from([Scope.VOICE, Scope.AVATAR]))
def test_where_it_may_be_used_for_nothing_it_may_not_be_used_for_something(
    case: Case, model: Likeness, scope: Scope
) -> None:
    for said in case.shown.record.statements:
        if said.citations and likeness_barred(model, scope, said.citations, case.by) is None:
            assert likeness_barred(model, scope, (), case.by) is None


@QUIETLY
@given(cases())
def test_a_recording_is_heard_where_every_rule_permits(case: Case) -> None:
    for source in (*case.by.sources.values(), None):
        permitted = (
            source is not None
            and source.media is not None
            and source.approval is not None
            and source.approval.media_sha256 == source.media.sha256
            and all(readable(case, one, source) for one in source.leaders)
            and all(consented(case.by.standing.leaders.get(one), source, Scope.VOICE) for one in source.leaders)
        )
        assert (recording_barred(case.who, source, case.by) is None) == permitted


@QUIETLY
@given(cases(), LIKENESSES, LIKENESSES)
def test_a_reason_is_half_a_sentence_on_one_line(case: Case, voice: Likeness, face: Likeness) -> None:
    for why in (
        statement_barred(case.who, case.shown, case.number, case.by),
        voice_barred(voice, case.shown, case.number, case.by),
        face_barred(face, case.shown, case.number, case.by),
        *(recording_barred(case.who, one, case.by) for one in case.by.sources.values()),
    ):
        assert why is None or (why.isprintable() and why[:1].isupper() and not why.endswith("."))


# -- the rules one by one


@pytest.fixture
def case() -> Case:
    """Everything that lets it pass."""
    consent = Consent(record="c.md", sha256="0" * 64, scope=frozenset(Scope), audiences=frozenset(AUDIENCES),
                      valid_from=date(2025, 1, 1), valid_until=date(2027, 1, 1), voices=frozenset({VOICE}),
                      avatars=frozenset({FACE}))  # fmt: skip
    known = {one: Leader(leader_id=one, name=one.title(), title="Chief", consent=consent) for one in ("ada",)}
    source = Source(
        source_id="one", path="a.md", sha256="a" * 64, title="A memo", kind=Kind.MEMO, leaders=("ada",),
        date=date(2026, 3, 4), audience="all-employees", owner="own@example.com", added_by="sam@example.com",
        approval=Approval(by="lee@example.com", at=datetime(2026, 3, 5, tzinfo=UTC), sha256="a" * 64,
                          media_sha256="b" * 64),
        media=Recording(path="a.opus", sha256="b" * 64),
    )  # fmt: skip
    said = Statement(text="We do.", citations=(citation("ada", "one"),), checks=(PASSED,))
    standing = Standing(audiences=AUDIENCES, leaders=known, withdrawn=(), paused=(), all_paused=False)
    shown = Shown(record=record(said), numbers=(2,), places=numbers_of((said,)), audience="all-employees")
    by = Records(sources={"one": source}, standing=standing, now=NOW)
    return Case(who=someone(Role.EMPLOYEE), shown=shown, number=2, by=by)


def changed(case: Case, **facts: Any) -> Case:
    """With other facts of its source, its standing, its statement or its leader's consent."""
    source, standing = case.by.sources["one"], case.by.standing
    [said] = case.shown.record.statements
    parts: dict[str, Any] = {
        "source": source,
        "standing": standing,
        "said": said,
        "consent": standing.leaders["ada"].consent,
    }
    for name, value in facts.items():
        kind, _, key = name.partition("__")
        parts[kind] = replace(parts[kind], **{key: value})
    leader = replace(standing.leaders["ada"], consent=parts["consent"])
    by = replace(
        case.by, sources={"one": parts["source"]}, standing=replace(parts["standing"], leaders={"ada": leader})
    )
    return replace(
        case, by=by, shown=replace(case.shown, record=replace(case.shown.record, statements=(parts["said"],)))
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, None),
        ({"standing__all_paused": True}, permitted.SWITCHED_OFF),
        ({"standing__paused": ("ada",)}, permitted.UNREADABLE),
        ({"standing__paused_documents": ("one",)}, permitted.UNREADABLE),
        ({"standing__withdrawn": ("one",)}, permitted.UNREADABLE),
        ({"source__embargo_until": NOW + timedelta(seconds=1)}, permitted.UNREADABLE),
        ({"source__approval": None}, permitted.UNREADABLE),
        ({"source__audience": "managers"}, permitted.UNREADABLE),
        ({"consent__valid_until": TODAY}, permitted.UNREADABLE),
        ({"consent__scope": frozenset({Scope.VOICE})}, permitted.UNREADABLE),
        ({"said__checks": ()}, permitted.UNCHECKED),
        ({"said__checks": (replace(PASSED, passed=False),)}, permitted.UNCHECKED),
        ({"said__citations": ()}, permitted.NO_STATEMENT),
        ({"said__citations": (citation("ben", "one"),)}, permitted.UNREADABLE),
        ({"said__citations": (citation("ada", "one", "9" * 64),)}, permitted.CHANGED),
        ({"said__form": Form.COMPOSED}, None),
        ({"said__form": Form.COMPOSED, "consent__scope": frozenset({Scope.QUOTE})}, permitted.NOT_PARAPHRASED),
    ],
)
def test_what_bars_a_statement(case: Case, facts: dict[str, Any], why: str | None) -> None:
    found = changed(case, **facts)
    assert statement_barred(found.who, found.shown, 2, found.by) == why
    everybody = facts.get("standing__all_paused", False)
    assert statement_barred(found.who, found.shown, 0, found.by) == (permitted.SWITCHED_OFF if everybody else None)


def test_a_number_is_the_statement_s_own_in_the_whole_record(case: Case) -> None:
    for number in (-1, 1, 3):
        assert statement_barred(case.who, case.shown, number, case.by) == permitted.NO_STATEMENT


@pytest.mark.parametrize(
    ("model", "facts", "why"),
    [
        (Likeness(name="joe", sha256=PRESENTER), {}, None),
        (Likeness(name="ada", sha256=VOICE, leader_id="ada"), {}, None),
        (Likeness(name="ada", sha256="9" * 64, leader_id="ada"), {}, "which the consent of Ada does not name"),
        (Likeness(name="ada", sha256=VOICE, leader_id="ada"), {"consent__scope": frozenset({Scope.QUOTE})},
         "The voice ada is not covered by a consent of Ada: no scope `voice` today for all-employees"),
        (Likeness(name="ada", sha256=VOICE, leader_id="ada"), {"consent__valid_until": TODAY}, "no scope `voice`"),
        (Likeness(name="ada", sha256=VOICE, leader_id="ada"), {"standing__paused": ("ada",)}, "Ada is paused"),
        (Likeness(name="zed", sha256=VOICE, leader_id="zed"), {}, "is like zed, who is not a leader on record"),
        (Likeness(name="joe", sha256=VOICE), {"consent__scope": frozenset({Scope.QUOTE})}, "no scope `voice`"),
    ],
)  # fmt: skip
def test_what_bars_a_voice(case: Case, model: Likeness, facts: dict[str, Any], why: str | None) -> None:
    found = changed(case, **facts)
    barred = voice_barred(model, found.shown, 2, found.by)
    assert (barred is None) if why is None else (barred is not None and why in barred)


def test_a_likeness_speaks_its_leader_s_words_alone(case: Case) -> None:
    mine, nobody = Likeness(name="ada", sha256=VOICE, leader_id="ada"), Likeness(name="joe", sha256=VOICE)
    for model in (mine, nobody):
        assert voice_barred(model, case.shown, 0, case.by) == f"The voice {model.name} may speak the words of Ada alone"
    face = replace(mine, sha256=FACE)
    assert face_barred(face, case.shown, 0, case.by) is None, "it speaks a statement of this answer"
    others = changed(case, said__citations=(citation("ben", "one"),))
    assert face_barred(face, others.shown, 0, others.by) == "The face ada may speak the words of Ada alone"
    refusal = replace(case.shown, record=record(), numbers=())
    assert face_barred(face, refusal, 0, case.by) == "The face ada may speak the words of Ada alone"
    assert likeness_barred(face, Scope.AVATAR, (), case.by) is None
