"""What a good policy.yaml reads as, and that everything wrong with a bad one is told at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import read_json
from audit.errors import ManifestError
from audit.records.wire import from_json
from ingest.manifest.start import template
from ingest.policy.domain import Policy, policy_json, policy_sha256
from ingest.policy.entries import MAX_QUESTIONS
from ingest.policy.read import MAX_BYTES, parse_policy, read_policy

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[3]
GOOD = """\
version: 1
contact: Comms@Example.com
topics:
  - id: mergers
    title: mergers
    contact: legal@example.com
    words: [merger, takeover bid]
    examples: [Are we being bought?, Is the company for sale?]
    until: 2027-01-01
  - {id: trading, title: sales, always: false, examples: [How much did we sell?]}
blackouts:
  - {id: q3, title: the quiet weeks, from: 2026-10-05, until: 2026-10-27, topics: [trading],
     detail: Wait for the letter.}
  - {id: audit, title: the audit, from: 2026-12-01, until: 2026-12-02, topics: all, contact: finance@example.com}
allow: [Who owns the company?]
"""


def parsed(text: str) -> Policy:
    return parse_policy(text.encode(), file="policy.yaml")


def problems(text: str) -> list[str]:
    with pytest.raises(ManifestError) as told:
        parsed(text)
    return [str(problem) for problem in told.value.problems]


def test_a_policy_reads_as_frozen_types() -> None:
    policy = parsed(GOOD)
    mergers, trading = policy.topics
    assert (mergers.topic_id, mergers.contact, mergers.until) == ("mergers", "legal@example.com", date(2027, 1, 1))
    assert mergers.words == ("merger", "takeover bid")
    assert (mergers.always, trading.always) == (True, False)
    third, audit = policy.blackouts
    assert (third.begins, third.until, third.topics) == (date(2026, 10, 5), date(2026, 10, 27), ("trading",))
    assert (audit.topics, audit.detail) == (None, None)
    assert policy.questions == ("Are we being bought?", "Is the company for sale?", "How much did we sell?",
                                "Who owns the company?")  # fmt: skip


def test_people_are_sent_to_the_policys_contact_unless_another_is_named() -> None:
    policy = parsed(GOOD)
    assert [one.contact for one in policy.topics] == ["legal@example.com", "comms@example.com"]
    assert [one.contact for one in policy.blackouts] == ["comms@example.com", "finance@example.com"]


def test_a_policy_survives_its_json() -> None:
    policy = parsed(GOOD)
    assert from_json(Policy, read_json(policy_json(policy))) == policy


def test_what_is_said_alike_has_the_same_hash_however_it_is_laid_out() -> None:
    other = GOOD.replace("[merger, takeover bid]", "\n      - merger   # of equals\n      - 'takeover bid'")
    assert policy_sha256(parsed(other)) == policy_sha256(parsed(GOOD))
    assert policy_sha256(parsed(GOOD.replace("takeover bid", "takeover"))) != policy_sha256(parsed(GOOD))


def test_everything_wrong_is_told_at_once_with_line_and_path() -> None:
    with pytest.raises(ManifestError) as told:
        parse_policy((GOLDEN / "many_faults.yaml").read_bytes(), file="many_faults.yaml")
    assert f"{told.value}\n" == (GOLDEN / "many_faults.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("[]", "expected a mapping with the keys version, contact, topics; got a list"),
        (GOOD.replace("version: 1\n", ""), "lacks version"),
        (GOOD + "allow: []\n", "the key 'allow' is written twice"),
        (GOOD.replace("topics: all", "topics: everyone"), "expected a list of topics' ids, or the word all"),
        (GOOD.replace("until: 2026-10-27", "until: 2026-10-05"), "expected a day after from, 2026-10-05"),
        (GOOD.replace("always: false", "always: 'false'"), "expected true or false; got 'false'"),
        (GOOD.replace("Who owns the company?", "are we being bought?"), "is an example of mergers: it cannot be"),
        (GOOD.replace("until: 2027-01-01", "until: soon"), "expected a date such as 2026-03-04; got 'soon'"),
        (GOOD.replace("[merger, takeover bid]", "[merger, ~]"), "YAML reads ~ as no value at all"),
    ],
)
def test_a_fault_is_one_line_that_says_what_was_expected(text: str, message: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert message in found[0]


def test_too_many_examples_are_too_many() -> None:
    many = "\n".join(f"      - Is question {number} allowed?" for number in range(MAX_QUESTIONS + 1))
    text = f"version: 1\ncontact: a@example.com\ntopics:\n  - id: a\n    title: a\n    examples:\n{many}\n"
    assert problems(text) == [f"line 1: holds {MAX_QUESTIONS + 1:,} examples and allowed questions; "
                              f"at most {MAX_QUESTIONS:,}"]  # fmt: skip


def test_what_is_no_text_or_too_long_is_told() -> None:
    for data, message in ((b"version: \xff", "not UTF-8: the byte 0xff"), (b" " * (MAX_BYTES + 1), "larger than 256")):
        with pytest.raises(ManifestError, match=message):
            parse_policy(data, file="policy.yaml")


def test_without_the_file_there_is_no_policy(tmp_path: Path) -> None:
    assert read_policy(tmp_path) is None


def test_a_link_that_leads_nowhere_is_a_fault_and_not_the_absence_of_a_policy(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(ManifestError):
        read_policy(tmp_path)


def test_the_samples_and_the_templates_policies_have_no_faults() -> None:
    sample = read_policy(ROOT)
    assert sample is not None
    assert len(sample.topics) == 7
    started = parsed(template("policy.yaml"))
    assert (started.topics, started.blackouts, started.allow) == ((), (), ())


def test_the_templates_comments_are_a_good_policy() -> None:
    lines = template("policy.yaml").splitlines()
    at = lines.index("topics: []")
    body = [line[2:] if line.startswith("# ") else line for line in lines[at + 1 :]]
    kept = [line for line in body if line.startswith((" ", "topics:", "blackouts:", "allow:")) or not line]
    policy = parsed("\n".join([*lines[:at], *kept]))
    assert [one.topic_id for one in policy.topics] == ["results-ahead", "trading"]
    assert policy.blackouts[0].topics == ("trading",)
    assert len(policy.allow) == 1


@given(st.text(max_size=200))
def test_whatever_the_file_holds_it_is_a_policy_or_one_error(text: str) -> None:
    for data in (text, f"version: 1\ncontact: a@example.com\ntopics: [{text}]\n"):
        try:
            found = parse_policy(data.encode("utf-8", "surrogatepass"), file="policy.yaml")
        except ManifestError:
            continue
        assert from_json(Policy, read_json(policy_json(found))) == found
