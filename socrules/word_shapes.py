"""Reads what is written in one word or several: texts, numbers, days, periods, ids."""

from __future__ import annotations

import datetime
import re

from socrules.keys import DAY, DAYS, EVENT_DATE, NUMBER, PACK_ID
from socrules.nodes import NULLS
from socrules.problems import Findings, nearest
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, plain


class Words(Findings):
    """Reads nodes in which words stand; what is wrong with them is kept."""

    def expect(self, node: Node, kind: str) -> bool:
        """Say whether the node has its kind and something in it; report it where it has not."""
        if node.kind != kind:
            self.report(f"expected-{kind}", node.span)
        elif kind == SCALAR:
            if node.quoted or node.text not in NULLS:
                return True
            self.report("empty-text", node.span)
        elif node.items or node.elements:
            return True
        else:
            self.report("empty-list" if kind == SEQUENCE else "expected-mapping", node.span)
        return False

    def enum(self, node: Node, members: list[str]) -> str | None:
        """Return the one of `members` that is written."""
        if not self.expect(node, SCALAR):
            return None
        if node.text not in members:
            near = nearest(node.text, members)
            words = {"word": node.text, "known": ", ".join(members)}
            self.report("unknown-word", node.span, suggest=near, **words)
            return None
        return node.text

    def words(self, node: Node, members: list[str]) -> tuple[str, ...]:
        """Return those of `members` that are written, one or several."""
        read = [self.enum(element, members) for element in node.each()]
        return tuple(text for text in read if text)

    def read_text(self, node: Node) -> str | None:
        """Return text; an empty one is a problem."""
        if not self.expect(node, SCALAR):
            return None
        text = node.text.strip()
        if not text:
            self.report("empty-text", node.span)
            return None
        return text

    def read_bool(self, node: Node) -> bool | None:
        """Return a truth value."""
        known = plain(node)
        if isinstance(known, bool):
            return known
        word = self.enum(node, ["true", "false", "yes", "no"])
        return None if word is None else word in ("true", "yes")

    def read_number(self, node: Node) -> int | None:
        """Return a small whole number."""
        if not self.expect(node, SCALAR):
            return None
        if not re.fullmatch(NUMBER, node.text):
            self.report("not-a-number", node.span, text=node.text)
            return None
        return int(node.text)

    def read_digit(self, node: Node) -> int | None:
        """Return a whole number below ten."""
        digit = self.enum(node, list("0123456789"))
        return None if digit is None else int(digit)

    def read_day(self, node: Node) -> datetime.date | str | None:
        """Return a date, or one of the words `in_force`, `unknown`."""
        if not self.expect(node, SCALAR):
            return None
        if node.text in ("in_force", "unknown"):
            return node.text
        try:
            if re.fullmatch(DAY, node.text):
                return datetime.date.fromisoformat(node.text)
        except ValueError:
            pass
        self.report("not-a-date", node.span, text=node.text)
        return None

    def read_days(self, node: Node) -> tuple[str, ...]:
        """Return one or several days, or ranges of days, as they are written."""
        return tuple(one.text for one in node.each() if self.are_days(one))

    def are_days(self, node: Node) -> bool:
        """Say whether a day stands here, or two as the ends of a range."""
        if not self.expect(node, SCALAR):
            return False
        try:
            ends = [datetime.date.fromisoformat(end) for end in node.text.split("..")]
        except ValueError:
            ends = []
        if not re.fullmatch(DAYS, node.text) or ends != sorted(ends) or not ends:
            self.report("not-a-date", node.span, text=node.text)
            return False
        return True

    def read_event_date(self, node: Node) -> datetime.date | str | None:
        """Return the day or the minute of an event, or `unknown`."""
        if not self.expect(node, SCALAR):
            return None
        if node.text == "unknown":
            return node.text
        if re.fullmatch(EVENT_DATE, node.text):
            read = datetime.datetime if "T" in node.text else datetime.date
            try:
                return read.fromisoformat(node.text)
            except ValueError:
                pass
        self.report("event-not-a-date", node.span, event=node.text)
        return None

    def read_id(self, node: Node) -> str | None:
        """Return the id of another entry."""
        return self.read_text(node)

    def read_ids(self, node: Node) -> tuple[str, ...]:
        """Return one or several ids."""
        read = [self.read_text(element) for element in node.each()]
        return tuple(text for text in read if text)

    def read_pack(self, node: Node) -> str | None:
        """Return the id of a pack, `region/act`."""
        text = self.read_text(node)
        if text and not re.fullmatch(PACK_ID, text):
            self.report("bad-pack-id", node.span, id=text)
            return None
        return text

    def read_choices(self, node: Node) -> dict[str, str] | None:
        """Return a mapping of ids to ids."""
        if not self.expect(node, MAPPING):
            return None
        read = {name: self.read_text(value) for name, value in node.items.items()}
        return {name: text for name, text in read.items() if text}

    def read_period(self, node: Node) -> str | None:
        """Return a period as it is written, checked to be one; or `not_stated`."""
        from socrules.wordings import find_period, period_problem

        text = self.read_text(node)
        if text and text != "not_stated" and find_period(text) is None:
            self.problems.append(period_problem(text, node.span))
            return None
        return text

    def read_frequency(self, node: Node) -> str | None:
        """Return how often something must be done, as it is written, checked to be a frequency."""
        from socrules.wordings import find_period, period_problem

        text = self.read_text(node)
        if text and find_period(f"at least {text}") is None:
            self.problems.append(period_problem(f"at least {text}", node.span))
            return None
        return text
