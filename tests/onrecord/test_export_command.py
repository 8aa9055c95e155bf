"""`audit export` and what `onrecord-verify` says of it: the way from a question to an auditor who trusts nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.verify_main import main as verify

QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")


@pytest.fixture
def policy(company: Any) -> dict[str, Any]:
    """The workspace's own draft, as it is once something was asked."""
    company.ask(*QUESTION)
    code, out, _ = company.run("audit", "policy", "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_try(company: Any, policy: Any, capsys: Any) -> None:
    company.ask("What about the foundry?")
    company.ask("What of hiring in Leeds?", "--leader", "ada-okafor")
    Path("policy.json").write_text(json.dumps(policy))
    print(company.run("audit", "export", "--all", "-o", "bundle.zip"))
    code = verify(["bundle.zip", "--policy", "policy.json"])
    print(code)
    assert 0
