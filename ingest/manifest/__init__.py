"""What a company declares: `corpus_manifest.yaml`, read strictly and edited in place.

Reading, in order: `nodes` and `tree` (YAML text to values that know their lines), `values` (one text to one
value), `schema` (which keys there are), `shape` (the tree against the schema), `rules` and `supersession`
(what must hold between the parts), `read` (all of it: bytes to `Manifest`), `disk` (what needs files).

Writing: `render` and `splice` (pure edits of the text), `rewrite` (one edit of the file, start to written),
`edit` (the edits there are), `files` and `names` (what the commands make of words), `start` (a company's
own first folder).
"""
