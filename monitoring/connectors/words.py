"""What is wrong with a source, in the reader's language: what happened and what to do about it.

A problem is stored as a code with facts. A connector of another app adds its own sentences with
`add`; a code nobody knows is told as one.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, Any] = {
    "unauthorized": gettext_lazy(
        "%(host)s refused our key (401). Enter the key or password anew on this source's page."
    ),
    "forbidden": gettext_lazy(
        "%(host)s does not let us read this (403). Ask its owner for access, or correct the key on"
        " this source's page."
    ),
    "gone": gettext_lazy(
        "%(host)s says that this address is gone for good (410). Look for the new address and enter"
        " it on this source's page."
    ),
    "status": gettext_lazy(
        "%(host)s answered with the error %(status)s. The desk tries again by itself; if it stays"
        " like this, check the address."
    ),
    "rate": gettext_lazy(
        "%(host)s asks us to slow down (429). The desk waits and goes on by itself."
    ),
    "dns": gettext_lazy("There is no server named %(host)s. Check the spelling of the address."),
    "unreachable": gettext_lazy(
        "%(host)s cannot be reached. Check the address, and whether the desk's server may connect"
        " to it."
    ),
    "timeout": gettext_lazy(
        "%(host)s was too slow to answer and was cut off. The desk tries again by itself."
    ),
    "tls": gettext_lazy(
        "The certificate of %(host)s is not valid, so nothing was read from it. Its owner must"
        " renew it."
    ),
    "no_tls": gettext_lazy(
        "%(host)s does not speak an encrypted connection there. Check address, port and encryption."
    ),
    "private": gettext_lazy(
        "%(host)s leads into a private network, where the desk does not read. If it is meant,"
        " whoever runs the desk sets SOURCES_ALLOW_PRIVATE."
    ),
    "scheme": gettext_lazy("%(host)s leads to something that is no web page. Check the address."),
    "redirects": gettext_lazy("%(host)s sends us round in circles. Check the address."),
    "too_big": gettext_lazy(
        "%(host)s sends more than 10 MB, which the desk does not read. Choose a smaller feed."
    ),
    "broken": gettext_lazy(
        "What %(host)s sends is damaged. The desk tries again by itself; if it stays like this,"
        " tell its owner."
    ),
    "not_a_feed": gettext_lazy(
        "This address shows a web page, not a news feed. Look for “RSS” on the newspaper's site and"
        " enter that address."
    ),
    "not_a_feed_but": gettext_lazy(
        "This address shows a web page, not a news feed. The page names its feed: %(found)s. Enter"
        " that address."
    ),
    "bomb": gettext_lazy(
        "The feed declares entities of its own, which can fill a machine's memory; it was not read."
        " Tell the owner of %(host)s."
    ),
    "tangled": gettext_lazy(
        "What %(host)s sends takes too long to read, as an attack would; it was not read. Choose a"
        " smaller feed, or tell its owner."
    ),
    "login": gettext_lazy(
        "%(host)s refused the user name or password. Enter them anew on this source's page; many"
        " providers want an app password."
    ),
    "folder": gettext_lazy(
        "The mailbox has no folder “%(folder)s”. Correct it on this source's page."
    ),
    "mail_server": gettext_lazy(
        "%(host)s does not talk like a mail server (IMAP). Check server, port and encryption."
    ),
    "no_such_place": gettext_lazy(
        "%(host)s knows no “%(name)s”. Check the spelling on this source's page."
    ),
    "blocked": gettext_lazy(
        "“%(name)s” has blocked the account we read with on %(host)s, or we have blocked it. Read it"
        " with another account."
    ),
    "refused_question": gettext_lazy(
        "%(host)s did not understand the question. Check the search words on this source's page."
    ),
    "key": gettext_lazy(
        "The key is not valid, or not for this service. Make a new one and enter it on this"
        " source's page."
    ),
    "quota": gettext_lazy(
        "Today's quota of the key is used up. The desk goes on by itself when the new day begins"
        " at YouTube."
    ),
    "comments_disabled": gettext_lazy(
        "Comments on “%(name)s” are switched off, so there is nothing to read. Choose another video"
        " or channel."
    ),
    "sealed": gettext_lazy(
        "The stored password cannot be opened with this desk's key. Enter it anew on this source's"
        " page, or give the desk its old key back."
    ),
    "no_connector": gettext_lazy(
        "This desk has no connector for this kind of source any more. Whoever runs the desk"
        " installs it again, or switch the source off."
    ),
    "unexpected": gettext_lazy(
        "%(host)s answered in a way the desk does not understand (%(what)s). It tries again by"
        " itself; if it stays like this, tell whoever runs the desk."
    ),
    "not_stored": gettext_lazy(
        "What came could not be stored (%(what)s). The desk tries again by itself; if it stays like"
        " this, tell whoever runs the desk."
    ),
    # What could not be taken while the rest was.
    "item": gettext_lazy("“%(name)s” could not be taken: %(why)s"),
    "items": gettext_lazy("%(count)s entries could not be taken."),
    "half": gettext_lazy(
        "The feed is damaged; only what could be read of it was taken. Tell the owner of %(host)s."
    ),
    "mail_too_big": gettext_lazy("The mail “%(name)s” is larger than 10 MB and was left out."),
    "mail_broken": gettext_lazy("The mail “%(name)s” could not be read and was left out."),
    "table_unknown": gettext_lazy(
        "The columns of the attachment “%(name)s” are not known. It waits on the import page for"
        " somebody to name them."
    ),
    "table_unreadable": gettext_lazy("The attachment “%(name)s” could not be read: %(why)s"),
}


def add(code: str, sentence: Any) -> None:
    """Make a sentence of another app known; with named placeholders for its facts."""
    SENTENCES.setdefault(code, sentence)


def sentence(code: str, facts: dict[str, Any]) -> str:
    """What a stored code says now, to this reader."""
    words = SENTENCES.get(code)
    if words is None:
        return _("The source cannot be read (%(code)s).") % {"code": code}
    try:
        return str(words) % facts
    except (KeyError, ValueError, TypeError):
        # Facts of an older version; the rest of the sentence still helps.
        return str(words).replace("%(", "(").replace(")s", ")")
