"""A company's own questions, as it wrote them in cases.yaml.

Reading order: `read` (the file, by `entries`), `resolve` (against what is published, its quotes found by `quotes`).
"""
