"""`/v1`: the chat completions interface of OpenAI, so that what people already use can ask the record.

Read request (what is taken, ignored and refused), reply (what is given back), routes. What goes wrong is told in the
shape that these clients read (faults).
"""
