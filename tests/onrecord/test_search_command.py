"""`audit search`: what was asked or said is found, newest first; who asked stands nowhere."""

from typing import Any

WHO = ("--by", "lee@example.com", "--reason", "it was asked for")
LEAVE = ("How many weeks is parental leave?", "--leader", "ada-okafor", "--asker", "zebedee@example.com")


def search(company: Any, *words: str) -> Any:
    return company.json("audit", "search", *words)


def test_what_was_asked_or_said_is_found_with_its_facts(company: Any) -> None:
    record = company.ask(*LEAVE)
    other = company.ask("Will the foundry stay open?")
    (found,) = search(company, "TWENTY", "weeks")["records"]
    assert (found["record_id"], found["question"]) == (record["record_id"], record["question"])
    assert (found["number"], found["outcome"], found["leaders"]) == (1, "answered", ["ada-okafor"])
    assert "parental" in found["sources"]
    assert [one["record_id"] for one in search(company)["records"]] == [other["record_id"], record["record_id"]]
    assert [one["record_id"] for one in search(company, "--source", "parental")["records"]] == [record["record_id"]]
    assert search(company, "--outcome", "refused")["total"] == 0
    assert search(company, "zebedee")["records"] == []
    code, out, err = company.run("audit", "search", "weeks")
    assert (code, err) == (0, "")
    assert record["record_id"] in out
    assert "1 record found." in out
    assert "zebedee" not in out


def test_what_was_erased_is_told(company: Any) -> None:
    record = company.ask(*LEAVE)
    assert company.run("audit", "erase", record["record_id"], *WHO)[0] == 0
    out = company.run("audit", "search", "weeks")[1]
    assert "0 records found." in out
    assert "1 record could not be searched, being erased." in out
    assert "answered, erased" in company.run("audit", "search")[1]


def test_a_search_goes_on_where_it_ended(company: Any) -> None:
    asked = [company.ask(f"Will we hire {i} engineers in Leeds?")["record_id"] for i in range(3)]
    assert [one["record_id"] for one in search(company, "--after", "3")["records"]] == asked[1::-1]
    for words, told in ((("--after", "x"), "no place"), (('""',), "no word"),
                        (("--since", "2026-01-02", "--until", "2026-01-02"), "no day")):  # fmt: skip
        code, out, err = company.run("audit", "search", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert told in err
