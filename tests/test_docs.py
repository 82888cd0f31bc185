import re
from pathlib import Path

import click

from app.settings import Settings
from eval.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = command
    return found


def test_every_command_is_in_the_readme() -> None:
    for name in commands(main):
        assert f"citecoder {name}" in README, name


def test_every_option_is_in_the_readme_and_has_help() -> None:
    table = README.split("<!-- options")[1].split("Exit status")[0]
    for name, command in commands(main).items():
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.opts}"
                assert f"`{option.opts[0]}`" in table, f"{name} {option.opts}"


def test_every_setting_is_in_the_readme_and_described() -> None:
    for name, field in Settings.model_fields.items():
        assert f"`CITECODER_{name.upper()}`" in README, name
        assert field.description


def test_every_environment_variable_in_the_code_is_in_the_readme() -> None:
    for folder in ("app", "ingest", "eval", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"CITECODER_[A-Z_]+", path.read_text(encoding="utf-8")):
                assert f"`{name}`" in README, f"{name} in {path.name}"


def test_the_readme_starts_with_the_two_commands_and_a_screenshot() -> None:
    start = README[:400]
    assert start.index("make run") < start.index("make test") < start.index("docs/screenshot.png")
    assert (ROOT / "docs" / "screenshot.png").stat().st_size > 10_000


def test_make_targets_are_in_the_readme() -> None:
    for target in ("setup", "run", "test", "check"):
        assert f"`make {target}`" in README
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_rooms_are_small_and_imports_run_one_way() -> None:
    after = {"ingest": ("app", "eval"), "app": ("eval",)}
    for folder in ("ingest", "app", "eval"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert len(text.splitlines()) <= 330, path
            for later in after.get(folder, ()):
                assert not re.search(rf"^\s*(from|import) {later}\b", text, re.MULTILINE), path
