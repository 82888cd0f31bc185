"""The payment indicators of a code page, written from a row of the fee schedule.

Authors run ``python -m tests.knowledge.indicators 63102`` to get the front matter block and the
section for a page; the test of the starter library compares each page with what this module writes,
so a page can never drift from the file. The meanings are our own words for the values that the fee
schedule's record layout (CMS, RVU25D) defines.
"""

import csv
import os
import sys
from functools import cache
from pathlib import Path

FILE = "physician-fee-schedule-rvu-2025-10.csv"
HEADING = "Payment indicators, October 2025"

FIELDS = {
    "status": "STATUS",
    "work_rvu": "WORK_RVU",
    "facility_total_rvu": "FAC_TOTAL",
    "nonfacility_total_rvu": "NONFAC_TOTAL",
    "global_days": "GLOB_DAYS",
    "multiple_procedures": "MULT_PROC",
    "bilateral": "BILAT_SURG",
    "assistant": "ASST_SURG",
    "co_surgeon": "CO_SURG",
    "team": "TEAM_SURG",
}

GLOBAL = {
    "000": "it is an endoscopic or minor procedure whose payment covers related care on the day of the procedure only, and a visit that day is generally not paid",
    "010": "it is a minor procedure whose payment covers the day of the procedure and the 10 days after it, and visits in that time are generally not paid",
    "090": "it is major surgery whose payment covers the day before, the day of surgery and the 90 days after it",
    "MMM": "it is a maternity code, and the usual global period does not apply",
    "XXX": "the global concept does not apply to it",
    "YYY": "the Medicare contractor decides whether a global period applies and how long it is",
    "ZZZ": "it goes with another service and is always included in the global period of that other service",
}
MULTIPLE = {
    "0": "no payment reduction for multiple procedures applies to it",
    "2": "the standard reduction for multiple procedures applies: 100 percent for the highest paid procedure and 50 percent for each of the next four",
    "3": "the special rule for several endoscopies of one family applies",
    "4": "the diagnostic imaging family rule applies, which reduces the second and later studies of a session",
    "5": "the practice expense of second and later therapy services is cut by 50 percent",
    "6": "the technical component of second and later diagnostic cardiovascular services is cut by 25 percent",
    "7": "the technical component of second and later diagnostic ophthalmology services is cut by 20 percent",
    "9": "the concept does not apply",
}
BILATERAL = {
    "0": "the 150 percent payment for two sides does not apply, so modifier 50 brings no extra payment",
    "1": "the 150 percent payment applies when it is done on both sides and reported with modifier 50",
    "2": "its values already assume both sides, so modifier 50 brings no extra payment",
    "3": "the usual two-sided adjustment does not apply, and each side is paid in full",
    "9": "the concept does not apply",
}
ASSISTANT = {
    "0": "an assistant at surgery is paid only when documents sent with the claim show medical necessity",
    "1": "the law restricts payment, and an assistant at surgery may not be paid",
    "2": "the payment restriction does not apply, and an assistant at surgery may be paid",
    "9": "the concept does not apply",
}
CO_SURGEON = {
    "0": "two surgeons working together under modifier 62 are not paid",
    "1": "two surgeons under modifier 62 could be paid when documents show that both were medically necessary",
    "2": "two surgeons of different specialties under modifier 62 may be paid without extra documents",
    "9": "the concept does not apply",
}
TEAM = {
    "0": "a surgical team under modifier 66 is not paid",
    "1": "a surgical team under modifier 66 could be paid by report when documents show medical necessity",
    "2": "a surgical team under modifier 66 may be paid by report",
    "9": "the concept does not apply",
}


@cache
def fee_schedule() -> dict[str, dict[str, str]]:
    """Reads the fee schedule's rows without a component modifier, by code.

    Returns:
        One row, as column to text, for each HCPCS code.

    Raises:
        KeyError: if ``CITECODER_CORPORA`` is not set.
    """
    path = Path(os.environ["CITECODER_CORPORA"]) / FILE
    with path.open(newline="", encoding="utf-8") as lines:
        return {row["HCPCS"]: row for row in csv.DictReader(lines) if not row["MOD"]}


def front_matter(code: str) -> dict[str, str]:
    """Gives the indicators of a code as a page's front matter holds them."""
    row = fee_schedule()[code]
    return {name: row[column] for name, column in FIELDS.items()}


def sentences(code: str) -> list[str]:
    """Writes the sentences of a page's payment indicator section, one a line."""
    i = front_matter(code)
    return [
        f"The global period of {code} is {i['global_days']}: {GLOBAL[i['global_days']]}.",
        f"The assistant-at-surgery indicator of {code} is {i['assistant']}: {ASSISTANT[i['assistant']]}.",
        f"The co-surgeon indicator of {code} is {i['co_surgeon']}: {CO_SURGEON[i['co_surgeon']]}.",
        f"The team surgery indicator of {code} is {i['team']}: {TEAM[i['team']]}.",
        f"The bilateral indicator of {code} is {i['bilateral']}: {BILATERAL[i['bilateral']]}.",
        f"The multiple procedure indicator of {code} is {i['multiple_procedures']}: {MULTIPLE[i['multiple_procedures']]}.",
        f"The work RVU of {code} is {i['work_rvu']}, its facility total is {i['facility_total_rvu']} RVUs and its"
        f" non-facility total is {i['nonfacility_total_rvu']} RVUs.",
        f"The Medicare status of {code} is {i['status']}.",
    ]


def main(codes: list[str]) -> None:
    """Prints the front matter block and the section of each code."""
    for code in codes:
        print("indicators:")
        for name, value in front_matter(code).items():
            print(f'  {name}: "{value}"')
        print(f"\n## {HEADING}\n")
        print("\n".join(f"- {sentence}" for sentence in sentences(code)))


if __name__ == "__main__":
    main(sys.argv[1:])
