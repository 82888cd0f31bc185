import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.ragged import ragged

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=1, max_size=12)


@given(LISTS)
def test_every_list_comes_back_as_it_was(lists: list[list[int]]) -> None:
    made = ragged(lists)
    assert [made[n].tolist() for n in range(len(made))] == lists
    assert made.lengths().tolist() == [len(one) for one in lists]


@given(LISTS, st.data())
def test_some_lists_are_gathered_in_the_order_asked_for(lists: list[list[int]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    made = ragged(lists).gather(np.array(wanted, dtype=np.int32))
    assert [made[n].tolist() for n in range(len(made))] == [lists[n] for n in wanted]


@given(LISTS)
def test_turned_around_each_word_knows_the_lists_that_have_it(lists: list[list[int]]) -> None:
    turned = ragged(lists).turned(10)
    for word in range(10):
        assert turned[word].tolist() == [n for n, one in enumerate(lists) for item in one if item == word]


@given(LISTS)
def test_sums_are_those_of_the_items(lists: list[list[int]]) -> None:
    values = np.arange(10, dtype=np.float32) ** 2
    np.testing.assert_allclose(
        ragged(lists).sums(values), [sum(item**2 for item in one) for one in lists], atol=1e-3
    )
