"""Who does what to whom in a claim, held against the quotes, where "I" is the speaker.

For a verb that claim and quote share, the doer and the one it is done to are read from beside it: "Moss had asked
Lind" has Moss for its doer, "Moss had been asked by Lind" has Lind. Only what stands directly there is read; a pronoun
of a claim may mean anybody, and says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.checks.claim import Claim
from agent.checks.english.alignment import Reading, reading
from agent.checks.english.minds import SAYING
from agent.checks.english.words import STOP, Word, listed
from agent.checks.names import MONTHS

SELF = "the speaker"
_THIRD = "somebody else"
_I = listed("i we me us")
_SUBJECTS = listed("i we he she somebody someone")
_OBJECTS = listed("me us him them somebody someone")
_HELPING = listed("""
    is are was were be been being has have had do does did will would shall should can could may might must not also
    still already never always now then once
""")
_PREPOSITIONS = listed("in at of for from with to by on near outside inside under")
_BEING = listed("is are was were be been being")
_AFTER_FRAME = listed("that in on at to of about how why when employees staff everybody managers the")


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with who does it and to whom, each empty where unknown."""

    verb: str
    written: str
    doer: str
    done_to: str


def exchanged(claim: Claim) -> str | None:
    """The first deed that the claim lays to another than its quotes do, or none."""
    for quote in claim.quotes:
        if not quote.speaker:
            continue
        own = frozenset(word.text for word in reading(f"{quote.speaker} {claim.organisation}").words)
        text, quoted = reading(claim.text), reading(quote.words)
        named = {**_named(text), **_named(quoted)}
        named |= {word.text: person for person in claim.people for word in reading(person).words}
        said = list(_deeds(quoted, own, named, first_person=True))
        for deed in _deeds(text, own, named, first_person=False):
            alike = [one for one in said if one.verb == deed.verb]
            if (alike and all(_differ(deed, one) for one in alike)) or _turned(deed, said):
                return f"“{deed.written}” is laid to another in the quote"
    return None


def _named(text: Reading) -> dict[str, str]:
    """The words of names, each with its name's last word."""
    found: dict[str, str] = {}
    run: list[str] = []
    for i, word in enumerate(text.words):
        if word.written[:1].isupper() and word.text not in STOP and (word.capital or not run):
            run.append(word.text)
        if run and (run[-1] != word.text or _gap(text, i) or i + 1 == len(text.words)):
            if len(run) > 1 or any(one.capital and one.text == run[0] for one in text.words):
                found |= dict.fromkeys(run, run[-1])
            run = []
    return found


def _turned(deed: Deed, said: list[Deed]) -> bool:
    """Whether the two of a deed have changed places: "Lind was told by Moss" where "I was warned by Lind"."""
    if not deed.doer or not deed.done_to:
        return False
    pairs = {(one.doer, one.done_to) for one in said}
    return (deed.done_to, deed.doer) in pairs and (deed.doer, deed.done_to) not in pairs


def _differ(deed: Deed, said: Deed) -> bool:
    if deed.doer and deed.doer == said.done_to and deed.doer != said.doer:
        return True
    return _other(deed.doer, said.doer) or _other(deed.done_to, said.done_to)


def _other(claimed: str, said: str) -> bool:
    """Whether two known people are certainly not one."""
    if not claimed or not said or claimed == said:
        return False
    return SELF in (claimed, said) or _THIRD not in (claimed, said)


