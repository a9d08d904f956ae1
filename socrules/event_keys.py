"""The table of the keys of a line of a log of events."""

from __future__ import annotations

from typing import Final

from socrules.keys import Key, Keys

EVENT: Final = Keys(
    {
        name: Key(shape, required, False, doc)
        for name, shape, required, doc in (
            (
                "case",
                "text",
                False,
                "the case it belongs to; without one, the work of the whole body",
            ),
            ("event", "id", True, "what happened, by the id of the pack"),
            ("date", "event_date", True, "the day, or the minute, it happened; or `unknown`"),
            ("id", "text", False, "a name of this line, for others to point to"),
            (
                "of",
                "text",
                False,
                "the `id` of the line it belongs to: which appeal was considered",
            ),
            ("period", "period", False, "of an extension: by how much"),
            ("facts", "facts", False, "what became known with it"),
        )
    }
)
"""The keys of a line of a log of events."""
