"""Any texts as a workspace of their own: a manifest is written beside them, one document a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ruamel.yaml import YAML

APPROVER, OWNER = "reviewer@example.com", "archive@example.com"
AUDIENCE = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One document: `speaker` is a leader's name; ids match `[a-z0-9-]+`."""

    source_id: str
    title: str
    speaker: str
    speaker_id: str
    date: str
    text: str


def write_manifest(folder: Path, organisation: str, title: str, texts: Iterable[Text]) -> Path:
    """Write `texts` below `folder` and a manifest that covers them, approved; `title` is every leader's.

    Gives the manifest's path.
    """
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    consent = folder / "corpus" / "consent.md"
    consent.write_text("These texts are published and may be quoted and paraphrased.\n", encoding="utf-8")
    leaders: dict[str, str] = {}
    documents = []
    for text in texts:
        leaders.setdefault(text.speaker_id, text.speaker)
        documents.append(_document(folder, text))
    manifest = {
        "version": 1,
        "organisation": organisation,
        "audiences": [AUDIENCE],
        "leaders": [
            _leader(one, name, title, sha256(consent.read_bytes()).hexdigest()) for one, name in leaders.items()
        ],
        "documents": documents,
    }
    path = folder / "corpus_manifest.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(manifest, stream)
    return path


def _leader(leader_id: str, name: str, title: str, consent_sha256: str) -> dict[str, object]:
    consent = {
        "record": "corpus/consent.md",
        "sha256": consent_sha256,
        "scope": ["quote", "paraphrase"],
        "audiences": [AUDIENCE],
        "valid_from": "1700-01-01",
        "valid_until": "2999-01-01",
    }
    return {"id": leader_id, "name": name, "title": title, "consent": consent}


def _document(folder: Path, text: Text) -> dict[str, object]:
    data = text.text.encode("utf-8")
    path = folder / "corpus" / f"{text.source_id}.txt"
    path.write_bytes(data)
    digest = sha256(data).hexdigest()
    return {
        "id": text.source_id,
        "path": f"corpus/{path.name}",
        "sha256": digest,
        "title": text.title,
        "kind": "speech",
        "leaders": [text.speaker_id],
        "date": text.date,
        "audience": AUDIENCE,
        "owner": OWNER,
        "approval": {"by": APPROVER, "at": "2026-01-01T00:00:00Z", "sha256": digest},
    }
