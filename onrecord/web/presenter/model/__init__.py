"""The presenter as glTF, made from a few dozen measures: a figure of felt that resembles nobody.

Reading order: `part` (what a mesh is), `head` (the surface that everything lies on), `mouth` (a mouth's measures and
its rings), `shapes` (each viseme as measures), `face`, `inside`, `bust` (the parts), `skeleton` (the names that
TalkingHead looks for), `gltf` (the file). Lengths are metres, y is up, and it looks along z; left is its own.
"""
