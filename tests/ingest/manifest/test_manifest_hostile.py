"""YAML that attacks: each is refused quickly, in words, without being expanded."""

import time
from collections.abc import Iterator

import pytest

from audit.errors import ManifestError, Problem
from ingest.manifest.faults import MAX_PROBLEMS
from ingest.manifest.read import MAX_BYTES, parse_manifest

# Parsing the largest file allowed takes about 8 s on one busy core; a bomb that went off would take years.
SECONDS = 60


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


def test_billion_laughs_do_not_expand() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]")
    told = [problem.message for problem in problems_of("\n".join(lines))]
    assert "anchors ('&a') are not used; remove it" in told
    assert told.count("aliases ('*h') are not used; write the value out") == 9


@pytest.mark.parametrize("deep", ["[" * 10_000, "{a: " * 10_000, "- " * 10_000, "? " * 10_000])
def test_deep_nesting_ends_the_reading(deep: str) -> None:
    (problem,) = problems_of(deep)
    assert "nested more than 8 levels deep" in problem.message


def test_deep_nesting_names_its_line() -> None:
    (problem,) = problems_of("\n".join(" " * depth + "a:" for depth in range(2000)))
    assert (problem.line, problem.path) == (8, "a.a.a.a.a.a.a")


def test_more_elements_than_a_manifest_can_need() -> None:
    (problem,) = problems_of("audiences:\n" + "-\n" * 500_000)  # what the parser reads fastest
    assert "more than 400,000 YAML elements" in problem.message


def test_a_huge_file_is_not_parsed() -> None:
    (problem,) = problems_of("[" * (MAX_BYTES + 1))
    assert "larger than 4 MiB" in problem.message


def test_a_huge_value_is_not_repeated_in_the_message() -> None:
    told = problems_of("version: 1\norganisation: " + "1" * 1_000_000)
    assert max(len(problem.message) for problem in told) < 500


def test_endless_faults_are_counted_not_listed() -> None:
    told = problems_of("".join(f"key-{number}: 1\n" for number in range(20_000)))
    assert len(told) == MAX_PROBLEMS + 1
    assert "more problems, not listed" in told[-1].message


@pytest.mark.parametrize(
    ("attack", "text", "message"),
    [
        ("duplicate_key", "version: 1\nversion: 1\n", "'version' is written twice, first on line 1; keep one"),
        ("duplicate_key_in_quotes", "version: 1\n'version': 1\n", "is written twice"),
        ("merge_key", "<<: {version: 1}\n", "merge keys are not used; write the keys out"),
        ("merge_of_alias", "<<: *base\n", "merge keys are not used"),
        ("anchor_on_key", "&a version: 1\n", "anchors ('&a') are not used; remove it"),
        ("tag", "version: !!int 1\n", "tags ('!!int') are not used; remove it"),
        ("python_object", "version: !!python/object/apply:os.system [ls]\n", "tags ('!!python/object/apply:os.sys"),
        ("local_tag_on_mapping", "version: !x {a: b}\n", "tags ('!x') are not used"),
        ("yaml_directive", "%YAML 1.1\n---\nversion: 1\n", "directives (%YAML, %TAG) are not used"),
        ("second_document", "version: 1\n---\nversion: 1\n", "a second YAML document begins here"),
        ("list_as_key", "[a]: b\n", "a key must be one plain word"),
        ("syntax", "version: [1\n", "not valid YAML: while parsing a flow sequence"),
        ("tab_as_indent", "leaders:\n\t- a\n", "not valid YAML"),
        ("null_byte", "version: 1\na: \0\n", "the character U+0000 cannot be in a YAML file; remove it"),
        ("escape_beyond_unicode", 'a: "\\UFFFFFFFF"\n', "an escape that is no character"),
        ("empty", "", "the file is empty"),
        ("only_comments", "# nothing\n", "the file is empty"),
        ("no_mapping", "hello\n", "expected a mapping with the keys version, organisation,"),
        ("surrogate_in_key", '"\\ud800": 1\n', "a key must be one plain word"),
        ("terminal_codes_in_key", '"\\e[2J": 1\n', "a key must be one plain word"),
    ],
)
def test_yaml_beyond_plain_values_is_refused(attack: str, text: str, message: str) -> None:
    told = [problem for problem in problems_of(text) if message in problem.message]
    assert told, attack
    str(told[0]).encode()


def test_a_syntax_error_is_one_problem_with_its_line() -> None:
    (problem,) = problems_of("version: 1\norganisation: a: b\n")
    assert (problem.line, problem.path) == (2, "")


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    with pytest.raises(ManifestError, match="line 2: not UTF-8: the byte 0xff cannot be there"):
        parse_manifest(b"version: 1\na: \xff\n", file="m")


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text.encode(), file="m")
    return caught.value.problems
