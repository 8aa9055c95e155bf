"""Who is the subject of what: of each clause of a claim and of its quotes, the speaker or another person on record.

A clause belongs to whom its subject names, "I" being the quote's speaker. Where the claim gives words to one person
that the quotes give to another, they have been exchanged. Clauses without a known subject say nothing.
"""

from agent.checks.claim import Claim
from agent.checks.english.alignment import Reading, reading
from agent.checks.english.minds import SAYING
from agent.checks.english.words import Word, listed

SELF = "the speaker"
_I = listed("i we my our")
_THIRD = listed("he she his her")
_PLAIN = listed("""
    and but or so then that which who whom while when where because since as though although it is was were had has have
    would will could can may might still also already now only even never not himself herself in on at by of for to
""")
_NOUNS = listed("the a an some this these those it they you there nobody everybody somebody most many what both each")
_LEAST = 2  # words of a clause that must be at another's


def held(claim: Claim) -> str | None:
    """The first clause that is laid to another person than in the quotes, or none."""
    speakers = {quote.speaker for quote in claim.quotes}
    if len(speakers) != 1 or not next(iter(speakers)):
        return None
    people = _people(claim, next(iter(speakers)))
    said: dict[str, set[str]] = {}
    for quote in claim.quotes:
        for owner, found in _clauses(reading(quote.words), people, first_person=True):
            for word in found:
                if word.content:
                    said.setdefault(word.stem, set()).add(owner)
    if {SELF} >= set().union(*said.values()) - {""}:
        return None
    for owner, found in _clauses(reading(claim.text), people, first_person=False):
        content = {word.stem: word for word in found if word.content and word.text not in people}
        theirs = [stem for stem in content if said.get(stem, {""}) - {owner} and "" not in said.get(stem, {""})]
        wrong = [stem for stem in theirs if owner not in said[stem]]
        if owner and len(wrong) >= _LEAST and len(wrong) == len(theirs):
            return f"“{content[wrong[0]].written}” is laid to another in the quote"
    return None


def _people(claim: Claim, speaker: str) -> dict[str, str]:
    """The folded words of the names on record, each with whose they are; none that two share."""
    found: dict[str, str] = {}
    for person in (*claim.people, speaker):
        for word in reading(person).words:
            owner = SELF if person == speaker else person
            found[word.text] = owner if found.get(word.text, owner) in (owner, SELF) else ""
    return found | dict.fromkeys((word.text for word in reading(speaker).words), SELF)


def _clauses(text: Reading, people: dict[str, str], *, first_person: bool) -> list[tuple[str, list[Word]]]:
    """Each scope's words with whose they are."""
    found: list[tuple[str, list[Word]]] = []
    named, before, sentence = "", "", -1
    for words in _parts(text, people):
        if words[0].sentence != sentence:
            before, sentence = "", words[0].sentence
            named = named if first_person else ""
        owner = _subject(words, people, named, first_person)
        if owner is None:
            owner = before
        named = next((people[one.text] for one in words if people.get(one.text) and one.written[:1].isupper()), named)
        found.append((owner, words))
        before = owner
    return found


def _parts(text: Reading, people: dict[str, str]) -> list[list[Word]]:
    """The words of each scope, cut again before a name that follows "and" or a comma."""
    parts: list[list[Word]] = []
    for i, word in enumerate(text.words):
        before = text.words[i - 1] if i else None
        named = before is not None and word.text in people and before.text not in people
        after = before is not None and (before.text == "and" or "," in text.text[before.end : word.start])
        if before is None or text.scopes[i] != text.scopes[i - 1] or (named and after):
            parts.append([])
        parts[-1].append(word)
    return parts


def _subject(words: list[Word], people: dict[str, str], named: str, first_person: bool) -> str | None:
    """Whose the clause is by its first words, "" where that is unknown, none where it has no subject of its own."""
    for i, word in enumerate(words[:8]):
        if first_person and word.text in _I:
            return SELF
        if people.get(word.text) and word.written[:1].isupper():
            after = next((one.text for one in words[i + 1 :] if one.text not in people), "")
            return "" if after in SAYING and not first_person else people[word.text]
        if word.text in _THIRD:
            return named if first_person and named not in ("", SELF) else ""
        if word.text in _NOUNS or (i == 0 and word.content and word.first):
            return ""
        if word.content or word.text not in _PLAIN:
            return None
    return None
