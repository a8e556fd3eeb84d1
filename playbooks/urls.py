"""Pages of the room."""

from django.urls import path

from playbooks.views import (
    deadlines,
    drafting,
    library,
    policies,
    risks,
    stakeholder_lists,
    standing,
)

app_name = "playbooks"
urlpatterns = [
    path("", library.library, name="list"),
    path("import/", drafting.take_in, name="import"),
    path("policies/timers/", deadlines.timers, name="timers"),
    path("policies/timers/reset/", deadlines.reset_timers, name="reset_timers"),
    path("policies/legal/", deadlines.legal_clocks, name="legal_clocks"),
    path("policies/legal/new/", deadlines.new_legal_clock, name="new_legal_clock"),
    path("policies/legal/<int:pk>/", deadlines.legal_clock, name="legal_clock"),
    path(
        "policies/legal/<int:pk>/confirm/",
        deadlines.confirm_legal_clock,
        name="confirm_legal_clock",
    ),
    path("policies/chains/", policies.chains, name="chains"),
    path("policies/chains/<str:kind>/<str:severity>/<str:lane>/", standing.chain, name="chain"),
    path(
        "policies/chains/<str:kind>/<str:severity>/<str:lane>/reset/",
        standing.reset_chain,
        name="reset_chain",
    ),
    path("policies/delegations/", standing.delegations, name="delegations"),
    path(
        "policies/delegations/<int:pk>/revoke/",
        standing.revoke_delegation,
        name="revoke_delegation",
    ),
    path("policies/deputies/", standing.deputies, name="deputies"),
    path("policies/stakeholders/", policies.stakeholders, name="stakeholders"),
    path("policies/stakeholders/new/", policies.stakeholder, name="new_stakeholder"),
    path("policies/stakeholders/<int:pk>/", policies.stakeholder, name="stakeholder"),
    path(
        "policies/stakeholders/<int:pk>/remove/",
        policies.remove_stakeholder,
        name="remove_stakeholder",
    ),
    path("policies/risks/", risks.risks, name="risks"),
    path("policies/risks/new/", risks.risk, name="new_risk"),
    path("policies/risks/<int:pk>/", risks.risk, name="risk"),
    path("policies/risks/<int:pk>/close/", risks.close, name="close_risk"),
    path("policies/lists/new/", stakeholder_lists.edit, name="new_list"),
    path("policies/lists/<int:pk>/", stakeholder_lists.edit, name="stakeholder_list"),
    path("policies/lists/<int:pk>/remove/", stakeholder_lists.remove, name="remove_list"),
    path("policies/suggestions/<int:pk>/", drafting.answer, name="answer"),
    path("<slug:slug>/", library.detail, name="detail"),
    path("<slug:slug>/draft/", drafting.begin, name="begin"),
    path("<slug:slug>/edit/", drafting.edit, name="edit"),
    path("<slug:slug>/suggest/", drafting.suggest, name="suggest"),
    path("<slug:slug>/versions/<int:number>/", library.version, name="version"),
    path("<slug:slug>/versions/<int:number>/changes/", library.changes, name="changes"),
    path("<slug:slug>/versions/<int:number>/export/", library.export, name="export"),
    path("<slug:slug>/versions/<int:number>/discard/", drafting.discard, name="discard"),
    path("<slug:slug>/versions/<int:number>/submit/", drafting.submit, name="submit"),
    path("<slug:slug>/versions/<int:number>/publish/", drafting.publish, name="publish"),
    path("<slug:slug>/versions/<int:number>/return/", drafting.send_back, name="return"),
    path("<slug:slug>/versions/<int:number>/retire/", drafting.retire, name="retire"),
]
