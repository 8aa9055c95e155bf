"""OnRecord for assistants, over the Model Context Protocol: four tools, on the official SDK.

Read arguments and results (what goes in and comes out), tools, server, then stdio and http.
"""
