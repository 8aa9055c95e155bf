"""Dates and periods, and which of them tell when it was said. Reading order: `expressions`, `calendar`, `telling`."""
