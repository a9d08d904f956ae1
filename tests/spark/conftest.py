"""What lies here needs Java and PySpark, and is run by `make spark`."""

import os

collect_ignore_glob = [] if os.environ.get("SOCRULES_SPARK") else ["test_*.py"]
