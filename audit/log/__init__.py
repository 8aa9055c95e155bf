"""The log in its database: signed leaves that are appended, and never changed.

Read `appending` (leaves, tree and one checkpoint in the caller's transaction), then `leaves` (reading them), `included`
(one leaf's proof), `rotation` (keys replaced and revoked) and `cosigning` (what witnesses say). Imports `signed`,
`records`, `keys` and `witness`; knows nothing of answers but what a leaf says.
"""
