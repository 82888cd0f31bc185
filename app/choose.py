"""Chooses the sentences that answer, within the best passages."""

import re
from collections.abc import Sequence

from app.question import Question, asks_for_code, content_stems
from app.rerank import codes_of
from app.sentence_scores import Chosen
from ingest.codes import find_codes, is_whole_code

#: An answer has at most this many sentences, the rest of the rule not counted.
MOST_SENTENCES = 5
#: The rest of the rule that answers is quoted with it, up to this many words in all: what limits a rule
#: stands anywhere in it.
WORDS = 120
#: The best sentence of a second passage is quoted where it scores this share of the first one.
SECOND = 0.8
#: The best sentence of the passage that retrieval puts first is quoted where it scores this share.
FIRST = 0.5
#: What stands in another paragraph or list item than the best sentence must score this share of it.
APART = 0.6
#: A further sentence must score this share of the first one.
RELATIVE_SCORE = 0.75
_QUALIFIER = re.compile(
    r"^(however|unless|except|but|only|note|in contrast|otherwise)\b"
    r"|^(this guideline applies|these guidelines apply)\b"
    r"|\b(does not apply|applies only|apply only|exception)\b",
    re.IGNORECASE,
)
#: A sentence that cannot be understood without the one before it.
_LEANS = re.compile(
    r"^\W*(however|rather|otherwise|therefore|thus|in (this|that|such|these|those|contrast)|instead"
    r"|also|this|these|those|such|it|they|its|their|the (latter|former|same)|for example|similarly)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r":$")
#: How the cases of a rule begin; another case is quoted too that covers this share of what the best one does.
_CASE = re.compile(
    r"^\W*(?:\w\W+)?(?:if|when|where|for (?:patients|encounters|cases|claims))\b", re.IGNORECASE
)
OTHER_CASE, CASES = 0.65, 2


def choose(scored: Sequence[Chosen], question: Question) -> list[Chosen]:
    """Picks the best sentence, what adds to it, and the qualifiers that limit it.

    Args:
        scored: from `score_sentences`.
        question: what is asked.

    Returns:
        Best first: at most `MOST_SENTENCES` sentences, the rest of the rule up to `WORDS` words, and one
        sentence of a second passage; no sentence twice.
    """
    if not scored:
        return []
    picked = [scored[0]]
    asked = {code.text for code in question.codes}
    named = codes_of(scored[0].text) & asked
    covered = set(content_stems(scored[0].text))
    # A question about several codes may need a sentence for each of them.
    most = max(MOST_SENTENCES, len(question.codes) + 1)
    further = [one for one in scored[1:] if not _of_others(one, question)]
    for one in further if asks_for_code(question) else scored[1:]:
        if len(picked) >= max(3, len(question.codes)) or one.score < RELATIVE_SCORE * scored[0].score:
            break
        held = set(content_stems(one.text))
        new = held - covered
        wanted = set(question.stems) & new
        codes = codes_of(one.text) & asked - named
        together = one.found.placed.passage.id == scored[0].found.placed.passage.id
        as_good = one.score > (0.88 if together else 0.97) * scored[0].score
        if one.cells and not codes and not (picked[0].cells and one.score > 0.97 * scored[0].score):
            continue  # a row stands for itself; it adds nothing to a rule
        if not codes and (len(new) < 0.4 * len(held) or not (wanted or as_good)):
            continue
        picked.append(one)
        named |= codes
        covered |= held
    picked.extend(_alternatives(scored, picked))
    for one in list(picked):
        if len(picked) >= most:
            break
        picked.extend(_qualifiers(one, scored, picked)[: most - len(picked)])
    if not scored[0].cells:
        picked.extend(_rest_of_rule(scored, picked))
        picked.extend(_second(further, picked))
    picked.extend(_of_first_passage(further, picked))
    return _best_first(picked, asked)


def _alternatives(scored: Sequence[Chosen], picked: Sequence[Chosen]) -> list[Chosen]:
    """Takes the other cases of a rule that goes by case, where they say nearly as much of the question.

    Of "If the reason for admission is sepsis and pneumonia …" and "If sepsis develops after admission …" one
    alone would answer a question that says neither.
    """
    return [one for one in scored if one not in picked and _is_other_case(one, picked[0])][:CASES]


def _is_other_case(one: Chosen, best: Chosen) -> bool:
    same = one.found.placed.passage.id == best.found.placed.passage.id and one.start != best.start
    as_much = one.coverage >= OTHER_CASE * best.coverage
    return same and as_much and bool(_CASE.match(best.text) and _CASE.match(one.text)) and not one.cells


def _of_others(one: Chosen, question: Question) -> bool:
    """Says whether a sentence is about codes, and none of them is one that is asked for."""
    asked = {code.text for code in question.codes if is_whole_code(code)}
    if not asked or one.found.roles:
        return False
    return any(is_whole_code(code) for code in find_codes(one.text))


def _of_first_passage(scored: Sequence[Chosen], picked: Sequence[Chosen]) -> list[Chosen]:
    """Takes the best sentence of the passage that retrieval puts first, where nothing of it is said yet."""
    if any(one.found.rank == 1 for one in picked):
        return []
    first = next((one for one in scored if one.found.rank == 1 and not one.cells), None)
    return [first] if first is not None and first.score >= FIRST * picked[0].score else []


def opening(chosen: Sequence[Chosen], question: Question) -> int:
    """Counts the sentences that open an answer.

    These are the best one, those after it that limit or lean on it, and those about other codes that the
    question asks about as well.

    Args:
        chosen: from `choose`, or looked up: rows and what they mean stay together.
        question: what is asked.
    """
    if not chosen or chosen[0].cells:
        return len(chosen)
    passage, count = chosen[0].found.placed.passage.id, 1
    asked = {code.text for code in question.codes}
    named = codes_of(chosen[0].text)
    for one in chosen[1:]:
        codes = codes_of(one.text)
        further = bool(codes & asked - named)
        if one.found.placed.passage.id != passage or not (further or _limits(chosen[count - 1], one)):
            break
        count += 1
        named |= codes
    return count


def _limits(one: Chosen, other: Chosen) -> bool:
    """Says whether the second of two sentences of a passage limits the first, or leans on it."""
    if "\n" in _between(one, other):  # of two list items, one that only holds such words speaks for itself
        return bool(_LEANS.search(other.text) or _QUALIFIER.match(other.text))
    return bool(_LEANS.search(other.text) or _QUALIFIER.search(other.text))


def _between(one: Chosen, other: Chosen) -> str:
    """Gives what stands between two sentences of a passage, in either order."""
    return one.found.placed.passage.text[min(one.end, other.end) : max(one.start, other.start)]


def _best_first(picked: Sequence[Chosen], asked: set[str]) -> list[Chosen]:
    """Orders an answer: the best sentence opens it, the others follow as they are read.

    A sentence that leans on the one before it ("However, ...") does not open an answer; the one before does,
    and so does one before it about another code that is asked about.
    What stands earlier in the passage of the best sentence comes after what follows it, then other passages.
    """
    best = picked[0]
    passage = best.found.placed.passage.id
    own = sorted((one for one in picked if one.found.placed.passage.id == passage), key=lambda s: s.start)
    at = own.index(best)
    named = codes_of(best.text)
    at = min([at, *(place for place, one in enumerate(own) if _is_other_case(one, best))])
    while at and (_LEANS.search(own[at].text) or codes_of(own[at - 1].text) & asked - named):
        at -= 1
        named |= codes_of(own[at].text)
    ranks: dict[str, int] = {}
    for one in picked:
        ranks.setdefault(one.found.placed.passage.id, len(ranks))
    others = [one for one in picked if one.found.placed.passage.id != passage]
    others.sort(key=lambda one: (ranks[one.found.placed.passage.id], one.start))
    return [*own[at:], *own[:at], *others]


def _rest_of_rule(scored: Sequence[Chosen], picked: Sequence[Chosen]) -> list[Chosen]:
    """Takes the sentences around the best one in its passage, nearest first, as far as `WORDS` allows."""
    best = scored[0]
    passage = best.found.placed.passage.id
    same = sorted((s for s in scored if s.found.placed.passage.id == passage), key=lambda s: s.start)
    at = next(i for i, s in enumerate(same) if s.start == best.start)
    taken = {s.start for s in picked if s.found.placed.passage.id == passage}
    words = sum(len(s.text.split()) for s in picked)
    rest = []
    for one in sorted(same, key=lambda s: (abs(same.index(s) - at), -s.start)):
        apart = "\n" in _between(best, one)
        if one.start in taken or (apart and one.score < APART * best.score):
            continue
        words += len(one.text.split())
        if words > WORDS:
            break
        rest.append(one)
    return rest


def _second(scored: Sequence[Chosen], picked: Sequence[Chosen]) -> list[Chosen]:
    """Takes the best sentence of another passage, where it is nearly as good and says something new."""
    passages = {one.found.placed.passage.id for one in picked}
    held = set().union(*(content_stems(one.text) for one in picked))
    for one in scored:
        if one.score < SECOND * picked[0].score:
            break
        own = set(content_stems(one.text))
        if one.found.placed.passage.id in passages or one.cells or len(own - held) < 0.4 * len(own):
            continue
        return [one]
    return []


def _qualifiers(one: Chosen, scored: Sequence[Chosen], picked: Sequence[Chosen]) -> list[Chosen]:
    """Finds what a sentence leans on: the rest of its paragraph, and what limits it.

    Rules are written in paragraphs ("Do not code … Rather, code …"; "… unless …"), so a sentence is
    quoted with its neighbours there; a list item stands for itself, but a lead-in brings its first item.
    """
    passage = one.found.placed.passage
    same = sorted((s for s in scored if s.found.placed.passage.id == passage.id), key=lambda s: s.start)
    at = next(i for i, s in enumerate(same) if s.start == one.start)
    near = []
    for step in (1, -1, 2):
        if not 0 <= at + step < len(same):
            continue
        other = same[at + step]
        follows = step == 1 and (_LEAD_IN.search(one.text) or _limits(one, other))
        if "\n" not in _between(one, other) or follows:
            near.append(other)
    taken = {(s.found.placed.passage.id, s.start) for s in picked}
    return [s for s in near if (s.found.placed.passage.id, s.start) not in taken]
