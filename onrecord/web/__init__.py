"""The web pages and the HTTP API: one FastAPI application over a workspace.

Reading order: `app` (what is mounted where), `service` (what routes work with), `signin` (who asks, and may they),
`pages` (templates), `view` (an answer for the page), `reading` (a source), `routes/` (pages), `api/` (JSON),
`compatible/` (OpenAI's API).
Around them: `headers`, `limits`, `faults`, `logs`, `metrics`.
"""
