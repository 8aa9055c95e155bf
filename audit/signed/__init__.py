"""What is signed: leaves, and the tree, checkpoints and notes over them. Pure; a verifier and a witness read the same.

Read `merkle` (RFC 6962), `notes` and `checkpoints` (C2SP), then `envelopes` (a leaf's one spelling), `payloads` and
`uttered` (what a leaf of each kind says), `approvals` (what an approver signs) and `signers` (which keys count where).
Imports `records` and `keys`.
"""
