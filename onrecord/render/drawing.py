"""SVG by hand: the frame, lines and words of a plot. No script, no style: colours come by the page's CSS classes."""

from html import escape

WIDTH = 520


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line; `kind` is a class."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x: float, y: float, words: str, anchor: str, kind: str = "label") -> str:
    """Words, which are escaped, on one line; `anchor` is start, middle or end."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def block(x: float, y: float, wide: float, high: float, kind: str, told: str = "") -> str:
    """A rectangle; `told` is what it says of itself where it is pointed at."""
    title = f"<title>{escape(told)}</title>" if told else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect class="{kind}" {place}>{title}</rect>' if title else f'<rect class="{kind}" {place}/>'


def dot(x: float, y: float, kind: str, size: float = 3) -> str:
    """A circle."""
    return f'<circle class="{f"dot {kind}".strip()}" cx="{x:.1f}" cy="{y:.1f}" r="{size:g}"/>'


def svg(height: float, title: str, inside: str, told: str = "") -> str:
    """The whole picture; `told` describes it to whoever does not see it."""
    desc = f"<desc>{escape(told)}</desc>" if told else ""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{desc}{inside}</svg>"
    )
