"""Who asks: people, their roles and audience, and the ways in which they show who they are.

Reading order: `domain`, `groups` (from what a sign-in said to who that is now), `sessions`, `tokens`, `tables`; `local`
(the trial mode); `oidc`, `provider`, `id_token`, `paths` (a company's own provider); `identities` puts them together.
What they may do is decided in `onrecord/access.py` alone.
"""
