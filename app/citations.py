"""The nouns of an answer, as the command line, the page and the evaluation see them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

Reason = Literal["not_in_library", "unknown_code", "case_specific", "ambiguous"]


class Locator(BaseModel):
    """Where in its document a passage stands."""

    model_config = ConfigDict(frozen=True)

    page: int | None = Field(default=None, description="page of the file, from 1")
    section: str | None = Field(default=None, description="printed section number, else heading")
    row: str | None = Field(default=None, description="key of the table row, such as its code")
    row_number: int | None = Field(default=None, description="row of the sheet, from 1")
    sheet: str | None = Field(default=None, description="sheet of the workbook")
    column: str | None = Field(default=None, description="columns that the quote answers from")

    @model_serializer(mode="wrap")
    def _without_what_only_tables_have(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves row number, sheet and column out where there are none: they are an addition for tables."""
        shown: dict[str, Any] = serialise(self)
        own = ("row_number", "sheet", "column")
        return {name: value for name, value in shown.items() if value is not None or name not in own}


class Citation(BaseModel):
    """A passage of the library and the exact characters of it that are quoted.

    ``passage[start:end] == quote`` always holds.
    """

    model_config = ConfigDict(frozen=True)

    n: int = Field(description="the number the answer's [n] markers use, from 1")
    document: str = Field(description="name of the document as it was ingested")
    title: str
    edition: str | None = None
    locator: Locator
    breadcrumb: str = Field(default="", description="title and headings above the passage")
    passage_id: str
    passage: str = Field(description="whole text of the passage")
    rank: int = Field(description="place in retrieval, from 1")
    score: float = Field(description="retrieval score, 0 to 1, higher is better")
    quote: str
    start: int
    end: int


class Sentence(BaseModel):
    """One sentence of an answer and the citations it stands on."""

    model_config = ConfigDict(frozen=True)

    text: str
    citations: list[int]
    context: bool = Field(
        default=False, description="stands around what answers, such as the rest of its rule"
    )


class Answer(BaseModel):
    """What ``citecoder ask --json`` prints."""

    model_config = ConfigDict(frozen=True)

    question: str
    language: str = "en"
    answer: str = Field(description="plain text with [n] markers, or the abstention sentence")
    abstained: bool = False
    reason: Reason | None = None
    confidence: float = Field(description="probability that the answer is right, 0 to 1")
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    nearest: list[Citation] = Field(default=[], description="best passages that are not cited")
    codes: list[str] = Field(default=[], description="codes recognised in the question")
    notes: list[str] = Field(default=[], description="what to know about the answer, such as a conflict")
    dropped: list[str] = Field(default=[], description="why the gate dropped sentences")
    answerer: str = Field(default="extractive", description="chat where a chat model worded the answer")
    chat_model: str | None = Field(default=None, description="the chat model that did")
    library_version: str = ""
    milliseconds: dict[str, float] = {}
