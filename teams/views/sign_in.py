"""The door: sign-in, and the language of the pages before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView
from django.conf import settings
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as remember_language

from teams import services
from teams.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Printed on the sign-in page of the demo, and nowhere else.
DEMO_PASSWORD = "crisisdesk-demo"  # noqa: S105 -- published on purpose, see the contract


class SignIn(LoginView):
    """Sign-in by e-mail; the demo shows its accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "demo_people": demo_people(),
            "demo_password": DEMO_PASSWORD,
        }


def demo_people() -> list[User]:
    """The invented people of the demo brands, for whoever tries the desk; else nobody."""
    if not settings.DEMO:
        return []
    people = User.objects.filter(
        email__endswith="@demo.crisisdesk.test", memberships__brand__is_demo=True, is_active=True
    )
    return list(people.prefetch_related("memberships__brand").order_by("pk").distinct())


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and, for a signed-in person, as theirs."""
    if request.user.is_authenticated:
        services.set_language(request.user, request.POST.get("language", ""))
    return remember_language(request)
