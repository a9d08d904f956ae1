"""Reads the plain YAML that packs are written in, a line at a time; anything else it leaves alone.

A line is a key, a dash, or both, and what they hold: one scalar on the line, scalars in brackets or
braces, or an indented block below. That is all of YAML that most files use, and one regular
expression knows it. Where a text holds anything more, or anything wrong, nothing is returned, and
the parser of all YAML reads it: what else a file may mean, and what is wrong with it, is said there
alone.

The expressions are compiled when they are first needed: it takes longer than to read a short text.
"""

from __future__ import annotations

import re
from typing import Any, Final

from socrules.nodes import MAPPING, QUOTES, SCALAR, SEQUENCE, Node
from socrules.problems import Document

_KEY: Final = r"""(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}|"[^"\\\n]{1,99}")"""

# Inside a line two letters mean more: a colon before a space, and a number sign after one.
_SCALAR: Final = r"""(?:
      [^ \n\-?:,\[\]{}\#&*!|>'"%@`][^\n:\#]*(?:(?::(?=[^ \n])|(?<![ ])\#)[^\n:\#]*)*
      |"[^"\\\n]*(?:\\["\\][^"\\\n]*)*"[ ]*
      |'[^'\n]*'[ ]*
    )"""
_PART: Final = r"""(?:\w[\w./() +-]*|"[^"\\\n]*"|'[^'\n]*')"""
_PAIR: Final = rf"(?:{_KEY}:[ ]+{_PART})"

_LINE: Final = rf"""
    ^([ ]*)                                         # how far the line is indented
    (-[ ]+)?
    (?:({_KEY}):(?=[ \n])([ ]*))?
    (?:
      ({_SCALAR}
      |\[[ ]*(?:{_PART}(?:,[ ]*{_PART})*)?\][ ]*
      |\{{[ ]*{_PAIR}(?:,[ ]*{_PAIR})*\}}[ ]*)
      |\n(?P<inner>\1[ ]+)ru:[ ]({_SCALAR})         # a text and its translation, and no more
      \n(?P=inner)en:[ ]({_SCALAR})(?!\n(?P=inner))
    )?
    (?:(?:^|(?<=[ ]))\#.*)?$
    """
_PARTS: Final = rf"(?:({_KEY}):[ ]+)?({_PART})"
_STRANGE: Final = "[^\n -~\xa0-\u2027\u202a-\ud7ff]"
"""Tabs, other ends of lines, and what no YAML may hold."""

_BRACKETS: Final = {"[": SEQUENCE, "{": MAPPING}
_MARKS: Final = frozenset((*QUOTES, *_BRACKETS))


class Texts(Node):
    """A mapping of a text in Russian, `ru`, and its English, `en`, each on a line of its own.

    Most of a pack is such. Its keys and items, which say where its parts stand, are made when they
    are asked.
    """

    __slots__ = ("written",)

    def __init__(self, key: Node, column: int, written: tuple[str, str]) -> None:
        self.kind = MAPPING
        self.document = key.document
        self.line = key.line + 1
        self.column = column
        self.text = ""
        self.quoted = self.flow = False
        self.key = key
        self.elements = []
        self.written = written

    def __getattr__(self, name: str) -> Any:
        """Make the keys and items, which are not there until they are first asked."""
        if name not in ("keys", "items"):
            raise AttributeError(name)
        keys, items = {}, {}
        for line, (lang, written) in enumerate(zip(LANGS, self.written, strict=True), self.line):
            key = Node(SCALAR, self.document, line, self.column, lang)
            value = scalar(self.document, line, self.column + len(lang) + 2, written)
            keys[lang], items[lang], value.key = key, value, key
        self.keys, self.items = keys, items
        return keys if name == "keys" else items

    @property
    def said(self) -> tuple[str, str]:
        """Return the two texts, without spaces around them."""
        ru, en = self.written
        ru = unquoted(ru) if ru[0] in QUOTES else ru
        en = unquoted(en) if en[0] in QUOTES else en
        return ru.strip(), en.strip()


