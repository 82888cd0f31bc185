"""A small fee schedule, the layout that explains it, and a code list with its record layout."""

from pathlib import Path

from app.absent import absent
from app.lookup import Looked, look_up
from app.question import understand
from app.retrieve import code_roles
from ingest.library import Library
from ingest.readers import read

COLUMNS = (
    "HCPCS,MOD,STATUS,WORK_RVU,NONFAC_PE_RVU,FAC_PE_RVU,MP_RVU,NONFAC_TOTAL,FAC_TOTAL,PCTC_IND,GLOB_DAYS,"
    "MULT_PROC,BILAT_SURG,ASST_SURG,CO_SURG,TEAM_SURG,ENDO_BASE,CONV_FACTOR"
)
FEES = """\
63102,,A,34.10,24.57,24.57,11.21,69.88,69.88,0,090,2,0,2,1,0,,32.3465
63103,,A,4.82,2.50,2.50,1.61,8.93,8.93,0,ZZZ,0,0,2,1,0,,32.3465
22551,,A,25.00,18.11,18.11,8.80,51.91,51.91,0,090,2,0,2,2,0,,32.3465
43239,,A,2.39,8.99,1.35,0.26,11.64,4.00,0,000,3,0,1,0,0,43235,32.3465
43235,,A,2.09,6.79,1.20,0.24,9.12,3.53,0,000,2,0,1,0,0,,32.3465
70450,,A,0.85,2.30,,0.06,3.21,,1,XXX,0,0,9,9,9,,32.3465
70450,26,A,0.85,0.31,0.31,0.04,1.20,1.20,1,XXX,0,0,9,9,9,,32.3465
70450,TC,A,0.00,1.99,,0.02,2.01,,1,XXX,0,0,9,9,9,,32.3465
99213,,A,1.30,1.29,0.56,0.10,2.69,1.96,0,XXX,0,0,0,0,0,,32.3465
"""
LAYOUT = """\
---
title: Layout of the physician fee schedule
edition: "{edition}"
---

# Layout of the physician fee schedule

This page explains the columns of the file, one after the other.

## Modifier

26 = Professional component

TC = Technical component

## Status Code

A = Active Code. These codes are paid separately under the fee schedule, if covered.

## Work RVU

The relative value of what the physician does.

## Malpractice RVU

The relative value of the insurance.

## Total Non-Facility RVUs

The sum of the three for an office.

## Global Surgery

Provides time frames that apply to each procedure. 000=Endoscopic or minor procedure on the same day.

090=Major surgery with a 1-day preoperative period and 90-day postoperative period.

XXX=The global concept does not apply to the code.

## Assistant at Surgery

1=Assistant at surgery may not be paid. 2=Assistant at surgery may be paid.

## Co-surgeons (Modifier 62)

1=Co-surgeons could be paid, with supporting documentation. 2=Co-surgeons permitted.

## Endoscopic Base Code

Identifies the base of an endoscopic family.
"""
HCPCS = """\
HCPC,LONG DESCRIPTION,COV,PRICE1,MULT_PI,TOS1,BETOS,ACTION CD,ADD DT,TERM DT
J1885,"Injection, ketorolac tromethamine, per 15 mg",D,51,A,1,O1E,N,19980101,
A0425,"Ground mileage, per statute mile",D,52,A,D,O1A,N,20010101,
L1843,"Knee orthosis, single upright, thigh and calf",C,38,A,P,D1F,N,19970101,
Q9999,"Injection, discontinued drug, 1 mg",I,00,9,9,Z2,D,20100101,20201231
AS,Physician assistant services for assistant at surgery,C,,,,,N,19990101,
"""
RECORD = """\
  RECORD REPORT

  1.   HCPCS Coverage Code
                    1    230    230    CHAR

                    A code denoting Medicare coverage status.

                    SAS      ALIAS : CVRG_CD
                    STANDARD ALIAS : HCPCS_CVRG_CD

                    CODES         :
                       C = Carrier judgment
                       D = Special coverage instructions apply
                       I = Not payable by Medicare

  2.   HCPCS Pricing Indicator Code
                    2    120    121    CHAR

                    SAS      ALIAS : PRCNGCD

                    CODES         :
                       00 = Service not separately priced by part B
                            (e.G., services not covered, bundled)
                       Physician Fee Schedule
                       ----------------------
                       11 = Price established using national rvu's
                       51 = Drugs
                       52 = Reasonable charge

  3.   HCPCS Multiple Pricing Indicator Code
                    1    128    128    CHAR

                    SAS      ALIAS : MULTCD

                    CODES         :
                       A = Not applicable as HCPCS priced under one
                           methodology

  4.   HCPCS Type Of Service Code
                    1    261    261    CHAR

                    SAS      ALIAS : TYPESRVC

                    CODE TABLE : CMS_TYPE_SRVC_TB

  5.   HCPCS Berenson-Eggers Type Of Service Code
                    3    257    259    CHAR

                    SAS      ALIAS : BETOS

                    CODE TABLE : BETOS_TB

  6.   HCPCS Action Code
                    1    293    293    CHAR

                    SAS      ALIAS : ACTN_CD

                    CODES         :
                       D = Discontinue procedure or modifier code
                       N = No maintenance for this code

  7.   HCPCS Code Added Date
                    8    269    276    NUM

                    SAS      ALIAS : ADD_DT

  8.   HCPCS Termination Date
                    8    285    292    NUM

                    SAS      ALIAS : TERM_DT

 BETOS_TB                                    BETOS Table

   D1F = Prosthetic/Orthotic devices
   O1A = Ambulance
   O1E = Other drugs

 CMS_TYPE_SRVC_TB                            CMS Type of Service Table

  1 = Medical care
  2 = Surgery
  P = Lump sum purchase of DME, prosthetics,
      orthotics
"""


def put(library: Library, folder: Path, name: str, text: str) -> None:
    """Reads a text as the file of that name and puts it into a library."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    library.put(read(path), str(path))


def put_fees(library: Library, folder: Path, edition: str = "2025", text: str = FEES) -> None:
    """Puts a fee schedule and its layout into a library."""
    put(library, folder, f"fees-{edition}.csv", f"{COLUMNS}\n{text}")
    put(library, folder, f"layout-{edition}.md", LAYOUT.format(edition=edition))


def looked(library: Library, question: str, *scope: str) -> Looked | None:
    """Looks up what a question asks for."""
    asked = understand(question)
    return look_up(library, asked, code_roles(library, asked), scope)


def said(library: Library, question: str, *scope: str) -> list[str]:
    """Gives what is quoted for a question, in order; nothing where nothing is looked up."""
    found = looked(library, question, *scope)
    return [one.said for one in found.chosen] if found else []


def missing(library: Library, question: str, *scope: str) -> str:
    """Gives the sentence about what is in no row."""
    return absent(library, understand(question), scope)
