"""Rules of `supersedes`: a document replaces others that are there, never itself, and never in a circle."""

from collections.abc import Iterator

from ingest.manifest.faults import Fault, did_you_mean, shown
from ingest.manifest.schema import ManifestEntry


def supersedes_known(manifest: ManifestEntry) -> Iterator[Fault]:
    known = {document.id: None for document in manifest.documents or [] if document.id is not None}
    for index, document in enumerate(manifest.documents or []):
        for position, word in enumerate(document.supersedes or []):
            loc = ("documents", index, "supersedes", position)
            if word == document.id:
                yield Fault(loc, "a document cannot supersede itself")
            elif word not in known:
                yield Fault(loc, f"expected the id of a document; got {shown(word)}{did_you_mean(word, known)}")


def no_circles(manifest: ManifestEntry) -> Iterator[Fault]:
    """One fault a circle, at its first document in the file. Iterative: a chain may be thousands long."""
    documents = manifest.documents or []
    index_of = {document.id: index for index, document in reversed(list(enumerate(documents))) if document.id}
    after = {
        name: [word for word in documents[index].supersedes or [] if word in index_of and word != name]
        for name, index in index_of.items()
    }
    done: set[str] = set()
    for start in sorted(index_of, key=index_of.__getitem__):
        way: list[str] = []
        stack = [] if start in done else [(start, iter(after[start]))]
        on_way = {start}
        while stack:
            name, rest = stack[-1]
            if len(way) < len(stack):
                way.append(name)
            step = next(rest, None)
            if step is None:
                stack.pop()
                way.pop()
                on_way.discard(name)
                done.add(name)
            elif step in on_way:
                circle = way[way.index(step) :]
                yield _circle(circle, index_of)
            elif step not in done:
                on_way.add(step)
                stack.append((step, iter(after[step])))


def _circle(circle: list[str], index_of: dict[str, int]) -> Fault:
    first = min(range(len(circle)), key=lambda position: index_of[circle[position]])
    turned = circle[first:] + circle[:first]
    shown_way = " -> ".join([*turned, turned[0]] if len(turned) <= 8 else [*turned[:8], "..."])
    return Fault(("documents", index_of[turned[0]], "supersedes"), f"supersedes itself in a circle: {shown_way}")
