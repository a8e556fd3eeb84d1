"""Addresses of the war room; they stand under `incidents:`."""

from django.urls import path

from desk.views import asked, cases, dossiers, live, review, room

urlpatterns = [
    path("", cases.listing, name="list"),
    path("new/", cases.new, name="new"),
    path("<str:reference>/", room.room, name="room"),
    path("<str:reference>/live/", live.news, name="live"),
    path("<str:reference>/stream/", live.stream, name="stream"),
    path("<str:reference>/asked/", asked.asked, name="asked"),
    path("<str:reference>/review/", review.review, name="review"),
    path("<str:reference>/review/print/", review.review_print, name="review-print"),
    path("<str:reference>/review.pdf", review.review_pdf, name="review-pdf"),
    path("<str:reference>/dossier/", dossiers.overview, name="dossiers"),
    path("<str:reference>/dossier/check/", dossiers.check, name="dossier-check"),
    path("<str:reference>/dossier/new/<slug:purpose>/", dossiers.new, name="dossier-new"),
    path("<str:reference>/dossier/<int:number>/", dossiers.dossier, name="dossier"),
    path("<str:reference>/dossier/<int:number>/file/", dossiers.download, name="dossier-file"),
]
