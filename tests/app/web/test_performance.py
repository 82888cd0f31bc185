"""Tests of the Performance tab's HTML: what it shows, and that no text of a file becomes markup."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.feedback import read
from app.web.feedback import GONE, form_html, take
from app.web.performance import COMMAND, FOLDER, Measure, Run, performance_html, read_runs, trend_svg
from tests.app.web.fixed import HOSTILE, FixedAssistant, run_json
from tests.app.web.test_evidence import RUDE, Seen


def runs(*texts: str) -> list[Run]:
    """Reads runs from their JSON."""
    return [Run.model_validate_json(text) for text in texts]


def test_without_a_run_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert read_runs(tmp_path) == ([], [])
    assert COMMAND in performance_html([])


def test_the_last_run_is_shown_with_its_trend(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name, day in (("z", 1), ("a", 3), ("m", 2)):
        (folder / f"{name}.json").write_text(run_json(day), encoding="utf-8")
    found, problems = read_runs(tmp_path)
    assert [run.date.day for run in found] == [1, 2, 3]
    assert not problems
    source = performance_html(found)
    for text in ("2026-03-03 09:30 UTC", "extractive", "1f2e3d4c", "0.930", "0.900 to 0.960", ">40<"):
        assert text in source
    assert "3 runs, from 0.910 to 0.930" in source
    assert "latency_ms_p95, lower is better" in source


def test_each_answerer_has_its_own_trend(tmp_path: Path) -> None:
    source = performance_html(runs(run_json(1), run_json(2, "tutorial"), run_json(3)))
    assert source.count("<table>") == 2
    assert source.index("2 runs, from 0.910 to 0.930") < source.index("Last run of tutorial")


def test_what_answers_here_comes_first_though_a_baseline_ran_later(tmp_path: Path) -> None:
    source = performance_html(runs(run_json(1), run_json(2, "bm25")))
    assert source.index("2026-03-01") < source.index("Last run of bm25")


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "good.json").write_text(run_json(1), encoding="utf-8")
    (folder / "<b>.json").write_text("{", encoding="utf-8")
    source = performance_html(*read_runs(tmp_path))
    assert "The evaluation &lt;b&gt;.json cannot be read" in source
    assert "0.910" in source


@given(RUDE.filter(bool), RUDE.filter(bool), RUDE.filter(bool))
def test_no_text_of_a_run_becomes_markup(answerer: str, version: str, measure: str) -> None:
    def drawn(answerer: str, version: str, measure: str) -> Seen:
        summary = {measure: Measure(value=0.5, n=3, low=0.4, high=0.6)}
        run = runs(run_json(1))[0]
        update = {"answerer": answerer, "library_version": version, "summary": summary}
        other = {**update, "answerer": answerer + "x"}
        both = [run.model_copy(update=one) for one in (other, update, update)]
        return Seen(performance_html(both, [measure]))

    assert drawn(answerer, version, measure).tags == drawn("a", "v", "m").tags


@given(st.lists(st.floats() | st.none(), max_size=30))
def test_any_values_draw_inside_the_picture(values: list[float | None]) -> None:
    series = [Measure(value=value, low=value, high=None) for value in values]
    source = trend_svg(series)
    assert "nan" not in source
    assert "inf" not in source
    for pair in source.partition("<polyline")[2].partition('"/>')[0].removeprefix(' points="').split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= 112
        assert 0 <= y <= 30


def test_feedback_from_a_browser_is_kept_or_refused_in_words(tmp_path: Path) -> None:
    answer = FixedAssistant().ask("hostile")
    given_ = {"answer": "k", "verdict": "up", "comment": HOSTILE}
    assert 'data-kept="true"' in take(tmp_path, [("k", answer)], given_)
    assert read(tmp_path)[0].comment == HOSTILE
    assert GONE in take(tmp_path, [("other", answer)], given_)
    assert GONE in take(tmp_path, [("k", answer)], {**given_, "verdict": "sideways"})
    assert "<script" not in take(tmp_path, [], {"answer": '"><script>'})
    assert "<script" not in form_html('"><script>', 1)
