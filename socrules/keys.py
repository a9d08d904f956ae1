"""The one table of keys: which sections a pack has, which keys an entry has, what a key holds.

`parse` reads packs by this table, `schema` generates the JSON Schemas for editors from it, and the
reference of the pack format is made from it too.

A key's shape is a word that `shapes` reads. `!` after it: the key must be there. `~`: the key may
differ from wording to wording of the same entry, so it may stand inside `versions`.
"""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Key:
    """A key of an entry: its shape, whether it is required or varies by wording, what it means."""

    shape: str
    required: bool
    versioned: bool
    doc: str


def _table(**keys: tuple[str, str]) -> dict[str, Key]:
    return {
        name.rstrip("_"): Key(shape.rstrip(" !~"), "!" in shape, "~" in shape, doc)
        for name, (shape, doc) in keys.items()
    }


_TITLE: Final = ("bilingual", "what it is called, in Russian and English, in our own words")
_CITE: Final = ("citations", "the clause it encodes")
_SEE: Final = ("citations", "other clauses it leans on")
_FROM: Final = ("day ~", "first day of the wording, or `in_force`")
_TO: Final = ("day ~", "last day of the wording, only where the text ends it")

_NORM: Final = {
    "title": ("bilingual !", "what is to be done, may be done or must not be done"),
    "cite": ("citations ~", "the clause it encodes"),
    "see": ("citations ~", "other clauses it leans on"),
    "who": ("ids ~", "the actors it binds or entitles"),
    "whom": ("ids ~", "the actors it is done to"),
    "when": ("condition ~", "the condition under which it stands"),
    "unless": ("entry:unless ~", "what switches it off"),
    "after": ("ids ~", "the event it follows, where that happens once"),
    "for_each": ("id ~", "the event it follows, each time it happens"),
    "how": ("bilingual ~", "the form or the way"),
    "contents": ("id ~", "the checklist that says what it must contain"),
    "reading": ("id ~", "the reading it rests on"),
    "from_": _FROM,
    "to": _TO,
}
"""The keys of duties, rights, prohibitions, competences and statements alike."""

_CLOCK: Final = {
    "clock": ("id ~", "the date its period runs from, where that depends on the route"),
    "since": ("id ~", "the event it recurs from"),
    "within": ("period ~", "the period it must be done in; `not_stated` where the act names none"),
    "at_least": ("frequency ~", "how often it must be done, `once in 3 years`"),
    "extended_by": ("entry:extensions ~", "how the period may be extended"),
    "before": ("ids ~", "what must be done after it: the next steps of the chain"),
    "done_by": ("ids ~", "the events that fulfil it"),
    "time": ("choices ~", "readings of the period, by the names of the table of periods"),
}
"""The keys of what has a clock."""

_FREQUENCY: Final = {
    "title": ("bilingual !", "what is done"),
    "cite": ("citations ~", "the row of the standard"),
    "see": ("citations ~", "other clauses it leans on"),
    "when": ("condition ~", "for whom or where the norm holds"),
    "bound": ("enum:exactly|at_least|at_most ~", "how the number of times binds"),
    "times": ("number ~", "how many times"),
    "times_to": ("number ~", "the upper end, where the norm is a range"),
    "per": (
        "enum:day|week|month|quarter|half_year|year|course|service ~",
        "the period the times are counted in",
    ),
    "every": ("number ~", "how many such periods make one, 2 for once in two months"),
    "days_per_week": ("number ~", "on how many days of a week"),
    "as_needed": ("bool ~", "whether the norm binds only for a person who needs it"),
    "frequency_by": ("bilingual ~", "the act or document that sets the frequency instead"),
    "minutes": ("text ~", "minutes of one performance"),
    "minutes_per": ("enum:act|m2|visit ~", "what the minutes are counted for"),
    "payer": ("enum:recipient|provider ~", "who pays for the goods"),
    "basis": ("bilingual ~", "the recommendation or order it follows"),
    "note": ("bilingual ~", "what to know about the row"),
    "reading": ("id ~", "the reading it rests on"),
    "from_": _FROM,
    "to": _TO,
}
"""The keys of a component of a service and of its variants."""

