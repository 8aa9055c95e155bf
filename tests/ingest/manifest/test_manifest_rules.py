"""Every rule of the manifest: one thing of a good manifest is changed, and exactly that is told."""

import re

import pytest

from audit.errors import ManifestError, Problem
from ingest.manifest.read import parse_manifest

A, B = "a" * 64, "b" * 64
SIG = f"{'A' * 86}=="

# (what is broken, what stands there, what it becomes, where the fault is told, how it is told)
BROKEN = [
    ("version_is_one", "version: 1", "version: 2", "version", "reads version 1, written `version: 1`; got '2'"),
    ("version_is_no_truth_value", "version: 1", "version: true", "version", "got 'true'"),
    ("version_is_no_text", "version: 1", 'version: "1"', "version", "got \"'1'\""),
    ("number_as_title", "title: Spring all-hands", "title: 2026", "documents[0] (all-hands-2026-03).title",
     'YAML reads 2026 as a number: put it in quotes, "2026"'),
    ("float_as_title", "title: Spring all-hands", "title: 1e3", "documents[0] (all-hands-2026-03).title", "a number"),
    ("truth_value_as_title", "title: Spring all-hands", "title: True", "documents[0] (all-hands-2026-03).title",
     'YAML reads True as a truth value: put it in quotes, "True"'),
    ("null_as_title", "title: Spring all-hands", "title: ~", "documents[0] (all-hands-2026-03).title", "no value"),
    ("empty_title", "title: Spring all-hands", "title:", "documents[0] (all-hands-2026-03).title", "is empty"),
    ("blank_title", "title: Spring all-hands", "title: ' '", "documents[0] (all-hands-2026-03).title", "is empty"),
    ("list_as_title", "title: Spring all-hands", "title: [a]", "documents[0] (all-hands-2026-03).title",
     "expected one value; got a list"),
    ("endless_title", "title: Spring all-hands", f"title: {'x' * 2001}", "documents[0] (all-hands-2026-03).title",
     "is 2,001 characters long; write at most 2,000"),
    ("number_as_id", "id: hiring-memo", "id: 7", "documents[1] (7).id", "put it in quotes"),
    ("upper_case_id", "id: hiring-memo", "id: Hiring", "documents[1].id", "expected lower-case letters, digits and"),
    ("endless_id", "id: hiring-memo", f"id: {'x' * 101}", "documents[1].id", "at most 100 characters; got 101"),
    ("one_file_two_entries", "path: corpus/memos/hiring.md", "path: corpus/speeches/all-hands-2026-03.pdf",
     "documents[1] (hiring-memo).path", "is already that of documents[0]"),
    ("no_audience", "audiences: [all-employees, managers, leadership]", "audiences: []", "audiences",
     "expected at least one, the widest first"),
    ("audience_twice", "managers, leadership]", "managers, managers]", "audiences[2]", "'managers' is listed twice"),
    ("scope_twice", "scope: [quote]", "scope: [quote, quote]", "leaders[1] (jonas-weir).consent.scope[1]",
     "'quote' is listed twice"),
    ("unknown_audience", "audience: all-employees", "audience: everyone",
     "documents[0] (all-hands-2026-03).audience",
     "expected one of all-employees, managers, leadership; got 'everyone'"),
    ("unknown_audience_of_consent", "[all-employees, managers]\n", "[all-employees, manager]\n",
     "leaders[1] (jonas-weir).consent.audiences[1]", "got 'manager'. Did you mean 'managers'?"),
    ("unknown_leader", "leaders: [ada-okafor]", "leaders: [Ada Okafor]",
     "documents[0] (all-hands-2026-03).leaders[0]", "expected one of ada-okafor, jonas-weir; got 'Ada Okafor'"),
    ("leader_twice_in_document", "[ada-okafor, jonas-weir]", "[ada-okafor, ada-okafor]",
     "documents[1] (hiring-memo).leaders[1]", "'ada-okafor' is listed twice"),
    ("unknown_scope", "scope: [quote]", "scope: [quotes]", "leaders[1] (jonas-weir).consent.scope[0]",
     "expected one of quote, paraphrase, voice, avatar; got 'quotes'. Did you mean 'quote'?"),
    ("unknown_kind", "kind: memo", "kind: note", "documents[1] (hiring-memo).kind",
     "expected one of speech, memo, transcript, interview, policy; got 'note'"),
    ("consent_ends_before_it_begins", 'valid_from: "2026-01-01"', "valid_from: 2028-01-01",
     "leaders[1] (jonas-weir).consent.valid_until", "expected a day after valid_from, 2028-01-01; got 2027-01-01"),
    ("consent_of_no_day", 'valid_from: "2026-01-01"', "valid_from: 2027-01-01",
     "leaders[1] (jonas-weir).consent.valid_until", "expected a day after valid_from"),
    ("term_ends_before_it_begins", "effective_until: 2027-04-01", "effective_until: 2026-04-01",
     "documents[1] (hiring-memo).effective_until", "expected a day after effective_from, 2026-04-01"),
    ("upper_case_hash", f"sha256: {B}", f"sha256: {B.upper()}", "documents[1] (hiring-memo).sha256",
     "expected a SHA-256, 64 lower-case hexadecimal digits; got 64 characters"),
    ("short_hash", f"sha256: {B}", "sha256: abc", "documents[1] (hiring-memo).sha256", "got 3 characters, 'abc'"),
    ("no_such_day", "date: 2026-04-01", "date: 2026-02-30", "documents[1] (hiring-memo).date",
     "there is no such day as '2026-02-30'"),
    ("day_in_another_form", "date: 2026-04-01", "date: 1/4/2026", "documents[1] (hiring-memo).date",
     "expected a date such as 2026-03-04; got '1/4/2026'"),
    ("time_as_day", "date: 2026-04-01", "date: 2026-04-01T09:00:00Z", "documents[1] (hiring-memo).date",
     "expected a date such as"),
    ("time_without_zone", "at: 2026-03-05T10:00:00+01:00", "at: 2026-03-05T10:00:00",
     "documents[0] (all-hands-2026-03).approval.at", "has no zone; add Z for UTC, or one such as +01:00"),
    ("time_beyond_the_calendar", "at: 2026-03-05T10:00:00+01:00", "at: 9999-12-31T23:59:59-23:59",
     "documents[0] (all-hands-2026-03).approval.at", "there is no such time"),
    ("day_as_approval_time", "at: 2026-03-05T10:00:00+01:00", "at: 2026-03-05",
     "documents[0] (all-hands-2026-03).approval.at", "expected a time such as 2026-03-05T09:00:00Z"),
    ("embargo_of_words", "embargo_until: 2026-04-02", "embargo_until: spring",
     "documents[1] (hiring-memo).embargo_until", "expected a date or a time such as"),
    ("embargo_without_zone", "embargo_until: 2026-04-02", "embargo_until: 2026-04-02 09:00",
     "documents[1] (hiring-memo).embargo_until", "has no zone"),
    ("owner_is_no_address", "owner: Comms@Example.com", "owner: the comms team",
     "documents[0] (all-hands-2026-03).owner", "expected an e-mail address such as sam@example.com"),
    ("invisible_character_in_address", "by: LEE@example.com", r'by: "le\u200be@example.com"',
     "documents[0] (all-hands-2026-03).approval.by", r"got 'le\u200be@example.com'"),
    ("approved_by_owner", "by: LEE@example.com", "by: comms@EXAMPLE.com",
     "documents[0] (all-hands-2026-03).approval.by",
     "expected a second person; comms@example.com is the document's owner"),
    ("approved_by_owner_in_full_width", "by: LEE@example.com", "by: ｃomms@example.com",
     "documents[0] (all-hands-2026-03).approval.by", "comms@example.com is the document's owner"),
    ("approved_by_who_added_it", "by: LEE@example.com", "by: Sam@example.com",
     "documents[0] (all-hands-2026-03).approval.by",
     "expected a second person; sam@example.com is the document's added_by"),
    ("approval_of_other_bytes", f"sha256: {A}}}", f"sha256: {B}}}",
     "documents[0] (all-hands-2026-03).approval.sha256", f"expected the document's sha256, {A}; got {B}"),
    ("approval_without_hash", f", sha256: {A}}}", "}", "documents[0] (all-hands-2026-03).approval", "lacks sha256"),
    ("supersedes_nothing_known", "supersedes: all-hands-2026-03", "supersedes: all-hands-2026-30",
     "documents[1] (hiring-memo).supersedes[0]", "got 'all-hands-2026-30'. Did you mean 'all-hands-2026-03'?"),
    ("supersedes_itself", "supersedes: all-hands-2026-03", "supersedes: [hiring-memo]",
     "documents[1] (hiring-memo).supersedes[0]", "a document cannot supersede itself"),
    ("supersedes_in_a_circle", "    kind: speech ", "    supersedes: [hiring-memo]\n    kind: speech ",
     "documents[0] (all-hands-2026-03).supersedes", "all-hands-2026-03 -> hiring-memo -> all-hands-2026-03"),
    ("path_climbs_out", "path: corpus/memos/hiring.md", "path: ../hiring.md", "documents[1] (hiring-memo).path",
     "expected a path inside the manifest's folder, without '..'"),
    ("path_climbs_inside", "path: corpus/memos/hiring.md", "path: corpus/../hiring.md",
     "documents[1] (hiring-memo).path", "without '..'"),
    ("path_is_absolute", "path: corpus/memos/hiring.md", "path: /etc/passwd", "documents[1] (hiring-memo).path",
     "inside the manifest's folder"),
    ("path_with_backslashes", "path: corpus/memos/hiring.md", r"path: corpus\memos\hiring.md",
     "documents[1] (hiring-memo).path", "expected forward slashes"),
    ("path_spelled_otherwise", "path: corpus/memos/hiring.md", "path: ./corpus//memos/hiring.md",
     "documents[1] (hiring-memo).path", "such as 'corpus/memos/hiring.md'"),
    ("path_of_the_folder", "path: corpus/memos/hiring.md", "path: .", "documents[1] (hiring-memo).path", "got '.'"),
    ("consent_record_outside", "record: corpus/consent/jonas-weir.md", "record: ../jonas-weir.md",
     "leaders[1] (jonas-weir).consent.record", "inside the manifest's folder"),
    ("bidirectional_title", "title: Spring all-hands", r'title: "Spring \u202eall"',
     "documents[0] (all-hands-2026-03).title", "U+202E (right-to-left override)"),
    ("control_character_in_name", "name: 'Jonas Weir'", r'name: "Jonas\u001b[2J"', "leaders[1] (jonas-weir).name",
     "U+001B (a control character)"),
    ("title_on_two_lines", "title: Spring all-hands", r'title: "Spring\nall-hands"',
     "documents[0] (all-hands-2026-03).title", "write one plain line"),
    ("unknown_key", "audience: managers", "audience: managers\n    audeince: managers",
     "documents[1] (hiring-memo).audeince", "Did you mean 'audience'?"),
    ("unknown_key_at_the_top", "version: 1", "version: 1\nlicence: mine", "licence",
     "the keys here are version, organisation, audiences, approvers, leaders, documents"),
    ("signature_without_a_text", f"sha256: {A}}}", f"sha256: {A}, signature: {{keyid: {B}, sig: {SIG}}}}}",
     "documents[0] (all-hands-2026-03).approval", "lacks text_sha256"),
    ("signature_without_a_key", f"sha256: {A}}}", f"sha256: {A}, text_sha256: {B}, signature: {{sig: {SIG}}}}}",
     "documents[0] (all-hands-2026-03).approval.signature", "lacks keyid"),
    ("signature_of_another_length", f"sha256: {A}}}",
     f"sha256: {A}, text_sha256: {B}, signature: {{keyid: {B}, sig: AAAA}}}}",
     "documents[0] (all-hands-2026-03).approval.signature.sig", "expected a signature of 64 bytes in base64; got 3"),
    ("signature_in_another_base64", f"sha256: {A}}}",
     f"sha256: {A}, text_sha256: {B}, signature: {{keyid: {B}, sig: _-AA}}}}",
     "documents[0] (all-hands-2026-03).approval.signature.sig", "expected a signature in base64"),
    ("signature_that_is_a_word", f"sha256: {A}}}", f"sha256: {A}, text_sha256: {B}, signature: yes}}",
     "documents[0] (all-hands-2026-03).approval.signature", "expected a mapping with the keys keyid, sig; got 'yes'"),
    ("text_hash_that_is_none", f"sha256: {A}}}",
     f"sha256: {A}, text_sha256: abc, signature: {{keyid: {B}, sig: {SIG}}}}}",
     "documents[0] (all-hands-2026-03).approval.text_sha256", "expected a SHA-256"),
    ("approver_without_a_key", "leaders:\n", "approvers:\n  - by: lee@example.com\nleaders:\n", "approvers[0]",
     "lacks public"),
    ("key_of_nobody", "leaders:\n", f"approvers: [{{by: lee, public: {A}}}]\nleaders:\n", "approvers[0].by",
     "expected an e-mail address"),
    ("key_that_is_none", "leaders:\n", f"approvers: [{{by: l@example.com, public: {A.upper()}}}]\nleaders:\n",
     "approvers[0].public", "expected an Ed25519 public key, 64 lower-case hexadecimal digits; got 64"),
    ("one_key_of_two", "leaders:\n",
     f"approvers: [{{by: l@example.com, public: {A}}}, {{by: k@example.com, public: {A}}}]\nleaders:\n",
     "approvers[1].public", "is already that of approvers[0]"),
    ("missing_key", "    owner: comms@example.com\n", "", "documents[1] (hiring-memo)", "lacks owner"),
    ("missing_list", "audiences: [all-employees, managers, leadership]\n", "", "", "lacks audiences"),
    ("text_for_a_list", "leaders: [ada-okafor]", "leaders: ada-okafor", "documents[0] (all-hands-2026-03).leaders",
     "expected a list such as [one, two], or [] for none; got 'ada-okafor'"),
    ("nothing_for_a_list", "leaders: [ada-okafor]", "leaders:", "documents[0] (all-hands-2026-03).leaders",
     "got nothing: fill it in, or remove the line"),
    ("text_for_a_mapping", "# end of the file", "    withdrawn: yesterday", "documents[1] (hiring-memo).withdrawn",
     "expected a mapping with the keys at, reason; got 'yesterday'"),
    ("withdrawn_without_reason", "# end of the file", "    withdrawn: {at: 2026-06-01T10:00:00Z}",
     "documents[1] (hiring-memo).withdrawn", "lacks reason"),
    ("entry_that_is_none", "# end of the file", "  - hello", "documents[2]", "expected a mapping with the keys id,"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "path", "message"), [each[1:] for each in BROKEN],
                         ids=[each[0] for each in BROKEN])  # fmt: skip
