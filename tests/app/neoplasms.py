"""A cut-out of the Table of Neoplasms, as its reader gives it."""

from pathlib import Path

from ingest.documents import Block, Document, Row
from ingest.library import Library

COLUMNS = (
    "Malignant Primary",
    "Malignant Secondary",
    "Ca in situ",
    "Benign",
    "Uncertain Behavior",
    "Unspecified Behavior",
)
ROOT = (0, "Neoplasm, neoplastic", "C80.1 C79.9 D09.9 D36.9 D48.9 D49.9")
#: Level, site, and the six codes.
SITES = (
    (1, "brain NEC", "C71.9 C79.31 - D33.2 D43.2 D49.6"),
    (1, "bone (periosteum)", "C41.9 C79.51 - D16.9- D48.0 D49.2"),
    (1, "breast (connective tissue) (glandular tissue)", "C50.9- C79.81 D05.- D24.- D48.6- D49.3"),
    (1, "forearm NEC", "C76.4- C79.89 D04.6- D36.7 D48.7 D49.89"),
    (1, "lingula, lung", "C34.1- C78.0- D02.2- D14.3- D38.1 D49.1"),
    (1, "lung", "C34.9- C78.0- D02.2- D14.3- D38.1 D49.1"),
    (2, "upper lobe", "C34.1- C78.0- D02.2- D14.3- D38.1 D49.1"),
    (1, "lymph, lymphatic channel NEC", "C49.9 C79.89 - D21.9 D48.1 D49.2"),
    (2, "gland (secondary)", "- C77.9 - D36.0 D48.7 D49.89"),
    (3, "axilla, axillary", "- C77.3 - D36.0 D48.7 D49.89"),
    (1, "axilla, axillary", "C76.1 C79.89 D09.8 D36.7 D48.7 D49.89"),
    (1, "ovary", "C56.- C79.6- D07.39 D27.- D39.1- D49.59"),
    (1, "skin NOS", "C44.90 C79.2 D04.9 D23.9 D48.5 D49.2"),
    (2, "basal cell carcinoma", "C44.91 - - - - -"),
    (2, "cheek (external) -see also Neoplasm, skin, face", "C44.309 C79.2 D04.39 D23.39 D48.5 D49.2"),
    (2, "face NOS", "C44.300 C79.2 D04.30 D23.30 D48.5 D49.2"),
    (3, "basal cell carcinoma", "C44.310 - - - - -"),
    (2, "forearm -see also Neoplasm, skin, limb, upper", "C44.60- C79.2 D04.6- D23.6- D48.5 D49.2"),
    (2, "limb NEC", "C44.90 C79.2 D04.9 D23.9 D48.5 D49.2"),
    (3, "upper", "C44.60- C79.2 D04.6- D23.6- D48.5 D49.2"),
    (4, "basal cell carcinoma", "C44.61- - - - - -"),
    (4, "squamous cell carcinoma", "C44.62- - - - - -"),
)
DASH = "Codes listed with a dash (-) following the code have a required additional character for laterality."


def put_neoplasms(library: Library) -> None:
    """Puts the cut-out into a library."""
    blocks = [Block(DASH, (), "Table", 1)]
    path: list[str] = []
    for number, (level, site, codes) in enumerate((ROOT, *SITES), 1):
        key = f"{'- ' * level}{site}"
        path = [*path[:level], site.partition(" -see")[0]]
        cells = (("Neoplasm", key), *zip(COLUMNS, codes.split(), strict=True))
        text = "; ".join(f"{name}: {value}" if " " in value else f"{name} {value}" for name, value in cells)
        blocks.append(Block(text, tuple(path[:-1]), "Table", 1, Row(key, (), cells, number)))
    document = Document("neoplasms.pdf", "TABLE of NEOPLASMS", "0" * 64, tuple(blocks))
    library.put(document, str(Path("neoplasms.pdf")))
