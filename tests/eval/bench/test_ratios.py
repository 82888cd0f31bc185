import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench.ratios import INGEST, MARKS, SCOPE, Ratio, percentile


def test_a_mark_that_asks_for_more_is_met_from_its_reach_on() -> None:
    assert Ratio(INGEST, "", (0.9,)).met is True
    assert Ratio(INGEST, "", (0.89,)).met is False


def test_a_mark_that_asks_for_less_is_met_up_to_its_reach() -> None:
    assert Ratio(SCOPE, "", (1.5,)).met is True
    assert Ratio(SCOPE, "", (1.51,)).met is False


def test_the_value_is_the_median_and_the_spread_is_told() -> None:
    one = Ratio(SCOPE, "", (9.0, 1.0, 1.2, 1.1, 1.3))
    assert (one.value, one.low, one.high, one.met) == (1.2, 1.0, 9.0, True)
    assert one.as_dict()["n"] == 5


def test_a_case_that_the_mark_is_not_for_is_neither_met_nor_missed() -> None:
    one = Ratio(SCOPE, "", (1.0,), judged="the mark is for 100,000 passages")
    assert one.met is None
    assert one.as_dict()["met"] is None


def test_every_mark_has_a_name_of_its_own() -> None:
    assert len({one.key for one in MARKS}) == len(MARKS) == 10


def test_the_nearest_rank_is_a_value_that_was_measured() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile([7.0], 0.95) == 7.0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.95, 1.0]))
def test_a_percentile_is_not_exceeded_by_its_share_of_the_values(times: list[float], share: float) -> None:
    value = percentile(times, share)
    assert value in times
    assert sum(one <= value for one in times) >= share * len(times) - 1e-9
    assert sum(one < value for one in times) < share * len(times)


def test_a_median_of_nothing_is_no_value() -> None:
    with pytest.raises(ValueError, match="no median"):
        _ = Ratio(SCOPE, "", ()).value
