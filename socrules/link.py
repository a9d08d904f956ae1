"""Links a pack for one day and one choice of readings: names, types, dates, citations, cycles.

Linking is a table of stages, `STAGES`; every stage reports all it finds, and the problems are raised
together, in reading order.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from socrules.expressions import Expr
from socrules.model import Citation, Entry, Item, Contents
from socrules.problems import PackError, Problem, Span, nearest, problem
from socrules.program import LinkedDecision, Fact, Program, Rule
from socrules.source import SEQUENCE, Node
from socrules.terms import BOOL, EITHER, Known, Term
from socrules.typed import Scope, literal, number_literal, type_name
from socrules.values import Type

FIRST_DAY: Final = datetime.date.min
LAST_DAY: Final = datetime.date.max


class Linker:
    """One linking: the pack, the day, and what has been resolved so far."""

    def __init__(self, pack: Contents, day: datetime.date, readings: Mapping[str, str]) -> None:
        self.pack = pack
        self.day = day
        self.switched = dict(readings)
        self.readings: dict[str, str] = {}
        self.scope = Scope()
        self.scope.day = day
        self.facts: dict[str, Fact] = {}
        self.decisions: dict[str, LinkedDecision] = {}
        self.invariants: dict[str, Term] = {}
        self.presumes: dict[str, tuple[Citation, ...]] = {}
        self.linking: list[str] = []
        self.in_force, self.law_day = self.effect()

    def report(self, kind: str, span: Span, **args: Any) -> None:
        """Note a problem."""
        self.scope.report(kind, span, **args)

    # --- effect and wordings ---

    def effect(self) -> tuple[str, datetime.date]:
        """Return whether the act is in force (`yes`, `no`, `open`) and the day whose wordings count.

        Before the act and after its end the wordings of its nearest day are linked, so that the
        answer can say which clause makes it not applicable.
        """
        effect = self.pack.head.effect
        start, first = effect.values["from"], first_day(self.pack)
        if self.day < first:
            return "no", first
        if effect.to is not None and self.day > effect.to:
            return "no", effect.to
        return ("open" if start == "unknown" else "yes"), self.day

    def wording(self, entry: Entry) -> Entry | None:
        """Return the wording of an entry that holds on the day, if one does."""
        for first, last, wording in wordings(entry, self.pack):
            if first <= self.law_day <= last:
                return wording
        return None

    def check_wordings(self) -> None:
        """Report wordings of one entry that overlap or leave a gap."""
        for entry in versioned_entries(self.pack):
            periods = wordings(entry, self.pack)
            for (first, last, one), (start, _, other) in zip(periods, periods[1:], strict=False):
                also = [one.span]
                if start <= last or start <= first:
                    self.report("version-overlap", other.span, id=entry.id, day=start, also=also)
                elif start > last + datetime.timedelta(1):
                    self.report(
                        "version-gap", other.span, id=entry.id, day=last, start=start, also=also
                    )

    # --- clauses ---

    def check_citations(self) -> None:
        """Report citations of clauses and acts that are not there, and clauses also left out."""
        clauses = self.pack.entries("clauses")
        sources = self.pack.entries("sources")
        for citation in citations(self.pack):
            span = citation.span or self.pack.head.span
            if citation.act:
                if citation.act not in sources:
                    near = nearest(citation.act, sources)
                    self.report("unknown-source", span, act=citation.act, suggest=near)
            elif citation.clause not in clauses:
                near = nearest(citation.clause, clauses)
                self.report("unknown-clause", span, id=citation.clause, suggest=near)
            elif (entry := clauses[citation.clause]).left_out is not None:
                self.report("cited-and-left-out", span, id=citation.clause, also=[entry.span])

    # --- readings ---

    def link_readings(self) -> None:
        """Choose the option of every reading: the caller's, or else the pack's own."""
        entries = self.pack.entries("readings")
        for name, entry in entries.items():
            options = entry.options or {}
            if entry.ours is not None and entry.ours not in options:
                near = nearest(entry.ours, options)
                known = ", ".join(options)
                self.report(
                    "unknown-option", entry.span, option=entry.ours, known=known, suggest=near
                )
            self.readings[name] = str(entry.ours)
        for name, option in self.switched.items():
            if name not in entries:
                near = nearest(name, entries)
                self.scope.problems.append(problem("unknown-reading", reading=name, suggest=near))
            elif option not in entries[name].options:
                known = ", ".join(entries[name].options)
                near = nearest(option, entries[name].options)
                found = problem("unknown-option", option=option, known=known, suggest=near)
                self.scope.problems.append(found)
            else:
                self.readings[name] = option

    def reading(self, entry: Entry | Item, span: Span) -> str:
        """Return the reading an entry rests on, checked."""
        name = entry.reading or ""
        if name and name not in self.readings:
            self.report("unknown-reading", span, reading=name, suggest=nearest(name, self.readings))
        return name

    # --- facts and parameters ---

    def link_facts(self) -> None:
        """Resolve the types and bounds of the facts."""
        for name, entry in self.pack.entries("facts").items():
            type = entry_type(entry)
            domain = self.domain(entry, type)
            if domain is not None:
                self.scope.facts[name] = type, domain
                self.facts[name] = Fact(name, type, domain, entry)

    def domain(self, entry: Entry, type: Type) -> Known | None:
        """Return all that a fact may be; a number without bounds is a problem."""
        if type.kind == "bool":
            return EITHER
        if type.kind == "choice":
            if not type.options:
                self.report("no-options", entry.span, id=entry.id)
                return None
            return frozenset(type.options)
        if entry.min is None or entry.max is None:
            self.report("no-bounds", entry.span, id=entry.id)
            return None
        ends = [self.literal(node, type) for node in (entry.min, entry.max)]
        if None in ends:
            return None
        if ends[0] > ends[1]:
            self.report("empty-bounds", entry.span, id=entry.id)
            return None
        return tuple(ends)

    def literal(self, node: Node, type: Type) -> Any:
        """Return the internal value of a literal, or `None` after a problem."""
        try:
            return literal(type, node.text)
        except ValueError:
            kind = "money-literal" if type.kind == "money" else "bad-literal"
            self.report(kind, node.span, text=node.text, type=type_name(type))
            return None

    def link_parameters(self) -> None:
        """Resolve the numbers of the day; each has a clause or an outside source."""
        for name, entry in self.pack.entries("parameters").items():
            for wording in entry.versions or (entry,):
                if not wording.cite:
                    self.report("number-without-clause", wording.span, id=name)
                if wording.value is None:
                    self.report(
                        "missing-key", wording.span, key="value", entry="parameters", id=name
                    )
            now = self.wording(entry)
            if now is None or now.value is None:
                continue
            self.parameter(name, now)

    def parameter(self, name: str, entry: Entry) -> None:
        """Resolve one number; shares and lists have no place of their own among amounts."""
        node: Node = entry.value
        if entry.type == "choices":
            self.scope.lists[name] = tuple(element.text for element in node.elements)
            return
        if node.kind == SEQUENCE:
            self.report("expected-scalar", node.span)
            return
        if entry.type == "share":
            text = node.text.replace(" ", "").removesuffix("%")
            value = number_literal(text, Type("quantity", decimals=12)) if is_share(text) else None
            if value is None:
                self.report("bad-share", node.span, text=node.text)
                return
            from fractions import Fraction

            term = Term(
                "parameter", (Fraction(value, 100 * 10**12), name), Type("share"), node.span
            )
            self.scope.shares[name] = term
        else:
            type = entry_type(entry)
            inward = self.literal(node, type)
            if inward is None:
                return
            term = Term("parameter", ((inward, inward), name), type, node.span)
            term.least = term.greatest = inward
            self.scope.parameters[name] = term
        term.cites = entry.cite or ()
        term.reading = self.reading(entry, entry.span)

    # --- decisions ---

    def link_decisions(self) -> None:
        """Resolve the decisions, each after those it rests on."""
        entries = self.pack.entries("decisions")
        for name, entry in entries.items():
            if name in self.scope.facts or name in self.pack.entries("parameters"):
                self.report("name-taken", entry.span, id=name)
            type = entry_type(entry)
            if type.kind == "choice" and not type.options:
                self.report("no-options", entry.span, id=name)
            self.scope.decisions[name] = type, lambda name=name: self.decision_domain(name)
        for name in entries:
            self.decision_domain(name)

    def decision_domain(self, name: str) -> Known | None:
        """Return all that a decision may answer, linking it if it is not linked yet."""
        if name in self.linking:
            chain = " → ".join([*self.linking[self.linking.index(name) :], name])
            self.report("decision-cycle", self.pack.entries("decisions")[name].span, chain=chain)
            return None
        if name not in self.decisions:
            self.linking.append(name)
            self.decisions[name] = self.decision(name, self.pack.entries("decisions")[name])
            self.linking.pop()
        return self.decisions[name].domain

    def decision(self, name: str, entry: Entry) -> LinkedDecision:
        """Return one decision with its tree of rules."""
        type = self.scope.decisions[name][0]
        entries: Mapping[str, Entry] = entry.rules or {}
        below: dict[str, list[str]] = {}
        top: list[str] = []
        present = {
            key: now for key, rule in entries.items() if (now := self.wording(rule)) is not None
        }
        for key, rule in entries.items():
            base = self.base(rule, entries, name)
            if base is None:
                continue
            if key in present:
                while base and base not in present:
                    base = entries[base].exception_to or ""
                below.setdefault(base, []).append(key)
        top = below.get("", [])

        def tree(key: str) -> Rule | None:
            exceptions = [tree(child) for child in below.get(key, [])]
            return self.rule(name, present[key], type, tuple(one for one in exceptions if one))

        rules = tuple(rule for rule in map(tree, top) if rule)
        other = entry.otherwise
        otherwise = None if other is None else self.rule(name, other, type, ())
        domain = self.answers(type, [*every(rules), *([otherwise] if otherwise else [])])
        presumes = self.presumed(entry)
        return LinkedDecision(
            name, type, domain, entry, rules, otherwise, presumes, entry.derives or ""
        )

    def base(self, rule: Entry, entries: Mapping[str, Entry], decision: str) -> str | None:
        """Return the id of the rule that `rule` is an exception to, `""` for none, `None` if wrong."""
        base = rule.exception_to or ""
        if base and base not in entries:
            self.report(
                "unknown-rule",
                rule.span,
                rule=base,
                decision=decision,
                suggest=nearest(base, entries),
            )
            return None
        seen = [rule.id]
        while base:
            if base in seen:
                if base == rule.id:
                    self.report("exception-cycle", rule.span, chain=" → ".join([*seen, base]))
                return None
            seen.append(base)
            base = entries[base].exception_to or ""
            if base and base not in entries:
                return None
        return rule.exception_to or ""

    def answers(self, type: Type, rules: list[Rule]) -> Known:
        """Return all the values a decision may have: the hull of its rules' values."""
        if type.kind == "bool":
            return EITHER
        if type.kind == "choice":
            return frozenset(type.options)
        values = [rule.value for rule in rules]
        if not values:
            return (0, 0)
        return min(value.least for value in values), max(value.greatest for value in values)

    def rule(
        self, decision: str, entry: Entry, type: Type, exceptions: tuple[Rule, ...]
    ) -> Rule | None:
        """Return one rule, or `None` after a problem."""
        scope, condition, unless = (
            None if expr is None else self.scope.condition(expr)
            for expr in (entry.scope, entry.when, entry.unless.when if entry.unless else None)
        )
        value = self.value(entry, type)
        cites = entry.cite or ()
        if not cites and not self.supported(entry.when):
            self.report("rule-without-clause", entry.span, id=entry.id, decision=decision)
        if value is None:
            return None
        parts = [part for part in (scope, condition) if part is not None]
        if unless is not None:
            parts.append(self.scope.term("not", (unless,), BOOL, entry.span))
        joined = parts[0] if len(parts) == 1 else None
        if len(parts) > 1:
            joined = self.scope.term("and", tuple(parts), BOOL, entry.span)
        unless_cites = entry.unless.cite or () if entry.unless else ()
        reading = self.reading(entry, entry.span)
        return Rule(
            entry.id,
            entry,
            joined,
            scope,
            condition,
            unless,
            value,
            cites,
            unless_cites,
            reading,
            exceptions,
        )

    def supported(self, expr: Expr | None) -> bool:
        """Say whether a rule without a clause of its own stands on its items or on a decision."""
        if expr is None:
            return False
        if expr.op == "item" and expr.item.cite:
            return True
        if expr.op == "name":
            return expr.args[0] in self.scope.decisions
        return any(self.supported(arg) for arg in expr.args if isinstance(arg, Expr))

    def value(self, entry: Entry, type: Type) -> Term | None:
        """Return the value of a rule, or that of the chosen option of its reading."""
        if entry.by_reading:
            name = self.reading(entry, entry.span)
            options = (
                (self.pack.entries("readings")[name].options or {}) if name in self.readings else {}
            )
            if not name or (options and set(options) != set(entry.by_reading)):
                known = ", ".join(options)
                self.report("by-reading-options", entry.span, reading=name, known=known)
                return None
            built = {
                option: self.scope.amount(expr, type) for option, expr in entry.by_reading.items()
            }
            return built.get(self.readings.get(name, ""))
        if entry.value is None:
            self.report("missing-key", entry.span, key="value", entry=entry.kind, id=entry.id)
            return None
        return self.scope.amount(entry.value, type)

    # --- presumptions, derived facts, invariants ---

    def presumed(self, entry: Entry) -> dict[str, tuple[Citation, ...]]:
        """Return presumed facts, checked to be facts that are true or false."""
        presumes: dict[str, tuple[Citation, ...]] = entry.presumes or {}
        for name in presumes:
            if name not in self.facts or self.facts[name].type.kind != "bool":
                self.report(
                    "bad-presumption", entry.span, id=name, suggest=nearest(name, self.facts)
                )
        return presumes

    def link_rest(self) -> None:
        """Resolve presumptions of the pack, derived facts and invariants."""
        self.presumes = self.presumed(self.pack.head)
        for name, decision in self.decisions.items():
            derives = decision.derives
            if not derives:
                continue
            fact = self.facts.get(derives)
            if fact is None or fact.type != decision.type:
                near = nearest(derives, self.facts)
                self.report(
                    "bad-derivation", decision.entry.span, id=derives, decision=name, suggest=near
                )
            elif fact.derived_by:
                also = [self.decisions[fact.derived_by].entry.span]
                self.report("derived-twice", decision.entry.span, id=derives, also=also)
            else:
                self.facts[derives] = Fact(fact.id, fact.type, fact.domain, fact.entry, name)
        for name, entry in self.pack.entries("invariants").items():
            term = None if entry.holds is None else self.scope.condition(entry.holds)
            if term is not None:
                self.invariants[name] = term

    def check_derivations(self) -> None:
        """Report a derived fact that a decision it is derived by rests on."""
        state: dict[str, int] = {}

        def visit(name: str) -> None:
            state[name] = 1
            decision = self.decisions[name]
            for leaf in decision_leaves(decision):
                target = leaf.args[0]
                if leaf.op == "fact":
                    target = self.facts[target].derived_by
                if target and state.get(target) == 1:
                    self.report("decision-cycle", decision.entry.span, chain=f"{name} → {target}")
                elif target and target not in state:
                    visit(target)
            state[name] = 2

        for name in self.decisions:
            if name not in state:
                visit(name)

    def check_examples(self) -> None:
        """Report examples of items that are no facts, and readings of items that are not there."""
        for entry in all_entries(self.pack):
            for item in items(entry):
                self.reading(item, entry.span)
                for name in item.examples:
                    if name not in self.facts:
                        near = nearest(name, self.facts)
                        self.report("unknown-name", entry.span, name=name, suggest=near)

    def program(self) -> Program:
        """Run the stages and return the program; raises `PackError` with all problems."""
        for stage in STAGES:
            stage(self)
        if self.scope.problems:
            raise PackError(in_reading_order(self.scope.problems))
        order = {name: index for index, name in enumerate(self.pack.entries("clauses"))}
        return Program(
            self.pack,
            self.day,
            self.in_force,
            self.readings,
            self.facts,
            self.decisions,
            self.invariants,
            self.presumes,
            order,
            self.scope.parameters | self.scope.shares,
        )


