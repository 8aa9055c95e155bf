"""What stands beside a voice while it speaks: what it is, and whose record it reads."""

from collections.abc import Iterable

from audit.domain import Citation
from ingest.display import folded
from onrecord.access import Shown
from onrecord.speech.domain import Likeness
from onrecord.speech.permitted import statement_of


def label(shown: Shown, number: int, voice: Likeness, face: Likeness | None = None) -> str:
    """Beside a statement, by its number in the whole record; beside the disclosure (0), of the whole answer. `face` is
    shown meanwhile."""
    statement = statement_of(shown, number)
    statements = shown.record.statements if statement is None else (statement,)
    cited = [one for each in statements for one in each.citations]
    like = {
        what: model.leader_id
        for what, model in (("voice", voice), ("face", face))
        if model is not None and model.leader_id is not None
    }
    name = names(one for one in cited if one.leader_id in like.values())
    return reading(names(cited), what=" and ".join(like), like=name)


def reading(whose: str, *, what: str = "", like: str = "") -> str:
    """Whose record is read, and by what: a presenter who is like nobody, or a voice, a face or both (`what`) that are
    like somebody (`like`)."""
    speaker = f"AI {what} in the likeness of {like}" if what else "AI presenter"
    return f"{speaker}, reading the record of {whose}" if whose else f"{speaker}, reading the record"


def names(citations: Iterable[Citation]) -> str:
    """Whose words are cited: `Ada Moss`, `Ada Moss and Ben Orr`, `Ada Moss, Ben Orr and Cy Dell`; or empty."""
    found = list(dict.fromkeys(folded(one.speaker) for one in citations if not one.brought))
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
