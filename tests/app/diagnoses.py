"""A part of ICD-10-CM (CMS and NCHS, public domain) for tests: entries that are easily confused."""

from ingest.documents import Block, Document, Row
from ingest.rows import render

_WHOLE, _MORE = "yes", "no, use a more specific code"
#: Code, description, and its inclusion terms; what has entries beneath it is not billable.
ENTRIES: tuple[tuple[str, str, str], ...] = (
    ("B20", "Human immunodeficiency virus [HIV] disease", "AIDS; Symptomatic HIV infection"),
    ("E03", "Other hypothyroidism", ""),
    ("E03.8", "Other specified hypothyroidism", ""),
    ("E03.9", "Hypothyroidism, unspecified", "Myxedema NOS"),
    ("E05", "Thyrotoxicosis [hyperthyroidism]", ""),
    ("E05.9", "Thyrotoxicosis, unspecified", "Hyperthyroidism NOS"),
    ("E11", "Type 2 diabetes mellitus", ""),
    ("E11.6", "Type 2 diabetes mellitus with other specified complications", ""),
    ("E11.69", "Type 2 diabetes mellitus with other specified complication", ""),
    ("E11.9", "Type 2 diabetes mellitus without complications", ""),
    ("G43", "Migraine", ""),
    ("G43.9", "Migraine, unspecified", ""),
    ("G43.90", "Migraine, unspecified, not intractable", ""),
    ("G43.91", "Migraine, unspecified, intractable", ""),
    ("G56", "Mononeuropathies of upper limb", ""),
    ("G56.0", "Carpal tunnel syndrome", ""),
    ("G56.00", "Carpal tunnel syndrome, unspecified upper limb", ""),
    ("G56.01", "Carpal tunnel syndrome, right upper limb", ""),
    ("G56.02", "Carpal tunnel syndrome, left upper limb", ""),
    ("H54", "Blindness and low vision", ""),
    ("H54.0", "Blindness, both eyes", ""),
    ("H54.0X", "Blindness, both eyes, different category levels", ""),
    ("H54.0X3", "Blindness right eye, category 3", ""),
    ("H54.0X5", "Blindness right eye, category 5", ""),
    ("H54.1", "Blindness, one eye, low vision other eye", ""),
    ("H54.11", "Blindness, right eye, low vision left eye", ""),
    ("I63", "Cerebral infarction", "Occlusion and stenosis of cerebral arteries, resulting in infarction"),
    ("I63.9", "Cerebral infarction, unspecified", "Stroke NOS"),
    ("F17", "Nicotine dependence", ""),
    ("F17.2", "Nicotine dependence", "Tobacco dependence"),
    ("I21", "Acute myocardial infarction", "Myocardial infarction specified as acute"),
    ("I21.9", "Acute myocardial infarction, unspecified", "Myocardial infarction (acute) NOS"),
    ("I25", "Chronic ischemic heart disease", ""),
    ("I25.2", "Old myocardial infarction", "Healed myocardial infarction"),
    ("I50", "Heart failure", ""),
    ("I50.3", "Diastolic (congestive) heart failure", "Diastolic left ventricular heart failure"),
    ("I50.31", "Acute diastolic (congestive) heart failure", ""),
    ("I50.32", "Chronic diastolic (congestive) heart failure", ""),
    ("I50.33", "Acute on chronic diastolic (congestive) heart failure", ""),
    ("I69", "Sequelae of cerebrovascular disease", ""),
    ("I69.3", "Sequelae of cerebral infarction", "Sequelae of stroke NOS"),
    ("J44", "Other chronic obstructive pulmonary disease", ""),
    ("J44.0", "Chronic obstructive pulmonary disease with (acute) lower respiratory infection", ""),
    ("J44.1", "Chronic obstructive pulmonary disease with (acute) exacerbation", ""),
    ("J44.9", "Chronic obstructive pulmonary disease, unspecified", ""),
    ("K25", "Gastric ulcer", ""),
    ("K25.1", "Acute gastric ulcer with perforation", ""),
    ("K25.3", "Acute gastric ulcer without hemorrhage or perforation", ""),
    ("K57", "Diverticular disease of intestine", ""),
    (
        "K57.20",
        "Diverticulitis of large intestine with perforation and abscess without bleeding",
        "",
    ),
    ("K57.30", "Diverticulosis of large intestine without perforation or abscess without bleeding", ""),
    ("K57.31", "Diverticulosis of large intestine without perforation or abscess with bleeding", ""),
    ("M54", "Dorsalgia", ""),
    ("M54.1", "Radiculopathy", "Lumbar neuritis or radiculitis NOS"),
    ("M54.10", "Radiculopathy, site unspecified", ""),
    ("M54.16", "Radiculopathy, lumbar region", ""),
    ("M77", "Other enthesopathies", ""),
    ("M77.0", "Medial epicondylitis", ""),
    ("M77.01", "Medial epicondylitis, right elbow", ""),
    ("M77.1", "Lateral epicondylitis", "Tennis elbow"),
    ("M77.10", "Lateral epicondylitis, unspecified elbow", ""),
    ("M77.11", "Lateral epicondylitis, right elbow", ""),
    ("M77.12", "Lateral epicondylitis, left elbow", ""),
    ("M84", "Disorder of continuity of bone", ""),
    ("M84.471", "Pathological fracture, right ankle", ""),
    ("M84.471A", "Pathological fracture, right ankle, initial encounter for fracture", ""),
    ("N20", "Calculus of kidney and ureter", ""),
    ("N20.0", "Calculus of kidney", "Nephrolithiasis NOS; Stone in kidney"),
    ("N20.1", "Calculus of ureter", "Calculus of the ureteropelvic junction; Ureteric stone"),
    ("N39", "Other disorders of urinary system", ""),
    ("N39.0", "Urinary tract infection, site not specified", ""),
    ("O14", "Pre-eclampsia", ""),
    ("O14.1", "Severe pre-eclampsia", ""),
    ("O14.10", "Severe pre-eclampsia, unspecified trimester", ""),
    ("O14.12", "Severe pre-eclampsia, second trimester", ""),
    ("O14.13", "Severe pre-eclampsia, third trimester", ""),
    ("O24", "Diabetes mellitus in pregnancy, childbirth, and the puerperium", ""),
    ("O24.4", "Gestational diabetes mellitus", ""),
    ("O24.41", "Gestational diabetes mellitus in pregnancy", ""),
    ("O24.410", "Gestational diabetes mellitus in pregnancy, diet controlled", ""),
    ("O24.414", "Gestational diabetes mellitus in pregnancy, insulin controlled", ""),
    ("O24.415", "Gestational diabetes mellitus in pregnancy, controlled by oral hypoglycemic drugs", ""),
    ("O24.419", "Gestational diabetes mellitus in pregnancy, unspecified control", ""),
    ("O23", "Infections of genitourinary tract in pregnancy", ""),
    ("O23.4", "Unspecified infection of urinary tract in pregnancy", ""),
    ("R05", "Cough", ""),
    ("R05.1", "Acute cough", ""),
    ("R05.4", "Cough syncope", ""),
    ("S92", "Fracture of foot and toe, except ankle", ""),
    ("S92.0", "Fracture of calcaneus", "Heel bone"),
    ("S92.0XXA", "Fracture of calcaneus, initial encounter for closed fracture", ""),
    ("S92.0XXS", "Fracture of calcaneus, sequela", ""),
    ("Z72", "Problems related to lifestyle", ""),
    ("Z72.0", "Tobacco use", ""),
)


def diagnoses(name: str = "icd.xml") -> Document:
    """Makes the document that a reader of the code set would make."""
    codes = [code for code, _, _ in ENTRIES]
    blocks = []
    for code, description, terms in ENTRIES:
        beneath = any(other.startswith(code) and other != code for other in codes)
        cells = [("Code", code), ("Description", description), ("Billable", _MORE if beneath else _WHOLE)]
        cells += [("Inclusion terms", terms)] if terms else []
        inherited = next((t for c, _, t in ENTRIES if t and code.startswith(c) and code != c), "")
        cells += [(f"Inclusion terms (from {code[:5]})", inherited)] if inherited else []
        row = Row(code, (code,), tuple(cells))
        blocks.append(Block(render(row), (f"{code[:3]} category",), code, row=row))
    return Document(name=name, title="ICD-10-CM", sha256="1", blocks=tuple(blocks))
