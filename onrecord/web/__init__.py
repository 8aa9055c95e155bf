"""The web pages and the HTTP API: one FastAPI application over a workspace.

Reading order: `build` (put together for a workspace), `app` (what is mounted where), `service` (what routes work with),
`signin` (who asks, and may they), `asking` (a question's way into the queue), `pages` (templates), `answers` and `view`
(a past answer, for its page), `over_time`, `reading` (a source), `desk`, `room_view`, `said` (feedback), `routes/`
(pages), `api/` (JSON), `compatible/` (OpenAI's API), `described` (the page for programs), `caller` (assistants).
Around them: `door`, `headers`, `limits`, `faults`, `logs`, `metrics`, `openapi`, `operator`, `stopping`.
"""
