"""What the communications team does, as functions of a workspace's parts and the manifest's path: for the commands and
for the pages alike. Each gives a frozen result, or raises OnRecordError."""
