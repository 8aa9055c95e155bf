"""How good are the answers: public question sets against the agent.

Reading order: `domain`, `cases` (a company's own questions), `asking` (cases put to an agent), `metrics`, `report`,
`compare`; `workspace` (any texts as a workspace), `bench` (question sets and their halves), `suite` and `searching`
(how a public set is measured); `calibrate` (when to refuse), `speeches` (thirty hard questions, reported only),
`support` (does a judge count), `wording` (what the checks of wording catch).
"""
