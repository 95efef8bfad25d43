"""`make words` updates the translation catalog from the templates and the code, and changes nothing else."""

import ast
import re
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest
import zxcvbn_rs_py

from adapters.security.password_advice import ADVICE
from adapters.text.locales import languages, names, translations
from models.access.accounts import PortalAccessStatus
from models.access.requests import AccessRequestStatus
from models.core.viewer import PartyRole
from models.invoices.rows import ApprovalStatus, PaymentStatus
from models.market.listing_states import ListingStatus, PriceQualifier
from models.market.offers import OfferStatus
from models.orders.lifecycle import OrderStatus
from models.orders.recommendations import RecommendationStatus
from tests.house import rules
from tests.support.repository import ROOT, repository_files

PASS_ON: Final = {Path("adapters/text/sentences.py"), Path("models/core/errors.py"), Path("models/log/unit_of_work.py")}
"""The files in which a sentence comes from a caller."""
CODE: Final = [
    path
    for path in repository_files()
    if path.suffix == ".py" and path.parts[0] in rules.FLOORS and path not in PASS_ON
]
WITH_WORDS: Final = (*rules.FLOORS, "web/portal")
NAMED: Final = (
    AccessRequestStatus,
    ApprovalStatus,
    ListingStatus,
    OfferStatus,
    OrderStatus,
    PartyRole,
    PaymentStatus,
    PriceQualifier,
    PortalAccessStatus,
    RecommendationStatus,
)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the templates that may be changed, and no code."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for folder in WITH_WORDS:
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def german_after_words(folder: Path) -> str:
    """The German catalog after `make words`."""
    subprocess.run([folder / "scripts" / "words"], check=True)
    return (folder / "templates" / "locale" / "de.po").read_text()


def test_the_catalog_is_as_it_would_be_written(copied: Path) -> None:
    for folder in WITH_WORDS:
        (copied / folder).rmdir()
        (copied / folder).symlink_to(ROOT / folder)
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


def test_sentences_for_people_are_constant() -> None:
    assert [line for path in CODE for line in rules.sentence_violations(path, (ROOT / path).read_text())] == []


@pytest.mark.parametrize(
    "call",
    [
        'Refusal(code, f"{count} are too many.")',
        'Refusal(code, "Too many: " + names)',
        'Refusal(code, WORDS, "field")',
        'unit.warn(code, f"{name} is away.")',
        'Refusal(code, "{count} are too many.", "field", number=3)',
        'Sentence("No {thing}.".format(thing=name))',
    ],
)
def test_a_sentence_that_cannot_be_translated_is_found(call: str) -> None:
    assert len(rules.sentence_violations(Path("models/order.py"), call)) == 1


def test_every_sentence_of_the_code_is_in_the_catalog() -> None:
    german = translations("de")
    said = {
        ast.literal_eval(sentence)
        for path in CODE
        if not path.is_relative_to("latchkey/bulk")
        for _, sentence in rules.sentences((ROOT / path).read_text())
        if sentence is not None
    }
    worded = {each for each in said if re.sub(r"{\w+}|\W", "", each)}
    assert len(worded) > 200 and {each for each in worded if german.gettext(each) == each} == set()


def test_the_password_meters_advice_is_known() -> None:
    kinds = (zxcvbn_rs_py.Warning, zxcvbn_rs_py.Suggestion)
    said = {str(getattr(kind, name)) for kind in kinds for name in dir(kind) if name[0].isupper()}
    assert said - ADVICE.keys() == {"No need for symbols, digits, or uppercase letters."}


@pytest.mark.parametrize("enum", NAMED)
def test_every_state_has_a_name(enum: type[StrEnum]) -> None:
    for language in languages():
        assert names(language, enum.__name__).keys() == set(enum)
