"""What lies here is wrong on purpose: its case files are read by tests, and are none themselves."""

collect_ignore = ["twelve_mistakes"]
