"""A transcript's recording, before anybody hears it: is it there, is it the declared one, can it be decoded, and is it
as long as the transcript says?

Reading order: `types`, `reader` (in a child process), `listener` (its owner), `examine`.
"""
