"""The voices that read aloud, and the face: there, the right ones, usable, covered by a consent. Each is loaded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.database import reading
from ingest.domain import Scope
from onrecord.doctor.finding import Finding, ok, warn
from onrecord.parts import Parts
from onrecord.settings import NONE

if TYPE_CHECKING:
    from onrecord.speech.domain import Likeness


def voice(made: Parts, *, published: bool) -> Iterator[Finding]:
    """With the lexicon; where something is `published`, whether a leader's voice may speak today."""
    from onrecord.speech import lexicon, voices

    chosen = voices.configured(made.settings, made.workspace)
    if chosen is None:
        yield ok("voice", "none; nothing is read aloud")
        return
    words = len(lexicon.load(made.workspace).said)
    told = f"{words} {'word' if words == 1 else 'words'} in {lexicon.FILE}" if words else f"no {lexicon.FILE}"
    for made_by in (chosen.presenter, chosen.likeness):
        if made_by is None:
            continue
        one = made_by()
        sound = f"{one.rate:,} samples a second; {told}"
        advice = "The presenter does not speak in its place."
        yield _allowed("voice", made, one.likeness, Scope.VOICE, sound, advice, published)


def face(made: Parts, *, published: bool) -> Iterator[Finding]:
    """Whether it may be shown today, where something is `published`."""
    from onrecord.speech import avatars

    found = avatars.configured(made.settings)
    if found is None:
        none = made.settings.avatar == NONE
        yield ok(
            "avatar", "none; no face is shown" if none else "the presenter was not built; sound and captions alone"
        )
        return
    yield _allowed("avatar", made, found, Scope.AVATAR, "glTF 2.0", "No other face is shown in its place.", published)


def _allowed(
    name: str, made: Parts, like: "Likeness", use: Scope, detail: str, advice: str, published: bool
) -> Finding:
    from onrecord.speech.deciding import published as state_of
    from onrecord.speech.deciding import records
    from onrecord.speech.permitted import likeness_barred

    whose = f"like {like.leader_id}" if like.leader_id is not None else "like nobody"
    told = f"{like.name}, {whose}, sha256 {like.sha256[:16]}…, {detail}"
    if not published:
        return ok(name, told)
    with reading(made.engine) as connection:
        by = records(connection, state_of(connection, made.kept))
    why = likeness_barred(like, use, (), by)
    return ok(name, told) if why is None else warn(name, f"{told}; barred: {why}", advice)
