"""Entries against what is published: whom and what they name, and where their quotes stand."""

from collections.abc import Callable
from datetime import date

from eval.cases.entries import Entry
from eval.cases.quotes import places
from eval.cases.read import CaseFile
from eval.domain import Case, Gold, Place
from ingest.catalogue.read import Published
from ingest.manifest.faults import Fault, Loc, expected_one_of, shown
from ingest.manifest.text import refuse


def resolve(file: CaseFile, state: Published, text: Callable[[str], str], today: date) -> tuple[Case, ...]:
    """The cases. Raises one ManifestError for all that do not fit the workspace; `text` gives the canonical text of a
    served source by its id.

    Whether the asker may read a gold source on that day is not looked at: an answer that should be there and is not is
    what a case is to find.
    """
    faults: list[Fault] = []
    found = tuple(
        _case(entry, ("cases", index), state, text, today, faults) for index, entry in enumerate(file.entries)
    )
    refuse(file.file, file.root, faults)
    return found


def _case(
    entry: Entry, loc: Loc, state: Published, text: Callable[[str], str], today: date, faults: list[Fault]
) -> Case:
    for key, named in (("leader", entry.leader), ("speaker", entry.speaker)):
        if named is not None and named not in state.leaders:
            faults.append(Fault((*loc, key), expected_one_of(named, list(state.leaders))))
    if entry.audience is not None and entry.audience not in state.audiences:
        faults.append(Fault((*loc, "audience"), expected_one_of(entry.audience, state.audiences)))
    if entry.as_of is not None and entry.as_of > today:
        faults.append(Fault((*loc, "as_of"), f"lies in the future: {entry.as_of}; the record ends on {today}"))
    golds = [
        _gold(source_id, quote, (*loc, "gold", index), state, text, faults)
        for index, (source_id, quote) in enumerate(entry.gold)
    ]
    return Case(
        id=entry.id,
        question=entry.question,
        answerable=bool(golds),
        golds=(tuple(golds),) if golds else (),
        leader_id=entry.leader,
        speaker_id=entry.speaker,
        audience=entry.audience,
        as_of=entry.as_of,
        reason=entry.reason,
    )


def _gold(
    source_id: str, quote: str, loc: Loc, state: Published, text: Callable[[str], str], faults: list[Fault]
) -> Gold:
    found = state.entries.get(source_id)
    here: tuple[Place, ...] = ()
    if found is None:
        faults.append(Fault((*loc, "source"), expected_one_of(source_id, sorted(state.entries))))
    elif not found.served:
        message = f"{source_id} is not served in this workspace, so nothing can cite it; see `onrecord sources`"
        faults.append(Fault((*loc, "source"), message))
    else:
        here = places(quote, text(source_id))
        if not here:
            message = f"{source_id} has no such words: {shown(quote)}; copy them from `onrecord show {source_id}`"
            faults.append(Fault((*loc, "quote"), message))
    return Gold(source_id=source_id, places=here)