def test_a_broken_rule_is_told(company: str, before: str, after: str, path: str, message: str) -> None:
    text = company.replace(before, after, 1)
    assert text != company, "the sample no longer holds what this case changes"
    problems = problems_of(text)
    assert [problem.path for problem in problems] == [path]
    assert message in problems[0].message
    key = re.search(r"\.(\w+)(\[\d+\])?$", path)
    assert not key or f"{key[1]}:" in text.splitlines()[problems[0].line - 1]


def test_a_leaders_id_is_its_own(company: str) -> None:
    leader = company[company.index("  - id: ada-okafor") : company.index("  - id: jonas-weir")]
    (problem,) = problems_of(company.replace("\ndocuments:", f"{leader}\ndocuments:"))
    assert str(problem) == "line 22: leaders[2] (ada-okafor).id: 'ada-okafor' is already that of leaders[0]"


def test_a_documents_id_is_its_own(company: str) -> None:
    twice = company.replace("id: hiring-memo", "id: all-hands-2026-03").replace("supersedes: all-", "supersedes: [] # ")
    (problem,) = problems_of(twice)
    assert problem.path == "documents[1] (all-hands-2026-03).id"
    assert problem.message == "'all-hands-2026-03' is already that of documents[0]"


def test_the_line_of_a_missing_key_is_its_entrys(company: str) -> None:
    text = company.replace("    owner: comms@example.com\n", "")
    assert problems_of(text)[0].line == line_of(text, "- id: hiring-memo")


