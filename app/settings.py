"""Settings, from ``CITECODER_…`` environment variables; the README documents each."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.encoder import PACKAGED


class Settings(BaseSettings):
    """What can be set from outside."""

    model_config = SettingsConfigDict(env_prefix="CITECODER_")

    library: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("citecoder") / "library",
        description="the library folder",
    )
    model: str = Field(
        default=PACKAGED,
        description="the embedding model: the packaged one, or any sentence-transformers name or folder",
    )
    host: str = Field(default="127.0.0.1", description="the address the web app listens on")
    port: int = Field(default=7860, description="the port the web app listens on")
