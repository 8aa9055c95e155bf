"""From a question to the sentences that must hold for it to make sense; none where it is not surely understood.

1. A question that begins with "why", "when", "how much", "who" and the like takes for granted the clause that it asks
   about, turned into a statement: "Why did she close it?", that she closed it. What is only possible ("could") or is
   itself asked for ("What did she say about pay?") is not.
2. "Admit that", "regret", "announce that" take for granted the clause behind them; "decide to close" that it is closed,
   "refuse to" and "no longer" that it is not so.
3. A clause that says when or why ("when she closed it"), or which one ("that she closed"), is taken for granted too.
4. Then so is the existence of what is named by "the" or by its owner ("the second shift").

A question that "yes" or "no" answers takes nothing for granted here, nor does any other text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.checks.english.words import words
from agent.premises.clauses import Asked, asked
from agent.premises.inverted import inverted, made_to, subject_asked
from agent.premises.named import things
from agent.premises.premise import Premise
from agent.premises.statements import reasoned, stated, tails, which
from agent.premises.words import CONDITIONS, DEGREES

_OURS = {"we": "the company", "us": "the company", "our": "the company's", "ours": "the company's"}
_WE = re.compile(rf"\b(?:{'|'.join(_OURS)})\b", re.IGNORECASE)
_ASKERS = re.compile(r"\b(?:i|me|my|mine|you|your|yours)\b", re.IGNORECASE)
_HER = re.compile(r"^(?:she|he)\b", re.IGNORECASE)


def presupposed(question: str, leaders: Sequence[str] = (), about: str = "") -> tuple[Premise, ...]:
    """The premises of `question`, the main one first; empty where it has none, or none that can be read.

    `leaders` are the names of all leaders on record; `about` is the one leader whom the question is about, whose name
    then stands for "she" and "he". Raises nothing.
    """
    one = asked(question)
    if one is None or any(word.text in CONDITIONS for word in (*one.head, *one.rest)):
        return ()
    names = frozenset(word.text for name in leaders for word in words(name))
    main = [*_main(one, names), *tails(one, names), *which(one, names)]
    counted = one.head[0].text == "how" and one.head[-1].text not in DEGREES and len(one.head) > 2
    found = [*main, *things(one, names)] if main or counted else main
    return tuple(_in_nobodys_voice(premise, about) for premise in found if not _ASKERS.search(premise.text))


def _main(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    reasons = list(reasoned(one, names))
    if reasons or not one.rest:
        yield from reasons
    elif one.made:
        yield from made_to(one, names)
    elif one.told:
        yield from stated(one, one.rest, names)
    elif one.bare:
        yield from subject_asked(one, names)
    else:
        yield from inverted(one, names)


def _in_nobodys_voice(premise: Premise, about: str) -> Premise:
    """ "We" becomes the company, since nobody may be quoted as saying it."""
    text = _WE.sub(lambda found: _OURS[found[0].casefold()], premise.text)
    return replace(premise, text=_HER.sub(lambda _: about, text) if about else text)
