"""Every option of every command, by who types it. Nothing but argparse is imported here."""
