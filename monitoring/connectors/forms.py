"""The questions that each kind of source asks, and where their answers are found."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.fields import Key, Secret, WebAddress
from monitoring.enums import Platform

#: A handle of Bluesky, or the lasting name behind it.
_ACCOUNT = re.compile(
    r"did:[a-z]+:[a-zA-Z0-9._:%-]{1,200}|([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}"
)


class SourceQuestions(forms.Form):
    """What every source is asked; a connector's form adds its own."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As your team calls it."))
    expected_every_minutes = forms.IntegerField(
        label=_("Expected at least every (minutes)"), required=False, min_value=1,
        max_value=525_600,
        help_text=_("Longer without a mention counts as silence. Empty: silence says nothing."),
    )  # fmt: skip


class FeedForm(SourceQuestions):
    url = WebAddress(
        label=_("Address of the feed"),
        help_text=_(
            "RSS or Atom. Newspapers list theirs under “RSS”; a section's feed is often enough."
        ),
    )
    field_order = ["name", "url"]


class MailboxForm(SourceQuestions):
    SECURITY = [
        ("ssl", _("TLS from the start (port 993)")),
        ("starttls", _("STARTTLS (port 143)")),
    ]
    host = forms.CharField(
        label=_("Mail server (IMAP)"), max_length=253, help_text=_("Such as imap.gmail.com.")
    )
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    port = forms.IntegerField(
        label=_("Port"), required=False, min_value=1, max_value=65_535,
        help_text=_("Empty: the usual one."),
    )  # fmt: skip
    username = forms.CharField(label=_("User name"), max_length=200)
    password = Secret(
        label=_("Password"),
        help_text=_(
            "Gmail, Yahoo and others want an app password: in the account's security"
            " settings. Use a mailbox made for this purpose."
        ),
    )
    folder = forms.CharField(label=_("Folder"), max_length=200, initial="INBOX")
    mark_read = forms.BooleanField(
        label=_("Mark mails as read once they are taken in"), required=False,
        help_text=_("Mails are never deleted or moved."),
    )  # fmt: skip
    staff = forms.BooleanField(
        label=_("These mails are reports of staff"), required=False,
        help_text=_(
            "Each mail becomes a report with a reference, and its sender gets an automatic answer."
            " They do not count as mentions."
        ),
    )  # fmt: skip
    platform = forms.ChoiceField(
        label=_("Platform the mails tell about"), required=False,
        choices=[("", _("Several")), *Platform.choices],
    )  # fmt: skip
    field_order = ["name", "host", "security", "port", "username", "password", "folder"]

    def clean_host(self) -> str:
        host = self.cleaned_data["host"].strip().lower()
        if not re.fullmatch(r"[^\s/:@]+", host):
            raise forms.ValidationError(_("Only the name of the server, such as imap.gmail.com."))
        return host


class Searching(SourceQuestions):
    """Forms that ask what to read, and for the word or name to read it of."""

    #: Choices that need no word.
    WITHOUT_WORD: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        mode, word = data.get("mode"), (data.get("query") or "").strip()
        if mode and mode not in self.WITHOUT_WORD and not word and "query" not in self.errors:
            self.add_error("query", _("Say what to look for."))
        data["query"] = word.lstrip("#@") if self.is_name(mode) else word
        return data

    def is_name(self, mode: str | None) -> bool:
        """Whether the word is a name, which people write with # or @ before it."""
        return mode != "search"


class BlueskyForm(Searching):
    MODES = [
        ("search", _("Posts with these words")),
        ("author", _("Posts of an account")),
        ("notifications", _("Mentions of and replies to our account")),
    ]
    WITHOUT_WORD = ("notifications",)
    handle = forms.CharField(
        label=_("Our handle"), max_length=253, help_text=_("Such as brand.bsky.social.")
    )
    app_password = Key(
        label=_("App password"),
        help_text=_("Made at bsky.app under Settings → Privacy and security → App passwords."),
    )
    mode = forms.ChoiceField(label=_("What to read"), choices=MODES)
    query = forms.CharField(
        label=_("Words or account"), required=False, max_length=300,
        help_text=_("For a search the words, for an account its handle."),
    )  # fmt: skip
    service = WebAddress(
        label=_("Server"), required=False, help_text=_("Empty: https://bsky.social.")
    )
    field_order = ["name", "mode", "query", "handle", "app_password"]

    def clean_handle(self) -> str:
        return self.cleaned_data["handle"].strip().lstrip("@").lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("mode") == "author" and data["query"]:
            data["query"] = re.sub(r"^https://bsky\.app/profile/@?|/$", "", data["query"]).lower()
            if not _ACCOUNT.fullmatch(data["query"]):
                self.add_error("query", _("A handle is a name such as brand.bsky.social."))
        return data


