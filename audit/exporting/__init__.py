"""From the database to a bundle: `export` (which answers, and the leaves that they require), `exhibits` (what stands
beside a record's leaves). Imports `ledger`, `bundles` and the verifier's reading of leaves, `audit/verify_*.py`.
"""
