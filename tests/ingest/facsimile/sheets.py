"""Pages drawn with reportlab, which knows how wide each word is."""

import io
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Known = tuple[float, float, float, float]  # left, baseline, right, top of the capitals: points, from the lower left


@dataclass
class Sheet:
    """A page of 12-point Helvetica. `at` draws a line and keeps where each of its words stands, the first of each."""

    width: float = 595.0
    height: float = 842.0
    known: dict[str, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=(self.width, self.height), pageCompression=0)
        self.canvas.setFont("Helvetica", 12)

    def at(self, x: float, y: float, line: str) -> None:
        self.canvas.drawString(x, y, line)
        start = 0
        for word in line.split(" "):
            left = x + stringWidth(line[:start], "Helvetica", 12)
            box = (left, y, left + stringWidth(word, "Helvetica", 12), y + 8.6)
            self.known.setdefault(word, box)
            start += len(word) + 1

    def bytes(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()
