"""What each way asks for when an admin connects it."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.fields import Key
from outbox.publishers.forms import Service

METHODS = [("POST", "POST"), ("PUT", "PUT"), ("GET", "GET")]
BODIES = [("json", "JSON"), ("form", _("Form"))]
#: What a template of a gateway may name.
PLACES = {"to", "text", "id", "language", "callback"}
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class WayQuestions(forms.Form):
    """What every connection is asked; a way's form adds its own."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As your team calls it."))


class TelegramForm(WayQuestions):
    bot_token = Key(
        label=_("Token of the bot"),
        help_text=_("From @BotFather. People start the bot by a link that the desk shows them."),
    )
    service = Service(
        label=_("Server"), initial="https://api.telegram.org",
        help_text=_("Leave it unless you know."),
    )  # fmt: skip


class SlackForm(WayQuestions):
    bot_token = Key(
        label=_("Bot token"), help_text=_("Begins with xoxb-; the app needs the right chat:write.")
    )
    service = Service(
        label=_("Server"), initial="https://slack.com/api", help_text=_("Leave it unless you know.")
    )


class MatrixForm(WayQuestions):
    service = Service(label=_("Home server"), help_text=_("Such as https://matrix.example.vn."))
    access_token = Key(
        label=_("Access token"), help_text=_("Of an account made for the desk, not of a person.")
    )


class ZaloForm(WayQuestions):
    app_id = forms.RegexField(
        r"^\d{5,30}$", label=_("App ID"), max_length=30, help_text=_("From developers.zalo.me.")
    )
    secret_key = Key(label=_("Secret key of the app"))
    refresh_token = Key(
        label=_("Refresh token"), max_length=3000,
        help_text=_("Good once: from now on only this desk may renew it."),
    )  # fmt: skip
    access_token = Key(label=_("Access token"), max_length=3000)
    service = Service(
        label=_("Server"), initial="https://openapi.zalo.me",
        help_text=_("Leave it unless you know."),
    )  # fmt: skip
    sign_in = Service(
        label=_("Server of the sign-in"), initial="https://oauth.zaloapp.com",
        help_text=_("Leave it unless you know."),
    )  # fmt: skip


class TwilioForm(WayQuestions):
    account_sid = forms.RegexField(r"^AC[0-9a-f]{32}$", label=_("Account SID"), max_length=34)
    auth_token = Key(label=_("Auth token"))
    sender = forms.CharField(
        label=_("Sender"), max_length=34,
        help_text=_("Your number (+…), your registered brand name, or a messaging service (MG…)."),
    )  # fmt: skip
    service = Service(
        label=_("Server"), initial="https://api.twilio.com",
        help_text=_("Leave it unless you know."),
    )  # fmt: skip


class TwilioVoiceForm(TwilioForm):
    sender = forms.RegexField(
        r"^\+[1-9]\d{7,14}$", label=_("Calling number"), max_length=16,
        help_text=_("A number of yours that may call, such as +84…"),
    )  # fmt: skip


class GatewayForm(WayQuestions):
    """Any provider with an address of its own, described by its account."""

    url = Service(label=_("Address"))
    method = forms.ChoiceField(label=_("Method"), choices=METHODS)
    body = forms.ChoiceField(label=_("Kind of content"), choices=BODIES)
    template = forms.CharField(
        label=_("Content"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        initial='{"to": "{{to}}", "text": "{{text}}", "id": "{{id}}"}',
        help_text=_(
            "A JSON object whose texts may hold {{to}}, {{text}}, {{id}}, {{language}}, {{callback}}. "
            "With GET and with a form its first level becomes the fields."
        ),
    )  # fmt: skip
    header = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9\-]{0,60}$", label=_("Header of the key"), required=False,
        initial="Authorization", help_text=_("Such as Authorization; empty where none is asked."),
    )  # fmt: skip
    header_value = Key(
        label=_("Value of that header"), required=False,
        help_text=_("Sealed. In the content, {{secret}} stands for it."),
    )  # fmt: skip
    secret = Key(
        label=_("Secret for signatures"), min_length=16,
        help_text=_(
            "Every call carries X-Signature, made with it; calls back about arrival need the same."
        ),
    )  # fmt: skip
    success = forms.RegexField(
        r"^[\w.]{1,60}=.{1,60}$", label=_("Success is"), required=False,
        help_text=_("Such as CodeResult=100. Empty: any answer from 200 to 299."),
    )  # fmt: skip
    id_path = forms.RegexField(
        r"^[\w.]{1,60}$", label=_("Where the answer has its number"), required=False,
        help_text=_("Such as SMSID or data.id."),
    )  # fmt: skip

    def clean_template(self) -> str:
        text = str(self.cleaned_data["template"])
        unknown = set(PLACE.findall(text)) - PLACES - {"secret"}
        if unknown:
            raise forms.ValidationError(
                _("There is no {{%(name)s}}."), params={"name": min(unknown)}
            )
        try:
            found: Any = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("This is no JSON: %(why)s"), params={"why": error}
            ) from error
        if not isinstance(found, dict) or "{{to}}" not in text.replace(" ", ""):
            raise forms.ValidationError(_("A JSON object that names {{to}}."))
        return text
