"""The one table of keys: which sections a pack has, which keys an entry has, what a key holds.

`parse` reads packs by this table, `schema` generates the JSON Schemas for editors from it, and the
reference of the pack format is made from it too.

A key's shape is a word that `shapes` reads. `!` after it: the key must be there. `~`: the key may
differ from wording to wording of the same entry, so it may stand inside `versions`.
"""

from __future__ import annotations

from typing import Final

from socrules.norm_keys import (
    BY_READING,
    CLOCK,
    FREQUENCY,
    FROM,
    LIMIT,
    NORM,
    NORM_KEYS,
    TO,
    by_reading,
    otherwise,
    table,
)
from socrules.norm_keys import Key as Key
from socrules.norm_keys import Keys as Keys

_TITLE: Final = ("bilingual", "what it is called, in Russian and English, in our own words")
_CITE: Final = ("citations", "the clause it encodes")
_SEE: Final = ("citations", "other clauses it leans on")
_DEFECTS: Final = "misprint|missing_number|missing_text|missing_annex|wrong_reference|inconsistent"
"""What can be wrong in a document."""
_STATES: Final = "missed|open|unknown|not_computed|upcoming|late|done|not_applicable"
_IRREGULAR: Final = (
    "ahead|again|before_act|extended_late|extended_too_long|extended_without_ground"
    "|facts_differ|no_beginning|out_of_order|which"
)
"""What can become of a step, and what can be irregular about an event."""

