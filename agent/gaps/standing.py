"""What is being done about a gap, from what was decided of its questions. Pure.

1. Dismissed, where one of its questions was.
2. Closed, where a draft that was begun for one of its questions is served, and none of its questions was asked in vain
   from then on. Nothing is asked again to find out.
3. Being written, where such a draft is neither served nor taken back.
4. Open else; also where its questions are asked in vain after the publication: what was written does not answer them.
"""

from collections.abc import Mapping, Sequence

from agent.gaps.domain import Asked, Dismissal, Draft, Standing, State


def standing(
    asked: Sequence[Asked], drafts: Mapping[str, tuple[Draft, ...]], dismissals: Mapping[str, Dismissal]
) -> Standing:
    """`drafts` and `dismissals` are by record id."""
    begun = {draft.source_id: draft for one in asked for draft in drafts.get(one.record_id, ())}
    own = tuple(sorted(begun.values(), key=lambda draft: (draft.at, draft.source_id)))
    decided = [dismissals[one.record_id] for one in asked if one.record_id in dismissals]
    served = [draft.served_from for draft in own if draft.served_from is not None]
    again = sum(one.leaf is not None and one.leaf > max(served) for one in asked) if served else 0
    if decided:
        state = State.DISMISSED
    elif served and not again:
        state = State.CLOSED
    elif any(draft.served_from is None and not draft.withdrawn for draft in own):
        state = State.WRITING
    else:
        state = State.OPEN
    last = max(decided, key=lambda one: one.at) if decided else None
    return Standing(state=state, drafts=own, dismissal=last, again=again)
