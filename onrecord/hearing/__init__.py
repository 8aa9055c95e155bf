"""A question that is spoken becomes text, which its asker reads and corrects before anything is asked.

Reading order: `domain`, `sound` (what a child process does: bytes to samples) and `wire` (how they travel), `decoder`
(what calls it), `recogniser` (the protocol), `whisper` (the adapter), `names` (the words that are suggested to it),
`hearing` (the queue before it all).
"""
