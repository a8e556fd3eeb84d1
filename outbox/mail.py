"""Letters: words from the room's templates, in the reader's language, over SMTP."""

from __future__ import annotations

import hashlib
import smtplib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from outbox import outside, ports
from outbox.bounces import is_lasting
from outbox.failures import Permanent, Temporary, Unreachable, Withdrawn

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

PERMANENT_FROM = 500
TAKEN = 250


def send(message: OutboxMessage) -> int:
    """Hand one letter to the mail server."""
    outside.check(message)
    letter = compose(message)
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(message, error) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _by_code(error.smtp_code, error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
    return TAKEN


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    """The letter as it will be sent. Its Message-ID comes from the key, so that a mailbox knows
    a repeated letter.
    """
    with translation.override(message.language):
        subject, text, html = render(message.topic, facts_for(message))
    if (head := outside.letterhead(message)) is not None:
        sender = outside.envelope(head)
        above = outside.headers(head, message_id(message.key, head.token))
    else:
        sender, above = settings.DEFAULT_FROM_EMAIL, headers(message)
    letter = EmailMultiAlternatives(subject, text, sender, [message.address], headers=above)
    letter.attach_alternative(html, "text/html")
    return letter


def facts_for(message: OutboxMessage) -> dict[str, Any]:
    """What the words are filled with; `link` is the whole address of the stored path."""
    facts = ports.facts_of(message.topic, message.facts)
    if facts.get("url") and "link" not in facts:
        facts = {**facts, "link": absolute(facts["url"])}
    return {**facts, "subject": message.subject, "language": message.language}


def render(topic: str, facts: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a topic."""
    subject = subject_of(topic, facts)
    text = plain(template(topic, "body.txt"), facts)
    html = render_to_string(template(topic, "body.html"), {**facts, "headline": subject})
    return subject, text.strip() + "\n", html


def subject_of(topic: str, facts: dict[str, Any]) -> str:
    """A topic in one line; a drill says so before anything else."""
    subject = " ".join(plain(template(topic, "subject.txt"), facts).split())
    return _("[DRILL] %(subject)s") % {"subject": subject} if facts.get("drill") else subject


def plain(name: str, facts: dict[str, Any]) -> str:
    """Plain text has nothing to escape: “Hải & Sơn” stays as it is."""
    return get_template(name).template.render(Context(facts, autoescape=False))


def template(topic: str, part: str) -> str:
    app, _dot, name = topic.partition(".")
    return f"{app}/mail/{name}/{part}"


def headers(message: OutboxMessage) -> dict[str, str]:
    found = {"Message-ID": message_id(message.key), "Auto-Submitted": "auto-generated"}
    if message.subject:
        # Letters about one incident stand together in the mailbox.
        found["References"] = message_id(message.subject)
    return found


def message_id(key: str, token: str = "") -> str:
    """The same for the same key; with a token that a returned letter is known by."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    name = f"{token}.{digest[:12]}" if token else digest
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def absolute(path: str) -> str:
    return path if "://" in path else settings.PUBLIC_URL.rstrip("/") + path


def _refused(
    message: OutboxMessage, error: smtplib.SMTPRecipientsRefused
) -> Permanent | Temporary | Withdrawn:
    """The address itself was refused: with a letter to the outside its room is told at once."""
    code, answer = max(error.recipients.values())
    head = outside.letterhead(message)
    if head is None or code < PERMANENT_FROM:
        return _by_code(code, error)
    detail = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    outside.came_back(head.token, hard=is_lasting(detail), detail=detail[:300])
    return Withdrawn(detail[:300], code)


def _by_code(code: int, error: Exception) -> Permanent | Temporary:
    return (Permanent if code >= PERMANENT_FROM else Temporary)(str(error), code)
