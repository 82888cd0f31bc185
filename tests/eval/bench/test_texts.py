import random
import re
from pathlib import Path

import numpy as np

from eval.bench.growing import Grown
from eval.bench.texts import (
    ALL,
    MixingEncoder,
    Words,
    icd10cm,
    starter_pages,
    starter_passages,
    write_documents,
)
from ingest.library import Library
from tests.ingest.killing import HashEncoder


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_documents_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_documents(tmp_path / name, 600, seed)
    one = files(tmp_path / "one")
    assert one == files(tmp_path / "same")
    assert one != files(tmp_path / "other")
    assert {name.split("-")[0] for name in one} == {"policy", "codes"}


def test_variations_differ_from_each_other_and_from_their_texts() -> None:
    words = Words.carried()
    draw = random.Random(1)
    made = [words.vary(draw) for _ in range(300)]
    assert len(set(made)) > 290
    assert not set(made) & {text for text in words.texts if len(text.split()) > 12}


def test_a_code_of_the_starter_library_stands_in_few_variations() -> None:
    words = Words.carried()
    draw = random.Random(1)
    five = [code for _ in range(500) for code in re.findall(r"\b\d{5}\b", words.vary(draw))]
    assert len(five) > 100
    assert len(set(five)) > 0.98 * len(five)


def test_pages_of_the_starter_library_fill_a_size_and_do_not_exceed_it() -> None:
    assert len(starter_passages(200)) <= 200
    assert len(starter_pages(1)) == 1
    assert starter_pages(200) == starter_pages(ALL)[: len(starter_pages(200))]


def test_a_generated_library_has_as_many_passages_as_were_asked_for(grown: list[Grown]) -> None:
    for one in grown:
        assert abs(one.passages - one.asked) <= 0.03 * one.asked
        assert one.seconds > 0
        assert one.megabytes > 0.1


def test_a_generated_library_agrees_with_itself_and_every_row_has_a_vector(grown: list[Grown]) -> None:
    library = Library(grown[-1].folder, HashEncoder())
    assert library.verify() == []
    assert library.waiting() == []
    assert library.row_vectors.ids()
    library.close()


def test_a_mixture_is_a_unit_vector_and_a_function_of_its_text(mixing: MixingEncoder) -> None:
    vectors = mixing.encode_documents(["A text of nobody.", "Another one.", "A text of nobody."])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_a_real_text_has_the_vector_of_the_encoder(mixing: MixingEncoder) -> None:
    text = starter_passages(ALL)[7].embedded_text
    assert np.allclose(mixing.encode_documents([text]), HashEncoder().encode_documents([text]))
    assert mixing.fingerprint == HashEncoder().fingerprint


def test_icd_10_cm_is_carried() -> None:
    assert dict(icd10cm())["A00.0"].startswith("Cholera")
    assert len(icd10cm()) > 70_000
