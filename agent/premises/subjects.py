"""Where the subject of a question ends and its verb begins, read without a grammar: by pronouns, names and verbs."""

from collections.abc import Sequence

from agent.checks.english.words import Word
from agent.premises.words import (
    ADVERBS,
    BEING,
    BOUNDS,
    CONDITIONS,
    DETERMINERS,
    HELPING,
    ORDINALS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
    is_owner,
    is_participle,
    is_past,
)

LONGEST = 12  # words of a subject


def subject(found: Sequence[Word], helping: str, names: frozenset[str]) -> int:
    """How many of the words after a helping word are the subject, 0 where that cannot be told."""
    if not found:
        return 0
    first = found[0]
    if first.text in PRONOUNS and (len(found) < 2 or first.text in ("she", "he", "it", "they", "we", "there")):
        return 1
    named = _name(found, names)
    if named and not _owns(found, named):
        return named
    for i in range(max(1, named), min(len(found), LONGEST)):
        word, before = found[i], found[i - 1]
        if word.text in BOUNDS | CONDITIONS:
            return 0
        if word.text in ("not", "never"):
            return i
        if before.text in DETERMINERS | ORDINALS | PREPOSITIONS or is_owner(before):
            continue
        if _is_verb(word, helping) and not _is_noun(found, i, helping):
            return i - 1 if before.text in ADVERBS and i > 1 else i
    return _of_be(found) if helping in BEING else 0


def told_subject(found: Sequence[Word], names: frozenset[str]) -> int:
    """How many words are the subject of a clause in the order of a statement ("the rule was a disaster"), or 0."""
    if not found:
        return 0
    if found[0].text in PRONOUNS:
        return 1
    named = _name(found, names)
    for i in range(max(1, named), min(len(found), LONGEST)):
        word, before = found[i], found[i - 1]
        if word.text in BOUNDS | CONDITIONS:
            return 0
        if word.text in HELPING or word.text in ("not", "never"):
            return i
        if before.text in DETERMINERS | PREPOSITIONS:
            continue
        if is_past(word) or (word.text.endswith("s") and word.text[:-1] in VERBS and before.text not in ORDINALS):
            return i
    return 0


def _name(found: Sequence[Word], names: frozenset[str]) -> int:
    """How many words at the beginning are a name: a leader's, or a run of capitals, also after "the"."""
    start = 1 if found[0].text in DETERMINERS and len(found) > 1 else 0
    end = start
    while end < len(found) and (found[end].text in names or found[end].written[:1].isupper()):
        end += 1
        if is_owner(found[end - 1]):
            return 0
    if end + 1 < len(found) and end > start and found[end].text == "and" and found[end + 1].text in names:
        return end + 2
    return end if end > start else 0


def _owns(found: Sequence[Word], end: int) -> bool:
    """Whether more of the subject follows a name: "the Thistle balance", "the Tønsvik lease"."""
    following = found[end] if end < len(found) else None
    return found[0].text in DETERMINERS and following is not None and following.text not in VERBS | ADVERBS


def _is_verb(word: Word, helping: str) -> bool:
    if helping in ("did", "does", "do", "will", "shall"):
        return word.text in VERBS or (helping in ("will", "shall") and word.text in ("be", "have"))
    return is_participle(word) or word.text in ("been", "being")


def _is_noun(found: Sequence[Word], i: int, helping: str) -> bool:
    """ "The health *plan* pay for it", "outside *hiring* still paused": another verb follows that must be the one."""
    after = next((j for j in range(i + 1, min(i + 3, len(found))) if found[j].text not in ADVERBS), len(found))
    if after >= len(found) or not _is_verb(found[after], helping):
        return False
    if helping in BEING:
        return found[i].text.endswith("ing")
    beyond = found[after + 1].text if after + 1 < len(found) else ""
    return beyond in PREPOSITIONS | DETERMINERS


def _of_be(found: Sequence[Word]) -> int:
    """ "The kiln | in a corridor", "glue | forbidden", "the second kiln | four weeks late"."""
    for i in range(1, len(found)):
        text = found[i].text
        if text in PREPOSITIONS and text != "of":
            hard = text == "to" and i > 1 and i + 1 < len(found) and found[i + 1].text in VERBS
            return i - 1 if hard else i  # "engineers | hard to find"
        if text in ("a", "an") or (i > 1 and text in DETERMINERS | ADVERBS | ORDINALS):
            return i
    return len(found) - 1
