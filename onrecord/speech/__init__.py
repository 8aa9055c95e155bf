"""The record read aloud: an output of checked statements, never a source of them.

Reading order: `domain`, `voice` (the protocol), `permitted` (what may be sounded: rules, pure), `script` (what is said
of a statement, and how), `speaking` (the one way to a sound: judged, made, written down, given).
"""
