"""Adding and counting working days: one day, lists, arrays; what is not known stays unknown."""

from __future__ import annotations

import datetime

import numpy
import pytest

from socrules.calendars import calendar
from socrules.day_columns import NOT_KNOWN
from socrules.problems import SituationError

DATE = datetime.date.fromisoformat
RU = calendar("ru")
REGION = calendar("ru/luhansk")
EVENT = DATE("2024-12-27")
DUE = DATE("2025-01-14")


def test_one_day() -> None:
    assert RU.add_working_days(EVENT, 5) == DUE
    assert RU.add_working_days(EVENT.toordinal(), 5) == DUE.toordinal()
    assert RU.add_working_days(datetime.datetime(2024, 12, 27, 9), 5) == DUE
    assert RU.add_working_days(DUE, -5) == EVENT
    assert RU.add_working_days(DATE("2024-12-29"), 0) == DATE("2024-12-29")
    assert RU.count_working_days(EVENT, DUE) == 5
    assert RU.count_working_days(DUE, EVENT) == -5


def test_where_a_year_is_missing_there_is_no_answer() -> None:
    assert RU.add_working_days(DATE("2027-12-28"), 5) is None
    assert RU.add_working_days(DATE("2028-01-10"), 1) is None
    assert RU.add_working_days(DATE("2013-01-02"), -1) is None
    assert RU.count_working_days(EVENT, DATE("2028-01-10")) is None
    assert RU.add_working_days(10**9, 1) is None
    assert RU.add_working_days(-5, 1) is None


def test_lists() -> None:
    assert RU.add_working_days([EVENT, DATE("2027-12-28")], 5) == [DUE, None]
    assert RU.add_working_days([EVENT, EVENT], [5, 1]) == [DUE, DATE("2024-12-28")]
    assert RU.count_working_days([EVENT], [DUE]) == [5]
    assert RU.count_working_days([EVENT, EVENT], DUE) == [5, 5]
    assert RU.count_working_days(EVENT, [DUE]) == [5]
    with pytest.raises(ValueError, match="zip"):
        RU.add_working_days([EVENT, EVENT], [5])


def test_arrays() -> None:
    days = numpy.array(["2024-12-27", "2027-12-28", "NaT", "2013-01-01"], dtype="datetime64[D]")
    found = RU.add_working_days(days, 5)
    assert found.dtype == days.dtype
    assert found.astype(str).tolist() == ["2025-01-14", "NaT", "NaT", "2013-01-15"]
    by = RU.add_working_days(days, numpy.array([0, 1, 1, -1]))
    assert by.astype(str).tolist() == ["2024-12-27", "2027-12-29", "NaT", "NaT"]
    seconds = RU.add_working_days(days[:1].astype("datetime64[s]"), 5)
    assert seconds.astype(str).tolist() == ["2025-01-14"]
    numbers = numpy.array([EVENT.toordinal(), 3], dtype="int32")
    assert RU.add_working_days(numbers, 5).tolist() == [DUE.toordinal(), NOT_KNOWN]
    objects = numpy.array([EVENT, EVENT], dtype=object)
    assert RU.add_working_days(objects, 5).astype(str).tolist() == ["2025-01-14"] * 2
    assert RU.add_working_days(EVENT, numpy.array([5])).astype(str).tolist() == ["2025-01-14"]
    assert RU.add_working_days(days[:0], 5).tolist() == []
    with pytest.raises(TypeError, match="float64"):
        RU.add_working_days(numpy.array([1.5]), 5)


def test_counting_arrays() -> None:
    days = numpy.array(["2024-12-27", "2025-01-14"], dtype="datetime64[D]")
    assert RU.count_working_days(days, DUE).tolist() == [5, 0]
    assert RU.count_working_days(days, days[::-1]).tolist() == [5, -5]
    late = numpy.array(["2024-12-27", "2028-01-14"], dtype="datetime64[D]")
    assert RU.count_working_days(days, late).tolist() == [0, NOT_KNOWN]


def test_an_uncertain_day_leaves_no_answer_unless_it_is_taken_so() -> None:
    days = [DATE("2024-05-03"), DATE("2024-05-06"), DATE("2024-05-20")]
    # 6 May 2024 is uncertain: the first working day after 3 May is the 6th or the 7th.
    first = {"unknown": None, "working": DATE("2024-05-06"), "off": DATE("2024-05-07")}
    for way, expected in first.items():
        found = REGION.add_working_days(days, 1, uncertain=way)
        assert found == [expected, DATE("2024-05-07"), DATE("2024-05-21")]
        array = REGION.add_working_days(numpy.array(days, "datetime64[D]"), 1, uncertain=way)
        assert array.tolist() == found
    start, end = days[:2]
    counts = [REGION.count_working_days(start, end, uncertain=way) for way in first]
    assert counts == [None, 1, 0]
    column = numpy.array([start], "datetime64[D]")
    assert REGION.count_working_days(column, end).tolist() == [NOT_KNOWN]
    with pytest.raises(SituationError):
        REGION.add_working_days(start, 1, uncertain="of")
