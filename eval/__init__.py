"""How good are the answers: cases against the agent, calibration, benchmarks.

Reading order: `speeches` (a corpus as a workspace), `bench` (public benchmarks), `calibrate`, `metrics`.
"""
