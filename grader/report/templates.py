"""The templates of pages and cards: everything that is put into one is escaped."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from grader.report.words import clean, coded, number

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def template(name: str) -> "Template":
    """A template of this folder, compiled once."""
    return _engine().get_template(name)


@cache
def _engine() -> "Environment":
    from jinja2 import Environment, FileSystemLoader

    engine = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters |= {"number": number, "clean": clean, "coded": coded}
    return engine
