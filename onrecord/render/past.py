"""A report on past answers as tables with a line of words each, for a terminal and for a page alike.

Titles come from documents: they are folded here, and escaped where HTML is made of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from agent.wording import day
from audit.reports.figures import Figures, Share
from audit.reports.report import LogState, Report
from audit.reports.spoken import Spoken, Used
from ingest.display import folded

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`numbers` are the columns, from 0, that stand to the right. `said` is a line below the title. `wrong`: what is
    listed needs somebody to act; `latest`: the last rows are those to show where there is no room for all."""

    title: str
    head: tuple[str, ...] = ()
    rows: Rows = ()
    numbers: frozenset[int] = frozenset()
    said: str = ""
    wrong: bool = False
    latest: bool = False


def heading(report: Report) -> str:
    """What it is about; both days are within the period, as people count."""
    since = f" from {day(report.since)}" if report.since is not None else ""
    return f"Past answers{since}" + (f" to {day(report.until - timedelta(days=1))}" if report.until is not None else "")


def about(report: Report) -> str:
    """When it was made, of how many records, and of which log."""
    log = f", log {report.log.origin}" if report.log is not None else ""
    return f"{counted(report.figures.records, 'record')}{log}; made {report.made_at:%Y-%m-%d %H:%M} UTC"


def conclusion(report: Report) -> str:
    """The one sentence to read first."""
    found = report.figures
    wrong = []
    if found.unreadable:
        wrong.append(f"{counted(len(found.unreadable), 'record')} cannot be read")
    if found.broken:
        wrong.append(f"{found.hold.of - found.hold.count:,} of {counted(found.hold.of, 'citation')} no longer hold")
    covered = report.spoken.covered
    if covered.count != covered.of:
        wrong.append(
            f"{covered.of - covered.count:,} of {counted(covered.of, 'utterance')} should not have been sounded"
        )
    if wrong:
        *first, last = wrong
        return f"{', '.join(first)} and {last}." if first else f"{last}."
    if found.hold.of:
        return f"All {found.hold.of:,} citations still hold, against today's frozen texts."
    return "No source was cited." if found.records else "Nothing was asked."


def sections(report: Report) -> list[Section]:
    """In the order in which they are read; what has nothing to tell is left out."""
    found = report.figures
    return [
        _answers(found),
        *_statements(found),
        *_broken(found),
        *_cited(found),
        *_spoken(report.spoken),
        *_weeks(found),
        *_recalls(report),
        *_unsigned(report),
        *_kept(report),
        _log(report.log),
    ]


def percent(one: Share) -> str:
    """To one place; only all is 100.0, and only none 0.0."""
    if one.share is None:
        return "-"
    value = one.share * 100
    return f"{min(99.9, max(0.1, value)) if 0 < one.count < one.of else value:.1f} %"


