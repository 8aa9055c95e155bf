"""What becomes of an instruction that a reader of the file would not see: left out, nobody's words, or plain text.

No style sheet, colour, size or place on a page is judged by a parser: what such text says is text of the document. The
review before an approval tells whoever approves it that no reader sees it; the attacks on answers show what it does
where it is approved in spite of that.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.display import folded
from ingest.domain import Document
from ingest.review.reviewer import Reviewer


def _plain(text: str) -> str:
    return folded(text.replace("\r", "\n"))


def test_each_attack_lands_where_it_is_said_to(carried: Any, documents: Mapping[str, Document]) -> None:
    document = documents[carried.source_id]
    if carried.where == "title":
        assert carried.text not in document.text
        return
    text = _plain(carried.text)
    own = [_plain(document.text[one.start : one.end]) for one in document.segments if one.leader_id == carried.by]
    found = (
        "nowhere" if text not in _plain(document.text) else "quotable" if any(text in one for one in own) else "nobody"
    )
    assert found == carried.lands


def test_the_words_around_an_attack_are_there(carried: Any, documents: Mapping[str, Document]) -> None:
    assert carried.own_sentences[0] in _plain(documents[carried.source_id].text)


def test_text_without_ink_or_size_or_place_is_text_of_its_document(
    unseen: Any, documents: Mapping[str, Document]
) -> None:
    assert _plain(unseen.text) in _plain(documents[unseen.source_id].text)


def test_the_review_before_an_approval_tells_text_without_ink_or_size_or_place(
    unseen: Any, documents: Mapping[str, Document], workspace: Path
) -> None:
    document = documents[unseen.source_id]
    (path,) = workspace.parent.glob(f"{unseen.source_id}.*")
    with Reviewer() as reviewer:
        findings = reviewer.review(path.read_bytes(), path.name, document).findings
    told = [_plain(document.text[one.start : one.end]) for one in findings if one.start is not None]
    assert any(_plain(unseen.text) in one for one in told)
