"""The README: its pictures show the app as it is, and its first commands are those that are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pictures import pictures

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


async def test_the_pictures_are_those_of_the_app() -> None:
    """To take them anew: `python -m docs.pictures`; look at them."""
    for path, taken in (await pictures()).items():
        assert path.read_text(encoding="utf-8") == taken, path.name
        assert "https://" not in re.sub(r"https://(www\.textualize\.io|www\.w3\.org)", "", taken)


def test_every_picture_and_file_that_is_named_is_there(text: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (README.parent / target).exists(), target


def test_the_first_two_commands_set_up_and_test(text: str) -> None:
    setup, check = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[:2]
    assert setup.startswith("pip install") and "advisor --answers docs/examples/" in setup
    assert "pip install" in check and check.strip().endswith("python -m tests")
