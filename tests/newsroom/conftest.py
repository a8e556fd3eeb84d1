"""The words and cases of the statements' tests."""

from tests.statements.conftest import (  # noqa: F401 -- fixtures are found by name
    approve_by,
    approved,
    case,
    draft_of,
    make_case,
    make_fact,
    plan,
    published,
    waived,
)
