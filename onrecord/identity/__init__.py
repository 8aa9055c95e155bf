"""Who asks: people, their roles and audience, and the ways in which they show who they are.

Reading order: `domain`; what they may do is decided in `onrecord/access.py` alone.
"""
