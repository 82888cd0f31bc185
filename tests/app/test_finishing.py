"""Tests of joining the parts of a question, and of what an answer says."""

from app.answer import Assistant


def test_each_part_of_a_question_gets_its_cited_answer(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 and what is the global period of 27447?")
    assert not answer.abstained
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "63103" in quotes
    assert ("27447" in quotes and "090" in quotes) or "90" in quotes
    numbers = [citation.n for citation in answer.citations]
    assert numbers == sorted(set(numbers))
    ranks = [citation.rank for citation in [*answer.citations, *answer.nearest]]
    assert min(ranks) == 1


def test_a_part_that_is_not_answered_is_named(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 and which locomotive pulls the night train?")
    assert not answer.abstained
    assert any("locomotive" in note and "not answered" in note for note in answer.notes)


def test_nothing_is_said_where_no_part_is_answered(starter: Assistant) -> None:
    answer = starter.ask("What did the cafeteria serve and which locomotive pulls the night train?")
    assert answer.abstained
    assert not answer.citations
    assert answer.nearest


def test_confidence_is_that_of_the_least_sure_part(starter: Assistant) -> None:
    first, second = "Which add-on code goes with 63102", "what is the global period of 27447?"
    both = starter.ask(f"{first} and {second}")
    assert both.confidence <= max(starter.ask(first).confidence, starter.ask(second).confidence)


def test_the_best_sentence_opens_the_answer(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 for each further segment?")
    assert "63103" in answer.sentences[0].text


def test_the_answer_of_each_part_stands_before_the_rest_of_their_rules(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 and what is the global period of 27447?")
    first = [sentence.text for sentence in answer.sentences[:3]]
    assert "63103" in first[0]
    assert any("27447" in text and ("090" in text or "90-day" in text) for text in first)


def test_what_only_stands_around_the_answer_is_marked_as_context(starter: Assistant) -> None:
    answer = starter.ask("What is the global period of 27447?")
    assert "090" in answer.sentences[0].text
    assert not answer.sentences[0].context
    marked = [sentence.context for sentence in answer.sentences]
    assert any(marked)
    assert marked == sorted(marked)  # nothing that answers stands behind context


def test_what_answers_the_second_part_is_no_context(starter: Assistant) -> None:
    answer = starter.ask("Which add-on code goes with 63102 and what is the global period of 27447?")
    said = " ".join(sentence.text for sentence in answer.sentences if not sentence.context)
    assert "63103" in said
    assert "27447" in said
