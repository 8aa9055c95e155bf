"""A bundle's format: what is in it, byte for byte. Pure; `audit/verify_bundle.py` says whether to believe one.

Read `archive` (one spelling of a zip), `bundle` (its files) and `annotations` (places in texts, as Web Annotations).
Imports `signed` and `records`.
"""
