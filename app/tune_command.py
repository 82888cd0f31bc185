"""``citecoder tune``: an embedding model that knows the names and headings of a library."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from app.opening import json_option, library_option, open_library

if TYPE_CHECKING:
    from app.tune import Found, Tuning


@click.command()
@click.argument("out", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--base", metavar="MODEL", help="The model to start from (default: the library's own).")
@click.option(
    "--held-out",
    "share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.1,
    show_default=True,
    help="Share of the categories and sections that is measured on and not learned.",
)
@click.option(
    "--epochs",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="How often each name and heading is learned.",
)
@json_option
@library_option
def tune(
    out: Path, base: str | None, share: float, epochs: float, as_json: bool, library_folder: Path | None
) -> None:
    """Tune an embedding model on the library's own names and headings, into FOLDER.

    The library does not change; 'citecoder refresh --reembed FOLDER' makes its vectors with the new model.
    """
    from app.tune import TuneError
    from app.tune import tune as learn
    from app.tune_pairs import pairs_of
    from ingest.encoder import EncoderError

    if out.exists():
        raise click.UsageError(f"{out} is there already; name a folder that is not.")
    library = open_library(library_folder)
    pairs = pairs_of(library)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    click.echo(f"Learning from {len(pairs)} names and headings of {library.folder}.", err=True)
    with tqdm(total=100, desc="tuning", unit="%", disable=True if as_json else None) as bar:

        def tell(done: float) -> None:
            bar.update(int(100 * done) - bar.n)

        try:
            made = learn(
                pairs,
                base or library.encoder.model,
                out,
                share=share,
                epochs=epochs,
                progress=tell,
            )
        except (TuneError, EncoderError, OSError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(json.dumps({"model": str(out), **asdict(made)}) if as_json else _text(made, out))


def _text(made: "Tuning", out: Path) -> str:
    def line(name: str, found: "Found") -> str:
        return f"{name:7} {found.at_1:.3f} at 1, {found.at_10:.3f} at 10"

    better = made.after.mrr > made.before.mrr
    told = "citecoder refresh --reembed" if better else "It is no better, so there is no reason to use it:"
    return "\n".join(
        (
            f"Learned {made.learned} pairs; of {made.asked} names and headings of categories and sections"
            " that were held out, the text was found:",
            line("before", made.before),
            line("after", made.after),
            f"{told} {out}",
        )
    )
