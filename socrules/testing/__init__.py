"""For tests of code that uses packs: stub packs, strategies of Hypothesis, laws.

`pack` needs nothing more; `strategies` and `check_laws` need `pip install "socrules[test]"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socrules.testing.draws import strategies
    from socrules.testing.laws import check_laws
    from socrules.testing.stubs import pack

__all__ = ["check_laws", "pack", "strategies"]

_WHERE = {"check_laws": "laws", "pack": "stubs", "strategies": "draws"}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return found
