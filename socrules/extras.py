"""Imports the libraries that only some users need, or says how to install them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from socrules.problems import SocrulesError, problem


def extra(module: str, name: str) -> Any:
    """Return the module of an extra; raises `SocrulesError` that names the extra to install."""
    try:
        return import_module(module)
    except ImportError:
        command = f'pip install "socrules[{name}]"'
        library = module.partition(".")[0]
        raise SocrulesError(problem("missing-extra", library=library, command=command)) from None
