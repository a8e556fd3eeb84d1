"""Addresses of the war room; they stand under `incidents:`."""

from django.urls import path

from desk.views import asked, cases, clocks, live, review, room

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
]
