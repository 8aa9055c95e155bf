"""Is everything there, reachable and up to date; and if not, what to do.

Reading order: `finding`, then what is looked at: `installed`, `models`, `workspace`, `library`.
"""