STAGES: Final[tuple[Callable[[Linker], None], ...]] = (
    Linker.check_wordings,
    Linker.check_citations,
    Linker.link_readings,
    Linker.link_facts,
    Linker.link_parameters,
    Linker.link_decisions,
    Linker.link_rest,
    Linker.check_derivations,
    Linker.check_examples,
)


def link(pack: Contents, day: datetime.date, readings: Mapping[str, str] | None = None) -> Program:
    """Return the program of `pack` on `day` with `readings` switched; raises `PackError`."""
    return Linker(pack, day, readings or {}).program()


def check(pack: Contents) -> list[Problem]:
    """Return every problem of the pack on every day its wordings differ, in reading order."""
    found: dict[Problem, None] = {}
    for day in days_of_change(pack):
        try:
            link(pack, day)
        except PackError as error:
            found |= dict.fromkeys(error.problems)
    return in_reading_order(found)


def in_reading_order(problems: Any) -> list[Problem]:
    """Return problems by file, line and column; those without a place last; none twice."""

    def place(item: Problem) -> tuple[Any, ...]:
        span = item.span
        return (span is None, span and (span.document.name, span.line, span.column), item.kind)

    return sorted(dict.fromkeys(problems), key=place)


# --- reading the pack ---


def first_day(pack: Contents) -> datetime.date:
    """Return the first day the act can be in force."""
    effect = pack.head.effect
    start = effect.values["from"]
    day = start if isinstance(start, datetime.date) else effect.not_before
    return day if isinstance(day, datetime.date) else FIRST_DAY


