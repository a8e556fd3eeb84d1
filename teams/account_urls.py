"""Sign-in, passwords, passkeys: the library's pages that a desk by invitation needs, and no others."""

from __future__ import annotations

from allauth.account import views as stock
from django.urls import include, path, re_path

from teams.views.sign_in import SignIn

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", stock.logout, name="account_logout"),
    path("inactive/", stock.account_inactive, name="account_inactive"),
    path("signup/", stock.signup, name="account_signup"),
    path("2fa/", include("allauth.mfa.urls")),
    path("reauthenticate/", stock.reauthenticate, name="account_reauthenticate"),
    path("password/change/", stock.password_change, name="account_change_password"),
    path("password/set/", stock.password_set, name="account_set_password"),
    path("password/reset/", stock.password_reset, name="account_reset_password"),
    path("password/reset/done/", stock.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        stock.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        stock.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
