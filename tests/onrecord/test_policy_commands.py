"""The policy of topics as an operator meets it: `init`, `ingest` and `doctor`."""

from datetime import UTC, datetime, timedelta
from typing import Any

POLICY = """\
version: 1
contact: comms@example.com
topics:
  - {id: mergers, title: mergers, words: [merger], examples: [Are we being bought?]}
  - {id: trading, title: sales, always: false, examples: [How much did we sell?]}
"""


def write(company: Any, text: str) -> None:
    (company.folder / "policy.yaml").write_text(text, encoding="utf-8")


def looks(company: Any) -> list[tuple[str, str, str]]:
    """What the doctor finds of the policy: level, detail, advice."""
    checks = company.json("doctor")["checks"]
    return [(one["level"], one["detail"], one["advice"]) for one in checks if one["name"] == "policy"]


def test_an_ingest_tells_a_new_a_changed_and_a_removed_policy_in_one_line(company: Any) -> None:
    write(company, POLICY)
    for words, ending in ((("--dry-run",), "Nothing was written.\n"), ((), " s.\n")):
        code, out, err = company.run("ingest", *words)
        assert (code, err) == (0, "")
        assert f"  added      {'policy.yaml':<34} 2 topics, 0 blackouts\n" in out
        assert out.endswith(ending)
    code, out, _ = company.run("ingest")
    assert (code, "policy.yaml" in out) == (0, False)
    assert "Nothing to do" in out
    write(company, POLICY.replace("merger]", "merger, takeover]"))
    assert f"  changed    {'policy.yaml':<34} 2 topics, 0 blackouts\n" in company.run("ingest")[1]
    (company.folder / "policy.yaml").unlink()
    assert f"  removed    {'policy.yaml':<34} no topic is barred any longer\n" in company.run("ingest")[1]


def test_json_tells_which_policy_is_in_force(company: Any) -> None:
    assert company.json("ingest")["policy"] is None
    write(company, POLICY)
    found = company.json("ingest")["policy"]
    assert (found["outcome"], found["topics"], found["blackouts"]) == ("added", 2, 0)
    assert company.sql("SELECT policy_sha256 FROM published_policy") == [(found["policy_sha256"],)]


def test_a_faulty_policy_stops_the_ingest_with_every_line_that_is_wrong(company: Any) -> None:
    write(company, POLICY.replace("contact:", "contakt:").replace("always: false", "always: no"))
    code, out, err = company.run("ingest")
    assert (code, out) == (1, "")
    assert err == (
        "onrecord: policy.yaml: 3 problems:\n"
        "  line 1: lacks contact\n"
        "  line 2: contakt: unknown key; the keys here are version, contact, topics, blackouts, allow. "
        "Did you mean 'contact'?\n"
        "  line 5: topics[1] (trading).always: expected true or false; got 'no'\n"
    )
    problems = company.json("ingest")["problems"]
    assert [one["line"] for one in problems] == [1, 2, 5]
    assert company.sql("SELECT count(*) FROM policies") == [(0,)]


def test_init_starts_a_policy_that_can_be_ingested(company: Any) -> None:
    assert company.run("init", "start")[0] == 0
    start = company.folder / "start" / "policy.yaml"
    write(company, start.read_text(encoding="utf-8"))
    assert company.json("ingest")["policy"]["topics"] == 0


def test_the_doctor_tells_whether_the_policy_is_in_force_as_it_is_written(company: Any) -> None:
    assert looks(company) == [("ok", "there is none: no policy.yaml beside the manifest, so no topic is barred", "")]
    write(company, POLICY)
    publish = "To publish it as it is now: onrecord ingest"
    path = company.folder / "policy.yaml"
    assert looks(company) == [("warn", f"{path} was never published", publish)]
    company.run("ingest")
    assert looks(company) == [("ok", "in force: 2 topics, 0 blackouts", "")]
    write(company, POLICY.replace("sales", "orders"))
    assert looks(company) == [("warn", f"{path} differs from what is in force", publish)]
    write(company, POLICY.replace("version: 1", "version: 2"))
    assert looks(company)[0][:2] == (
        "fail",
        f"{path}: line 1: version: this OnRecord reads version 1, written `version: 1`; got '2'",
    )
    path.unlink()
    assert looks(company) == [("warn", f"{path} is gone, and what it said is in force", publish)]


def test_the_doctor_tells_of_a_blackout_that_is_on(company: Any) -> None:
    today = datetime.now(UTC).date()
    end = today + timedelta(days=3)
    quiet = f"{{id: q, title: q, from: {today - timedelta(days=1)}, until: {end}, topics: [trading]}}"
    write(company, f"{POLICY}blackouts: [{quiet}]\n")
    company.run("ingest")
    assert looks(company) == [
        ("warn", f"a blackout bars trading before {end}", "Nothing to do: it ends by itself."),
        ("ok", "in force: 2 topics, 1 blackout", ""),
    ]


def test_the_doctor_tells_of_a_policy_that_cannot_be_asked(company: Any) -> None:
    write(company, POLICY)
    company.run("ingest")
    company.sql("DELETE FROM policy_vectors")
    expected = ("fail", "it has no vectors by hashing, so questions are refused", "Run: onrecord ingest")
    assert looks(company)[0] == expected
    assert company.run("ingest")[0] == 0
    assert looks(company) == [("ok", "in force: 2 topics, 0 blackouts", "")]


def test_the_doctor_tells_of_a_paused_document(company: Any) -> None:
    company.run("pause", "--document", "parental")
    (found,) = [one for one in company.json("doctor")["checks"] if one["name"] == "pause"]
    assert (found["level"], found["detail"]) == ("warn", "documents not quoted: parental")
    assert found["advice"] == "To quote them again: onrecord resume --document ID"
