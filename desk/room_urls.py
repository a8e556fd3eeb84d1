"""Addresses of the war room; they stand under `incidents:`."""

from django.urls import path

from desk.views import asked, cases, clocks, dossiers, issues, live, review, room, situation

urlpatterns = [
    path("", cases.listing, name="list"),
    path("new/", cases.new, name="new"),
    path("<str:reference>/", room.room, name="room"),
    path("<str:reference>/live/", live.news, name="live"),
    path("<str:reference>/stream/", live.stream, name="stream"),
    path("<str:reference>/asked/", asked.asked, name="asked"),
    path("<str:reference>/clocks/", clocks.clocks, name="clocks"),
    path("<str:reference>/clocks/print/", clocks.clocks_print, name="clocks-print"),
    path("<str:reference>/review/", review.review, name="review"),
    path("<str:reference>/review/print/", review.review_print, name="review-print"),
    path("<str:reference>/review.pdf", review.review_pdf, name="review-pdf"),
    path("<str:reference>/review/publish/", issues.publish, name="review-publish"),
    path("<str:reference>/review/issues/<int:pk>/", issues.issue, name="review-issue"),
    path("<str:reference>/review/issues/<int:pk>/read/", issues.read, name="review-read"),
    path(
        "<str:reference>/review/issues/<int:pk>/review.<str:kind>",
        issues.download,
        name="review-file",
    ),
    path("<str:reference>/situation/", situation.overview, name="situation"),
    path("<str:reference>/situation/begin/", situation.begin, name="situation-begin"),
    path("<str:reference>/situation/draft/", situation.draft, name="situation-draft"),
    path("<str:reference>/situation/draft/again/", situation.again, name="situation-again"),
    path("<str:reference>/situation/draft/discard/", situation.discard, name="situation-discard"),
    path("<str:reference>/situation/draft/send/", situation.send, name="situation-send"),
    path("<str:reference>/situation/none/", situation.leave_out, name="situation-leave-out"),
    path("<str:reference>/situation/links/", situation.give_link, name="situation-link"),
    path(
        "<str:reference>/situation/links/<int:pk>/end/",
        situation.take_link,
        name="situation-link-end",
    ),
    path("<str:reference>/situation/<int:number>/", situation.report, name="situation-report"),
    path(
        "<str:reference>/situation/<int:number>/print/",
        situation.on_paper,
        name="situation-print",
    ),
    path("<str:reference>/dossier/", dossiers.overview, name="dossiers"),
    path("<str:reference>/dossier/check/", dossiers.check, name="dossier-check"),
    path("<str:reference>/dossier/new/<slug:purpose>/", dossiers.new, name="dossier-new"),
    path("<str:reference>/dossier/<int:number>/", dossiers.dossier, name="dossier"),
    path("<str:reference>/dossier/<int:number>/file/", dossiers.download, name="dossier-file"),
]