def _deeds(text: Reading, own: frozenset[str], named: dict[str, str], *, first_person: bool) -> Iterator[Deed]:
    found = text.words
    for i, word in enumerate(found):
        if (
            word.text in _HELPING
            or word.text in own
            or word.capital
            or word.text[:1].isdigit()
            or (word.text in STOP and word.text != "said")
        ):
            continue
        if i and (owner := _owner(found[i - 1], own, named, first_person)):
            yield Deed(f"of {word.stem}", word.written, owner, "")
            continue
        j = i - 1
        while j >= 0 and (found[j].text in _HELPING or found[j].text.endswith("ly")) and _close(text, j, j + 1):
            j -= 1
        passive = bool(_BEING.intersection(one.text for one in found[j + 1 : i])) and not word.text.endswith("ing")
        if word.text == "request" and i + 2 < len(found) and found[i + 1].text == "of":
            yield Deed("ask", word.written, _who(found[i + 2], own, frozenset(), named), "")
            continue
        before = ""
        if j >= 0 and not _close(text, j, j + 1):
            j = _past_insertion(text, j)
        if j >= 0 and not _joint(text, j):
            before = _who(found[j], own, _SUBJECTS if first_person else frozenset(), named)
        after = ""
        if i + 1 < len(found) and _close(text, i, i + 1):
            after = _who(found[i + 1], own, _OBJECTS if first_person else frozenset(), named)
        if passive:
            near = range(i + 1, min(i + 9, len(found) - 1))
            by = next((k for k in near if found[k].text == "by" and found[k].sentence == word.sentence), None)
            doer = _who(found[by + 1], own, _OBJECTS if first_person else frozenset(), named) if by is not None else ""
            yield Deed(word.stem, word.written, doer, before)
        elif not first_person and before == SELF and word.text in SAYING and _frames(text, i):
            yield Deed(word.stem, word.written, "", "")  # "Moss wrote that ...": the frame
        else:
            yield Deed(word.stem, word.written, before, after)


def _past_insertion(text: Reading, j: int) -> int:
    """The word before an insertion ("..., who had looked, asked") that the comma after `j` closes, or -1."""
    if _gap(text, j) != ",":
        return -1
    for k in range(j - 1, max(-1, j - 14), -1):
        if text.words[k].sentence != text.words[j].sentence:
            return -1
        if _gap(text, k):
            return k if _gap(text, k) == "," else -1
    return -1


def _gap(text: Reading, i: int) -> str:
    """The marks between a word and the next."""
    return text.text[text.words[i].end : text.words[i + 1].start].strip(" '’\n") if i + 1 < len(text.words) else ""


def _owner(before: Word, own: frozenset[str], named: dict[str, str], first_person: bool) -> str:
    """Whose the next word is: "my", "Lind's"."""
    if first_person and before.text in ("my", "our"):
        return SELF
    if not before.written.endswith(("'s", "’s")) or before.text in MONTHS:
        return ""
    return _who(before, own, frozenset(), named)


def _frames(text: Reading, i: int) -> bool:
    """Whether a verb of saying only frames: "Moss wrote that ...", "Moss wrote in May"; to ask is to ask somebody."""
    if text.words[i].stem == "ask":
        return False
    if i + 1 == len(text.words) or not _close(text, i, i + 1):
        return True
    return text.words[i + 1].text in _AFTER_FRAME


def _close(text: Reading, i: int, j: int) -> bool:
    """Whether nothing but a space stands between two words."""
    return not text.text[text.words[i].end : text.words[j].start].strip()


def _joint(text: Reading, j: int) -> bool:
    """ "She and Lind", "of us in Leeds": two doers, or none."""
    if j and text.words[j - 1].text in _PREPOSITIONS:
        return True
    if j < 2 or text.words[j - 1].text != "and":
        return False
    other = text.words[j - 2]
    return other.written[:1].isupper() or other.text in ("he", "she", "they", "you")


def _who(word: Word, own: frozenset[str], pronouns: frozenset[str], named: dict[str, str]) -> str:
    if word.text in own:
        return SELF
    if word.text in pronouns:
        return SELF if word.text in _I else _THIRD
    if (
        not word.written[:1].isupper()
        or word.text in STOP
        or word.text in MONTHS
        or (word.first and word.text not in named)
    ):
        return ""
    return named.get(word.text, word.text)
