"""Sentences about passwords that are easy to guess, and about better ones: those of zxcvbn, and our own."""

from typing import Final

from adapters.text.sentences import Sentence

TOO_EASY: Final = Sentence("This password is too easy to guess.")
ADD_WORDS: Final = Sentence("Add another word or two. Uncommon words are better.")
_SENTENCES: Final = (
    ADD_WORDS,
    Sentence("Names and words of your own are easy to guess."),
    Sentence("A word by itself is easy to guess."),
    Sentence("Common names and surnames are easy to guess."),
    Sentence("Dates are often easy to guess."),
    Sentence("Names and surnames by themselves are easy to guess."),
    Sentence("Recent years are easy to guess."),
    Sentence('Repeats like "aaa" are easy to guess.'),
    Sentence('Repeats like "abcabcabc" are only slightly harder to guess than "abc".'),
    Sentence("Sequences like abc or 6543 are easy to guess."),
    Sentence("Short keyboard patterns are easy to guess."),
    Sentence("Straight rows of keys are easy to guess."),
    Sentence("This is a very common password."),
    Sentence("This is a top-100 common password."),
    Sentence("This is a top-10 common password."),
    Sentence("This is similar to a commonly used password."),
    Sentence("All-uppercase is almost as easy to guess as all-lowercase."),
    Sentence("Avoid dates and years that are associated with you."),
    Sentence("Avoid recent years."),
    Sentence("Avoid repeated words and characters."),
    Sentence("Avoid sequences."),
    Sentence("Avoid years that are associated with you."),
    Sentence("Capitalization doesn't help very much."),
    Sentence("Predictable substitutions like '@' instead of 'a' don't help very much."),
    Sentence("Reversed words aren't much harder to guess."),
    Sentence("Use a few words, avoid common phrases."),
    Sentence("Use a longer keyboard pattern with more turns."),
)
ADVICE: Final = {sentence.english: sentence for sentence in _SENTENCES}
"""Warnings and suggestions by their English words, by which zxcvbn gives its own."""
