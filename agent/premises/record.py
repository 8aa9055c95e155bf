"""The sentences found for a question, put to its premises."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from agent.composers.sentences import Candidate, sayings
from agent.domain import Evidence
from agent.premises.contradicted import Said, contradicted
from agent.premises.premise import Premise
from agent.premises.presupposed import presupposed
from ingest.domain import Document, Leader

LOOKED_AT = 12  # passages


def premises_of(question: str, about: Sequence[Leader], leaders: Collection[Leader]) -> tuple[Premise, ...]:
    """`about` are the leaders that the question is limited to, `leaders` all on record."""
    one = about[0].name if len(about) == 1 else ""
    return presupposed(question, [leader.name for leader in leaders], one)


def against(
    premises: Sequence[Premise],
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    superseded: Collection[str],
) -> tuple[Premise, tuple[Candidate, ...]] | None:
    """The premise that the evidence contradicts, with the sentences that do, or none.

    `evidence` is what the asker may read, best first; `superseded` are ids of sources that decide nothing any longer.
    """
    if not premises:
        return None
    near = [one for one in evidence[:LOOKED_AT] if one.source.source_id not in superseded]
    found = sayings(near, documents)
    wrong = contradicted(premises, said(found))
    return None if wrong is None else (wrong.premise, tuple(found[place] for place in wrong.places))


def said(found: Sequence[Candidate]) -> list[Said]:
    """Candidates as `contradicted` reads them; a place is the place in `found`."""
    order = sorted(range(len(found)), key=lambda place: found[place].place)
    before: dict[int, int] = {}
    for one, two in pairwise(order):
        if found[one].evidence.key == found[two].evidence.key:
            before[two] = one
    return [
        Said(
            words=one.words,
            around=one.evidence.passage.embedded,
            title=one.evidence.source.title,
            place=place,
            said_on=one.evidence.source.date,
            after=before.get(place),
        )
        for place, one in enumerate(found)
    ]
