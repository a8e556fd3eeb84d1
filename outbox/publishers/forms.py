"""What each network asks for when an account is connected."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.fields import Key, Secret, WebAddress


class Service(WebAddress):
    """The address of a network's server; plain http only where private addresses are allowed."""

    def clean(self, value: Any) -> str:
        url = super().clean(value).rstrip("/")
        if url and not url.startswith("https://") and not settings.SOURCES_ALLOW_PRIVATE:
            raise forms.ValidationError(_("Keys are sent over https:// only."))
        return url


class AccountQuestions(forms.Form):
    """What every account is asked; a publisher's form adds its own."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As your team calls it."))
    language = forms.ChoiceField(
        label=_("Language of its posts"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        help_text=_("A text without that language goes out in Vietnamese."),
    )


class BlueskyForm(AccountQuestions):
    handle = forms.CharField(
        label=_("Handle"), max_length=253, help_text=_("Such as saomai.bsky.social.")
    )
    app_password = Secret(
        label=_("App password"),
        help_text=_("In Bluesky: Settings, Privacy and security, App passwords."),
    )
    service = Service(
        label=_("Server"), initial="https://bsky.social", help_text=_("Leave it unless you know.")
    )

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().removeprefix("@").lower()


class MastodonForm(AccountQuestions):
    instance = Service(label=_("Server"), help_text=_("Such as https://mastodon.social."))
    access_token = Key(
        label=_("Access token"),
        help_text=_(
            "In Mastodon: Preferences, Development, New application; with the rights "
            "read:accounts, read:statuses and write:statuses."
        ),
    )


class TelegramForm(AccountQuestions):
    chat = forms.CharField(
        label=_("Channel"), max_length=100,
        help_text=_("@name of a public channel, or the number of a private one (-100…)."),
    )  # fmt: skip
    bot_token = Key(
        label=_("Token of the bot"),
        help_text=_("From @BotFather. The bot must be an administrator that may post."),
    )
    service = Service(
        label=_("Server"), initial="https://api.telegram.org",
        help_text=_("Leave it unless you know."),
    )  # fmt: skip

    def clean_chat(self) -> str:
        chat = str(self.cleaned_data["chat"]).strip()
        if not re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-100\d{5,15}", chat):
            raise forms.ValidationError(
                _("@name of a public channel, or the number of a private one (-100…).")
            )
        return chat


class FacebookForm(AccountQuestions):
    page_id = forms.RegexField(
        r"^\d{3,30}$", label=_("Number of the page"), max_length=30,
        help_text=_("Under “About”, “Page transparency”."),
    )  # fmt: skip
    page_token = Key(
        label=_("Page access token"),
        help_text=_("With the right pages_manage_posts; one that does not run out."),
    )
    service = Service(
        label=_("Server"), initial="https://graph.facebook.com/v24.0",
        help_text=_("With the version of the Graph API."),
    )  # fmt: skip


class WebhookForm(AccountQuestions):
    """One of the channels that have no account of their own."""

    channel = forms.ChoiceField(label=_("Channel"))
    url = Service(
        label=_("Address"),
        help_text=_("Your own program, which posts on that channel and answers with the address."),
    )
    secret = Key(
        label=_("Secret"), min_length=16,
        help_text=_("At least 16 letters; every call is signed with it."),
    )  # fmt: skip
    field_order = ["name", "channel", "language", "url", "secret"]
