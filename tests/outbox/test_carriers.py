"""What libraries are handed of an answer: never more than they can hold."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.carriers import DEEPEST, shallow

DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(DOCUMENTS)
def test_an_answer_of_usual_depth_stays_as_it_is(document):
    content = json.dumps(document, ensure_ascii=False).encode()

    assert shallow(content) == content


@pytest.mark.parametrize(("open", "close"), [("[", "]"), ('{"a":', "}")])
def test_what_is_deeper_is_left_out_and_the_rest_stays(open, close):  # noqa: A002 -- brackets
    deep = open * 500 + "1" + close * 500
    content = f'{{"a": {deep}, "chữ": "[{{\\"[", "b": [{deep}, 2]}}'.encode()

    found = json.loads(shallow(content))

    assert (found["chữ"], found["b"][1]) == ('[{"[', 2)
    assert json.dumps(found["a"]).count(open[0]) == DEEPEST - 1


@pytest.mark.parametrize(
    "content",
    [b'"' + b'\\"' * 500_000, b'"' + b'\\"' * 500_000 + b"\\", b'"\\' * 500_000, b"]" * 500_000],
)
def test_no_broken_answer_takes_long(content):
    began = time.process_time()

    assert shallow(content) == content
    assert time.process_time() - began < 1
