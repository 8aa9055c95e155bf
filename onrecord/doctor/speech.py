"""The voices that read aloud: there, the right ones, usable, and covered by a consent. Each is loaded for it."""

from collections.abc import Iterator

from ingest.domain import Scope
from onrecord.doctor.finding import Finding, ok, warn
from onrecord.parts import Parts


def voice(made: Parts, *, published: bool) -> Iterator[Finding]:
    """With the lexicon; where something is `published`, whether a leader's voice may speak today."""
    from onrecord.speech import lexicon, voices
    from onrecord.speech.permitted import likeness_barred

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
        like, sound = one.likeness, f"{one.rate:,} samples a second"
        whose = f"like {like.leader_id}" if like.leader_id is not None else "like nobody"
        detail = f"{like.name}, {whose}, sha256 {like.sha256[:16]}…, {sound}; {told}"
        why = None
        if published and made.speaking is not None:
            why = likeness_barred(like, Scope.VOICE, (), made.speaking.records())
        if why is None:
            yield ok("voice", detail)
        else:
            yield warn("voice", f"{detail}; silent: {why}", "The presenter does not speak in its place.")
