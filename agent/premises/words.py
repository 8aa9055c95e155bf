"""The words by which questions are read, and the forms of verbs in a sentence made of one."""

import re
from collections.abc import Sequence

from agent.checks.english.irregular import PARTICIPLE, PAST
from agent.checks.english.opposites import stemmed
from agent.checks.english.words import Word, listed

ASKING = listed("why when where how what which who whom whose")
DOING = listed("did does do")
BEING = listed("is are was were am")
HAVING = listed("has have had")
COMING = listed("will shall")
SUPPOSING = listed("would could should can may might must ought")  # what is only possible is not taken for granted
HELPING = DOING | BEING | HAVING | COMING | SUPPOSING
ASKER = listed("i you")
PRONOUNS = listed("she he it they we this that these those there everybody everyone somebody someone nobody anybody")
DETERMINERS = listed("the a an his her its their our my your this that these those some any no every each all both")
DEFINITE = listed("the his her its their our this that these those")
PREPOSITIONS = listed("""
    in on at by for from with of into over under until during about as to through between among against without within
    behind across off onto upon than like per towards
""")
ADVERBS = listed("""
    not never also all already always just now only soon still then yet once again suddenly finally really actually
    ever even so too very quietly first last recently ultimately eventually secretly longer
""")
BOUNDS = listed("when after before because since once while although though whereas until")  # open a clause of its own
CONDITIONS = listed("if unless whether")
DEGREES = listed(
    "much many far long often soon big large high low late badly quickly fast old well deep hard few little"
)
# What is asked after, not what is taken for granted: "What did she say about pay?"
OPEN = stemmed("""
    say think believe mean feel tell write announce promise do happen suggest mention recommend talk speak explain
    propose report describe see hope expect want wish plan intend learn decide call respond reply answer know ask advise
""")
SAYING = stemmed(
    "say think believe announce promise tell claim state declare confirm explain report suggest write know"
)
# Whoever asks when somebody admitted a thing takes the thing for granted, too.
FACTIVE = stemmed("admit regret realise realize concede acknowledge confess reveal discover accept recognise recognize")
CARRYING = stemmed("decide agree vote plan choose begin start come manage have need go continue intend get opt")
FAILING = stemmed("fail refuse decline forget")
LIGHT = stemmed("make take have get do give go put be become hold keep bring")
COMPANY = stemmed("company firm business organisation management leadership")  # as a subject the same as "we"
CAUSING = listed("made led caused prompted persuaded drove forced got moved convinced induced pushed inspired")
REASONS = listed("reason reasons explanation excuse justification grounds cause motive motives")
ORDINALS = listed("first second third fourth fifth last next new old big small one two three four five six annual")
# What happens by itself: nothing is asked after behind it, and after "is" it stands alone.
ALONE = stemmed("rise fall grow shrink happen come go run last increase decrease drop climb open exempt")
_NO_CONTENT = stemmed("""
    own way thing kind sort lot much many people person somebody something anything anybody anyone everybody everyone
    nobody nothing none ever still longer yet
""")

VERBS = listed("""
    abandon abolish accept achieve acquire add admit adopt advise agree allow announce apologise approve argue arrive
    ask attack avoid award ban become begin believe blame block boost break bring build buy call cancel carry cease
    change charge choose claim clear close collapse come complain concede confess confirm consider continue correct
    cost count cover cut damage decide decline decrease defend delay deliver demand deny destroy develop dismiss
    discontinue discover double drop earn employ end enter exclude exempt expand expect expire explain extend fail fall
    favour fight fill find fine finish fire fix forbid force forget found freeze fund gain get give go grow halt halve
    happen hate have help hide hire hit hold ignore improve include increase introduce invent invest invite issue join
    keep kill know lapse launch lay lead learn leave lend lie lift like lock lose love lower lie make manage mean meet
    mention merge miss move need offer open oppose order outsource own pause pay plan postpone prefer prevent produce
    promise prove publish punish push put quit raise reach read realise recall receive recommend reduce refuse regret
    reject relocate remove renew reopen repair repeal replace reply report require resign resume retire return reveal
    reverse revoke rise rule run sack save say scrap see sell send set settle shelve shrink shut sign skip slip slow
    spend split sponsor start state stay steal stop study succeed suffer suggest support suspend take teach tell
    terminate test think threaten throw try turn understand undo use vanish visit vote want warn waste watch wear win
    withdraw work worry write award blame distrust trust mark mend call organise organize paint send wish hope feel
    wait look lean treat fit
""")


def content(found: Sequence[Word], names: frozenset[str]) -> tuple[str, ...]:
    """The stems of the words that carry meaning and are no part of a leader's name, each once, in order."""
    kept = (word.stem for word in found if word.content and word.text not in names and word.text not in ASKING)
    return tuple(dict.fromkeys(stem for stem in kept if stem not in _NO_CONTENT))


def is_owner(word: Word) -> bool:
    """ "Daniel's", "the banks'"."""
    return word.written.casefold().endswith(("'s", "’s", "s'", "s’"))


def is_participle(word: Word) -> bool:
    """ "Closed", "closing", "sold"."""
    text = word.text
    if text.endswith("ing") and len(text) > 5:
        return text not in ("during", "nothing", "something", "anything", "everything", "spring", "morning", "evening")
    return text in PARTICIPLE or (text.endswith("ed") and len(text) > 4 and text != "hundred")


def is_past(word: Word) -> bool:
    """ "Closed", "sold", "rose"."""
    return word.text in PAST or (word.text.endswith("ed") and len(word.text) > 4 and word.text != "hundred")


def is_present(word: Word, plural: bool = False) -> bool:
    """ "Closes"; `plural`: "close" as well."""
    text = word.text
    return (text.endswith("s") and bool({text[:-1], text[:-2], f"{text[:-3]}y"} & VERBS)) or (plural and text in VERBS)


def base_of(gerund: str) -> str:
    """ "Close" of "closing", "stop" of "stopping"."""
    bare = gerund.removesuffix("ing")
    if bare in VERBS:
        return bare
    if f"{bare}e" in VERBS:
        return f"{bare}e"
    return bare[:-1] if len(bare) > 2 and bare[-1] == bare[-2] and bare[-1] not in "ls" else bare


def told(helping: str, verb: str) -> str:
    """A base form as "did" or "does" makes a sentence of it: "closed", "closes"."""
    if helping == "did":
        return _past(verb)
    if helping == "does":
        return _third(verb)
    return verb


_PAST_OF = {base: form for form, base in reversed(PAST.items())}


def _past(verb: str) -> str:
    if verb in _PAST_OF:
        return _PAST_OF[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]|admit|regret|commit|permit|refer|prefer|cancel", verb):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"


def _third(verb: str) -> str:
    if verb in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[verb]
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