LANGS: Final = ("ru", "en")


def read_blocks(document: Document, text: str, first: int, deepest: int) -> Node | None:
    """Return the root of a text whose first line has number `first` in its document.

    Returns `None` for a text that is not written that plainly, or is nested `deepest` deep.
    """
    strange = re.search(_STRANGE, text)
    lines = [] if strange else re.findall(_LINE, text, re.MULTILINE | re.VERBOSE)
    # The root is the value of a key that is not there.
    block = top = Node(MAPPING, document, first, 0)
    waiting: Node | None = Node(SCALAR, document, first, 0)
    column, around = -1, list[tuple[int, Node]]()
    number = first - 1
    for indent, dash, key, gap, value, inner, ru, en in lines:
        number += 1
        at = len(indent)
        if not key and not dash:
            if value:
                return None
            continue
        if waiting is not None:
            # A list may stand as far to the left as the key it is the value of.
            if at < column or (at == column and not dash):
                return None
            around.append((column, block))
            below = Node(SEQUENCE if dash else MAPPING, document, number, at + 1)
            below.key = waiting
            block.items[waiting.text] = below
            column, block, waiting = at, below, None
        elif column != at or dash or block.kind == SEQUENCE:
            while column > at or (column == at and block.kind == SEQUENCE and not dash):
                column, block = around.pop()
            if column != at or (block.kind == SEQUENCE) != bool(dash):
                return None
        if dash:
            at += len(dash)
            if key:
                around.append((column, block))
                below = Node(MAPPING, document, number, at + 1)
            elif value and (read := _value(document, number, at + 1, value)):
                below = read
            else:
                return None
            block.elements.append(below)
            if not key:
                continue
            column, block = at, below
        if len(around) >= deepest:
            return None
        name = key[1:-1] if key[0] == '"' else key
        if name in block.keys:
            return None
        node = block.keys[name] = Node(SCALAR, document, number, at + 1, name, key[0] == '"')
        if ru:
            if len(inner) <= at:
                return None
            block.items[name] = Texts(node, len(inner) + 1, (ru, en))
            number += 2
        elif value:
            start = at + len(key) + len(gap) + 2
            there = _value(document, number, start, value)
            if there is None:
                return None
            there.key = node
            block.items[name] = there
        else:
            waiting = node
    if waiting is not None or number - first < text.count("\n"):
        return None
    root = top.items[""]
    root.key = None
    return root


def _value(document: Document, line: int, column: int, written: str) -> Node | None:
    """Return what stands in the rest of a line: a scalar, or scalars in brackets or braces.

    Returns `None` for a mapping in which a key stands twice.
    """
    mark = written[0]
    if mark not in _MARKS:
        return Node(SCALAR, document, line, column, written.rstrip(" "))
    if mark in QUOTES:
        return scalar(document, line, column, written)
    node = Node(_BRACKETS[mark], document, line, column)
    node.flow = True
    for found in re.finditer(_PARTS, written):
        name, part = found.groups()
        inner = scalar(document, line, column + found.start(2), part)
        if name is None:
            node.elements.append(inner)
            continue
        key = inner.key = scalar(document, line, column + found.start(1), name)
        if key.text in node.keys:
            return None
        node.keys[key.text], node.items[key.text] = key, inner
    return node


def scalar(document: Document, line: int, column: int, written: str) -> Node:
    """Return a scalar as it is written, with quotes or without."""
    return Node(SCALAR, document, line, column, unquoted(written), written[0] in QUOTES)


def unquoted(written: str) -> str:
    """Return what a scalar says, without its quotes and the spaces after it."""
    text = written.rstrip(" ")
    if text[0] not in QUOTES:
        return text
    inside = text[1:-1]
    return re.sub(r"\\(.)", r"\1", inside) if text[0] == '"' and "\\" in inside else inside
