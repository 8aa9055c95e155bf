"""Is a past answer still true to its sources? Pure: it looks at nothing but what it is given.

1. `record`: it is stored under its own id, and it is one whole answer or one whole refusal. (That its bytes are
   those that were written is `Ledger.read`'s to say, which raises otherwise.)
2. `quote`: each quote is the frozen text at its offsets, and that text has the hash that the citation names.
3. `approval`: the source was published with those very bytes, under an approval by a second person that binds
   them, and the frozen text is of those bytes.
4. `attribution`: title and date are those of such a publication, and the speaker is a leader of it, by a name
   under which that leader was published.
5. `statement`: every statement has a citation and checks, all of which passed; one that is quoted holds nothing but
   its quotes, marked where words are left out between them, and their date, title and speaker. (Of a composed one its
   checks are read, not made again.) What was said on a topic over time stands in the order of its dates, and its
   changes of position are of sentences that it cites (audit/verify_over_time.py).
   What was withheld is noted, with the checks that it failed.
6. `since`: the source was withdrawn, removed or superseded since. A note, not a failure: the answer was right then.

Of a record whose question brought its passages, steps 2 to 4 are those of audit/closed.py, and step 6 has no object.

It fails closed: what could not be checked has failed, and a record without findings is not verified.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from audit.canonical import text_sha256
from audit.closed import closed
from audit.domain import AnswerRecord, Became, Citation, Form, Nearest, Outcome, Statement, Withheld
from audit.findings import Finding, Frozen, Holdings, Level, Publication, Since, Verdict
from audit.records.quotes import together
from audit.records.titles import plain_title
from audit.verify_over_time import faults

SEARCH = "search"  # the composer of passages that were found, and of no answer
TIMELINE = "timeline"  # the composer of what was said on a topic over time
VERBATIM = ("extractive", SEARCH, TIMELINE)  # the composers that make no other statements than quotes
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")  # a hyphen within a word, which display may join

Place = Citation | Nearest
Text = tuple[str, tuple[tuple[int, int], ...]]  # with where its running headers and footers stand


def verify_record(record: AnswerRecord, record_id: str, holdings: Holdings) -> tuple[Finding, ...]:
    """Every step at every place of a record that was read as `record_id`, in the order of the steps."""
    places = list(_places(record))
    found = list(_record(record, record_id))
    if record.closed_context is not None:
        found += closed(record.closed_context, places)
    else:
        found += [quote(place, item, holdings.texts.get(item.text_sha256, ())) for place, item in places]
        for check in (_approval, _attribution):
            found += [check(place, item, holdings) for place, item in places]
    for number, one in enumerate(record.statements, 1):
        texts = _texts(record, one.citations[0], holdings) if one.citations else []
        found.append(_statement(number, one, record.composer.kind, texts))
    if all(one.citations for one in record.statements):
        found += [_failed(5, place, fault) for place, fault in faults(record)]
    found += [_withheld(number, one) for number, one in enumerate(record.withheld, 1)]
    sources = [] if record.closed_context is not None else [item.source_id for _, item in places]
    for source_id in dict.fromkeys(sources):
        found += _since(source_id, holdings.since.get(source_id))
    return tuple(found)


def verdict(findings: Iterable[Finding], holdings: Holdings | None) -> Verdict:
    """The one word under the findings. Nothing found, or nothing to check it against, is no verification."""
    listed = list(findings)
    if not listed or holdings is None or any(one.level is Level.FAILED for one in listed):
        return Verdict.FAILED
    if any(one.step == 3 and one.level is Level.NOTE for one in listed):
        return Verdict.UNAPPROVED
    withdrawn = any(since.withdrawn is not None for since in holdings.since.values())
    return Verdict.WITHDRAWN_SINCE if withdrawn else Verdict.VERIFIED


def _places(record: AnswerRecord) -> Iterator[tuple[str, Place]]:
    """Every place in a document that the record shows, with what a person calls it."""
    for number, statement in enumerate(record.statements, 1):
        for count, citation in enumerate(statement.citations, 1):
            yield f"statement {number}, citation {count}", citation
    for number, nearest in enumerate(record.refusal.nearest if record.refusal else (), 1):
        yield f"nearest passage {number}", nearest


def _record(record: AnswerRecord, record_id: str) -> Iterator[Finding]:
    """Step 1."""
    if record.record_id != record_id:
        yield _failed(1, "record", "it is stored under another record's id", record_id, record.record_id)
        return
    answered = record.outcome is Outcome.ANSWERED
    if answered != bool(record.statements) or answered != (record.refusal is None):
        yield _failed(1, "record", "it is neither an answer with statements nor a refusal without")
        return
    yield _passed(1, "record", "its bytes are those that were written")


def quote(place: str, item: Place, texts: Sequence[Frozen]) -> Finding:
    """Step 2, against the frozen texts that are filed under the hash that the item names. Of several that it may be of
    every one must be whole: any of them may have been read."""
    frozen = _may_be_of(item, texts)
    if not frozen:
        return _failed(2, place, f"no frozen text of {item.source_id} has the hash it names", item.text_sha256, "none")
    for one in frozen:
        digest = text_sha256(one.text)
        if digest != item.text_sha256:
            return _failed(2, place, f"the frozen text of {item.source_id} was changed", item.text_sha256, digest)
        if not 0 <= item.start < item.end <= len(one.text):
            where = f"{item.start}-{item.end} of {len(one.text)} characters"
            return _failed(2, place, f"{item.source_id} has no such place: {where}")
        there = one.text[item.start : item.end]
        if there != item.quote:
            where = f"{item.source_id} {item.start}-{item.end}"
            return _failed(2, place, f"the frozen text at {where} is not the quote", there, item.quote)
    return _passed(2, place, f"{item.source_id} {item.start}-{item.end}")


def _approval(place: str, item: Place, holdings: Holdings) -> Finding:
    """Step 3."""
    known = holdings.publications.get(item.source_id, ())
    ours = _publications(item, holdings)
    if not ours:
        hashes = ", ".join(sorted({one.source_sha256 for one in known})) or "never published"
        shown = ", ".join(sorted(_files(item, holdings))) or "no bytes that it could be of"
        return _failed(3, place, f"{item.source_id} was never published with these bytes", hashes, shown)
    if not _frozen(item, holdings):
        detail = f"no frozen text of {item.source_id} is of these bytes"
        return _failed(3, place, detail, item.text_sha256, "none")
    for one in ours:
        if one.approved_sha256 == one.source_sha256 and one.approved_by not in (None, one.owner, one.added_by):
            return _passed(3, place, f"{item.source_id} approved by {one.approved_by}, sha256 {one.source_sha256}")
    last = ours[-1]
    second = f"someone other than {last.owner} and {last.added_by}, for {last.source_sha256}"
    got = f"{last.approved_by or 'nobody'}, for {last.approved_sha256 or 'nothing'}"
    return _failed(3, place, f"{item.source_id} had no approval by a second person that binds its bytes", second, got)


def _attribution(place: str, item: Place, holdings: Holdings) -> Finding:
    """Step 4."""
    ours = _publications(item, holdings)
    if not ours:
        return _failed(4, place, f"no publication of {item.source_id} says whose words these are")
    told = (item.title, item.date.isoformat(), item.speaker)
    published = [
        (one.title, one.date.isoformat(), name)
        for one in ours
        for leader_id in one.leader_ids
        if not isinstance(item, Citation) or item.leader_id == leader_id
        for name in sorted(holdings.names.get(leader_id, ()))
    ]
    if told in published:
        return _passed(4, place, f"{item.speaker}, {item.date}")
    expected = "; ".join(dict.fromkeys(map(_joined, published))) or "a leader of that publication"
    return _failed(4, place, "title, date and speaker were never published together", expected, _joined(told))


def _statement(number: int, statement: Statement, composer: str, texts: Sequence[Text]) -> Finding:
    """Step 5."""
    place = f"statement {number}"
    if not statement.citations:
        return _failed(5, place, "it has no citation")
    if not statement.checks:
        return _failed(5, place, "no check of it was recorded")
    wrong = [check for check in statement.checks if not check.passed]
    if wrong:
        return _failed(5, place, f"its check {wrong[0].name!r} had failed: {wrong[0].detail}")
    if statement.form is not Form.QUOTED and composer in VERBATIM:
        return _failed(5, place, "its composer quotes, yet its words are composed", Form.QUOTED, statement.form)
    if statement.form is Form.QUOTED:
        made = _quoted(statement, texts)
        if not made:
            return _failed(5, place, "its citations are not of one text, in its order")
        if _read_aloud(statement.text) not in map(_read_aloud, made):
            return _failed(5, place, "its text is not its quotes, date, title and speaker", made[0], statement.text)
    return _passed(5, place, f"{len(statement.citations)} cited, {len(statement.checks)} checks passed")


def _withheld(number: int, withheld: Withheld) -> Finding:
    """Step 5, of what was written and not shown. A note: nobody was told it."""
    place = f"withheld {number}"
    wrong = [check for check in withheld.statement.checks if not check.passed]
    if not wrong:
        return _failed(5, place, "no check says why it was withheld")
    told = "; ".join(f"{check.name}: {check.detail}" for check in wrong)
    shown = "its quotes were shown instead" if withheld.became is Became.QUOTES else "it was left out"
    detail = f"“{withheld.statement.text}” did not pass ({told}); {shown}"
    return Finding(step=5, place=place, level=Level.NOTE, detail=detail)


def _since(source_id: str, since: Since | None) -> Iterator[Finding]:
    """Step 6."""
    if since is None:
        yield _failed(6, source_id, "what became of it since could not be read")
        return
    notes = [f"superseded by {title}" for title in since.superseded_by]
    if not since.published:
        notes.append("no longer published")
    if since.withdrawn is not None:
        at, reason = since.withdrawn
        notes.append(f"withdrawn on {at:%-d %B %Y}: {reason}")
    for note in notes:
        yield Finding(step=6, place=source_id, level=Level.NOTE, detail=note)
    if not notes:
        yield _passed(6, source_id, "still published")


def _frozen(item: Place, holdings: Holdings) -> list[Frozen]:
    """The frozen texts that the place may be of: of the cited file's bytes; a refusal's passage names none."""
    return _may_be_of(item, holdings.texts.get(item.text_sha256, ()))


def _may_be_of(item: Place, texts: Sequence[Frozen]) -> list[Frozen]:
    return [one for one in texts if not isinstance(item, Citation) or one.source_sha256 == item.source_sha256]


def _files(item: Place, holdings: Holdings) -> set[str]:
    if isinstance(item, Citation):
        return {item.source_sha256}
    return {one.source_sha256 for one in _frozen(item, holdings)}


def _publications(item: Place, holdings: Holdings) -> list[Publication]:
    files = _files(item, holdings)
    return [one for one in holdings.publications.get(item.source_id, ()) if one.source_sha256 in files]


def _quoted(statement: Statement, texts: Sequence[Text]) -> list[str]:
    """What a statement made of quotes may say, by its citations: as it is put together now, then as it once was."""
    first = statement.citations[0]
    if any((one.source_id, one.text_sha256) != (first.source_id, first.text_sha256) for one in statement.citations):
        return []
    head, close = f'On {first.date:%-d %B %Y}, in *{plain_title(first.title)}*, {first.speaker} said: "', '"'
    if first.brought:
        head, close = f"In passage {first.source_id}: “", "”"
    try:
        return [
            f"{head}{together(statement.citations, text, furniture, lines)}{close}"
            for lines in (True, False)
            for text, furniture in texts
        ]
    except ValueError:
        return []


def _texts(record: AnswerRecord, first: Citation, holdings: Holdings) -> list[Text]:
    """The texts that a statement's quotes may be of."""
    if record.closed_context is None:
        return [(one.text, one.furniture) for one in _frozen(first, holdings)]
    return [(one.text, ()) for one in record.closed_context if one.id == first.source_id and one.text is not None]


def _read_aloud(text: str) -> str:
    """Without white space, invisible characters and hyphens within words: what display may change of a quote."""
    joined = _BROKEN.sub("", text)
    return "".join(one for one in joined if not one.isspace() and unicodedata.category(one) not in ("Cc", "Cf"))


def _joined(facts: tuple[str, str, str]) -> str:
    return ", ".join(facts)


def _passed(step: int, place: str, detail: str) -> Finding:
    return Finding(step=step, place=place, level=Level.PASSED, detail=detail)


def _failed(step: int, place: str, detail: str, expected: str | None = None, found: str | None = None) -> Finding:
    return Finding(step=step, place=place, level=Level.FAILED, detail=detail, expected=expected, found=found)
