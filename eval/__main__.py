"""``python -m eval GOLD.jsonl...`` is ``citecoder eval GOLD.jsonl...``."""

import sys

from eval.cli import main

main(["eval", *sys.argv[1:]], prog_name="python -m")
