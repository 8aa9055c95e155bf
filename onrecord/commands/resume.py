"""`onrecord resume`: see `pause`."""

import argparse

from onrecord.commands.pause import switch


def run(args: argparse.Namespace) -> int:
    return switch(args, "resume")
