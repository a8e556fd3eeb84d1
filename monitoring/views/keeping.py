"""What one keeps from the explorer: filters under a name, and the mentions as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.pages import in_pieces
from crisisdesk.kernel.rights import may, require
from monitoring.forms import SearchForm
from monitoring.inbox_forms import SaveSearchForm, cleaned_query
from monitoring.models import MentionExport, SavedSearch
from monitoring.selectors import volume
from monitoring.services import exports, searches
from monitoring.views.asking import attempt
from monitoring.views.frame import here, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand

RECENT = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """How many would go out, and who took some before; then the table itself."""
    brand = here(request)
    require(request.user, "monitoring.export", brand)
    form = SearchForm(request.GET, brand=brand, user=request.user)
    if request.method == "POST" and form.is_valid():
        return table(request, form)
    context = {"form": form, "query": cleaned_query(form), "most": exports.MOST}
    context["names"] = may(request.user, "monitoring.see_authors", brand)
    context["crumbs"] = trail("monitoring:mentions", _("Mentions"), _("Export as CSV"))
    if form.is_valid():
        columns = volume.by_search(request.user, brand, form.search())
        context |= {"total": sum(column.total for column in columns)} | earlier(request, brand)
    return render(
        request, "monitoring/export.html", context, status=200 if form.is_valid() else 422
    )


def earlier(request: HttpRequest, brand: Brand) -> dict[str, Any]:
    """What was taken out before, for those who run the desk."""
    if not may(request.user, "monitoring.see_exports", brand):
        return {}
    return {"recent": MentionExport.objects.filter(brand=brand).select_related("by")[:RECENT]}


def table(request: HttpRequest, form: SearchForm) -> StreamingHttpResponse:
    """The file, piece by piece."""
    record = exports.begin(form.brand, actor=request.user, query=cleaned_query(form))
    pieces = exports.lines(record, form.search())
    # A server of the asynchronous kind would gather a plain iterator whole before it sends.
    body = in_pieces(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"mentions-{form.brand.slug}-{timezone.localtime():%Y%m%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    brand = here(request)
    require(request.user, "monitoring.save_search", brand)
    filters = SearchForm(
        QueryDict(request.POST.get("query", "")[:2000]), brand=brand, user=request.user
    )
    form = SaveSearchForm(request.POST)
    query = cleaned_query(filters) if filters.is_valid() else ""
    saved = attempt(
        form,
        lambda: searches.save(brand, query=query, actor=request.user, **form.cleaned_data),
    )
    if saved is None:
        for sentences in form.errors.values():
            messages.error(request, " ".join(sentences))
        return redirect("monitoring:mentions")
    messages.success(request, _("Saved as “%(name)s”.") % {"name": saved.name})
    return redirect(saved)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget saved filters."""
    mine = SavedSearch.objects.visible_to(request.user)
    own = mine.filter(owner=request.user) | mine.filter(shared=True)
    saved = get_object_or_404(own, pk=pk)
    searches.delete(saved, actor=request.user)
    messages.success(request, _("Deleted."))
    return redirect("monitoring:mentions")
