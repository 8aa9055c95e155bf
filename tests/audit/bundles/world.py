"""A small log made by hand, with keys that are always the same, and the bundles that can be made of it.

Nothing here is what writes a real log or a real bundle: it is the format told a second time, and whatever the verifier
refuses can be put into it.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bundles.annotations import annotations
from audit.bundles.archive import pack
from audit.canonical import canonical_json, sha256_hex
from audit.domain import (
    AnswerRecord,
    Check,
    Citation,
    Composer,
    Form,
    Nearest,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Statement,
)
from audit.keys.domain import PrivateKey, Role
from audit.records.layouts import Cue, Layout, PageStretch, Stretch, Turn
from audit.records.sections import Name, Section, divided
from audit.records.wire import to_json
from audit.signed.approvals import approval_payload, sign
from audit.signed.checkpoints import Checkpoint, sign_checkpoint
from audit.signed.envelopes import Kind, seal
from audit.signed.merkle import consistency_proof, inclusion_proof, tree_hash
from audit.signed.notes import NoteKey, NoteSigner, SignatureType, cosign
from audit.signed.payloads import (
    added_key,
    answer,
    control,
    erase,
    hold,
    played,
    revoked_key,
    rotated_key,
    utterance,
    withdraw,
)
from audit.signed.uttered import Model
from audit.verify_bundle import verify
from audit.verify_report import Failure, Report, Verdict

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ORIGIN = "onrecord/0123456789abcdef"
CONSENT = b"I agree to be quoted.\n"
FILE = b"%PDF of the spring speech"
RECORDING = b"OggS of the spring speech"
PRESENTER = "e" * 64  # the SHA-256 of a voice that is like nobody
TEXT = "Page 1\nThe plan.\nWe will hire forty engineers in Leeds. Not all at once.\nPage 2\nAda: The end is near.\n"
QUOTE = "We will hire forty engineers in Leeds."

PROMPT = {"messages": [{"role": "user", "content": "What about hiring?"}], "schema": {}}
EXTRACTIVE = Composer(kind="extractive", model=None, prompt_version=None)
COMPOSER = Composer(
    kind="vllm", model="small", prompt_version="compose-1", prompt_sha256=sha256_hex(canonical_json(PROMPT))
)


def key(role: Role, name: str) -> PrivateKey:
    """Always the same key for the same name."""
    seed = hashlib.sha256(f"{role}/{name}".encode()).digest()
    return PrivateKey.of(role, name, Ed25519PrivateKey.from_private_bytes(seed))


def note_signer(own: PrivateKey, name: str, kind: SignatureType) -> NoteSigner:
    return NoteSigner(key=NoteKey(name=name, type=kind, public=own.public.raw), sign=own.sign)


@dataclass
class Given:
    """A record that was appended: the leaves of it, and the sections that they name."""

    record: AnswerRecord
    leaves: list[int] = field(default_factory=list)
    sections: dict[str, bytes] = field(default_factory=dict)


@dataclass
class World:
    """The log as a list of leaves. `now` goes on by a second with each."""

    record_key: PrivateKey = field(default_factory=lambda: key(Role.RECORD, "record"))
    log_key: PrivateKey = field(default_factory=lambda: key(Role.LOG, "log"))
    witness_key: PrivateKey = field(default_factory=lambda: key(Role.WITNESS, "witness.example/w1"))
    approver_key: PrivateKey = field(default_factory=lambda: key(Role.APPROVER, "lee@example.com"))
    origin: str = ORIGIN
    now: datetime = MORNING
    leaves: list[bytes] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    given: dict[str, Given] = field(default_factory=dict)
    heard: dict[str, list[int]] = field(default_factory=dict)  # leaves of utterances by their record
    held: dict[str, bytes] = field(default_factory=dict)  # texts, files, layouts and consents by their path in a bundle
    erased: set[str] = field(default_factory=set)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: int = 0
    utterances: int = 0
    salts: int = 0

    # -- writing leaves

    def append(
        self,
        kind: Kind,
        payload: dict[str, Any],
        *,
        signers: Sequence[PrivateKey] | None = None,
        signatures: Sequence[Any] = (),
    ) -> int:
        """One leaf, signed by the record key where nobody else is named; gives its index."""
        self.now += timedelta(seconds=1)
        whole = {"v": 1, "kind": kind.value, "at": to_json(self.now), "log": self.origin, **payload}
        if kind is Kind.APPROVAL:
            del whole["log"]
        self.leaves.append(seal(kind, whole, [self.record_key] if signers is None else signers, signatures))
        self.kinds.append(kind)
        return len(self.leaves) - 1

    def begin(self) -> None:
        """The first keys, a manifest and a leader's consent."""
        for one in (self.record_key, self.log_key):
            self.append(Kind.KEY, added_key(one.public, "the first keys of this log"))
        self.manifest()
        self.consent()

    def manifest(self, **other: Any) -> int:
        payload = {"manifest_sha256": "a" * 64, "organisation": "Okafor Lamps", "policy_sha256": None}
        return self.append(Kind.MANIFEST, {**payload, "audiences": ["all-employees", "managers"], **other})

    def consent(self, **other: Any) -> int:
        consent = {
            "record": "consent/ada.md",
            "sha256": self.hold_file("consent", CONSENT),
            "scope": ["paraphrase", "quote"],
            "audiences": ["all-employees", "managers"],
            "valid_from": "2026-01-01",
            "valid_until": "2027-01-01",
        }
        leader = {"leader_id": "ada-okafor", "name": "Ada Okafor", "title": "CEO", "consent": {**consent, **other}}
        return self.append(Kind.CONSENT, {"leader": leader, "record_sha256": consent["sha256"]})

    def hold_file(self, folder: str, data: bytes, suffix: str = "") -> str:
        digest = sha256_hex(data)
        self.held[f"{folder}/{digest}{suffix}"] = data
        return digest

    def layout(self, **other: Any) -> Layout:
        middle = TEXT.index("Page 2")
        facts: dict[str, Any] = {
            "pages": (PageStretch(number=1, start=0, end=middle), PageStretch(number=2, start=middle, end=len(TEXT))),
            "segments": (Turn(speaker="Ada Okafor", leader_id="ada-okafor", start=0, end=len(TEXT)),),
            "cues": (Cue(start=TEXT.index(QUOTE), end=middle, from_ms=61_500, to_ms=70_000),),
            "furniture": (Stretch(start=0, end=7), Stretch(start=middle, end=middle + 7)),
        }
        return Layout(**{**facts, **other})

    def source(
        self,
        source_id: str = "spring",
        *,
        signed: bool = True,
        text: str = TEXT,
        layout: Layout | None = None,
        file: bytes = FILE,
        approval: dict[str, Any] | None = None,
        approve: bool = True,
        leaf: dict[str, Any] | None = None,
        **other: Any,
    ) -> int:
        """A source and its approval; `other` are facts of its declaration, `leaf` of its leaf, `approval` of that."""
        layout = layout or self.layout()
        sha256 = self.hold_file("raw", file)
        digest = self.hold_file("texts", text.encode(), ".txt")
        self.hold_file("layouts", layout.data, ".json")
        facts: dict[str, Any] = {"by": "lee@example.com", "at": MORNING - timedelta(days=1), "sha256": sha256}
        facts = {**facts, "text_sha256": digest, **(approval or {})}
        payload = approval_payload(source_id=source_id, **facts)
        signatures = [sign(payload, self.approver_key)] if signed and facts["by"] == "lee@example.com" else []
        declared = {
            "source_id": source_id,
            "path": f"{source_id}.pdf",
            "sha256": sha256,
            "title": "Spring speech",
            "kind": "speech",
            "leaders": ["ada-okafor"],
            "date": "2026-03-01",
            "audience": "all-employees",
            "owner": "comms@example.com",
            "added_by": "sam@example.com",
            "approval": {**to_json(facts), **({"signature": to_json(signatures[0])} if signatures else {})},
            "effective_from": None,
            "effective_until": None,
            "embargo_until": None,
            "supersedes": [],
            "withdrawn": None,
            **other,
        }
        self.sources[source_id] = {**declared, "text": text, "text_sha256": digest}
        published = {"source": declared, "sha256": sha256, "text_sha256": digest, "parser": "pypdf 7 / onrecord 1"}
        index = self.append(Kind.SOURCE, {**published, "layout_sha256": layout.sha256, **(leaf or {})})
        if approve:
            self.append(Kind.APPROVAL, payload, signatures=signatures)
        return index

    def snapshot(self, **other: Any) -> int:
        facts = {"snapshot_id": "b" * 64, "manifest_sha256": "a" * 64, "passages": 7, "merkle_root": "c" * 64}
        return self.append(Kind.SNAPSHOT, {**facts, **other})

    # -- answers

    def citation(self, source_id: str = "spring", quote: str = QUOTE, **other: Any) -> Citation:
        source = self.sources[source_id]
        start = source["text"].index(quote)
        facts: dict[str, Any] = {
            "evidence_key": "e1",
            "source_id": source_id,
            "title": source["title"],
            "speaker": "Ada Okafor",
            "leader_id": "ada-okafor",
            "date": date.fromisoformat(source["date"]),
            "page": 1,
            "timecode": "00:01:01.500",
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "source_sha256": source["sha256"],
            "text_sha256": source["text_sha256"],
        }
        return Citation(**{**facts, **other})

    def statement(self, *citations: Citation, **other: Any) -> Statement:
        cited = citations or (self.citation(),)
        first = cited[0]
        said = " […] ".join(one.quote for one in cited)
        text = f'On {first.date:%-d %B %Y}, in *{first.title}*, {first.speaker} said: "{said}"'
        facts: dict[str, Any] = {"text": text, "citations": cited}
        return Statement(**{**facts, "checks": (Check(name="verbatim", passed=True, detail="same"),), **other})

    def composed(self, text: str = "Ada Okafor said in March that forty engineers will be hired.") -> Statement:
        return self.statement(text=text, form=Form.COMPOSED)

    def nearest(self, source_id: str = "spring", **other: Any) -> Nearest:
        cited = self.citation(source_id)
        names = ("source_id", "title", "speaker", "date", "page", "start", "end", "quote", "text_sha256")
        return Nearest(**{**{name: getattr(cited, name) for name in names}, **other})

    def record(self, number: int, *statements: Statement, **other: Any) -> AnswerRecord:
        """An answer; without statements a refusal, with the nearest passage."""
        nearest = () if statements or not self.sources else (self.nearest(),)
        refusal = Refusal(reason=Reason.NOTHING_ON_RECORD, detail="Nothing.", nearest=nearest)
        facts: dict[str, Any] = {
            "record_id": f"{number:032x}",
            "question": f"What about hiring, number {number}?",
            "asked_at": self.now,
            "as_of": self.now.date(),
            "audience": "all-employees",
            "leaders": ("ada-okafor",),
            "outcome": Outcome.ANSWERED if statements else Outcome.REFUSED,
            "refusal": None if statements else refusal,
            "statements": statements,
            "evidence": (),
            "disclosure": "Selected by software.",
            "confidence": 0.9,
            "models": {"encoder": "hashing"},
            "composer": COMPOSER if any(one.form is Form.COMPOSED for one in statements) else EXTRACTIVE,
            "snapshot": SnapshotReference(snapshot_id="b" * 64, manifest_sha256="a" * 64, passages=7),
        }
        return AnswerRecord(**{**facts, **other})

    def give(
        self,
        record: AnswerRecord,
        *,
        part: int | None = None,
        unsigned: Sequence[str] = (),
        prompt: Any = None,
        asker: str | None = "desk 7",
        contents: Callable[[dict[Name, Any]], dict[Name, Any]] = lambda contents: contents,
        signers: Sequence[PrivateKey] | None = None,
        kind: Kind | None = None,
        says: dict[str, Any] | None = None,
    ) -> int:
        """Append the leaf of a record, or of a part of one; `says` are facts of its payload, `...` for none."""
        prompt = PROMPT if prompt is None and record.composer.prompt_sha256 is not None else prompt
        kept = self.given.setdefault(record.record_id, Given(record=record))
        kept.record = record
        digests: dict[Name, str | None] = {}
        for name, content in contents(divided(to_json(record), asker=asker, prompt=prompt)).items():
            self.salts += 1
            section = Section(salt=hashlib.sha256(f"salt {self.salts}".encode()).digest(), content=content)
            digests[name] = section.digest
            kept.sections[section.digest] = section.data
        self.answers += 1
        right, payload = answer(record, answer_seq=self.answers, part=part, unsigned=unsigned, sections=digests)
        said = {name: value for name, value in {**payload, **(says or {})}.items() if value is not ...}
        index = self.append(kind or right, said, signers=signers)
        kept.leaves.append(index)
        return index

    def answer(self, number: int, *statements: Statement, **other: Any) -> str:
        """An answer with one statement, or those that are given; gives its id."""
        record = self.record(number, *(statements or (self.statement(),)))
        self.give(record, **other)
        return record.record_id

    def refuse(self, number: int, **other: Any) -> str:
        record = self.record(number, **other)
        self.give(record)
        return record.record_id

    def erase(self, record_id: str, **other: Any) -> int:
        self.erased.add(record_id)
        payload = erase(record_id, self.given[record_id].leaves, "asked for by the asker", "dpo@example.com")
        return self.append(Kind.ERASE, {**payload, **other})

    def utter(self, number: int = 1, statement: int = 1, **other: Any) -> int:
        """That a statement of an answer was read aloud, by a presenter to everybody."""
        record_id, presenter = f"{number:032x}", Model(sha256=PRESENTER, leader_id=None)
        said = utterance(record_id, statement, audience="all-employees", voice=presenter, avatar=None, audio="a" * 64)
        return self._said({**said, **other})

    def play(self, number: int = 1, statement: int = 1, citation: int = 1, **other: Any) -> int:
        """That a recording of what a statement cites was played."""
        what = {"source_id": "spring", "sha256": sha256_hex(RECORDING)}
        said = played(f"{number:032x}", statement, citation, audience="all-employees", **what)
        return self._said({**said, **other})

    def _said(self, payload: dict[str, Any]) -> int:
        self.utterances += 1
        payload = {"utterance_seq": self.utterances, **payload}
        self.heard.setdefault(payload["record_id"], []).append(len(self.leaves))
        return self.append(Kind.UTTERANCE, payload)

    def recorded(self, **other: Any) -> None:
        """The leader agrees that recordings are played, and the source is published anew with one."""
        self.consent(scope=["paraphrase", "quote", "voice"])
        digest = sha256_hex(RECORDING)
        media = {"path": "spring.opus", "sha256": digest}
        self.source(**{"media": media, "approval": {"media_sha256": digest}, **other})
        self.snapshot()

    def hold(self, record_id: str, action: str = "place") -> int:
        return self.append(Kind.HOLD, hold(action, record_id, "a dispute", "legal@example.com"))

    def withdraw(self, source_id: str = "spring", **other: Any) -> int:
        return self.append(Kind.WITHDRAW, {**withdraw(source_id, "it was wrong", []), **other})

    def pause(self, action: str = "pause", leader_id: str | None = None, source_id: str | None = None) -> int:
        return self.append(Kind.CONTROL, control(action, leader_id, source_id, "stop"))

    def rotate(self, role: Role, old: PrivateKey, new: PrivateKey, *signers: PrivateKey, **other: Any) -> int:
        payload = {**rotated_key(new.public, old.keyid, "a new year"), **other}
        return self.append(Kind.KEY, payload, signers=signers or [old, new])

    def revoke(self, old: PrivateKey, from_index: int, *signers: PrivateKey) -> int:
        return self.append(Kind.KEY, revoked_key(old.public, from_index, "it was stolen"), signers=signers or None)

    # -- bundles

    def node(self, level: int, position: int) -> bytes:
        return tree_hash(self.leaves[position << level : (position + 1) << level])

    def checkpoint(self, size: int, *, cosigned: bool = True) -> bytes:
        checkpoint = Checkpoint(origin=self.origin, size=size, root=tree_hash(self.leaves[:size]))
        note = sign_checkpoint(checkpoint, note_signer(self.log_key, self.origin, SignatureType.ED25519))
        if cosigned:
            signer = note_signer(self.witness_key, self.witness_key.public.name, SignatureType.COSIGNATURE)
            note += cosign(checkpoint.text, signer, int(self.now.timestamp()) + 10).line + "\n"
        return note.encode()

    def files(
        self, *record_ids: str, size: int | None = None, older: int | None = None, cosigned: bool = True
    ) -> dict[str, bytes]:
        """The files of a bundle about these records (all of them where none is named), at the last checkpoint."""
        size = len(self.leaves) if size is None else size
        about = sorted(record_ids or self.given, key=lambda one: self.given[one].leaves[-1])
        answers = [one for one in range(size) if self.kinds[one] in (Kind.ANSWER, Kind.REFUSAL)]
        spoken = [one for one in range(size) if self.kinds[one] is Kind.UTTERANCE]
        own = {index for one in about for index in self.given[one].leaves}
        own_spoken = {index for one in about for index in self.heard.get(one, ()) if index < size} | set(spoken[-1:])
        closing = answers[-1] if answers and answers[-1] not in own else None
        listed = sorted(
            {one for one in range(size) if one not in answers and one not in spoken}
            | own
            | own_spoken
            | ({closing} if closing is not None else set())
        )
        numbers = sorted(answers.index(one) + 1 for one in own)
        contiguous = bool(numbers) and numbers == list(range(numbers[0], numbers[-1] + 1))
        files = {"checkpoint": self.checkpoint(size, cosigned=cosigned)}
        for index in listed:
            files[f"leaves/{index}.json"] = self.leaves[index]
            files[f"proofs/{index}.json"] = canonical_json([p.hex() for p in inclusion_proof(index, size, self.node)])
        if older is not None:
            files["older"] = self.checkpoint(older, cosigned=False)
            proof = consistency_proof(older, size, self.node)
            files["consistency.json"] = canonical_json([one.hex() for one in proof])
        for record_id in about:
            if record_id not in self.erased:
                files |= self._own_files(record_id)
        contents = {
            "v": 1,
            "origin": self.origin,
            "size": size,
            "checkpoint": sha256_hex(files["checkpoint"]),
            "older": older,
            "answers": about,
            "range": [numbers[0], numbers[-1]] if contiguous else None,
            "closing": closing,
            "leaves": listed,
        }
        return files | {"bundle.json": canonical_json(contents)}

    def _own_files(self, record_id: str) -> dict[str, bytes]:
        given = self.given[record_id]
        record = given.record
        found = {f"sections/{digest}": data for digest, data in given.sections.items()}
        cited = [one for statement in record.statements for one in statement.citations]
        places = [*cited, *(record.refusal.nearest if record.refusal else ())]
        if record.closed_context is not None:
            places = []
        for one in places:
            source = self.sources.get(one.source_id)
            if source is None:
                continue
            layouts = {path: data for path, data in self.held.items() if path.startswith("layouts/")}
            wanted = [
                f"texts/{one.text_sha256}.txt",
                f"raw/{getattr(one, 'source_sha256', source['sha256'])}",
                f"consent/{sha256_hex(CONSENT)}",
            ]
            found |= {path: self.held[path] for path in wanted if path in self.held} | layouts
        texts = {path[6:70]: data.decode() for path, data in self.held.items() if path.startswith("texts/")}
        if all(one.text_sha256 in texts for one in places):
            found[f"annotations/{record_id}.json"] = canonical_json(annotations(record, texts))
        return found

    def bundle(self, *record_ids: str, **options: Any) -> bytes:
        return pack(self.files(*record_ids, **options))

    def policy(self, **other: Any) -> bytes:
        """The policy that pins this log's keys; `other` replaces its values, `None` takes one out."""
        log = NoteKey(name=self.origin, type=SignatureType.ED25519, public=self.log_key.public.raw)
        witness = note_signer(self.witness_key, self.witness_key.public.name, SignatureType.COSIGNATURE).key
        facts: dict[str, Any] = {
            "v": 1,
            "log": {"origin": self.origin, "keys": [log.vkey]},
            "record_keys": [self.record_key.public.raw.hex()],
            "witnesses": {"threshold": 1, "keys": [witness.vkey]},
            "approvers": {"lee@example.com": [self.approver_key.public.raw.hex()]},
            "unsigned_approvals": False,
        }
        return canonical_json({name: value for name, value in {**facts, **other}.items() if value is not None})

    def verify(self, *record_ids: str, policy: bytes | None = None, **options: Any) -> Report:
        return verify(self.bundle(*record_ids, **options), policy or self.policy())

    def failure(self, *record_ids: str, policy: bytes | None = None, **options: Any) -> Failure:
        """The one thing that is wrong with a bundle of it."""
        return only_failure(self.verify(*record_ids, policy=policy, **options))


def only_failure(report: Report) -> Failure:
    """A report that has FAILED, and by what first."""
    assert report.verdict is Verdict.FAILED
    return report.failures[0]
