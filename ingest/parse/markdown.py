"""Markdown (CommonMark and tables): the words that a reader of the rendered page sees, under the rules of
`html`.

It goes through HTML, so HTML within the Markdown is judged by the same rules: tags, comments, scripts and
hidden elements go, words that show stay. Metadata in front (`---`) is no part of the text; a link's words
stay, its address goes; code stays.
"""

import re

from markdown_it import MarkdownIt

from ingest.domain import Parsed
from ingest.parse import html
from ingest.parse.canonical import canonical
from ingest.parse.media import Media
from ingest.parse.text import decode
from ingest.parse.versions import parser_name

# Only what looks like YAML: a document may begin with a thematic break and have another one later.
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[ \t]*\n|#.*\n)*[\w-]+[ \t]*:.*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_DEEPEST = 100  # markdown-it's own 20 would drop what is nested deeper without a word


def parse(data: bytes) -> Parsed:
    text = canonical(decode(data))
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    page = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").render(body)
    words, quotations = html.read(page)
    return Parsed(text=words, parser=parser_name(Media.MARKDOWN), quotations=quotations)