def wordings(entry: Entry, pack: Contents) -> list[tuple[datetime.date, datetime.date, Entry]]:
    """Return the wordings of an entry with their first and last days, in the order of the file.

    A wording ends where the text says, or the day before the next one begins.
    """
    starts = []
    for wording in entry.versions or (entry,):
        start = wording.values.get("from", "in_force")
        starts.append((start if isinstance(start, datetime.date) else first_day(pack), wording))
    periods = []
    for index, (start, wording) in enumerate(starts):
        last = wording.to if isinstance(wording.to, datetime.date) else LAST_DAY
        if last == LAST_DAY and index + 1 < len(starts) and starts[index + 1][0] > start:
            last = starts[index + 1][0] - datetime.timedelta(1)
        periods.append((start, last, wording))
    return periods


def all_entries(pack: Contents) -> Iterator[Entry]:
    """Yield every entry of the pack, those inside others too, in each wording."""

    def inside(value: Any) -> Iterator[Entry]:
        if isinstance(value, Entry):
            yield value
            for part in (*value.versions, *value.values.values()):
                yield from inside(part)
        elif isinstance(value, dict):
            for part in value.values():
                yield from inside(part)

    yield from inside(pack.head)
    for section in pack.sections.values():
        yield from inside(dict(section))


def versioned_entries(pack: Contents) -> Iterator[Entry]:
    """Yield the entries that have wordings in time."""
    return (entry for entry in all_entries(pack) if entry.versions)


