"""What is not to be answered: topics and quiet periods, as the company wrote them in policy.yaml.

Reading order: `domain`, `read` (the file, by `form`), `published` (what is in force, and its publication).
Which question falls under which topic is judged in `agent/topics.py`.
"""
