"""OnRecord beside other retrieval libraries, on the same work: `make bench-peers`, which writes docs/peers.md.

Reading order: `corpora` (texts and questions), `measures` (what is computed), `outcome` (what one run says),
`work` (what every peer is put through), `with_onrecord` and the other `with_*` (one peer each), `environments`,
`turns` (who runs when), `table` (the document), `run` (the command).

`corpora`, `measures`, `outcome` and `work` need the standard library alone, since they run in every peer's environment.
"""
