"""One page of HTML that loads nothing and runs nothing, and reads in light and in dark: its head, tables, plots."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5c6670; --paper: #fbfaf7; --line: #dcdfe2; --mark: #1f5f8b;
  --second: #a85b14; --third: #6b4c93; --good: #2c6e49; --bad: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #9aa4ad; --paper: #16191c; --line: #343a40;
  --mark: #7fb8de; --second: #e0a366; --third: #b79ddb; --good: #7cc49a; --bad: #f0888c; } }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
p { max-width: 46rem; } .soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .verdict { font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; } td.n, th.n { text-align: right; }
td.n { white-space: nowrap; } .wide { overflow-x: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { color: var(--soft); font-size: .85rem; } svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .label { fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .chance { stroke: var(--soft); stroke-dasharray: 4 4; }
svg .curve { fill: none; stroke: var(--mark); stroke-width: 2; }
svg .curve.second { stroke: var(--second); stroke-dasharray: 8 3; }
svg .curve.third { stroke: var(--third); stroke-dasharray: 2 3; }
svg .dot, svg .bar { fill: var(--mark); } svg .dot { fill-opacity: .85; }
svg .dot.second { fill: var(--second); } svg .dot.third { fill: var(--third); }
svg svg .interval { stroke: var(--mark); stroke-width: 3; stroke-opacity: .45; }
"""


def document(title: str, about: str, sections: Iterable[str]) -> str:
    """The whole page; `sections` are HTML already, title and the line below it are not."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f'<h1>{escape(title)}</h1><p class="soft">{escape(about)}</p>{"".join(sections)}</body></html>\n'
    )


def beside(plots: Sequence[tuple[str, str]]) -> str:
    """Plots (SVG, what is told below it) as many in a row as there is room for."""
    figures = "".join(f"<figure>{svg}<figcaption>{escape(told)}</figcaption></figure>" for svg, told in plots)
    return f'<div class="plots">{figures}</div>' if plots else ""


def cell(words: str, kind: str) -> str:
    """Words, not escaped, in the colour of a class of the page's style."""
    return f'<span class="{kind}">{words}</span>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """`rows` are HTML already; the columns `numbers`, from 0, stand to the right."""
    top = "".join(f"<th{_right(i, numbers)}>{escape(word)}</th>" for i, word in enumerate(head))
    lines = ("".join(f"<td{_right(i, numbers)}>{one}</td>" for i, one in enumerate(row)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _right(column: int, numbers: frozenset[int]) -> str:
    return ' class="n"' if column in numbers else ""
