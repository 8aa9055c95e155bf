"""The policy's parts, each read from its place in the form.

version: 1
contact: E-MAIL      whom people are sent to, unless a topic or a blackout names another
topics:     [{id, title, contact?, words?: [PHRASE], examples?: [QUESTION], until?: DATE, always?: true or false}]
blackouts?: [{id, title, from: DATE, until: DATE, topics: [ID] or all, contact?, detail?}]
allow?:     [QUESTION]
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, TypeAdapter

from ingest.manifest.faults import Loc, expected_one_of, shown
from ingest.manifest.nodes import Node, Scalar
from ingest.manifest.schema import Day, Identifier, Line, Person, Version
from ingest.policy.domain import Blackout, Policy, Topic
from ingest.policy.form import Form

MAX_QUESTIONS = 1000  # examples and allowed ones; each is embedded once
ALL = "all"
SHORTEST = 3  # letters of the longest word of a phrase


def _truth(node: object) -> bool:
    words = {"true": True, "false": False}
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    if text not in words:
        raise ValueError(f"expected true or false; got {shown(node.text if isinstance(node, Scalar) else '')}")
    return words[text]


def _with_words(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError(f"expected words; got {shown(text)}")
    return text


def _telling(text: str) -> str:
    """A phrase that is nothing but short words would bar nearly every question."""
    words = re.findall(r"\w+", _with_words(text))
    if all(len(word) < SHORTEST and word.islower() for word in words):
        raise ValueError(f"expected a word of {SHORTEST} letters or more, or one in capitals; got {shown(text)}")
    return text


_VERSION: TypeAdapter[int] = TypeAdapter(Version)
_PERSON: TypeAdapter[str] = TypeAdapter(Person)
_LINE: TypeAdapter[str] = TypeAdapter(Line)
_ID: TypeAdapter[str] = TypeAdapter(Identifier)
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_TRUTH: TypeAdapter[bool] = TypeAdapter(Annotated[bool, BeforeValidator(_truth)])
_WORDS: TypeAdapter[str] = TypeAdapter(Annotated[Line, AfterValidator(_with_words)])
_PHRASE: TypeAdapter[str] = TypeAdapter(Annotated[Line, AfterValidator(_telling)])


def policy_of(form: Form, root: Node) -> Policy:
    """What could be read of it: whole where the form has no faults, with stand-ins where it has."""
    keys = form.keys(root, (), ("version", "contact", "topics"), ("blackouts", "allow"))
    form.one(keys.get("version"), ("version",), _VERSION)
    contact = form.one(keys.get("contact"), ("contact",), _PERSON) or ""
    topics = tuple(_topic(form, node, loc, contact) for loc, node in form.items(keys.get("topics"), ("topics",)))
    known = list(dict.fromkeys(topic.topic_id for topic in topics if topic.topic_id))
    listed = list(form.items(keys.get("blackouts"), ("blackouts",)))
    blackouts = tuple(_blackout(form, node, loc, contact, known) for loc, node in listed)
    _unique(form, "topics", [topic.topic_id for topic in topics])
    _unique(form, "blackouts", [blackout.blackout_id for blackout in blackouts])
    allow = _texts(form, keys.get("allow"), ("allow",))
    policy = Policy(contact=contact, topics=topics, blackouts=blackouts, allow=allow)
    if len(policy.questions) > MAX_QUESTIONS:
        form.fault((), f"holds {len(policy.questions):,} examples and allowed questions; at most {MAX_QUESTIONS:,}")
    for place, item in form.items(keys.get("allow"), ("allow",)):
        if isinstance(item, Scalar) and (at := _example_of(item.text, topics)):
            form.fault(place, f"{shown(item.text)} is an example of {at}: it cannot be allowed as well")
    return policy


def _topic(form: Form, node: Node, loc: Loc, contact: str) -> Topic:
    before = len(form.faults)
    keys = form.keys(node, loc, ("id", "title"), ("contact", "words", "examples", "until", "always"))
    topic = Topic(
        topic_id=form.one(keys.get("id"), (*loc, "id"), _ID) or "",
        title=form.one(keys.get("title"), (*loc, "title"), _LINE) or "",
        contact=form.one(keys.get("contact"), (*loc, "contact"), _PERSON) or contact,
        words=_texts(form, keys.get("words"), (*loc, "words"), _PHRASE),
        examples=_texts(form, keys.get("examples"), (*loc, "examples")),
        until=form.one(keys.get("until"), (*loc, "until"), _DAY),
        always=form.one(keys.get("always"), (*loc, "always"), _TRUTH) is not False,
    )
    if not topic.words and not topic.examples and len(form.faults) == before:
        form.fault(loc, "lacks words or examples: no question would be taken for this topic")
    return topic


def _blackout(form: Form, node: Node, loc: Loc, contact: str, known: Sequence[str]) -> Blackout:
    keys = form.keys(node, loc, ("id", "title", "from", "until", "topics"), ("contact", "detail"))
    begins = form.one(keys.get("from"), (*loc, "from"), _DAY) or date.min
    until = form.one(keys.get("until"), (*loc, "until"), _DAY) or date.max
    if begins >= until:
        message = f"expected a day after from, {begins}; got {until} (the first day on which it is over)"
        form.fault((*loc, "until"), message)
    return Blackout(
        blackout_id=form.one(keys.get("id"), (*loc, "id"), _ID) or "",
        title=form.one(keys.get("title"), (*loc, "title"), _LINE) or "",
        begins=begins,
        until=until,
        topics=_topics(form, keys.get("topics"), (*loc, "topics"), known),
        contact=form.one(keys.get("contact"), (*loc, "contact"), _PERSON) or contact,
        detail=form.one(keys.get("detail"), (*loc, "detail"), _LINE),
    )


def _topics(form: Form, node: Node | None, loc: Loc, known: Sequence[str]) -> tuple[str, ...] | None:
    """The ids of known topics, or none for `all`."""
    if isinstance(node, Scalar):
        if node.text != ALL:
            form.fault(loc, f"expected a list of topics' ids, or the word {ALL}; got {shown(node.text)}")
        return None
    before = len(form.faults)
    found = _texts(form, node, loc)
    for index, word in enumerate(found if len(form.faults) == before else ()):
        if word not in known:
            form.fault((*loc, index), expected_one_of(word, known))
    if node is not None and not found and len(form.faults) == before:
        form.fault(loc, f"expected at least one topic's id, or the word {ALL}; got []")
    return found


def _texts(form: Form, node: Node | None, loc: Loc, kind: "TypeAdapter[str] | None" = None) -> tuple[str, ...]:
    """A list of lines, none of them twice in any spelling of its capitals."""
    found: dict[str, str] = {}
    for place, item in form.items(node, loc):
        text = form.one(item, place, kind or _WORDS)
        if text is not None and found.setdefault(text.casefold(), text) is not text:
            form.fault(place, f"{shown(text)} is listed twice")
    return tuple(found.values())


def _unique(form: Form, group: str, found: Sequence[str]) -> None:
    first: dict[str, int] = {}
    for index, one in enumerate(found):
        if one and first.setdefault(one, index) != index:
            form.fault((group, index, "id"), f"{shown(one)} is already that of {group}[{first[one]}]")


def _example_of(text: str, topics: Sequence[Topic]) -> str:
    """A topic with this very example, or nothing."""
    same = text.strip().casefold()
    return next((one.topic_id or "a topic" for one in topics if same in [each.casefold() for each in one.examples]), "")
