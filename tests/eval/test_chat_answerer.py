"""`citecoder eval --answerer chat`, with a scripted model over real HTTP."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.cli import main
from eval.measures.dropped_sentences import dropped_sentences
from eval.run import ask
from eval.support import LexicalJudge
from ingest.library import Library
from tests.app.chat_server import ChatServer, claims, serving
from tests.eval.making import RULES, answer, citation, gold, rules


@pytest.fixture
def asked(library: Library, tmp_path: Path) -> list[str]:
    library.put(rules(), "here")
    rows = tmp_path / "gold.jsonl"
    rows.write_text("\n".join(row.model_dump_json(exclude_defaults=True) for row in gold()[:1]), "utf-8")
    return ["eval", str(rows), "--library", str(library.folder), "--json", "-"]


def test_a_chat_model_is_scored_and_what_was_dropped_is_counted(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = RULES[0].split(". ")[0] + "."
    output = claims((said, 1, said), ("Report 63109 as well.", 1, said), ("Report 63103 daily.", 1, said))
    with serving(ChatServer(lambda prompt: output)) as chat:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{chat.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        monkeypatch.setenv("CITECODER_CHAT_MODEL", "openai:scripted")
        run = CliRunner().invoke(main, [*asked, "--answerer", "chat", "--answerer", "extractive"])
    assert run.exit_code == 0, run.output
    result = json.loads(run.stdout)
    other = result["others"][0]
    assert (result["answerer"], result["chat_model"]) == ("chat", "openai:scripted")
    assert (other["answerer"], other["chat_model"]) == ("extractive", "")
    assert result["summary"]["dropped_sentences"]["value"] == 2
    assert other["summary"]["dropped_sentences"]["value"] == 0
    assert result["summary"]["verbatim"]["value"] == result["summary"]["citation_recall"]["value"] == 1
    assert "dropped_sentences" in run.stderr


def test_without_a_chat_model_the_call_is_wrong(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CITECODER_CHAT_MODEL", raising=False)
    result = CliRunner().invoke(main, [*asked, "--answerer", "chat"])
    assert result.exit_code == 2
    assert "CITECODER_CHAT_MODEL" in result.stderr


class Dropping:
    def ask(self, question: str, *, top_k: int = 10) -> object:
        if "adhesive" in question:
            raise RuntimeError("fell over")
        said = answer(RULES[0], citation(RULES[0]))
        drops = ["one", "two"] if "63103" in question else []
        return said.model_copy(update={"dropped": drops, "abstained": "ICD-11" in question})


def test_dropped_sentences_are_counted_over_answered_rows() -> None:
    cases = [ask(Dropping(), row) for row in gold()]  # type: ignore[arg-type]
    (measured,) = dropped_sentences(cases, LexicalJudge())
    assert measured.rows == {"a": 2.0, "b": 0.0, "d": 0.0, "u1": 0.0}
