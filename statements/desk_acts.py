"""What a person may do to an answer of the bank or to an enquiry: one table for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from statements.forms import bank as bank_forms
from statements.forms import enquiries as press_forms
from statements.services import bank, enquiries, enquiry_replies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class DeskAct:
    """One button: what it is called, what it asks for, what it runs, who may."""

    title: _StrPromise
    form: type[forms.Form]
    run: Callable[..., Any]
    ability: str
    hint: _StrPromise | str = ""
    grave: bool = False


WRITE, HANDLE = "statements.write_answers", "statements.handle_enquiries"
ANSWER_ACTS: dict[str, DeskAct] = {
    "clear": DeskAct(
        pgettext_lazy("answer act", "Clear for use"),
        bank_forms.Clear,
        bank.clear,
        "statements.clear_answer",
        _("From now on everyone of the brand may say these words."),
    ),
    "question": DeskAct(
        pgettext_lazy("answer act", "Have it checked"),
        bank_forms.Why,
        bank.question,
        WRITE,
        _("Nobody uses it until a second person has looked at it again."),
    ),
    "withdraw": DeskAct(
        pgettext_lazy("answer act", "Withdraw"),
        bank_forms.Why,
        bank.withdraw,
        WRITE,
        _("It stays on record and is offered to nobody."),
        grave=True,
    ),
    "restore": DeskAct(
        pgettext_lazy("answer act", "Take it back"), bank_forms.MaybeWhy, bank.restore, WRITE
    ),
    "keep": DeskAct(_("Keep this phrase"), bank_forms.KeepPhrase, bank.keep_phrase, WRITE),
}


def _take(enquiry: Any, *, actor: Any) -> Any:
    return enquiries.assign(enquiry, to=actor, actor=actor)


ENQUIRY_ACTS: dict[str, DeskAct] = {
    "take": DeskAct(pgettext_lazy("enquiry act", "Take it on"), press_forms.Nothing, _take, HANDLE),
    "assign": DeskAct(
        pgettext_lazy("enquiry act", "Give to"), press_forms.Assign, enquiries.assign, HANDLE
    ),
    "word": DeskAct(
        pgettext_lazy("enquiry act", "Save the reply"),
        press_forms.Word,
        enquiry_replies.word,
        HANDLE,
    ),
    "approve": DeskAct(
        pgettext_lazy("enquiry act", "Approve the reply"),
        press_forms.Wording,
        enquiry_replies.approve,
        "statements.approve_reply",
    ),
    "send": DeskAct(
        pgettext_lazy("enquiry act", "Reply given"),
        press_forms.Send,
        enquiry_replies.send,
        HANDLE,
        _("Give these words to the reporter first; the desk sends nothing by itself."),
    ),
    "link": DeskAct(
        pgettext_lazy("enquiry act", "Write down the link"),
        press_forms.Link,
        enquiry_replies.link,
        HANDLE,
    ),
    "decline": DeskAct(
        pgettext_lazy("enquiry act", "Decline"),
        press_forms.Why,
        enquiries.decline,
        HANDLE,
        grave=True,
    ),
    "reopen": DeskAct(
        pgettext_lazy("enquiry act", "Answer it after all"),
        press_forms.Nothing,
        enquiries.reopen,
        HANDLE,
    ),
    "erase": DeskAct(
        pgettext_lazy("enquiry act", "Erase name and contact"),
        press_forms.Why,
        enquiries.erase_reporter,
        "statements.erase_reporter",
        _("In every enquiry of this person, for good. Say who asked for it, and when."),
        grave=True,
    ),
}
