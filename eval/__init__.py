"""How good are the answers: public question sets against the agent.

Reading order: `workspace` (any texts as a workspace), `bench` (question sets and their halves), `calibrate` (when to
refuse), `speeches` (thirty hard questions, reported only), `support` (does a judge count), `wording` (what the checks
of wording catch).
"""
