"""From the manifest to the published index.

Reading order: `domain`, `manifest` (what a company declares), `standing` (may this be read, now, by whom),
`parse` (bytes to text, in a child process), `speakers` (whose words), `sentences`, `passages`,
`catalogue` (what is decided), `index` (what is searched), `run` (one ingest, start to published).
"""
