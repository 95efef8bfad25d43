"""The strength of passwords: the guesses that one takes, why, and whether a policy accepts it.

zxcvbn judges by dictionaries, keyboards, dates and repetitions. What it does not see is looked for beside it: other
keyboards, and passwords that people usually take.
"""

import asyncio
import re
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from zxcvbn_rs_py import Suggestion, zxcvbn

from adapters.security.common_passwords import own_pieces, plain, usual_form_of
from adapters.security.password_advice import ADD_WORDS, ADVICE, TOO_EASY
from adapters.security.passwords import Busy
from adapters.text.sentences import Sentence

# zxcvbn's work grows with the square of the length; the score is at its highest long before this.
_MAX_JUDGED_LENGTH: Final = 40
_MAX_FORM_LENGTH: Final = 32
# zxcvbn tries every combination of the signs that stand for letters: with many of them 64 characters took half a
# second. Digits may stay as they are, and have to: 12345678a is no word.
_SIGNS: Final = str.maketrans("@({[<&#!/|$+%", "aceccghiiistx")
_MAX_SIGNS: Final = 5
_KEYBOARDS: Final = (
    str.maketrans("yz", "zy"),
    str.maketrans("aqzw", "qawz"),
    str.maketrans("йцукенгшщзфывапролджячсмить", "qwertyuiopasdfghjkl;zxcvbnm"),
)
"""Keys of other keyboards as they lie on the English one: a walk there is a walk here."""
_CONTRADICTS_POLICIES: Final = Suggestion.NoNeedForSymbolsDigitsOrUppercaseLetters
_SCORES: Final = (3, 6, 8, 10)
"""Powers of ten of guesses from which the score is one higher, as zxcvbn has them."""


@dataclass(frozen=True)
class Strength:
    """The strength of a password: 0 (guessed at once) to 4 (not in years), why, and what would help."""

    score: int
    warning: Sentence | None
    suggestions: list[Sentence]


def strength(password: str, own_words: Iterable[str] = ()) -> Strength:
    """Judge `password`, knowing the person's own words (names, e-mail address, company), which are easy to guess.

    Only the first 40 characters count, so that a megabyte is as cheap as a word.
    """
    judged = password[:_MAX_JUDGED_LENGTH].encode("utf-8", "replace").decode()
    own = own_pieces(own_words)
    guesses, warning, suggestions = min(
        (_guessed(form, own, added) for form, added in _forms(judged)), key=lambda guess: guess[0]
    )
    score = sum(guesses >= power for power in _SCORES)
    reason = usual_form_of(judged, own) if score else None
    if reason is not None:
        return Strength(1, reason, [ADD_WORDS])
    return Strength(score, warning if score < 3 else None, suggestions if score < 3 else [])


def _guessed(form: str, own: list[str], added: float) -> tuple[float, Sentence | None, list[Sentence]]:
    """The guesses that a form takes, as a power of ten, with what zxcvbn says of it."""
    if sum(ord(sign) in _SIGNS for sign in set(form)) > _MAX_SIGNS:
        form = form.translate(_SIGNS)
    verdict = zxcvbn(form, own)
    if verdict.feedback is None:
        return verdict.guesses_log10 + added, None, []
    warning = verdict.feedback.warning
    suggestions = [
        ADVICE[str(suggestion)] for suggestion in verdict.feedback.suggestions if suggestion != _CONTRADICTS_POLICIES
    ]
    return verdict.guesses_log10 + added, None if warning is None else ADVICE[str(warning)], suggestions


def _forms(password: str) -> Iterator[tuple[str, float]]:
    """The password as it is, and without what only makes it look stranger; with each, the power of ten for that."""
    yield password, 0
    word = plain(password)[:_MAX_FORM_LENGTH]
    forms = {word: 0.5, re.sub(r"[\W_]+", "", word): 1.0}
    forms[word[::2] + word[1::2]] = 0.5
    if repeated := re.fullmatch(r"(.+?)\1+", word):
        forms[repeated[1]] = 0.5
    forms |= {word.translate(keyboard): 0.5 for keyboard in _KEYBOARDS}
    for form, added in forms.items():
        if form not in ("", password):
            yield form, added


@dataclass(frozen=True)
class Verdict:
    """A password by a policy: whether it will do, and never without a `warning` where it will not."""

    score: int
    is_acceptable: bool
    warning: Sentence | None
    suggestions: list[Sentence]
    objections: list[Sentence]
    """Why it will not do, each reason a sentence for the person who chose it; empty when it will do."""


@dataclass(frozen=True)
class Policy:
    """The minimum for a password; lengths in characters, the score as in Strength."""

    min_length: int = 8
    max_length: int = 256
    requires_letter: bool = True
    requires_digit: bool = True
    min_score: int = 2

    def judge(self, password: str, own_words: Iterable[str] = ()) -> Verdict:
        """Whether `password` will do, how strong it is, and why it will not do."""
        missing, rated = self._missing(password), strength(password, own_words)
        if rated.score >= self.min_score:
            warning = missing[0] if missing else rated.warning
            return Verdict(rated.score, not missing, warning, rated.suggestions, missing)
        why = rated.warning or (missing[0] if missing else TOO_EASY)
        more = [*(reason for reason in missing if reason != why), *rated.suggestions]
        return Verdict(rated.score, False, why, more, missing or [why, *more])

    def _missing(self, password: str) -> list[Sentence]:
        if len(password) > self.max_length:
            return [Sentence("Use at most {most} characters.", most=self.max_length)]
        reasons = []
        if len(password) < self.min_length:
            reasons.append(Sentence("Use at least {least} characters.", least=self.min_length))
        if self.requires_letter and not any(character.isalpha() for character in password):
            reasons.append(Sentence("Use at least one letter."))
        if self.requires_digit and not any(character.isdecimal() for character in password):
            reasons.append(Sentence("Use at least one digit."))
        return reasons


_MAX_WAITING: Final = 64
_places = threading.Semaphore(_MAX_WAITING)
# One: judging does not let other threads run meanwhile, so that two would not be faster.
_thread = ThreadPoolExecutor(1, thread_name_prefix="password-strength")


async def judge(policy: Policy, password: str, own_words: Iterable[str]) -> Verdict:
    """`policy.judge` in a thread of its own; raises Busy where too many wait for that."""
    if not _places.acquire(blocking=False):
        raise Busy("Too many passwords are being judged at this moment")
    future = _thread.submit(policy.judge, password, list(own_words))
    future.add_done_callback(lambda _: _places.release())
    return await asyncio.wrap_future(future)
