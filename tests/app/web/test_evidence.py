"""Tests of the HTML of answers: no text of a document or a question becomes markup."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from app.citations import Answer
from app.web.evidence import Turn, conversation_html, evidence_html, passage_html, place, safe
from tests.app.web.fixed import ARABIC, HOSTILE, RULE, FixedAssistant, answered, cite

TEXT = st.text(alphabet=st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=40)
RUDE = TEXT | st.sampled_from(
    [HOSTILE, "</mark>", '" onclick="x', "' autofocus onfocus='x", "<!--", "&lt;b&gt;", "${1}", "{{x}}"]
)


class Seen(HTMLParser):
    """What a browser would make of some HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.marked: list[str] = []
        self.text: list[str] = []
        self._inside = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag and the names of its attributes."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        if tag == "mark":
            self._inside = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        """Notes the end of a mark."""
        if tag == "mark":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Notes text, and whether it is marked."""
        self.text.append(data)
        if self._inside:
            self.marked[-1] += data

    def handle_comment(self, data: str) -> None:
        """Notes a comment, which the page never writes."""
        self.tags.append(("!", ()))


def drawn(question: str, title: str, before: str, quote: str, after: str) -> list[tuple[str, str]]:
    """The HTML of a conversation that answers, abstains and fails, all with these texts."""
    passage = before + quote + after
    citation = cite(passage, quote, title=title, page=1, section=title, row=quote)
    citation = citation.model_copy(
        update={"start": len(before), "end": len(before) + len(quote), "edition": title, "document": title}
    )
    near = Answer(question=question, answer=after, abstained=True, confidence=0, nearest=[citation])
    found = answered(question, citation)
    turns = [Turn(question, found), Turn(question, near), Turn(question, problem=after)]
    return [("talk", conversation_html(turns)), ("evidence", evidence_html(turns))]


@given(RUDE.filter(bool), RUDE.filter(bool), RUDE, RUDE.filter(bool), RUDE)
def test_no_text_becomes_markup(question: str, title: str, before: str, quote: str, after: str) -> None:
    plain = drawn("q", "t", "b", "q", "a")
    for (_, source), (_, harmless) in zip(drawn(question, title, before, quote, after), plain, strict=True):
        assert Seen(source).tags == Seen(harmless).tags


@given(RUDE, RUDE.filter(bool), RUDE)
def test_the_mark_holds_exactly_the_quote(before: str, quote: str, after: str) -> None:
    seen = Seen(passage_html(before + quote + after, len(before), len(before) + len(quote)))
    assert seen.marked == [quote]
    assert "".join(seen.text) == before + quote + after


def test_a_passage_without_a_quote_has_no_mark() -> None:
    assert passage_html("a < b", 0, 0) == "a &lt; b"


def test_half_a_surrogate_pair_does_not_break_the_page() -> None:
    safe("\ud800").encode("utf-8")


def test_the_first_citation_of_the_newest_answer_is_open() -> None:
    assistant = FixedAssistant()
    turns = [Turn("one", assistant.ask("one")), Turn("two", assistant.ask("two"))]
    source = evidence_html(turns)
    shown = [part for part in source.split("<article")[1:] if " hidden>" not in part.split("<h3>")[0]]
    assert len(shown) == 1
    assert 'id="cc-2-c0"' in shown[0]


def test_every_chip_has_a_label_and_a_panel() -> None:
    turns = [Turn("one", FixedAssistant().ask("one"))]
    talk = conversation_html(turns)
    assert 'aria-label="Citation 1: Manual of Rules, page 12, section Chapter IV, B.7"' in talk
    for key in ("cc-1-c0", "cc-1-c1"):
        assert f'data-panel="{key}"' in talk
        assert f'id="{key}"' in evidence_html(turns)


def test_an_abstention_lists_the_nearest_passages_and_opens_none() -> None:
    turns = [Turn("unknown", FixedAssistant().ask("unknown"))]
    assert "Nearest passages" in conversation_html(turns)
    assert 'data-panel="cc-1-n1"' in conversation_html(turns)
    assert evidence_html(turns).count('tabindex="-1" hidden') == 2


def test_a_place_names_what_is_known() -> None:
    assert place(cite(RULE, "A code", page=4, row="63102")) == "page 4, row 63102"
    assert place(cite(ARABIC, ARABIC)) == ""


def test_what_to_know_about_an_answer_stands_above_it_as_text() -> None:
    noted = FixedAssistant().ask("one").model_copy(update={"notes": ["A <b>and</b> B differ here."]})
    shown = conversation_html([Turn("one", noted)])
    assert shown.index("A &lt;b&gt;and&lt;/b&gt; B differ here.") < shown.index("cc-answer")
    assert "cc-told" not in conversation_html([Turn("one", FixedAssistant().ask("one"))])


def test_context_stands_below_what_answers_under_its_own_heading() -> None:
    answer = FixedAssistant().ask("one")
    assert ">Context<" not in conversation_html([Turn("one", answer)])
    context = answer.sentences[0].model_copy(update={"text": "Beside <it>.", "context": True})
    shown = conversation_html(
        [Turn("one", answer.model_copy(update={"sentences": [*answer.sentences, context]}))]
    )
    assert shown.index(">Context<") < shown.index("Beside &lt;it&gt;.")
    assert shown.index(answer.sentences[0].text) < shown.index(">Context<")