class MastodonForm(Searching):
    MODES = [
        ("hashtag", _("Posts with a hashtag")),
        ("search", _("Posts with these words")),
        ("notifications", _("Mentions of our account")),
    ]
    WITHOUT_WORD = ("notifications",)
    instance = WebAddress(label=_("Server"), help_text=_("Such as https://mastodon.social."))
    access_token = Key(
        label=_("Access token"),
        help_text=_(
            "Made on that server under Preferences → Development → New application; it needs only"
            " the scope “read”."
        ),
    )
    mode = forms.ChoiceField(label=_("What to read"), choices=MODES)
    query = forms.CharField(
        label=_("Hashtag or words"), required=False, max_length=300,
        help_text=_("Search finds posts only on servers that offer full-text search."),
    )  # fmt: skip
    field_order = ["name", "mode", "query", "instance", "access_token"]


class RedditForm(Searching):
    MODES = [
        ("search", _("Posts with these words, in all of Reddit")),
        ("subreddit", _("New posts of a community")),
        ("comments", _("New comments of a community")),
    ]
    client_id = forms.CharField(
        label=_("Client ID"), max_length=100,
        help_text=_("Made at reddit.com/prefs/apps: create an app of type “script”."),
    )  # fmt: skip
    client_secret = Key(label=_("Client secret"), help_text=_("Stands beside the client ID."))
    mode = forms.ChoiceField(label=_("What to read"), choices=MODES)
    query = forms.CharField(
        label=_("Words or community"), required=False, max_length=300,
        help_text=_("A community without “r/”, such as VietNam."),
    )  # fmt: skip
    field_order = ["name", "mode", "query", "client_id", "client_secret"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.is_name(data.get("mode")):
            data["query"] = data["query"].removeprefix("/").removeprefix("r/").strip("/")
            if data["query"] and not re.fullmatch(r"\w{2,50}", data["query"], re.ASCII):
                self.add_error("query", _("A community has only letters, digits and “_”."))
        return data


class YouTubeForm(Searching):
    MODES = [
        ("search", _("Videos with these words")),
        ("video", _("Comments on a video")),
        ("channel", _("Comments on all videos of a channel")),
    ]
    api_key = Key(
        label=_("API key"),
        help_text=_(
            "Made at console.cloud.google.com: a project, “YouTube Data API v3” switched on, then"
            " Credentials → API key."
        ),
    )
    mode = forms.ChoiceField(label=_("What to read"), choices=MODES)
    query = forms.CharField(
        label=_("Words, video or channel"), required=False, max_length=300,
        help_text=_("A video or channel by its link or its ID (UC…)."),
    )  # fmt: skip
    daily_units = forms.IntegerField(
        label=_("Quota units a day"), initial=5000, min_value=200, max_value=10_000_000,
        help_text=_("A key has 10,000 by default; a search costs 100, a page of comments 1."),
    )  # fmt: skip
    field_order = ["name", "mode", "query", "api_key", "daily_units"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        mode, word = data.get("mode"), data["query"]
        if mode in _IDS and word:
            found = _IDS[mode].search(word)
            if found is None:
                self.add_error("query", _("This is not the link or ID of a video or channel."))
            else:
                data["query"] = found.group(1)
        return data


_IDS = {
    "video": re.compile(r"(?:^|v=|youtu\.be/|/shorts/|/live/|/embed/)([\w-]{11})(?![\w-])"),
    "channel": re.compile(r"(?:^|/channel/)(UC[\w-]{22})(?![\w-])"),
}
