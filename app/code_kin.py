"""Which words and which entries stand above and beneath the entries of a code tree."""

from app.code_tree import CodeTree
from app.ragged import Ragged, ragged


def called_and_above(tree: CodeTree) -> tuple[Ragged, Ragged]:
    """Gives the words of each entry, its names included, and those that only stand above it."""
    called = [set(tree.described[one].tolist()) for one in range(len(tree))]
    for phrase, entry in enumerate(tree.phrase_entry.tolist()):
        called[entry] |= set(tree.phrased[phrase].tolist())
    above: list[set[int]] = []
    for one in range(len(tree)):  # what stands above comes first
        over = int(tree.parent[one])
        above.append(called[over] | above[over] if over >= 0 else set())
    return (
        ragged([sorted(one) for one in called]),
        ragged([sorted(over - own) for over, own in zip(above, called, strict=True)]),
    )


def added(tree: CodeTree) -> Ragged:
    """Gives the words that each description adds to the one above it."""
    lists = []
    for one in range(len(tree)):
        own, over = set(tree.described[one].tolist()), int(tree.parent[one])
        lists.append(sorted(own - set(tree.described[over].tolist()) if over >= 0 else own))
    return ragged(lists)


def beneath(tree: CodeTree) -> Ragged:
    """Gives the entries right beneath each."""
    lists: list[list[int]] = [[] for _ in range(len(tree))]
    for one, over in enumerate(tree.parent.tolist()):
        if over >= 0:
            lists[over].append(one)
    return ragged(lists)
