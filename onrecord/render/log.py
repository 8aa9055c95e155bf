"""The log and its examination as a person reads them."""

from collections.abc import Mapping, Sequence

from audit.examining.examined import NAMES, Examination
from audit.log.leaves import Head
from ingest.parse.refusals import one_line
from onrecord.render.lines import BLANK, Line, Span, Style, line


def format_log(head: Head, answers: int, kinds: Mapping[str, int], readable: int, older: int) -> str:
    """What is in it, and the root under which all of it is signed."""
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    lines = [
        f"log       {head.origin}",
        f"leaves    {head.size}: {counted}",
        f"answers   {answers} given; the content of {readable} can be read",
        f"root      {head.checkpoint.root.hex()}",
    ]
    if older:
        lines.insert(3, f"          {older} more {'is' if older == 1 else 'are'} older than the log")
    return "\n".join([*lines, "", "To keep what is signed elsewhere: onrecord audit checkpoint > FILE"])


def format_examination(found: Examination, since: str | None) -> list[Line]:
    """Every step with what was found there; the word that sums it up comes last."""
    lines = [line(Span(found.origin or "no log yet", Style.STRONG)), BLANK]
    for step, name in NAMES.items():
        label = Span(f"{step}. {name:<12}", Style.NUMBER)
        count = found.counted[step]
        own = [one for one in found.faults if one.step == step]
        if not count:
            told = f"{found.checked[step]:,} checked" if step != 7 else f"it extends the checkpoint in {since}"
            passed = step != 7 or since is not None
            word = (
                Span("ok", Style.GOOD) if passed else Span("no earlier checkpoint was named: --since FILE", Style.DIM)
            )
            lines.append(line(word, f"  {told}" if passed else "", label=label))
        for one in own:
            lines.append(line(Span("FAILED", Style.BAD), f"  {one.place}: {one_line(one.detail)}", label=label))
            for what, value in (("expected", one.expected), ("found", one.found)):
                if value is not None:
                    lines.append(line(one_line(value), label=Span(f"{what:<8}", Style.DIM), indent=17))
        if count > len(own):
            lines.append(line(f"and {count - len(own):,} more", label=label))
    lines += [line(Span(one, Style.WARNING)) for one in _sentences(found.notes)]
    told = f"WHOLE, {found.size:,} leaves, root {found.root}" if found.whole else "FAILED"
    return [*lines, BLANK, line(Span(told, Style.GOOD if found.whole else Style.BAD), whole=True)]


def _sentences(notes: Sequence[str]) -> list[str]:
    return [f"Note: {one}." for one in notes]
