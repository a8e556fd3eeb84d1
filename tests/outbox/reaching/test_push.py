"""Web push: a browser of ours opens what was sealed for it (RFC 8291) and checks who sealed it
(RFC 8292).
"""

from __future__ import annotations

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from outbox.failures import Permanent, Temporary
from outbox.ports import Reach
from outbox.reaching import sending
from outbox.reaching.kinds.push import new_keys
from tests.monitoring.connectors.web import Answer, serving
from tests.outbox.reaching.conftest import WORD


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(salt, secret, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class Browser:
    """A subscription and the keys behind it; reads by the RFC, not by our library."""

    def __init__(self, web) -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        self.web = web
        self.status = 201
        web.says("/push/abc", lambda _q: Answer(b"", self.status, {"Location": "/m/1"}))

    @property
    def point(self):
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def address(self):
        keys = {"p256dh": b64(self.point), "auth": b64(self.secret)}
        return json.dumps({"endpoint": self.web.url + "/push/abc", "keys": keys})

    def read(self):
        body = self.web.asked[-1].body
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + self.point + theirs
        secret = hkdf(self.secret, shared, info, 32)
        key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        assert opened.rstrip(b"\0").endswith(b"\x02")
        return json.loads(opened.rstrip(b"\0")[:-1])


@pytest.fixture(scope="module")
def keys():
    return new_keys()


@pytest.fixture
def browser():
    with serving() as web:
        yield Browser(web)


@pytest.fixture
def push(keys):
    def once(browser, word=WORD):
        private, public = keys
        return sending.hand_over(
            Reach(
                "method:1", "push", browser.address, {"public_key": public},
                {"private_key": private},
            ),
            word,
        )  # fmt: skip

    return once


def test_only_the_browser_can_read_it(browser, push):
    push(browser)

    shown = browser.read()
    assert shown["title"] == WORD.title
    assert shown["url"] == WORD.link
    assert shown["answer"]["url"] == WORD.answer
    assert WORD.title.encode() not in browser.web.asked[-1].body


def test_the_push_service_can_check_who_sent_it(browser, push, keys):
    push(browser)

    scheme, _space, rest = browser.web.asked[-1].headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, seal = parts["t"].split(".")
    raw = unb64(seal)
    seal = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    point.verify(seal, f"{parts['t'].rpartition('.')[0]}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(unb64(claims))
    assert scheme == "vapid"
    assert parts["k"] == keys[1]
    assert json.loads(unb64(head))["alg"] == "ES256"
    assert said["aud"] == browser.web.url
    assert said["sub"].startswith(("mailto:", "https://"))
    assert time.time() < said["exp"] <= time.time() + 24 * 3600


def test_a_repetition_replaces_what_waits_and_a_call_is_urgent(browser, push):
    push(browser)
    first = browser.web.asked[-1].headers
    push(browser, WORD.__class__(key=WORD.key, title="x", wake=True))
    second = browser.web.asked[-1].headers

    assert first["topic"] == second["topic"]
    assert len(first["topic"]) <= 32
    assert (first["urgency"], second["urgency"]) == ("normal", "high")
    assert int(second["ttl"]) > 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_said_so(browser, push, status):
    browser.status = status

    with pytest.raises(Permanent) as failure:
        push(browser)

    assert failure.value.facts["code"] == "gone"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_with_troubles_is_asked_again(browser, push, status):
    browser.status = status

    with pytest.raises(Temporary):
        push(browser)


def test_even_long_words_fit_into_one_message(browser, push):
    push(
        browser, WORD.__class__(key="k", title="ệ" * 900, more=("ệ" * 900,) * 9, link="https://x/")
    )

    assert len(browser.web.asked[-1].body) <= 4096
    assert browser.read()["url"] == "https://x/"