def items(entry: Entry) -> Iterator[Item]:
    """Yield the enumerated items in the conditions of an entry."""

    def inside(expr: Expr) -> Iterator[Item]:
        if expr.item is not None:
            yield expr.item
        for arg in expr.args:
            if isinstance(arg, Expr):
                yield from inside(arg)

    for value in entry.values.values():
        if isinstance(value, Expr):
            yield from inside(value)


def citations(pack: Contents) -> Iterator[Citation]:
    """Yield every citation of the pack that encodes something or leans on it, as often as written."""
    for entry in all_entries(pack):
        for value in entry.values.values():
            parts = [value] if not isinstance(value, dict) else value.values()
            for part in parts:
                if isinstance(part, tuple):
                    yield from (one for one in part if isinstance(one, Citation))
        for item in items(entry):
            yield from item.cite


def days_of_change(pack: Contents) -> list[datetime.date]:
    """Return the days on which a wording begins, the first day of the act among them."""
    days = {first_day(pack)}
    for entry in versioned_entries(pack):
        days |= {first for first, _, _ in wordings(entry, pack)}
    return sorted(days)


def every(rules: tuple[Rule, ...]) -> Iterator[Rule]:
    """Yield rules and their exceptions, each rule before its exceptions."""
    for rule in rules:
        yield rule
        yield from every(rule.exceptions)


def decision_leaves(decision: LinkedDecision) -> list[Term]:
    """Return the facts and decisions a decision names, each as often as it does."""
    rules = [*every(decision.rules), *([decision.otherwise] if decision.otherwise else [])]
    terms = [term for rule in rules for term in (rule.when, rule.value) if term is not None]
    return [leaf for term in terms for leaf in term.leaves()]


def entry_type(entry: Entry) -> Type:
    """Return the type an entry declares."""
    decimals = entry.decimals or 0
    options = tuple(entry.options or ())
    return Type(str(entry.type), entry.unit or "", decimals, options)


def is_share(text: str) -> bool:
    """Say whether text is a plain decimal number with at most ten decimals."""
    whole, _, rest = text.partition(".")
    return whole.isdigit() and len(whole) < 6 and (rest == "" or rest.isdigit()) and len(rest) <= 10
