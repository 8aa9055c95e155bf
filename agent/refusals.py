"""Refusals that help: what was searched, what lies nearest or says otherwise, and whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.composers import extractive
from agent.composers.sentences import Candidate
from agent.domain import Evidence
from agent.leaders import Named
from agent.topics import Barred
from agent.wording import quoted, said
from audit.domain import Nearest, Reason, Refusal
from audit.understood import MeantPeriod
from ingest.catalogue.read import Published
from ingest.display import folded
from ingest.domain import Document
from ingest.passages import page_of
from ingest.standing import Standing

NEAREST = 3
FEWEST_WORDS = 8  # a shorter passage helps nobody on


def nothing_on_record(
    leaders: Sequence[str],
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    state: Published,
    period: MeantPeriod | None = None,
) -> Refusal:
    searched, when = _whose(leaders, state), f", {said(period)}" if period else ""
    where = f"{searched}{when} in the documents you may read"
    detail = f"Nothing was found on record that surely answers this. Searched: {where}."
    if period and not evidence:
        detail = f"The documents you may read hold nothing of {searched}{when}. To search all of them: --any-time."
    if state.closed is not None:
        detail = "Nothing in the passages that came with the question surely answers it. Nothing else was searched."
    return Refusal(
        reason=Reason.NOTHING_ON_RECORD,
        detail=detail,
        nearest=_nearest(evidence, documents),
        ask=_owner(evidence),
    )


def false_premise(premise: str, against: Sequence[Candidate], documents: Mapping[str, Document]) -> Refusal:
    """What the question takes for granted, and the words on record that say otherwise, as an attributed quote."""
    citations = extractive.cited(against, documents)
    document = documents[citations[0].source_id]
    words = extractive.displayed([one.quote for one in citations], document)
    detail = f"The question takes for granted that {folded(premise)}, and the record says otherwise. "
    return Refusal(
        reason=Reason.FALSE_PREMISE,
        detail=detail + quoted(citations, words),
        nearest=tuple(
            Nearest(
                source_id=one.source_id,
                title=one.title,
                speaker=one.speaker,
                date=one.date,
                page=one.page,
                start=one.start,
                end=one.end,
                quote=one.quote,
                text_sha256=one.text_sha256,
            )
            for one in citations
        ),
        ask=against[0].evidence.source.owner,
    )


def stands(draft: Refusal, evidence: Sequence[Evidence]) -> bool:
    """Whether all that a refusal quotes in its own words may still be read: `evidence` is what may."""
    quoting = draft.nearest if draft.reason is Reason.FALSE_PREMISE else ()
    return all(any(_holds(one, item) for one in evidence) for item in quoting)


def _holds(one: Evidence, item: Nearest) -> bool:
    parts = [part for sentence in one.passage.sentences for part in sentence.parts]
    inside = any(part.start <= item.start and item.start < part.end for part in parts)
    return one.source.source_id == item.source_id and one.leader.name == item.speaker and inside


def of(draft: Refusal, evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> Refusal:
    """The draft with the nearest passages and the owner of what may still be read; none where it had none."""
    if not draft.nearest or draft.reason is Reason.FALSE_PREMISE:
        return draft
    return replace(draft, nearest=_nearest(evidence, documents), ask=_owner(evidence))


def unsupported(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> Refusal:
    return Refusal(
        reason=Reason.UNSUPPORTED,
        detail="No statement passed every check, so none is shown.",
        nearest=_nearest(evidence, documents),
        ask=_owner(evidence),
    )


def not_said(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> Refusal:
    """Under a sentence that was checked and is not on record."""
    return Refusal(
        reason=Reason.NOTHING_ON_RECORD,
        detail="Nothing that was looked at says this.",
        nearest=_nearest(evidence, documents),
        ask=_owner(evidence),
    )


def ambiguous(meant: Named, state: Published) -> Refusal:
    names = [state.leaders[one].name for one in meant.ambiguous]
    return Refusal(
        reason=Reason.AMBIGUOUS_LEADER,
        detail=f"{meant.name} may mean {_listed(names)}. Ask again with the full name, or choose one with --leader.",
        choices=meant.ambiguous,
    )


def conflicting(chosen: str, meant: Named, state: Published) -> Refusal:
    names = [state.leaders[one].name for one in meant.leader_ids]
    return Refusal(
        reason=Reason.AMBIGUOUS_LEADER,
        detail=f"The question names {_listed(names)}, but only {state.leaders[chosen].name}'s words were asked for.",
        choices=(chosen, *meant.leader_ids),
    )


def all_paused(leaders: Sequence[str], standing: Standing) -> bool:
    """Whether everybody who could be quoted is paused."""
    return standing.all_paused or (bool(leaders) and all(one in standing.paused for one in leaders))


def paused(leaders: Sequence[str], state: Published) -> Refusal:
    return Refusal(
        reason=Reason.UNAVAILABLE,
        detail=f"The communications team has paused answers{_from(leaders, state)}. Ask again later.",
    )


def not_allowed(found: Barred) -> Refusal:
    """It names the topic and whom to ask, and nothing of any document."""
    day = f"{found.blackout.until:%Y-%m-%d}" if found.blackout else ""
    if found.topic is not None:
        until = f" before {day}" if found.blackout else ""
        detail = f"Questions about {folded(found.topic.title)} are not answered here{until}."
    elif found.blackout is not None:
        detail = f"No question is answered here before {day}."
    else:
        detail = "Whether this question may be answered could not be judged, so it is not answered."
    if found.blackout is not None:
        detail += f" The reason: {folded(found.blackout.title)}."
        detail += f" {folded(found.blackout.detail)}" if found.blackout.detail else ""
    return Refusal(reason=Reason.NOT_ALLOWED, detail=f"{detail} Ask {found.contact}.", ask=found.contact)


def _from(leaders: Sequence[str], state: Published) -> str:
    return f" from {_whose(leaders, state)}" if leaders else ""


def _whose(leaders: Sequence[str], state: Published) -> str:
    if not leaders:
        return f"the words of every leader of {state.organisation}"
    return f"the words of {_listed([state.leaders[one].name for one in leaders])}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _nearest(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> tuple[Nearest, ...]:
    told = [one for one in evidence if len(one.passage.text.split()) >= FEWEST_WORDS][:NEAREST]
    return tuple(_near(one, documents[one.source.source_id]) for one in told)


def _near(one: Evidence, document: Document) -> Nearest:
    """The passage from the sentence on that fits best, for a reader sees its beginning."""
    start = max(one.passage.start, one.fits or 0)  # a sentence may begin on the page before
    return Nearest(
        source_id=one.source.source_id,
        title=one.source.title,
        speaker=one.leader.name,
        date=one.source.date,
        page=page_of(document.pages, start),
        start=start,
        end=one.passage.end,
        quote=document.text[start : one.passage.end],
        text_sha256=one.passage.text_sha256,
    )


def _owner(evidence: Sequence[Evidence]) -> str | None:
    """Whom to ask: the owner of the nearest document that the asker may read; never of one they may not."""
    return (evidence[0].source.owner or None) if evidence else None
