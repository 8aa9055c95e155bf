"""The auditor's room: what is done with past answers and the log, for the commands, the pages and the API alike.

Read `verification.py` (is a past answer still true?), `searching.py`, `recalls.py`, `exporting.py`, then `ledger.py`
and `examination.py` (the log), `keeping.py` and `deciding.py` (one record: how it is kept, hold, erase),
`policy.py` (what an auditor pins), `reporting.py` and `charting.py` (many answers at once).
"""
