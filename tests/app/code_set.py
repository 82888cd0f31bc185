"""A small code set for tests, with the shapes of ICD-10-CM and names of its own."""

from ingest.documents import Block, Document, Row
from ingest.rows import render

#: Code, description, and what else it says.
ENTRIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("B07", "Viral warts", {"Includes": "verruca simplex; verruca vulgaris"}),
    ("B07.0", "Plantar wart", {"Inclusion terms": "Verruca plantaris"}),
    ("B07.8", "Other viral warts", {"Inclusion terms": "Common wart; Flat wart"}),
    ("B07.9", "Viral wart, unspecified", {}),
    ("G50", "Disorders of trigeminal nerve", {"Excludes1": "shingles of the face (B02.2-)"}),
    (
        "G50.0",
        "Trigeminal neuralgia",
        {"Inclusion terms": "Tic douloureux; Syndrome of paroxysmal facial pain"},
    ),
    ("G50.1", "Atypical facial pain", {"Excludes2": "tic douloureux, so stated (G50.0)"}),
    ("G50.9", "Disorder of trigeminal nerve, unspecified", {}),
    (
        "S02",
        "Fracture of skull",
        {"Use additional code": "code to identify: viral warts of the foot (B07.0)"},
    ),
    ("S02.0", "Fracture of vault of skull", {"Inclusion terms": "Fracture of frontal bone"}),
    ("S02.0XXA", "Fracture of vault of skull, initial encounter for closed fracture", {}),
    ("S02.0XXB", "Fracture of vault of skull, initial encounter for open fracture", {}),
    ("S02.0XXS", "Fracture of vault of skull, sequela", {}),
    ("S02.2", "Fracture of nasal bones", {"Excludes1": "wart of nose (B07.0, B07.8, A00-B99)"}),
)


def code_set(name: str = "set.xml", sha256: str = "1") -> Document:
    blocks = []
    for code, description, notes in ENTRIES:
        cells = (("Code", code), ("Description", description), ("Billable", "yes"), *notes.items())
        inherited = (("Inclusion terms (from B07)", "verruca of the leg"),) if code > "B07.0" else ()
        row = Row(code, (code,), (*cells, *inherited))
        blocks.append(Block(render(row), (f"{code[:3]} category",), code, row=row))
    return Document(name=name, title="A code set", sha256=sha256, blocks=tuple(blocks))
