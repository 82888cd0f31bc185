from app.answer import Assistant


def test_an_answer_never_says_the_same_twice(starter: Assistant) -> None:
    for question in ("What is a ZZZ global period?", "When is modifier 59 wrong?", "What is 63102?"):
        texts = [sentence.text for sentence in starter.ask(question).sentences]
        assert texts
        assert len(set(texts)) == len(texts) <= 7


def test_each_code_of_a_definition_question_gets_its_sentence(starter: Assistant) -> None:
    answer = starter.ask("What do XE, XS, XP and XU stand for?")
    opening = [sentence.text for sentence in answer.sentences if not sentence.context]
    for text, modifier in zip(opening, ("XE", "XS", "XP", "XU"), strict=False):
        assert text.startswith(f"Modifier {modifier} ")
    assert len(opening) >= 4


def test_another_item_of_a_list_does_not_open_an_answer(starter: Assistant) -> None:
    answer = starter.ask("What is the global period of 27447?")
    said = [sentence.text for sentence in answer.sentences if not sentence.context]
    assert said
    assert not any("assistant" in text for text in said)
