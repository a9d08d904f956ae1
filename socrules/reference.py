"""Writes the reference of the pack format from the table of keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from socrules.keys import FORMAT, HEAD, NESTED, SECTIONS, Key
from socrules.kinds import kinds


def pack_format() -> str:
    """Return the reference of every section and key of a pack, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield f"# The pack format, version {FORMAT}"
    yield ""
    yield "Written from the table of keys in `socrules/keys.py` by `make reference`."
    yield "A key marked * must be there. A key marked ~ may differ between the wordings of"
    yield "an entry, so it may stand inside `versions`. A key that begins with `x-` is free."
    yield ""
    yield from _keys("pack.yaml", HEAD)
    for name, keys in SECTIONS.items():
        yield from _keys(f"`{name}`", keys)
    yield "# Inside entries"
    yield ""
    for name, keys in NESTED.items():
        yield from _keys(f"`{name}`", keys)


def _keys(title: str, keys: Mapping[str, Key]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| key | shape | meaning |"
    yield "|---|---|---|"
    for name, key in keys.items():
        marks = "*" * key.required + "~" * key.versioned
        yield f"| `{name}`{f' {marks}' if marks else ''} | {_shape(key.shape)} | {key.doc} |"
    yield ""


def _shape(shape: str) -> str:
    """Return a shape as readers see it; a choice as its members."""
    word, _, rest = shape.partition(":")
    if word == "enum":
        return ", ".join(f"`{one}`" for one in rest.split("|"))
    if word == "entry":
        return f"one of `{rest}`"
    return f"`{rest}` by id" if word == "entries" else shape.replace("_", " ")


def lint_checks(checks: Mapping[str, object]) -> str:
    """Return the reference of the checks of `lint`, as Markdown, from docstrings and texts."""
    lines = ["# The checks of `socrules lint`", ""]
    lines += ["Written from the table of checks in `socrules/lint.py` by `make reference`.", ""]
    lines += ["| check | finds | what to do |", "|---|---|---|"]
    for name, check in checks.items():
        finds = " ".join(str(check.__doc__).split())
        lines.append(f"| `{name}` | {finds} | {kinds()[name].help['en']} |")
    return "\n".join(lines) + "\n"