SECTIONS: Final[dict[str, Keys]] = {
    "clauses": table(
        label=("text !", "how a lawyer cites the clause"),
        title=("bilingual !", "what it says, in our own words"),
        lines=("text", "the lines of the document it was taken from, `12-14`"),
        fingerprint=("text", "SHA-256 of its normalised text"),
        left_out=("bilingual", "why nothing encodes it"),
    ),
    "sources": table(
        title=("bilingual !", "the full name of the other act"),
        label=("text !", "how a lawyer cites it"),
        known_from=("enum:named in the act|outside knowledge !", "what we know it from"),
        cited_at=("clause_ids", "the clauses of this act that name it"),
        note=("bilingual", "what to know about the reference"),
    ),
    "facts": table(
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
    "readings": table(
        title=("bilingual !", "the question the text leaves open"),
        cite=("citations !", "where the text is unclear"),
        options=("options !", "the ways to read it, each with its reason"),
        ours=("id !", "the option this pack follows"),
        why=("bilingual !", "why"),
        informative=("bilingual", "why no answer of the pack differs by option, where none does"),
    ),
    "parameters": table(
        title=("bilingual !", "what the number is"),
        type=("enum:integer|money|quantity|share|date|choices !", "what kind of value it has"),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("digit", "how many decimals a quantity keeps"),
        value=("literal ~", "the number"),
        cite=("citations ~", "the clause or outside source that states it"),
        see=("citations ~", "other clauses it leans on"),
        reading=("id ~", "the reading it rests on"),
        from_=FROM,
        to=TO,
    ),
    "decisions": table(
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
        rises_with=("ids", "facts with which the answer never falls: a law the tests hold"),
        falls_with=("ids", "facts with which the answer never rises: a law the tests hold"),
    ),
    "invariants": table(
        title=("bilingual !", "the law of the pack in words"),
        cite=_CITE,
        holds=("condition !", "what always holds"),
    ),
    "actors": table(
        title=("bilingual !", "who it is"),
        cite=_CITE,
        see=_SEE,
    ),
    "events": table(
        title=("bilingual !", "what happens"),
        cite=_CITE,
        see=_SEE,
        repeats=("bool", "whether it can happen several times, each with its own clocks"),
        of=("id", "the event it belongs to"),
        after=("ids", "the events that must have come before it"),
    ),
    "dates": table(
        title=("bilingual !", "the day a clock starts"),
        cite=_CITE,
        see=_SEE,
        by=("id", "the fact the start depends on"),
        event=("id", "the event that starts the clock"),
        cases=("entries:date_cases", "the event that starts the clock, by member of the fact"),
        reading=("id", "the reading it rests on"),
        by_reading=by_reading("dates", mark=""),
    ),
    "duties": table(**NORM, **CLOCK, by_reading=by_reading("duties")),
    "rights": table(**NORM, within=CLOCK["within"], by_reading=by_reading("rights")),
    "prohibitions": table(**NORM, by_reading=by_reading("norms")),
    "competences": table(**NORM, by_reading=by_reading("norms")),
    "statements": table(**NORM, by_reading=by_reading("norms")),
    "limits": table(**LIMIT),
    "checklists": table(
        title=("bilingual !", "what is listed"),
        kind=("enum:documents|grounds|contents|steps|sheet|list !", "what the list is of"),
        cite=("citations !", "the clause that opens the list"),
        see=_SEE,
        exhaustive=("bool", "whether the list is closed"),
        who=("ids", "who keeps to the list"),
        by=("id", "the choice whose members have lists of their own in this one table"),
        items=("entries:list_items", "what is listed"),
    ),
    "services": table(
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
    "defects": table(
        title=("bilingual !", "what is wrong in the document"),
        cite=("citations !", "where"),
        see=_SEE,
        kind=(f"enum:{_DEFECTS} !", "what kind of fault it is"),
        read_as=("bilingual", "how this pack reads the place"),
    ),
    "cases": table(
        title=("bilingual !", "what the example shows"),
        pack=("text", "the pack it is asked of, where the file does not stand beside it"),
        date=("day !", "the day in question"),
        given=("facts", "the facts that are given"),
        events=("log", "what has happened, as the lines of a log of events"),
        readings=("choices", "readings switched for this example"),
        strict_effect=("bool", "whether an open effect makes the answer unknown"),
        expect=("entries:expectations !", "the answers, by decision"),
        tags=("ids", "free labels to choose cases by"),
    ),
}
"""The sections of a pack and the keys of their entries."""

NESTED: Final[dict[str, Keys]] = {
    "rules": table(
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
        from_=FROM,
        to=TO,
    ),
    "unless": table(
        when=("condition !", "what switches the rule off"),
        cite=("citations", "the clause that does"),
    ),
    "otherwise": table(
        value=("amount !", "the answer"),
        cite=("citations !", "the clause that makes it so"),
        reading=("id", "the reading it rests on"),
    ),
    "items": table(
        when=("condition !", "the condition of the item"),
        cite=("citations", "the clause of the item, cited in place of the rule's"),
        title=("bilingual", "the item in words"),
        examples=("ids", "facts that are examples of it: asked about, never a condition"),
        open=("bilingual", "by whose act the list is kept open; no member is known here"),
        reading=("id", "the reading the item rests on"),
    ),
    "date_cases": table(
        event=("id", "the event that starts the clock"),
        not_stated=("bool", "that the act names no start on this route"),
        cite=("citations !", "the clause"),
        reading=("id", "the reading it rests on"),
        by_reading=by_reading("dates", mark=""),
    ),
    "extensions": table(
        event=("id !", "the event that extends the period"),
        at_most=("period !", "by how much"),
        from_=("enum:end_of_term|start !", "what the extension is counted from"),
        when=("condition", "when it may be extended"),
        then=("ids", "the duties that follow"),
        cite=("citations", "the clause"),
    ),
    "list_items": table(
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
        from_=FROM,
        to=TO,
    ),
    "components": table(
        **(FREQUENCY | {"variants": ("entries:variants", "its norms where they differ by case")})
    ),
    "variants": table(**FREQUENCY),
    "norm_values": table(
        title=("bilingual !", "what is measured"),
        cite=("citations !", "the clause"),
        value=("text !", "the number"),
        unit=("text !", "its unit"),
        bound=("enum:exactly|at_least|at_most !", "how it binds"),
        when=("condition", "where it holds"),
        reading=("id", "the reading it rests on"),
    ),
    "expectations": table(
        value=("literal", "the value"),
        status=("enum:known|unknown|conflict|not_stated|not_applicable", "the status"),
        clauses=("clause_ids", "the clauses cited, all of them"),
        reasons=("clause_ids", "the clauses of the alternative reasons"),
        possible=("literals", "the values and ranges still open, `a..b` for a range"),
        needs=("ids", "the facts the answer needs"),
        readings=("ids", "the readings the answer rests on"),
        notes=("ids", "the notes the answer carries"),
        items=("ids", "of a checklist, the items that are needed or hold; of a service, its norms"),
        lacking=("ids", "of a checklist, the items that are needed and not held"),
        dates=("days", "of a duty or limit, its last days under the events, `a..b` for open ones"),
        states=(f"words:{_STATES}", "of a duty or limit, what became of it, in the same order"),
        irregular=(f"words:{_IRREGULAR}", "of an event, what about it does not fit"),
        **{key: (shape, f"what the norm says under `{key}`") for key, shape in NORM_KEYS.items()},
    ),
    "act": table(
        issuer=("bilingual !", "who issued the act"),
        instrument=("bilingual !", "what kind of act it is"),
        number=("text", "its number"),
        date=("day", "the day of the act"),
        title=("bilingual !", "its title"),
        short=("bilingual !", "what readers call it after the clause: `Порядок`"),
    ),
    "effect": table(
        not_before=("day", "the earliest day the act can be in force"),
        from_=("day !", "the day it came into force, or `unknown`"),
        to=("day", "the last day it is in force"),
        cite=("citations", "the clause on its entry into force"),
        why=("bilingual", "why the day is not known"),
        checked_on=("day !", "the day up to which amendments were looked for"),
    ),
}
"""Entries that stand inside others."""

NESTED.update(
    {
        f"duties{BY_READING}": otherwise(SECTIONS["duties"]),
        f"rights{BY_READING}": otherwise(SECTIONS["rights"]),
        f"norms{BY_READING}": otherwise(SECTIONS["statements"]),
        f"limits{BY_READING}": otherwise(SECTIONS["limits"]),
        f"dates{BY_READING}": otherwise(NESTED["date_cases"]),
        f"frequencies{BY_READING}": otherwise(NESTED["variants"]),
    }
)

HEAD: Final = table(
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
DAYS: Final = rf"{DAY}(\.\.{DAY})?"
EVENT_DATE: Final = rf"{DAY}(T[0-9]{{2}}:[0-9]{{2}})?"
PACK_ID: Final = r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*"
_ID: Final = r"[A-Za-z][A-Za-z0-9_]*"
_IDS: Final = {
    "sources": rf"{_ID}(-[A-Za-z0-9_]+)*",
    "expectations": rf"{_ID}(\.[A-Za-z0-9_]+)*",
    "clauses": r".+",
}


def ids_of(kind: str) -> str:
    """Return the pattern of the ids of entries of one kind."""
    return r"[A-Za-z0-9_]+" if kind.endswith(BY_READING) else _IDS.get(kind, _ID)