def counted(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def plainly(word: str) -> str:
    return word.replace("_", " ")


def _answers(found: Figures) -> Section:
    refused = sum(found.refused.values())
    questions = found.answered + refused + found.interrupted
    rows = [("answered", found.answered), ("refused", refused)]
    rows += [(f"  {plainly(reason)}", count) for reason, count in found.refused.items()]
    rows += [("interrupted", found.interrupted)] if found.interrupted else []
    table = [(name, f"{count:,}", percent(Share.part(count, questions))) for name, count in rows] if questions else []
    others = [(f"sentence checked: {plainly(one)}", count) for one, count in found.checked.items()]
    others.append(("search for passages", found.searched))
    others += [("question of an evaluation, not counted further", found.evaluated), ("erased", found.erased)]
    others.append(("cannot be read", len(found.unreadable)))
    table += [(name, f"{count:,}", "") for name, count in others if count]
    said = f"{counted(questions, 'question')}." if questions else "No question was asked that could be counted."
    if found.brought:
        said += f" {found.brought:,} brought their own passages along, which nobody approved."
    return Section(
        title="Answers", head=("", "records", "of questions"), rows=table, numbers=frozenset((1, 2)), said=said
    )


def _statements(found: Figures) -> Iterable[Section]:
    written = found.replaced.of
    if not found.statements and not written:
        return
    rows = [("shown", f"{found.statements:,}", "")]
    if written:
        rows.append(("  of them composed", f"{found.composed:,}", percent(Share.part(found.composed, written))))
        rows.append(("replaced by their quotes", f"{found.replaced.count:,}", percent(found.replaced)))
        rows.append(("left out", f"{found.removed.count:,}", percent(found.removed)))
        said = f"A language model wrote {counted(written, 'statement')}; what did not pass the checks was not shown."
    else:
        said = "Verbatim quotes; no language model wrote any of them."
    head = ("", "statements", "of what was written")
    yield Section(title="Statements", head=head, rows=rows, numbers=frozenset((1, 2)), said=said)


def _broken(found: Figures) -> Iterable[Section]:
    if found.broken:
        rows = [(one.record_id, one.place, one.source_id, one.detail) for one in found.broken]
        head = ("record", "place", "document", "what is wrong")
        said = f"{found.hold.count:,} of {found.hold.of:,} citations hold ({percent(found.hold)}); these do not."
        yield Section(title="Citations that no longer hold", head=head, rows=rows, said=said, wrong=True)
    if found.unreadable:
        lost = [(one.record_id, one.detail) for one in found.unreadable]
        said = "Their content is not what was written. See: onrecord audit verify RECORD_ID"
        yield Section(title="Records that cannot be read", head=("record", "why"), rows=lost, said=said, wrong=True)


def _cited(found: Figures) -> Iterable[Section]:
    if found.cited:
        rows = [(folded(one.title), one.source_id, f"{one.records:,}", f"{one.citations:,}") for one in found.cited]
        head = ("document", "id", "answers", "citations")
        said = f"{counted(found.sources, 'document')} cited" + (
            "." if found.sources == len(rows) else f"; the {len(rows)} that most answers cite."
        )
        yield Section(title="Cited most", head=head, rows=rows, numbers=frozenset((2, 3)), said=said)


def _weeks(found: Figures) -> Iterable[Section]:
    if not found.weeks:
        return
    rows = [
        (
            one.monday.isoformat(),
            f"{one.questions:,}",
            percent(one.refused),
            "-" if one.confidence is None else f"{one.confidence:.3f}",
            percent(one.withheld),
            percent(one.other_models),
            percent(one.other_snapshot),
        )
        for one in found.weeks
    ]
    head = ("week from", "questions", "refused", "confidence", "withheld", "other models", "other snapshot")
    others = (
        f"{percent(found.other_models)} with other models than today's, {percent(found.other_snapshot)} from another"
    )
    looked_up = f"Of {counted(found.other_models.of, 'question')} that were looked up, {others} snapshot."
    said = looked_up if found.other_models.of else "Every question brought its own passages."
    yield Section(title="Drift by week", head=head, rows=rows, numbers=frozenset(range(1, 7)), said=said, latest=True)


def _spoken(found: Spoken) -> Iterable[Section]:
    if not found.anything:
        return
    aloud = counted(found.statements, "statement")
    said = f"{aloud} read aloud, {counted(found.played, 'citation')} played, in {counted(found.records, 'answer')}."
    if found.covered.of:
        all_ = found.covered.count == found.covered.of
        which = "All of it was" if all_ else f"{found.covered.count:,} of {counted(found.covered.of, 'utterance')} were"
        said += f" {which} covered by consent and approval at the time, by the log."
    if found.unjudged:
        said += f" Of {found.unjudged:,} nobody can tell, since their answers were erased or cannot be read."
    rows = [(one.what, _whose(one), one.sha256[:16], f"{one.times:,}", f"{one.records:,}") for one in found.used]
    rows += [
        ("recording", folded(one.title), one.sha256[:16], f"{one.times:,}", f"{one.records:,}")
        for one in found.recordings
    ]
    columns = ("", "whose", "sha256", "times", "answers")
    yield Section(title="Read aloud and played", head=columns, rows=rows, numbers=frozenset((3, 4)), said=said)
    if found.uncovered:
        wrong = [(one.record_id, str(one.leaf), one.detail) for one in found.uncovered]
        head, told = ("record", "leaf", "why"), "By what the log says before each of them."
        yield Section(title="Should not have been sounded", head=head, rows=wrong, said=told, wrong=True)


def _whose(one: Used) -> str:
    """Whose a voice or a face is, with the leaf of the consent that says so."""
    if one.leader_id is None:
        return "nobody's"
    by = f"consent in leaf {one.consent:,}" if one.consent is not None else "no consent names it"
    return f"{one.leader_id}, {by}"


def _recalls(report: Report) -> Iterable[Section]:
    if report.recalls:
        rows = [
            (
                folded(one.title),
                one.source_id,
                "consent lapsed" if one.at is None else f"{one.at:%Y-%m-%d}",
                f"{one.records:,}",
                f"{one.open:,}",
            )
            for one in report.recalls
        ]
        head = ("document", "id", "withdrawn", "answers", "not told")
        said = "The readers of these answers have not been told of it. See: onrecord audit recall ID"
        numbers = frozenset((3, 4))
        yield Section(title="Open recalls", head=head, rows=rows, numbers=numbers, said=said, wrong=True)
    elif report.withdrawals:
        said = f"None; {counted(report.withdrawals, 'document')} taken back."
        yield Section(title="Open recalls", said=said)


def _unsigned(report: Report) -> Iterable[Section]:
    if report.unsigned:
        rows = [(folded(one.title), one.source_id) for one in report.unsigned]
        said = f"{len(rows):,} of {counted(report.served, 'document')} served: nobody has signed their approval."
        yield Section(title="Unsigned approvals in use", head=("document", "id"), rows=rows, said=said)


def _kept(report: Report) -> Iterable[Section]:
    if report.held or report.erasures:
        erased = f"{counted(report.erasures, 'record')} erased ever" if report.erasures else "No record was ever erased"
        held = f"; {counted(len(report.held), 'record')} held" if report.held else "; none is held"
        rows = [(one,) for one in report.held]
        yield Section(title="Erased and held", head=("held",) if rows else (), rows=rows, said=f"{erased}{held}.")


def _log(log: LogState | None) -> Section:
    if log is None:
        return Section(title="Log", said="Nothing was logged yet.")
    rows = [("size", f"{log.size:,}"), ("root", log.root)]
    if log.threshold is None:
        rows.append(("cosigned", "no witness is configured"))
    else:
        size = f"size {log.cosigned:,}" if log.cosigned is not None else "never"
        behind = log.size - (log.cosigned or 0)
        late = f", {counted(behind, 'leaf').replace('leafs', 'leaves')} behind" if behind else ", the whole log"
        rows.append(("cosigned", f"{size}{late}; by {log.threshold} of {log.witnesses}"))
    return Section(title="Log", rows=rows)
