"""Reads the tokens of one text, one after another."""

from __future__ import annotations

from gorel.core.feel.scanner import Token, scan, unexpected
from gorel.core.problems import ModelError


class TokenReader:
    """Shape: `index` is the token to read next; the last token is of kind `end` and is never passed."""

    def __init__(self, text: str, *, allows_backticks: bool) -> None:
        self.text = text
        self.tokens = scan(text, allows_backticks=allows_backticks)
        self.index = 0

    @property
    def _token(self) -> Token:
        return self.tokens[self.index]

    def _next(self) -> Token:
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def _at(self, sign: str) -> bool:
        token = self.tokens[self.index]
        return token.kind == "sign" and token.text == sign

    def _take_sign(self, sign: str) -> Token:
        if not self._at(sign):
            raise self._unexpected(sign)
        return self._next()

    def _take_word(self, word: str) -> Token:
        token = self._token
        if token.kind != "word" or token.text != word:
            raise self._unexpected(word)
        return self._next()

    def _span(self, first: int, after: int) -> str:
        """Return the text of some tokens as one name, white space made even."""
        return " ".join(self.text[self.tokens[first].start : self.tokens[after - 1].end].split())

    def _expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._unexpected("end")

    def _unexpected(self, expected: str) -> ModelError:
        return unexpected(self.tokens, self.index, expected)