_DEFECTS: Final = "misprint|missing_number|missing_text|missing_annex|wrong_reference|inconsistent"
"""What can be wrong in a document."""

SECTIONS: Final[dict[str, dict[str, Key]]] = {
    "clauses": _table(
        label=("text !", "how a lawyer cites the clause"),
        title=("bilingual !", "what it says, in our own words"),
        lines=("text", "the lines of the document it was taken from, `12-14`"),
        fingerprint=("text", "SHA-256 of its normalised text"),
        left_out=("bilingual", "why nothing encodes it"),
    ),
    "sources": _table(
        title=("bilingual !", "the full name of the other act"),
        label=("text !", "how a lawyer cites it"),
        known_from=("enum:named in the act|outside knowledge !", "what we know it from"),
        cited_at=("clause_ids", "the clauses of this act that name it"),
        note=("bilingual", "what to know about the reference"),
    ),
    "facts": _table(
        title=("bilingual !", "what the fact is"),
        type=(
            "enum:bool|integer|money|quantity|date|moment|choice !",
            "what kind of value it has",
        ),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("digit", "how many decimals a quantity keeps"),
        min=("literal", "the least value there can be"),
        max=("literal", "the greatest value there can be"),
        options=("options", "the members of a choice, each with its title"),
        question=("bilingual !", "how to ask for it"),
        answered_by=("enum:applicant|document|agency|body !", "who can answer"),
        document=("bilingual", "the document or register that shows it"),
        see=_SEE,
    ),
    "readings": _table(
        title=("bilingual !", "the question the text leaves open"),
        cite=("citations !", "where the text is unclear"),
        options=("options !", "the ways to read it, each with its reason"),
        ours=("id !", "the option this pack follows"),
        why=("bilingual !", "why"),
    ),
    "parameters": _table(
        title=("bilingual !", "what the number is"),
        type=("enum:integer|money|quantity|share|date|choices !", "what kind of value it has"),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("digit", "how many decimals a quantity keeps"),
        value=("literal ~", "the number"),
        cite=("citations ~", "the clause or outside source that states it"),
        see=("citations ~", "other clauses it leans on"),
        reading=("id ~", "the reading it rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "decisions": _table(
        title=("bilingual !", "what is decided"),
        type=("enum:bool|integer|money|quantity|date|choice !", "what kind of answer it has"),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("digit", "how many decimals a quantity keeps"),
        options=("options", "the members of a choice, each with its title"),
        derives=("id", "the fact this decision derives where it was not given"),
        presumes=("presumptions", "facts without which the act does not speak of the person"),
        cite=("citations", "the clauses looked at where no rule answers"),
        see=_SEE,
        rules=("entries:rules", "the rules and their exceptions"),
        otherwise=("entry:otherwise", "what the act makes of the rest"),
    ),
    "invariants": _table(
        title=("bilingual !", "the law of the pack in words"),
        cite=_CITE,
        holds=("condition !", "what always holds"),
    ),
    "actors": _table(
        title=("bilingual !", "who it is"),
        cite=_CITE,
        see=_SEE,
    ),
    "events": _table(
        title=("bilingual !", "what happens"),
        cite=_CITE,
        see=_SEE,
        repeats=("bool", "whether it can happen several times, each with its own clocks"),
        of=("id", "the event it belongs to"),
        after=("ids", "the events that must have come before it"),
    ),
    "dates": _table(
        title=("bilingual !", "the day a clock starts"),
        cite=_CITE,
        see=_SEE,
        by=("id", "the fact the start depends on"),
        event=("id", "the event that starts the clock"),
        cases=("entries:date_cases", "the event that starts the clock, by member of the fact"),
        reading=("id", "the reading it rests on"),
    ),
    "duties": _table(**(_NORM | _CLOCK)),
    "rights": _table(**(_NORM | {"within": _CLOCK["within"]})),
    "prohibitions": _table(**_NORM),
    "competences": _table(**_NORM),
    "statements": _table(**_NORM),
    "limits": _table(
        title=("bilingual !", "what is limited"),
        cite=("citations ~ !", "the clause that limits it"),
        see=("citations ~", "other clauses it leans on"),
        who=("ids ~", "the actors it binds"),
        when=("condition ~", "when the limit holds"),
        start=("id ~", "the event the state begins with"),
        end=("id ~", "the event the state ends with"),
        at_most=("period ~", "the greatest length; never moved to a working day"),
        time=("choices ~", "readings of the length, by the names of the table of periods"),
        reading=("id ~", "the reading it rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "checklists": _table(
        title=("bilingual !", "what is listed"),
        kind=("enum:documents|grounds|contents|steps|sheet|list !", "what the list is of"),
        cite=("citations !", "the clause that opens the list"),
        see=_SEE,
        exhaustive=("bool", "whether the list is closed"),
        who=("ids", "who keeps to the list"),
        by=("id", "the choice whose members have lists of their own in this one table"),
        items=("entries:list_items", "what is listed"),
    ),
    "services": _table(
        title=("bilingual !", "the name of the service"),
        cite=("citations !", "the row of the standard"),
        see=_SEE,
        section=("bilingual", "the kind of services it belongs to"),
        unit=("bilingual", "the unit of its volume"),
        term=("bilingual", "how long it is provided"),
        conditions=("bilingual", "the conditions of providing it"),
        components=("entries:components !", "what the service consists of, with its norms"),
        norms=("entries:norm_values", "measures that bind: areas, amounts"),
    ),
    "defects": _table(
        title=("bilingual !", "what is wrong in the document"),
        cite=("citations !", "where"),
        see=_SEE,
        kind=(f"enum:{_DEFECTS} !", "what kind of fault it is"),
        read_as=("bilingual", "how this pack reads the place"),
    ),
    "cases": _table(
        title=("bilingual !", "what the example shows"),
        date=("day !", "the day in question"),
        given=("facts", "the facts that are given"),
        readings=("choices", "readings switched for this example"),
        strict_effect=("bool", "whether an open effect makes the answer unknown"),
        expect=("entries:expectations !", "the answers, by decision"),
        tags=("ids", "free labels to choose cases by"),
    ),
}
"""The sections of a pack and the keys of their entries."""

_PERIODS: Final = ("within", "at_least", "at_most")
_NUMBERS: Final = ("times", "times_to", "per", "every", "days_per_week", "minutes")
STATED: Final = (*_PERIODS, *_NUMBERS, "bound", "as_needed", "payer")
"""What a case may expect of the norm behind an answer, as it is written."""

NESTED: Final[dict[str, dict[str, Key]]] = {
    "rules": _table(
        title=("bilingual", "the rule in words"),
        cite=("citations ~", "the clause the rule encodes"),
        see=("citations ~", "other clauses it leans on"),
        exception_to=("id", "the rule it displaces where it answers"),
        scope=("condition ~", "whom the rule is about"),
        when=("condition ~", "when the rule applies"),
        unless=("entry:unless ~", "what switches the rule off"),
        value=("amount ~", "the answer"),
        by_reading=("amounts ~", "the answer by option of its reading"),
        reading=("id ~", "the reading the rule rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "unless": _table(
        when=("condition !", "what switches the rule off"),
        cite=("citations", "the clause that does"),
    ),
    "otherwise": _table(
        value=("amount !", "the answer"),
        cite=("citations !", "the clause that makes it so"),
        reading=("id", "the reading it rests on"),
    ),
    "items": _table(
        when=("condition !", "the condition of the item"),
        cite=("citations", "the clause of the item, cited in place of the rule's"),
        title=("bilingual", "the item in words"),
        examples=("ids", "facts that are examples of it: asked about, never a condition"),
        open=("bilingual", "by whose act the list is kept open; no member is known here"),
        reading=("id", "the reading the item rests on"),
    ),
    "date_cases": _table(
        event=("id", "the event that starts the clock"),
        not_stated=("bool", "that the act names no start on this route"),
        cite=("citations !", "the clause"),
        reading=("id", "the reading it rests on"),
    ),
    "extensions": _table(
        event=("id !", "the event that extends the period"),
        at_most=("period !", "by how much"),
        from_=("enum:end_of_term|start !", "what the extension is counted from"),
        when=("condition", "when it may be extended"),
        then=("ids", "the duties that follow"),
        cite=("citations", "the clause"),
    ),
    "list_items": _table(
        title=("bilingual !", "the item"),
        cite=("citations_by ~", "its clause, or one for each member of the choice in `by`"),
        see=("citations ~", "other clauses it leans on"),
        when=("condition ~", "when it is needed, or holds"),
        obtained_by=(
            "enum:applicant|body|agency|provider|either ~",
            "who produces the document under the text",
        ),
        agency=("bilingual ~", "the agency that is asked for it"),
        if_held=("bool ~", "that it never makes a package incomplete"),
        parts=("options", "its parts, each with its title"),
        held_when=("condition", "which parts make it complete; all where this is not said"),
        open=("bilingual", "why the item leaves the list open"),
        examples=("ids", "facts that are examples of it: asked about, never a condition"),
        note=("bilingual", "what to know about it"),
        reading=("id ~", "the reading it rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "components": _table(
        **(_FREQUENCY | {"variants": ("entries:variants", "its norms where they differ by case")})
    ),
    "variants": _table(**_FREQUENCY),
    "norm_values": _table(
        title=("bilingual !", "what is measured"),
        cite=("citations !", "the clause"),
        value=("text !", "the number"),
        unit=("text !", "its unit"),
        bound=("enum:exactly|at_least|at_most !", "how it binds"),
        when=("condition", "where it holds"),
        reading=("id", "the reading it rests on"),
    ),
    "expectations": _table(
        value=("literal", "the value"),
        status=("enum:known|unknown|conflict|not_stated|not_applicable", "the status"),
        clauses=("clause_ids", "the clauses cited, all of them"),
        reasons=("clause_ids", "the clauses of the alternative reasons"),
        possible=("literals", "the values and ranges still open, `a..b` for a range"),
        needs=("ids", "the facts the answer needs"),
        readings=("ids", "the readings the answer rests on"),
        notes=("ids", "the notes the answer carries"),
        who=("ids", "whom the norm binds or entitles"),
        **{key: ("text", f"what the norm says under `{key}`") for key in STATED},
    ),
    "act": _table(
        issuer=("bilingual !", "who issued the act"),
        instrument=("bilingual !", "what kind of act it is"),
        number=("text", "its number"),
        date=("day", "the day of the act"),
        title=("bilingual !", "its title"),
        short=("bilingual !", "what readers call it after the clause: `Порядок`"),
    ),
    "effect": _table(
        not_before=("day", "the earliest day the act can be in force"),
        from_=("day !", "the day it came into force, or `unknown`"),
        to=("day", "the last day it is in force"),
        cite=("citations", "the clause on its entry into force"),
        why=("bilingual", "why the day is not known"),
        checked_on=("day !", "the day up to which amendments were looked for"),
    ),
}
"""Entries that stand inside others."""

HEAD: Final = _table(
    format=("number !", "the version of the pack format"),
    id=("pack !", "region/act, as the pack is asked for"),
    title=("bilingual !", "what the pack is about"),
    act=("entry:act !", "the act it encodes"),
    effect=("entry:effect !", "when the act is in force"),
    calendar=("text", "the calendar its working days are counted by"),
    version=("text !", "the version of the encoding"),
    status=("enum:draft|reviewed !", "how far the encoding is"),
    status_note=("bilingual", "what to know before relying on it"),
    presumes=("presumptions", "facts without which the act does not speak of the person"),
)
"""The keys of `pack.yaml`."""

FORMAT: Final = 1
OPERATORS: Final = ("all", "any", "none", "at_least")
"""Keys of a nested condition; `at_least` stands with `of`."""

NUMBER: Final = r"[0-9]{1,9}"
DIGIT: Final = r"[0-9]"
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PACK_ID: Final = r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*"
_ID: Final = r"[A-Za-z][A-Za-z0-9_]*"
_IDS: Final = {
    "sources": rf"{_ID}(-[A-Za-z0-9_]+)*",
    "expectations": rf"{_ID}(\.[A-Za-z0-9_]+)*",
    "clauses": r".+",
}


def ids_of(kind: str) -> str:
    """Return the pattern of the ids of entries of one kind."""
    return _IDS.get(kind, _ID)
