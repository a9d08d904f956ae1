"""The answer users hold: light to make and to keep; what is rarely read is worked out when it is.

Status, value and clauses are there at once where a compiled function found them. Everything else,
and they too where it did not, comes from an `Inquiry`, which is made when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from socrules.possible import possible
from socrules.problems import language
from socrules.program import LinkedDecision, Program
from socrules.situation import Situation
from socrules.values import Money, Type, Unknown

if TYPE_CHECKING:
    from socrules.decision import Inquiry, Reason
    from socrules.evaluate import Evaluation
    from socrules.model import Citation
    from socrules.norms import Norm
    from socrules.outcomes import Leaf
    from socrules.trace import Record, Step


# What users see of a value; `None` where it is the value itself.
_OUTWARD: Final[dict[str, Callable[[Any], Any] | None]] = {
    "bool": None,
    "choice": None,
    "integer": None,
    "money": Money.from_kopecks,
}


def outwardly(of: Type) -> Callable[[Any], Any] | None:
    """Return what makes the value users see; `None` where it is the value itself."""
    return _OUTWARD.get(of.kind, of.outward)


class Question:
    """One decision that may be asked, with what all its answers have in common.

    `engine` is the pack: it makes inquiries, and decides anew for an answer that was pickled.
    `record` sets out the trace of an answer that a compiled function found.
    """

    __slots__ = ("engine", "linked", "outward", "record", "strict_effect")

    record: Callable[[tuple[Any, ...]], list[Record]]

    def __init__(self, engine: Any, linked: LinkedDecision, strict_effect: bool) -> None:
        self.engine = engine
        self.linked = linked
        self.outward: Any = outwardly(linked.type)
        self.strict_effect = strict_effect


class Decision:
    """The answer of one decision for one situation; every part is worked out when it is read.

    `status` is `known`, `unknown`, `conflict`, `not_stated` or `not_applicable`.
    """

    __slots__ = ("_citations", "_found", "_inquiry", "_question", "_status", "_values")

    _inquiry: Inquiry

    def __init__(
        self,
        question: Question,
        values: tuple[Any, ...],
        status: str = "",
        found: Any = None,
        citations: tuple[str, ...] | None = None,
        inquiry: Inquiry | None = None,
    ) -> None:
        if inquiry is not None:
            self._inquiry = inquiry
        self._question = question
        self._values = values
        self._status = status
        self._found = found
        self._citations = citations

    @property
    def _work(self) -> Inquiry:
        """Return the inquiry behind the answer, made when it is first needed."""
        try:
            return self._inquiry
        except AttributeError:
            question = self._question
            inquiry: Inquiry = question.engine.inquiry(question, self.situation)
            self._inquiry = inquiry
            return inquiry

    # --- what was asked ---

    @property
    def id(self) -> str:
        """Return the id of the decision."""
        return self._question.linked.id

    @property
    def situation(self) -> Situation:
        """Return the checked facts it was decided on."""
        return Situation(self.program, self._values)

    @property
    def linked(self) -> LinkedDecision:
        """Return the decision as it was linked."""
        return self._question.linked

    @property
    def type(self) -> Type:
        """Return the type of the answer."""
        return self._question.linked.type

    @property
    def program(self) -> Program:
        """Return the linked program that was asked."""
        program: Program = self._question.engine.program
        return program

    @property
    def evaluation(self) -> Evaluation:
        """Return the evaluation behind the answer, for those who trace it."""
        return self._work.evaluation

    @property
    def _leaves(self) -> list[Leaf]:
        return self._work._leaves

    # --- what was found ---

    @property
    def status(self) -> str:
        """Return `known`, `unknown`, `conflict`, `not_stated` or `not_applicable`."""
        return self._status or self._work.status

    @property
    def value(self) -> Any:
        """Return the value as users see it, or an `Unknown` that says what is missing."""
        if self._status == "known":
            outward = self._question.outward
            return self._found if outward is None else outward(self._found)
        return self._work.value

    @property
    def is_known(self) -> bool:
        """Return whether the answer has one value."""
        return self.status == "known"

    def __bool__(self) -> bool:
        if self.status == "known" and self.type.kind == "bool":
            return bool(self.value)
        return bool(Unknown(f"{self.id}: {self.status}; read `.value` and `.status`"))

    @property
    def clause(self) -> str | None:
        """Return the first clause of `citations`, or of the first reason where none is certain."""
        found = self._citations
        return found[0] if found else self._work.clause

    @property
    def citations(self) -> tuple[str, ...]:
        """Return the clauses the answer rests on, in the order of the act.

        For a known value: those of the rules that surely apply and give it. For one that is not
        stated: those that were looked at. For a conflict: those that disagree.
        """
        found = self._citations
        return self._work.citations if found is None else found

    @property
    def possible(self) -> tuple[Any, ...]:
        """Return the values and ranges still open, in ascending order; empty if there is none."""
        if self._status == "unknown":
            return possible(self._question.linked.type, self._found[0])
        return (self.value,) if self._status == "known" else self._work.possible

    @property
    def possible_statuses(self) -> tuple[str, ...]:
        """Return every status the answer may have once all facts are given."""
        if self._status == "unknown":
            known, others = self._found
            return ("known", *others) if known else others
        return (self._status,) if self._status else self._work.possible_statuses

    @property
    def because(self) -> tuple[str, ...]:
        """Return the decisions whose lack of a value gives this one its status."""
        return self._work.because

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the facts not given that what is undecided rests on, in the order of the pack."""
        return self._work.needs

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what to know beside the answer, as ids of `NOTES`."""
        return self._work.notes

    @property
    def presumed(self) -> tuple[str, ...]:
        """Return the facts the act presumes and the caller did not give."""
        return self._work.presumed

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return the alternative grounds of a known value, where it is open which of them holds."""
        return self._work.reasons

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Return the clauses of other acts that state numbers or rules the answer rests on."""
        return self._work.sources

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings the answer rests on, or may rest on while it is open."""
        return self._work.readings

    @property
    def norm(self) -> Norm | None:
        """Return the norm this decision was made from: who, what, within what; `None` if none."""
        return self._work.norm

    # --- in words ---

    @property
    def trace(self) -> Step:
        """Return how the answer came about, as a tree of steps."""
        return self._work.trace

    @property
    def records(self) -> list[Record]:
        """Return the steps of `trace`, one after another, as plain tuples.

        The fields are `id`, `kind`, `state`, `value` and `clauses`, as `trace.RECORD` has them. An
        answer that a compiled function found has its records without the tree being made.
        """
        if self._citations is None:
            return self._work.records
        return self._question.record(self._values)

    def explain(self, lang: str | None = None, format: str = "text") -> str:
        """Return the answer and how it came about in words, as `text` or `md` (Markdown).

        `lang` is `ru` or `en`, by default the language of the locale.
        """
        from socrules.explain import explain

        return explain(self, language(lang), format)

    def summary(self, lang: str | None = None, format: str = "text") -> str:
        """Return the answer in words, without the steps that led to it."""
        from socrules.explain import explain

        return explain(self, language(lang), format, full=False)

    def to_dict(self, *, trace: bool = False) -> dict[str, Any]:
        """Return the answer as data for JSON, with its steps where `trace`."""
        from socrules.answer_data import to_data

        return to_data(self, full=trace)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, in the language of the locale."""
        from socrules.markup import bundle, folded, from_markdown

        short, whole = self.summary(format="md"), self.explain(format="md")
        steps = whole.removeprefix(short.rstrip("\n"))
        return bundle(self.summary(), from_markdown(short) + folded(steps))

    def __reduce__(self) -> tuple[Any, ...]:
        question = self._question
        facts, strict = dict(self.situation), question.strict_effect
        return _again, (question.engine, question.linked.id, facts, strict)

    def __repr__(self) -> str:
        value = f" {self.value}" if self.status == "known" else ""
        return f"<Decision {self.id}: {self.status}{value} {list(self.citations)}>"


class Known(Decision):
    """An answer whose value and clauses a compiled function has found.

    The function makes it empty and fills it in: that is quicker than to hand everything over.
    """

    __slots__ = ("_clause",)

    # Told by the class, because they are read and made more often than all others.
    status = "known"
    _status = "known"
    __init__ = object.__init__

    _citations: tuple[str, ...]
    _clause: str | None

    @property
    def value(self) -> Any:
        """Return the value as users see it, where that is another than was found."""
        return self._question.outward(self._found)

    @property
    def clause(self) -> str | None:
        """Return the first clause of `citations`."""
        return self._clause

    @property
    def citations(self) -> tuple[str, ...]:
        """Return the clauses of the rules that give the value, in the order of the act."""
        return self._citations


class Plain(Known):
    """An answer found by a compiled function, of which users see the value as it was found."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """Return the value."""
        return self._found


for _class in (Known, Plain):
    _class.__name__ = _class.__qualname__ = "Decision"


def _again(engine: Any, name: str, facts: dict[str, Any], strict_effect: bool) -> Decision:
    answer: Decision = engine.decide(name, facts, strict_effect=strict_effect)
    return answer
