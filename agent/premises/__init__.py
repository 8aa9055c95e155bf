"""What a question takes for granted, and what the record says against it.

Reading order: `premise`, `words`, `subjects`, `clauses`, `presupposed`, `assertions`, `contradicted`, `record`.
"""
