"""Waking people until somebody answers; the doors that other rooms use."""

from teams.paging.acts import answer, answer_about, cannot, pass_on, put_off, stop, stop_about
from teams.paging.starting import one_step, start

__all__ = [
    "answer",
    "answer_about",
    "cannot",
    "one_step",
    "pass_on",
    "put_off",
    "start",
    "stop",
    "stop_about",
]
