from eval.bench.timing import Pair, side_by_side


def test_two_things_are_timed_in_turns_that_change_their_order() -> None:
    done: list[str] = []
    pair = side_by_side(3, lambda: done.append("a"), lambda: done.append("b"))
    assert "".join(done) == "abbaab"
    assert len(pair.first) == len(pair.second) == 3


def test_a_ratio_is_of_the_same_round() -> None:
    pair = Pair((2.0, 8.0), (1.0, 2.0))
    assert pair.ratios == (2.0, 4.0)
    assert pair.inverse == (0.5, 0.25)