def test_a_fault_in_one_value_hides_no_other(company: str) -> None:
    text = company.replace("title: Spring all-hands", "title: 1").replace("by: LEE@", "by: Comms@")
    assert [problem.path.rpartition(").")[2] for problem in problems_of(text)] == ["title", "approval.by"]


def test_a_long_chain_is_no_circle(company: str) -> None:
    entry = company[company.index("  - id: hiring-memo") :].replace("# end of the file\n", "")
    chain = [
        entry.replace("id: hiring-memo", f"id: memo-{index}")
        .replace("hiring.md", f"hiring-{index}.md")
        .replace("supersedes: all-hands-2026-03", f"supersedes: memo-{index + 1}")
        for index in range(1500)
    ]
    chain[-1] = chain[-1].replace("supersedes: memo-1500", "supersedes: []")
    assert len(parse_manifest((company + "".join(chain)).encode(), file="m").sources) == 1502


def test_two_circles_are_two_faults(company: str) -> None:
    entry = company[company.index("  - id: hiring-memo") :].replace("# end of the file\n", "")
    pairs = {"one": "two", "two": "one", "three": "four", "four": "three"}
    more = [
        entry.replace("id: hiring-memo", f"id: {name}")
        .replace("hiring.md", f"{name}.md")
        .replace("supersedes: all-hands-2026-03", f"supersedes: {other}")
        for name, other in pairs.items()
    ]
    messages = [problem.message for problem in problems_of(company + "".join(more))]
    assert messages == [
        "supersedes itself in a circle: one -> two -> one",
        "supersedes itself in a circle: three -> four -> three",
    ]


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text.encode(), file="m")
    return caught.value.problems


def line_of(text: str, found: str) -> int:
    """Of the last line of what was put in."""
    return text[: text.index(found) + len(found)].count("\n") + 1
