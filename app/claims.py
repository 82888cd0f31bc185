"""What a chat model is asked to give: claims, each a sentence with the quotes it stands on."""

import json

from pydantic import BaseModel, Field, ValidationError

#: A text that is no JSON as a whole is searched for it at this many braces.
BRACES = 50


class Quote(BaseModel):
    """Words of a numbered passage."""

    passage: int = Field(description="number of the passage")
    quote: str = Field(description="whole sentences of the passage, copied character for character")


class Claim(BaseModel):
    """One sentence of an answer."""

    sentence: str = Field(description="one sentence, in the words of its quotes")
    quotes: list[Quote] = Field(description="what says so")


class Claims(BaseModel):
    """The answer to a question, as claims; or that the passages do not answer it."""

    claims: list[Claim] = Field(description="the sentences of the answer, in order; empty if there is none")
    not_in_material: bool = Field(default=False, description="true if the passages do not answer it")


class ClaimsError(Exception):
    """A model's output holds no claims."""


def claims_in(text: str) -> Claims:
    """Reads claims out of a model's text: JSON, or JSON with something around it.

    Args:
        text: what the model wrote.

    Raises:
        ClaimsError: if there is no such JSON in it.
    """
    decoder, at = json.JSONDecoder(), -1
    for _ in range(BRACES):
        if (at := text.find("{", at + 1)) < 0:
            break
        try:
            return Claims.model_validate(decoder.raw_decode(text, at)[0])
        except (ValueError, ValidationError, RecursionError):
            continue  # prose may hold braces of its own before the object
    raise ClaimsError(f"There are no claims in what the chat model wrote: {text[:200]!r}")
