"""The `onrecord` command: where the parts are put together and shown to people.

Reading order: `cli` (every command and option), `settings`, `parts` and `adapters` (which adapter stands for which
part), `commands/` (one file a command), `render/` (what a person reads), `doctor/` (is everything there).
"""
