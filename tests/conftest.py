"""Every test run keeps what it knows of packs in a folder of its own, from the first load on."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

_CACHE = TemporaryDirectory(prefix="socrules-cache-")
os.environ["SOCRULES_CACHE"] = _CACHE.name
