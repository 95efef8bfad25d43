"""`make words` updates the translation catalog from the templates and changes nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the templates that may be changed."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def german_after_words(folder: Path) -> str:
    """The German catalog after `make words`."""
    subprocess.run([folder / "scripts" / "words"], check=True)
    return (folder / "templates" / "locale" / "de.po").read_text()


def test_the_catalog_is_as_it_would_be_written(copied: Path) -> None:
    assert german_after_words(copied) == (ROOT / "templates" / "locale" / "de.po").read_text()


def test_a_new_word_waits_for_its_translation(copied: Path) -> None:
    before = german_after_words(copied)
    page = copied / "templates" / "pages" / "news.jinja"
    page.write_text("{{ _('Whales are no fish') }}")
    after = german_after_words(copied)
    entry = 'msgid "Whales are no fish"\nmsgstr ""\n\n'
    assert after.replace(entry, "") == before != after
    assert german_after_words(copied) == after
    page.unlink()
    assert german_after_words(copied) == before
