"""HTML and Markdown give what a reader of the page sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.canonical import is_canonical
from ingest.parse.html import text_of
from ingest.parse.markdown import parse as parse_markdown


def _markdown(text: str) -> str:
    return parse_markdown(text.encode()).text


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>alert('secret')</script>",
        "<style>.secret {}</style>",
        "<template>secret</template>",
        "<noscript>secret</noscript>",
        "<!-- secret -->",
        "<![CDATA[ secret ]]>",
        "<title>secret</title>",
        "<nav><ul><li>secret</ul></nav>",
        "<p hidden>secret</p>",
        "<p hidden=until-found>secret</p>",
        "<div aria-hidden=TRUE><p>secret</p></div>",
        "<div style='color: red; DISPLAY : none'>secret<p>secret</p></div>",
        "<span style='display:/* x */none!important'>secret</span>",
        "<span style='visibility:hidden'>secret</span>",
        "<span style='font-size:0px;'>secret</span>",
        "<span style='opacity: 0.0'>secret</span>",
        "<del>secret</del><s>secret</s>",
        "<img src=x.png alt=secret title=secret>",
        "<textarea>secret</textarea><select><option>secret</select><input value=secret>",
        "<dialog>secret</dialog>",
        "<a href='https://secret.example'></a>",
        "<svg><text>secret</text></svg>",
        "<object>secret</object>",
        "<meta name=description content=secret>",
    ],
)
def test_what_a_reader_does_not_see_is_not_text(unseen: str) -> None:
    assert text_of(f"<html><body><p>Before.</p>{unseen}<p>After.</p></body></html>") == "Before.\n\nAfter."


@pytest.mark.parametrize(
    "seen",
    [
        "<span style='opacity:0.5'>word</span>",
        "<span style='font-size:0.9em'>word</span>",
        "<a href=x>word</a>",
        "<dialog open>word</dialog>",
        "<header>word</header>",
        "<x-unknown>word</x-unknown>",
        "<details><summary>word</summary></details>",
    ],
)
def test_what_a_reader_sees_is_text(seen: str) -> None:
    assert "word" in text_of(seen)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h1>Title</h1><p>One\n  two<b> three</b>.</p><p>Four</p>", "Title\n\nOne two three.\n\nFour"),
        ("<p>One<br>two <br/> three</p>", "One\ntwo\nthree"),
        ("Loose<div>block<div>inner</div>tail</div>", "Loose\n\nblock\n\ninner\n\ntail"),
        ("<ul><li>a<li><p>b</p><p>c</p></ul><p>d", "- a\n\n- b\n\n  c\n\nd"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n\n7. b\n\n8. c"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n\n   - b\n\n2. c"),
        ("<table><caption>T</caption><tr><th>a<th>b<tr><td>1<td>2</table>", "T\n\na | b\n1 | 2"),
        ("<table><thead><tr><th>a</thead> <tbody> <tr><td><p>1</p><p>2</p></table>", "a\n1 2"),
        ("<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table>", "a b c | d"),
        ("<p>x</p><pre>  a\n   b\n</pre>", "x\n\n  a\n   b"),
        ("<p>&eacute; &amp; e&#x301; &lt;b&gt; a&nbsp;b</p>", "é & é <b> a\u00a0b"),
        ("<p>a&#13;b</p>", "a b"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢"),
        ("<dl><dt>a<dd>b</dl>", "a\n\nb"),
    ],
)
def test_blocks_stand_apart_and_white_space_folds(page: str, expected: str) -> None:
    assert text_of(page) == expected


def test_a_hundred_thousand_nested_elements_lose_no_word() -> None:
    deep = 100_000
    assert text_of("<div>" * deep + "inner" + "</div>" * deep + "<p>end</p>") == "inner\n\nend"


def test_a_text_longer_than_libxml2_allows_by_itself_is_whole() -> None:
    text = text_of("<p>" + "word " * 2_500_000 + "end</p>")
    assert len(text) == 2_500_000 * 5 + 3


TAGS = ("<p>", "</p>", "<td>", "</td>", "<tr>", "<table>", "</table>", "<li>", "<ol>", "</ol>", "<pre>", "<br>", "<q")


@given(st.lists(st.sampled_from(TAGS) | st.text(max_size=5)))
def test_any_soup_of_tags_gives_canonical_text(parts: list[str]) -> None:
    assert is_canonical(text_of("".join(parts)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Title\n\nOne\ntwo *three*.\n", "Title\n\nOne two three."),
        ("Setext\n======\n\n> quoted\n", "Setext\n\nquoted"),
        ("- a\n- b\n\n1. c\n2. d\n", "- a\n\n- b\n\n1. c\n\n2. d"),
        ("|a|b|\n|-|-|\n|1|2|\n", "a | b\n1 | 2"),
        ("A [link](https://x.example 'title') and ![alt](x.png).", "A link and ."),
        ("`code` and\n\n```python\nx = 1\n  y\n```\n", "code and\n\nx = 1\n  y"),
        ("Hard  \nbreak\\\nhere", "Hard\nbreak\nhere"),
        ("a <!-- secret --> b <script>secret</script>c", "a b c"),
        ("<div>\nShown\n</div>\n\n<div hidden>\nsecret\n</div>\n", "Shown"),
        ("&copy; 2026 \\*not emphasis\\*", "© 2026 *not emphasis*"),
        ("[ref]: https://x.example\n\nText [ref].", "Text ref."),
        ("---\ntitle: secret\ntags: [secret]\n---\n# Title\n", "Title"),
        ("---\r\ntitle: secret\r\n...\r\nText\r\n", "Text"),
        ("---\n\nAfter a break.\n\n---\n\nMore.\n", "After a break.\n\nMore."),
        ("---\ntitle: never closed\n", "title: never closed"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
    ],
)
def test_markdown_reads_as_it_is_rendered(source: str, expected: str) -> None:
    assert _markdown(source) == expected


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_any_markdown_gives_canonical_text(source: str) -> None:
    if not source.startswith("\ufeff"):
        assert is_canonical(_markdown(source))
