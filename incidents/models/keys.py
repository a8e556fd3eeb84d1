"""Keys by which words are found without their marks, kept by the database itself."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower, Replace

if TYPE_CHECKING:
    from django.db.models import Expression

#: What stands between two fields, so that no word is made of two.
APART = Value(" ")


class Joined(Func):
    """`a || b`: unlike CONCAT it may stand in a generated column."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    arity = 2
    output_field = TextField()


def plain(*names: str) -> Expression:
    """The database's word for `kernel.text.fold` of these fields together."""
    whole = reduce(
        lambda before, name: Joined(Joined(before, APART), F(name)), names[1:], F(names[0])
    )
    apart = Func(whole, function="normalize", template="%(function)s(%(expressions)s, NFD)")
    bare = Func(
        apart, Value("[\u0300-\u036f]"), Value(""), Value("g"),
        function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    latin = Replace(Replace(bare, Value("đ"), Value("d")), Value("Đ"), Value("d"))
    return Lower(latin, output_field=TextField())


def key_of(*names: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=plain(*names), output_field=TextField(), db_persist=True
    )
