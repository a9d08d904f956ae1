"""A mapping whose names are known at once, and whose values are made when they are first asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import RLock
from typing import Any, Final, TypeVar

T = TypeVar("T")

# One for all: what is made may ask other mappings for more, and no two threads make one value each.
_MAKING: Final = RLock()


class Asked(Mapping[str, T]):
    """A mapping that makes each value once, when it is first asked; it is safe between threads."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], make: Callable[[str], T]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        try:
            return self._made[name]
        except KeyError:
            if name not in self._names:
                raise
        with _MAKING:
            # Another thread may have made it meanwhile.
            made = self._made
            return made[name] if name in made else made.setdefault(name, self._make(name))

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Asked({list(self._names)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)
