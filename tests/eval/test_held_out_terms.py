from eval.held_out_terms import Term, drawn, terms_of, without
from ingest.passages import make_passages
from tests.app.code_set import code_set


def test_terms_are_listed_where_they_stand_and_drawn_alike_by_seed() -> None:
    terms = terms_of(code_set())
    assert Term("G50.0", "Tic douloureux") in terms
    assert not any(term.text == "verruca of the leg" for term in terms)  # passed on
    assert drawn(terms, 3, 5) == drawn(terms[::-1], 3, 5) != drawn(terms, 3, 6)


def test_a_term_that_is_held_out_stands_in_no_row_and_everything_else_stays() -> None:
    document = code_set()
    held_out = [
        Term("G50.0", "Tic douloureux"),
        Term("B07.8", "Flat wart"),
        Term("B07", "verruca of the leg"),
    ]
    less = without(document, held_out)
    assert less.sha256 != document.sha256
    texts = {p.row.key: p.text for p in make_passages(less) if p.row}
    whole = {p.row.key: p.text for p in make_passages(document) if p.row}
    everything = "\n".join(texts.values()).casefold()
    assert "flat wart" not in everything
    assert "verruca of the leg" not in everything
    assert "Syndrome of paroxysmal facial pain" in texts["G50.0"]
    assert "tic douloureux" not in texts["G50.0"].casefold()
    assert "tic douloureux, so stated (G50.0)" in texts["G50.1"]  # another name, which is left
    assert "Common wart" in texts["B07.8"]
    assert texts["B07"] == whole["B07"]
    assert [b.row.cells[1] for b in less.blocks if b.row] == [
        b.row.cells[1] for b in document.blocks if b.row
    ]


def test_a_note_that_cites_the_term_with_its_code_goes_too() -> None:
    less = without(code_set(), [Term("B07.0", "Shingles of the Face")])
    texts = {p.row.key: p.text for p in make_passages(less) if p.row}
    assert "shingles" not in texts["G50"]
