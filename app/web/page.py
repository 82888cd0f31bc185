"""The page a coder asks on: a conversation, and beside it the passages it stands on."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import gradio as gr
from gradio.themes.utils.fonts import Font

from app.citations import Answer
from app.web.evidence import Turn, conversation_html, evidence_html, safe
from app.web.feedback import take
from app.web.library_tab import SCOPE_GONE, HasLibrary, LibraryTab, Shared, add_library_tab
from app.web.performance import performance_html, read_runs
from ingest.refresh import Limits

LOG = logging.getLogger(__name__)

NOTICE = (
    "Answers come only from the material uploaded to this library, quoted word for word. "
    "They are not legal, billing or medical advice."
)
EXAMPLES = (
    "Which add-on code is reported with 63102 for each additional segment?",
    "What documentation supports 63102?",
    "May an assistant at surgery be paid for 63102?",
    "What is the global period of 63103, and what does that mean?",
)
EMPTY = "Type a question first, or choose one of the examples."
TOO_LONG = "This question is longer than {limit} characters; ask it in fewer words."
FAILED = (
    "The question could not be answered because of an error on the server, which was logged. "
    "Ask again; if it happens again, tell whoever runs this server."
)
LONGEST_QUESTION = 2000
TOGETHER = 8
_HARD = 4  # times the limit Gradio refuses a whole upload; up to there, the file alone is, in our words
_DAY = 86_400  # seconds; an upload that never reached the library is deleted then

_HERE = Path(__file__).parent
_STYLES = ("style", "feedback", "performance", "library", "refresh")


class PageError(Exception):
    """The page could not be served; the message is a sentence for the person who started it."""


class Assistant(Protocol):
    """What the page needs of the program behind it."""

    def ask(
        self, question: str, *, top_k: int = 10, scope: Sequence[str] = (), history: Sequence[str] = ()
    ) -> Answer:
        """Answers a question from the library, or abstains.

        Args:
            question: what was asked.
            top_k: how many passages to look at.
            scope: names of the only documents to look in; all where empty.
            history: earlier questions of the conversation, oldest first.
        """
        ...


def reply(assistant: Assistant, turn: Turn, before: Sequence[Turn], scope: Sequence[str]) -> Turn:
    """Asks the question of a turn, with those before it as history; a failure is logged and told."""
    history = [earlier.question for earlier in before]
    try:
        return replace(turn, answer=assistant.ask(turn.question, scope=scope, history=history))
    except Exception:
        LOG.exception("A question asked on the page could not be answered.")
        return replace(turn, problem=FAILED)


def build_page(assistant: Assistant, version: str, *, folder: Path, limits: Limits) -> gr.Blocks:
    """Builds the page.

    Args:
        assistant: what answers the questions.
        version: shown beside the title.
        folder: the library's folder, where feedback goes and evaluations are.
        limits: what reading one uploaded file may take.
    """
    shelf = LibraryTab(assistant.library, limits) if isinstance(assistant, HasLibrary) else None

    def ask(question: str, turns: tuple[Turn, ...], scope: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        question = question.strip()
        live = shelf.live(scope) if shelf else ()
        asked_of = live, shelf.line(live) if shelf else ""
        problem = _problem(question) or (SCOPE_GONE if scope and not live else "")
        if problem:
            yield turns, gr.skip(), gr.skip(), gr.skip(), gr.skip(), _hint(problem), *asked_of
            return
        turn = Turn(question, scope=shelf.titles(live) if shelf else ())
        waiting = conversation_html((*turns, turn))
        yield turns, waiting, gr.skip(), "", gr.Column(visible=False), _hint(""), *asked_of
        done = (*turns, reply(assistant, turn, turns, live))
        shown = conversation_html(done), evidence_html(done, opens=shelf is not None)
        yield done, *shown, gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def start_new() -> tuple[Any, ...]:
        empty = (), conversation_html(()), evidence_html(()), "", gr.Column(visible=True), _hint("")
        return *empty, gr.Tabs(selected="ask")

    def judge(turns: tuple[Turn, ...], event: gr.EventData) -> str:
        return take(folder, [(turn.key, turn.answer) for turn in turns], event._data or {})

    page = gr.Blocks(title="citecoder", analytics_enabled=False, delete_cache=(_DAY, _DAY))
    with page:
        turns, scope = gr.State(()), gr.State(())
        with gr.Row(elem_id="cc-header"):
            gr.HTML(
                f'<h1>citecoder</h1><span class="cc-badge">BETA v{safe(version)}</span>', elem_id="cc-brand"
            )
            new = gr.Button("Start new", elem_id="cc-new", size="sm")
        gr.HTML(f'<p role="note">{safe(NOTICE)}</p>', elem_id="cc-notice")
        with gr.Tabs(elem_id="cc-tabs") as tabs:
            with gr.Tab("Ask", id="ask", render_children=True), gr.Row(elem_id="cc-columns"):
                with gr.Column(elem_id="cc-left", min_width=0):
                    conversation = _html(
                        conversation_html(()), "cc-conversation", "conversation.js", "feedback.js"
                    )
                    kept = _html("", "cc-kept", "kept.js")
                    with gr.Column(elem_id="cc-examples") as examples:
                        gr.HTML("<h2>Ask about a code, a modifier or a rule</h2><p>For example:</p>")
                        buttons = [gr.Button(text, elem_classes="cc-example", size="sm") for text in EXAMPLES]
                    hint = gr.HTML(_hint(""), elem_id="cc-box-hint", apply_default_css=False)
                    limit = _html("", "cc-scope", "scope.js")
                    with gr.Row(elem_id="cc-box"):
                        box = gr.Textbox(
                            label="Your question",
                            show_label=False,
                            placeholder="Your question",
                            lines=1,
                            max_lines=4,
                            max_length=LONGEST_QUESTION,
                            container=False,
                            autofocus=True,
                            scale=1,
                            min_width=0,
                        )
                        button = gr.Button("Ask", variant="primary", elem_id="cc-ask", scale=0, min_width=88)
                with gr.Column(elem_id="cc-right", min_width=0):
                    evidence = _html(evidence_html(()), "cc-evidence", "cited.js")
            if shelf:
                add_library_tab(shelf, Shared(tabs, scope, limit, evidence))
            with gr.Tab("Performance", id="performance", render_children=True) as performance:
                figures = gr.HTML(performance_html(*read_runs(folder)), apply_default_css=False)

        outputs = [turns, conversation, evidence, box, examples, hint]
        shared: dict[str, Any] = {
            "outputs": [*outputs, scope, limit],
            "show_progress": "hidden",
            "concurrency_limit": TOGETHER,
            "concurrency_id": "ask",
            "api_visibility": "private",
        }
        asked = [gr.on([button.click, box.submit], ask, inputs=[box, turns, scope], **shared)]
        for text, example in zip(EXAMPLES, buttons, strict=True):
            asked.append(example.click(partial(ask, text), inputs=[turns, scope], **shared))
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        new.click(start_new, outputs=[*outputs, tabs], cancels=asked, **quiet)
        # One at a time and none left out: of two verdicts on an answer, the later is kept later.
        conversation.like(
            judge, inputs=[turns], outputs=[kept], concurrency_limit=1, trigger_mode="multiple", **quiet
        )
        performance.select(lambda: performance_html(*read_runs(folder)), outputs=[figures], **quiet)
    return page


def start(
    assistant: Assistant, host: str, port: int, version: str, *, folder: Path, limits: Limits | None = None
) -> gr.Blocks:
    """Starts the page's server and returns while it runs; ``close()`` of the result stops it.

    Raises:
        PageError: the address could not be served on.
    """
    limits = limits or Limits()
    page = build_page(assistant, version, folder=folder, limits=limits)
    page.queue(default_concurrency_limit=TOGETHER, api_open=False)
    try:
        page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            share=False,
            quiet=True,
            inbrowser=False,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            favicon_path=_HERE / "favicon.svg",
            max_file_size=_HARD * limits.file,
            theme=_theme(),
            css="".join(_read(f"{name}.css") for name in _STYLES),
        )
    except OSError as error:
        raise PageError(
            f"The page cannot be served on {host}, port {port}; it may be in use: choose another port."
        ) from error
    return page


def serve(
    assistant: Assistant, host: str, port: int, version: str, *, folder: Path, limits: Limits | None = None
) -> None:
    """Serves the page until it is interrupted.

    Raises:
        PageError: the address could not be served on.
    """
    start(assistant, host, port, version, folder=folder, limits=limits).block_thread()


def _problem(question: str) -> str:
    if not question:
        return EMPTY
    return TOO_LONG.format(limit=LONGEST_QUESTION) if len(question) > LONGEST_QUESTION else ""


def _hint(text: str) -> str:
    return f'<p role="status">{safe(text)}</p>'


def _html(value: str, elem_id: str, *scripts: str) -> gr.HTML:
    script = "".join(_read(name) for name in scripts)
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=script)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _theme() -> gr.themes.Base:
    """A theme of the fonts the reader's own machine has, so that none is fetched."""
    fonts = [Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "sans-serif")]
    mono = [Font(name) for name in ("ui-monospace", "Consolas", "monospace")]
    return gr.themes.Base(primary_hue="cyan", neutral_hue="slate", font=fonts, font_mono=mono)
