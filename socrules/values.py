"""The values of facts and answers: money, kinds of value, and what "unknown" is.

Inside the engine every number is a whole number of its smallest unit: kopecks, days (ordinals of
dates), minutes (of moments), the last decimal of a quantity. `Money` and `datetime.date` are made
when an answer is read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Final, NoReturn

import attrs

from socrules.problems import SituationError, problem, shown

_AMOUNT: Final = re.compile(
    r"([+-]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?", re.ASCII
)
_KOPECK: Final = Decimal("0.01")
_EXACT: Final = Context(prec=40, traps=[InvalidOperation])
_EPOCH: Final = datetime.datetime(1970, 1, 1)


def kopecks(amount: object) -> int:
    """Return whole kopecks of an amount in roubles: `Money`, `Decimal` or text.

    `int` and `float` are refused, because a bare number does not say its unit.
    """
    if type(amount) is str:
        # Most sums are written plainly.
        roubles, _, rest = amount.partition(".")
        digits = roubles + rest
        if len(rest) == 2 < len(digits) < 27 and digits.isdecimal() and digits.isascii():
            return int(digits)
    if isinstance(amount, Money):
        return amount.kopecks
    if isinstance(amount, Decimal):
        try:
            exact = amount.quantize(_KOPECK, context=_EXACT)
        except InvalidOperation:
            raise SituationError(problem("not-money", value=shown(amount))) from None
        if exact == amount:
            return int(exact.scaleb(2, context=_EXACT))
    if isinstance(amount, str):
        match = _AMOUNT.fullmatch(amount.strip().removesuffix("₽").rstrip())
        if match is None or len(match.group(2)) > 24:
            raise SituationError(problem("not-money", value=shown(amount)))
        sign, roubles, rest = match.groups()
        whole = int(re.sub(r"\D", "", roubles)) * 100 + int((rest or "0").ljust(2, "0"))
        return -whole if sign == "-" else whole
    kind = "bare-number-for-money" if is_bare(amount) else "not-money"
    raise SituationError(problem(kind, value=shown(amount)))


def is_bare(amount: object) -> bool:
    """Say whether an amount is a bare number, which does not say its unit."""
    return isinstance(amount, int | float) and not isinstance(amount, bool)


@attrs.frozen(order=True, init=False, repr=False)
class Money:
    """An amount in roubles, exact to the kopeck: `Money("28450.00")`.

    Takes text, `Decimal` or `Money`; refuses `int` and `float` with `SituationError`.
    """

    kopecks: int

    def __init__(self, amount: Money | Decimal | str) -> None:
        object.__setattr__(self, "kopecks", kopecks(amount))

    @classmethod
    def from_kopecks(cls, amount: int) -> Money:
        """Return the money of a whole number of kopecks."""
        money = _new(cls)
        _set_kopecks(money, amount)
        return money

    @property
    def roubles(self) -> Decimal:
        """Return the amount in roubles with two decimals."""
        return Decimal(self.kopecks).scaleb(-2)

    def __add__(self, other: object) -> Money:
        if isinstance(other, Money):
            return Money.from_kopecks(self.kopecks + other.kopecks)
        return NotImplemented

    def __sub__(self, other: object) -> Money:
        if isinstance(other, Money):
            return Money.from_kopecks(self.kopecks - other.kopecks)
        return NotImplemented

    def __mul__(self, times: object) -> Money:
        if isinstance(times, int) and not isinstance(times, bool):
            return Money.from_kopecks(self.kopecks * times)
        return NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money.from_kopecks(-self.kopecks)

    def __str__(self) -> str:
        roubles, rest = divmod(abs(self.kopecks), 100)
        return f"{'-' if self.kopecks < 0 else ''}{roubles}.{rest:02d}"

    def __repr__(self) -> str:
        return f"Money('{self}')"

    def show(self, lang: str = "en") -> str:
        """Return the amount as people write it: `15 999,99 ₽` or `15,999.99 RUB`."""
        sign = "\u2212" if self.kopecks < 0 else ""
        text = f"{abs(self.kopecks) // 100:,}.{abs(self.kopecks) % 100:02d}"
        if lang == "ru":
            return sign + text.translate(_TO_RUSSIAN) + "\u00a0₽"
        return f"{sign}{text} RUB"


# Money is frozen, and made often: this is the quickest way to fill a new one in.
_new: Final = object.__new__
_set_kopecks: Final = Money.__dict__["kopecks"].__set__

_TO_RUSSIAN: Final = str.maketrans({",": "\u00a0", ".": ","})


class Unknown:
    """The value of an answer that is not known. It has no truth value, order or arithmetic.

    Using it raises `SituationError` with the reason: what the answer needs. As the value of a
    fact it means "not given", like `None`.
    """

    __slots__ = ("why",)

    def __init__(self, why: str = "") -> None:
        self.why = why

    def _refuse(self, *_: object) -> NoReturn:
        if self.why:
            raise SituationError(problem("unknown-value-because", why=self.why))
        raise SituationError(problem("unknown-value"))

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse
    __neg__ = __abs__ = __int__ = __float__ = __index__ = __round__ = _refuse
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> tuple[Callable[..., Unknown], tuple[str]]:
        return Unknown, (self.why,)


UNKNOWN: Final = Unknown()


@attrs.frozen(cache_hash=True)
class Type:
    """What kind of value a fact, parameter or decision has.

    `kind` is one of `bool integer money quantity date moment share choice`; `unit` is the unit of a
    quantity or integer, `decimals` how many a quantity keeps, `options` the members of a choice.
    """

    kind: str
    unit: str = ""
    decimals: int = 0
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} ({self.unit})" if self.unit else self.kind

    @property
    def is_number(self) -> bool:
        """Return whether values are ordered whole numbers inside the engine."""
        return self.kind in ("integer", "money", "quantity", "date", "moment")

    def show(self, value: Any, lang: str = "en", titles: dict[str, str] | None = None) -> str:
        """Return an internal value of this type as people write it."""
        if self.kind == "bool":
            return {"ru": ("нет", "да"), "en": ("no", "yes")}[lang][value]
        if self.kind == "choice":
            return (titles or {}).get(value, str(value))
        outer = self.outward(value)
        if self.kind == "money":
            return str(outer.show(lang))
        if self.kind == "date":
            return date_text(outer, lang)
        if self.kind == "moment":
            return f"{outer:%d.%m.%Y %H:%M}" if lang == "ru" else f"{outer:%Y-%m-%d %H:%M}"
        text = f"{outer:,}".translate(_TO_RUSSIAN) if lang == "ru" else f"{outer:,}"
        return f"{text}\u00a0{self.unit}" if self.unit else text

    def outward(self, value: Any) -> Any:
        """Return the value users see, such as `Money`, `date`, `datetime`, `Decimal`, `bool`."""
        convert = _OUTWARD.get(self.kind)
        return convert(self, value) if convert else value

    def inward(self, value: object) -> Any:
        """Return the internal form of a value users give; raises `ValueError` if it has none.

        Money follows its own rule, `kopecks`, and raises `SituationError`.
        """
        return _INWARD[self.kind](self, value)


def _date(_: Type, value: object) -> int:
    if isinstance(value, datetime.datetime):
        raise ValueError
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return datetime.date.fromisoformat(value.strip()).toordinal()
    raise ValueError


def _moment(_: Type, value: object) -> int:
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        value = datetime.datetime.fromisoformat(value.strip())
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        return int((value - _EPOCH).total_seconds() // 60)
    raise ValueError


def _integer(_: Type, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    raise ValueError


def _quantity(of: Type, value: object) -> int:
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        value = Decimal(value.strip().replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError
    try:
        number = Decimal(value)
        exact = number.quantize(Decimal(1).scaleb(-of.decimals), context=_EXACT)
    except InvalidOperation:
        raise ValueError from None
    if exact != number:
        raise ValueError
    return int(exact.scaleb(of.decimals, context=_EXACT))


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?\d{1,18}([.,]\d{1,12})?", re.ASCII)
_TRUTH: Final = {"yes": True, "true": True, "да": True, "no": False, "false": False, "нет": False}


def _bool(_: Type, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _TRUTH:
        return _TRUTH[value.strip().lower()]
    raise ValueError


def _choice(of: Type, value: object) -> str:
    if isinstance(value, str) and value in of.options:
        return value
    raise ValueError


_INWARD: Final[dict[str, Callable[[Type, object], Any]]] = {
    "bool": _bool,
    "integer": _integer,
    "money": lambda _, value: kopecks(value),
    "quantity": _quantity,
    "date": _date,
    "moment": _moment,
    "choice": _choice,
}
_OUTWARD: Final[dict[str, Callable[[Type, Any], Any]]] = {
    "money": lambda _, value: Money.from_kopecks(value),
    "quantity": lambda of, value: Decimal(value).scaleb(-of.decimals),
    "date": lambda _, value: datetime.date.fromordinal(value),
    "moment": lambda _, value: _EPOCH + datetime.timedelta(minutes=value),
}


def date_text(day: datetime.date, lang: str) -> str:
    """Return a date as it is written in a language: 14.01.2025, 2025-01-14."""
    return f"{day:%d.%m.%Y}" if lang == "ru" else day.isoformat()


def to_day(on: datetime.date | str) -> datetime.date:
    """Return a date given as a date or as `2024-10-01`; raises `SituationError`."""
    if isinstance(on, datetime.datetime):
        on = on.date()
    if isinstance(on, datetime.date):
        return on
    try:
        return datetime.date.fromisoformat(on)
    except (TypeError, ValueError):
        raise SituationError(problem("not-a-day", value=on)) from None
