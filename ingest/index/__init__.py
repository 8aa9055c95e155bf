"""Vectors in Qdrant, a cache that can be rebuilt from the catalogue.

Reading order: `port` (what an index is), `edge` (Qdrant's engine in this process), `server` (a Qdrant server).
"""
