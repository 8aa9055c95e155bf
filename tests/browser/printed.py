"""A PDF of one page of which is known where each sentence stands: it is drawn here, and approved."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import getAscentDescent, stringWidth
from reportlab.pdfgen.canvas import Canvas

SOURCE_ID, TITLE = "bicycle-shelter-2026-05", "The bicycle shelter"
FONT, SIZE, LEFT = "Helvetica", 12, 72
WIDTH, HEIGHT = A4
MANIFEST = """
  - id: {source_id}
    path: corpus/{source_id}.pdf
    sha256: {sha256}
    title: {title}
    kind: memo
    leaders: [daniel-quarmby]
    date: 2026-05-11
    audience: all-employees
    owner: hattie.lowe@example.com
    added_by: marek.dunne@example.com
    approval: {{by: yvonne.adebayo@example.com, at: 2026-05-12T09:00:00Z, sha256: {sha256}}}
"""


@dataclass(frozen=True)
class Line:
    """A sentence on one line, whose baseline lies `baseline` points above the page's lower edge."""

    text: str
    baseline: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom as shares of the page, from its upper left corner: from the font's ascent to its
        descent."""
        ascent, descent = getAscentDescent(FONT, SIZE)
        right = LEFT + stringWidth(self.text, FONT, SIZE)
        top, bottom = HEIGHT - self.baseline - ascent, HEIGHT - self.baseline - descent
        return LEFT / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT


PRINTED = (
    Line(text="The bicycle shelter at Thornbeck will have room for ninety bicycles.", baseline=640),
    Line(text="It is paid for from what the car park no longer costs us.", baseline=540),
    Line(text="The old shelter comes down in the second week of June.", baseline=440),
)


def printed(folder: Path) -> None:
    """Draw it into a copy of the sample corpus, and declare it there."""
    path = folder / "corpus" / f"{SOURCE_ID}.pdf"
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setTitle(TITLE)
    canvas.setFont(FONT, SIZE)
    for line in PRINTED:
        canvas.drawString(LEFT, line.baseline, line.text)
    canvas.save()
    entry = MANIFEST.format(source_id=SOURCE_ID, title=TITLE, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    with (folder / "corpus_manifest.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(entry)
