"""What denies, excludes or conditions. Reading order: `denials`, `prefixes`, `exclusions`, `conditions`."""
