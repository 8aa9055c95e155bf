"""The leader's own recorded words: where a transcript names its recording, each citation into it can be heard.

Reading order: `clips` (which part of a recording a citation is), `files` (a recording's file, opened where it is the
approved one), `playing` (the one way to a recording: judged, written down, given), `decoding` (its samples, for this
machine's own sound device).
"""
