"""The kinds of value that the entries of every file are made of."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from sdlib.policy.yaml_file import SCHEMA, Entry


def _finite(value: float) -> float:
    if not math.isfinite(value):
        message = "the value is not a finite number"
        raise ValueError(message)
    return value


def _schema(value: int) -> int:
    if value != SCHEMA:
        message = f"this program reads schema {SCHEMA}"
        raise ValueError(message)
    return value


Number = Annotated[float, Field(strict=False), AfterValidator(_finite)]
SchemaNumber = Annotated[int, AfterValidator(_schema)]
Text = Annotated[str, Field(min_length=1)]


class Label(Entry):
    """A text in both languages of the page."""

    en: Text
    """English."""
    zh: Text
    """Chinese, simplified."""

    def of(self, language: str) -> str:
        """Return the text in "en" or "zh"."""
        return self.zh if language == "zh" else self.en


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Dimensions = Annotated[
    tuple[Text, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])
]
"""Names of dimensions; a single one needs no list."""
