"""Weeks of pregnancy become trimesters; other weeks stay."""

import pytest

from app.trimesters import weeks_as_trimesters


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bleeding at 13 weeks", "bleeding first trimester"),
        ("bleeding at 14 wks", "bleeding second trimester"),
        ("27 weeks, bleeding", "second trimester, bleeding"),
        ("bleeding, 28 weeks", "bleeding, third trimester"),
        ("34 weeks gestation", "34 weeks gestation"),
        ("a 2 week old with jaundice", "a 2 week old with jaundice"),
        ("in a cast for 60 weeks", "in a cast for 60 weeks"),
    ],
)
def test_a_week_of_pregnancy_is_a_trimester(text: str, said: str) -> None:
    assert weeks_as_trimesters(text) == said
