"""Settings of signing in: passwords, passkeys and codes, and when the desk asks again."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

#: The address under which people reach the desk; links in letters begin with it.
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "teams.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# A signature asks again who one is, unless that was shown within these seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Whoever came by the desk's letter has shown that the address is theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "teams.second_factor.DeskMFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# Browsers take a passkey without https on localhost only; the check of origins knows https alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(PUBLIC_URL).hostname in {"localhost", "127.0.0.1"}
MFA_FORMS = {
    "authenticate": "teams.forms.second_factor.Authenticate",
    "reauthenticate": "teams.forms.second_factor.Reauthenticate",
    "activate_totp": "teams.forms.second_factor.ActivateApp",
    "add_webauthn": "teams.forms.second_factor.AddKey",
    "edit_webauthn": "teams.forms.second_factor.RenameKey",
}
ACCOUNT_FORMS = {
    "login": "teams.forms.sign_in.SignIn",
    "reset_password": "teams.forms.sign_in.PasswordReset",
    "reset_password_from_key": "teams.forms.sign_in.PasswordFromKey",
    "change_password": "teams.forms.sign_in.PasswordChange",
    "set_password": "teams.forms.sign_in.PasswordSet",
    "reauthenticate": "teams.forms.sign_in.Reauthenticate",
}
