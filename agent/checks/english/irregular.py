"""The forms of English words that no ending tells: base, past and participle of verbs, and plurals."""

# One verb in each group, groups apart by commas; a past with two spellings has both, by a stroke.
_VERBS = """
be was/were been, bear bore borne, beat beat beaten, become became become, begin began begun, bend bent bent,
bet bet bet, bind bound bound, bite bit bitten, blow blew blown, break broke broken, bring brought brought,
build built built, burn burnt burnt, buy bought bought, catch caught caught, choose chose chosen, come came come,
cost cost cost, cut cut cut, deal dealt dealt, dig dug dug, do did done, draw drew drawn, drink drank drunk,
drive drove driven, eat ate eaten, fall fell fallen, feed fed fed, feel felt felt, fight fought fought,
find found found, fly flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven,
freeze froze frozen, get got got/gotten, give gave given, go went gone, grow grew grown, hang hung hung,
have had had, hear heard heard, hide hid hidden, hit hit hit, hold held held, hurt hurt hurt, keep kept kept,
know knew known, lay laid laid, lead led led, learn learnt learnt, leave left left, lend lent lent, let let let,
lie lay lain, lose lost lost, make made made, mean meant meant, meet met met, outgrow outgrew outgrown,
overcome overcame overcome, pay paid paid, put put put, quit quit quit, read read read, ride rode ridden,
ring rang rung, rise rose risen, run ran run, say said said, see saw seen, seek sought sought, sell sold sold,
send sent sent, set set set, shake shook shaken, shine shone shone, shoot shot shot, show showed shown,
shrink shrank shrunk, shut shut shut, sing sang sung, sink sank sunk, sit sat sat, sleep slept slept,
speak spoke spoken, spend spent spent, spin spun spun, split split split, spread spread spread,
stand stood stood, steal stole stolen, stick stuck stuck, strike struck struck, swear swore sworn,
sweep swept swept, swim swam swum, take took taken, teach taught taught, tear tore torn, tell told told,
think thought thought, throw threw thrown, understand understood understood, undertake undertook undertaken,
wake woke woken, wear wore worn, win won won, withdraw withdrew withdrawn, withhold withheld withheld,
write wrote written, rebuild rebuilt rebuilt, rewrite rewrote rewritten, reset reset reset, repay repaid repaid,
foresee foresaw foreseen, oversee oversaw overseen, overtake overtook overtaken
"""
_PLURALS = "people person, men man, women woman, children child, feet foot, teeth tooth, mice mouse, halves half"


def _verbs() -> list[tuple[str, list[str], list[str]]]:
    rows = [group.split() for group in _VERBS.split(",")]
    return [(base, past.split("/"), participle.split("/")) for base, past, participle in rows]


PAST = {form: base for base, past, _ in _verbs() for form in past}
PARTICIPLE = {form: base for base, _, participle in _verbs() for form in participle}
PLURAL = dict(pair.split() for pair in _PLURALS.split(","))
# "lay" and the like belong to two verbs: the base form of one goes before the past of the other.
_BASES = {base for base, _, _ in _verbs()}
BASE = {form: base for form, base in {**PLURAL, **PARTICIPLE, **PAST}.items() if form not in _BASES}
