"""A passkey in a real browser: added once, it opens the desk and stands for a signature."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.journeys import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_a_fingerprint_reader(page):
    """A device that holds passkeys and always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_signs_in_without_a_password(minh, browser, address):
    # A passkey belongs to a name; an address of figures has none.
    actor = stage.sign_in(browser, address.replace("127.0.0.1", "localhost"), minh)
    with_a_fingerprint_reader(actor.page)
    it_is_added(actor)
    key = Authenticator.objects.get(user=minh, type="webauthn")
    it_signs_in(actor)
    it_stands_for_a_signature(actor)

    assert key.wrap().is_passwordless
    assert actor.complaints == []


def it_is_added(actor):
    actor.goes("/account/2fa/webauthn/add/")
    actor.page.locator("[name=password]").fill(stage.PASSWORD)
    actor.presses("Go on")
    actor.page.locator("[name=name]").fill("Điện thoại của Minh")
    actor.presses("Add this device or key")
    expect(actor.page.locator("code")).to_have_count(10)
    actor.goes("/account/2fa/")
    expect(actor.main).to_contain_text("Điện thoại của Minh")


def it_signs_in(actor):
    actor.goes("/account/logout/")
    actor.presses("Sign out")
    actor.goes("/account/login/?next=/people/settings/")
    actor.presses("Sign in with a passkey")
    expect(actor.main).to_contain_text("@")


def it_stands_for_a_signature(actor):
    actor.goes("/people/settings/tokens/new/")
    actor.presses("Use my passkey or security key")
    expect(actor.page.locator("[name=name]")).to_be_visible()
