"""What a person reads before they approve a document, around its text."""

from collections.abc import Sequence
from datetime import UTC

from agent.wording import day
from ingest.display import folded
from ingest.domain import Document, Source, Status, Withdrawal
from onrecord.render.document import spoken
from onrecord.render.lines import BLANK, Line, Span, Style, line

UNSIGNED = (
    "The approval will not be signed: the manifest will say who approved these bytes, and when, but it proves that no"
    " more than any line in a file does. To sign: onrecord keys new --approver EMAIL"
)


def format_header(source: Source, taken_back: Withdrawal | None, *, stands: bool) -> list[Line]:
    """Which document it is, what approval it has already, and the withdrawal that a new approval would end. `stands`:
    a new approval would say nothing that this one does not."""
    facts = f"{source.source_id} · {source.kind} of {day(source.date)} · for {source.audience} · owner {source.owner}"
    found = [line(Span(folded(source.title), Style.STRONG)), line(folded(facts))]
    if taken_back is not None:
        told = f"withdrawn on {day(taken_back.at.astimezone(UTC).date())}: {folded(taken_back.reason)}"
        found.append(line(Span(told, Style.WARNING)))
        found.append(line(Span("Your approval puts it back at the next ingest.", Style.WARNING)))
        return found
    old = source.approval
    if old is not None:
        signed = "signed" if old.signature is not None else "not signed"
        told = f"approved already by {old.by} on {day(old.at.astimezone(UTC).date())}, {signed}"
        found.append(line(Span(told, Style.WARNING)))
        if stands:
            step = f"onrecord reject {source.source_id} --reason TEXT"
            told = f"The same again changes nothing; for a new approval, first: {step}"
            found.append(line(Span(told, Style.WARNING)))
    return found


def format_meaning(
    source: Source, document: Document, after: Status, keyid: str | None, unheard: Sequence[str] = ()
) -> list[Line]:
    """What the approval binds, what it would mean, and what it is worth. `keyid` is of the key that signs it; `unheard`
    are the names of those in the recording who have not agreed to be heard."""
    also = ", and with them this text:" if keyid is None else " and this text:"
    names = {segment.leader_id: segment.speaker or "" for segment in document.segments}
    counts = spoken(document)
    others = counts.pop(None, 0)
    own = [f"{folded(names[leader_id])} ({count:,} words)" for leader_id, count in counts.items()]
    rest = f"; {others:,} words are no leader's of this document and stay unquoted" if others else ""
    found = [
        line(Span(f"The approval binds these bytes{also}", Style.STRONG)),
        line(f"file sha256 {source.sha256}  {folded(source.path)}", whole=True),
        line(f"text sha256 {document.text_sha256}  {document.parser}", whole=True),
        *_recording(source, unheard),
        line(Span("Could be quoted: ", Style.STRONG), f"{', '.join(own) or 'nobody'}{rest}."),
    ]
    if not own:
        found.append(line(Span("None of it can be attributed: add speaker labels (`NAME: ...`) first.", Style.WARNING)))
    if after is not Status.PUBLISHED:
        found.append(line(Span(f"Approved or not, it is {after} today and will not be answered from.", Style.WARNING)))
    signed = Span(UNSIGNED, Style.DIM) if keyid is None else Span(f"signed with the key {keyid}")
    return [*found, line(signed, whole=keyid is not None), BLANK]


def _recording(source: Source, unheard: Sequence[str]) -> list[Line]:
    media = source.media
    if media is None:
        return []
    found = [line(f"recording sha256 {media.sha256}  {folded(media.path)}", whole=True)]
    if media.note is not None:
        found.append(line(folded(media.note)))
    if unheard:
        told = f"Nobody hears it without a consent with the scope voice of {' and '.join(map(folded, unheard))}."
        found.append(line(Span(told, Style.WARNING)))
    return found
