"""docs/receipts.md: its worked example is run, and what it lists is what there is."""

import re
from pathlib import Path
from typing import Any

import pytest

from audit import verify_bundle
from audit.bundles.bundle import hashes_json
from audit.canonical import sha256_hex
from audit.findings import NAMES
from audit.keys.domain import PublicKey, Role
from audit.records.sections import Section
from audit.signed.checkpoints import open_checkpoint
from audit.signed.envelopes import Kind, unseal
from audit.signed.merkle import leaf_hash, root_from_inclusion, tree_hash
from audit.signed.notes import read_vkey
from audit.signed.uttered import audio_digest
from audit.verify_main import CODES
from audit.verify_policy import read_policy
from audit.verify_report import STEPS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
MODULES = sorted((ROOT / "audit").glob("verify_*.py"))


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, each cell as it is written."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """What the worked example comes to; its own assertions have held."""
    found: dict[str, Any] = {}
    for one in blocks("python"):
        exec(one, found)
    return found


def test_the_worked_example_is_what_the_code_does(example: dict[str, Any]) -> None:
    assert Section.read(example["section"]).digest == sha256_hex(example["section"])
    assert audio_digest(Section.read(example["section"]).salt, example["samples"]) == example["audio"]
    sealed = unseal(example["envelope"])
    assert (sealed.kind, sealed.pae) == (Kind.HOLD, example["signed"])
    assert sealed.signed_by(PublicKey(role=Role.RECORD, name="", raw=example["public"]))
    assert leaf_hash(example["envelope"]) == example["leaf"].digest()
    assert tree_hash([b"one", b"two", example["envelope"]]) == example["root"]
    assert root_from_inclusion(2, 3, example["leaf"].digest(), example["proof"]) == example["root"]
    assert hashes_json(example["proof"]) == f'["{example["proof"][0].hex()}"]'.encode()
    checkpoint, _ = open_checkpoint(example["checkpoint"], [read_vkey(example["vkey"])])
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (example["origin"], 3, example["root"])


def test_the_policy_is_one() -> None:
    (policy,) = blocks("json")
    found = read_policy(policy.encode())
    assert found.seen is not None
    assert found.threshold == 1


def test_the_steps_are_those_of_the_verifier() -> None:
    said = verify_bundle.__doc__ or ""
    steps = said[said.index(" 1. `bundle`") :].rstrip()
    assert steps in TEXT
    assert [name for number, name in re.findall(r"(\d+)\. `([a-z ]+)`:", steps)] == list(STEPS.values())


def test_every_code_of_a_failure_is_told() -> None:
    """Those that the verifier's modules give, with the step at which they do."""
    called = re.compile(r'\b(?:fail|same|told)\(\s*"(\w+)",\s*(STEP|\d+|step)')
    found: dict[str, set[str]] = {}
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        own = re.search(r"^STEP = (\d+)", source, re.MULTILINE)
        for code, step in called.findall(source):
            found.setdefault(code, set()).add(own[1] if step == "STEP" and own else step)
        for code, step in re.findall(r'Failure\(code="(\w+)", step=(\d+)', source):
            found.setdefault(code, set()).add(step)
    told = {code.strip("`"): set(steps.split(", ")) for code, steps, _ in table("What can fail")}
    assert set(found) | {name for step, name in NAMES.items() if step < 6} == set(told)
    for code, steps in found.items():
        assert {one for one in steps if one != "step"} <= told[code], code


def test_the_verdicts_have_their_exit_codes() -> None:
    section = TEXT.split("## The recipe")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d) \|", section, re.MULTILINE)
    assert {word: int(code) for word, code in rows} == {word.value: code for word, code in CODES.items()}
