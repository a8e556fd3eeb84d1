"""The acts after a case: its review, lessons, action items and the hot wash."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from incidents.acting import Act, on_case, on_row, positional
from incidents.forms import base, reviews, work
from incidents.models import ActionItem, Lesson, WashLine
from incidents.services import following, hot_wash, review

REVIEW_ACTS: dict[str, Act] = {
    "reviewer": Act(
        _("Name the reviewer"),
        work.NameReviewer,
        positional(review.name_reviewer, "person"),
        "review",
        ability="incidents.name_reviewer",
    ),
    "review-write": Act(
        _("Write the review"),
        work.WriteReview,
        on_case(review.write),
        "review",
        ability="incidents.contribute_to_review",
    ),
    "lesson": Act(
        _("Add a lesson"),
        work.LessonForm,
        on_case(review.add_lesson),
        "review",
        ability="incidents.contribute_to_review",
    ),
    "lesson-settle": Act(
        _("Settle the lesson"),
        work.SettleLesson,
        on_row(review.settle_lesson),
        "review",
        Lesson,
        "review__incident",
        "incidents.contribute_to_review",
    ),
    "sign": Act(
        _("Sign the review"),
        base.Nothing,
        on_case(review.sign),
        "review",
        ability="incidents.review",
        refusal=review.WHO_SIGNS,
    ),
    "item-done": Act(
        _("Done"),
        base.Nothing,
        on_row(review.finish_item),
        "review",
        ActionItem,
        "review__incident",
    ),
    "item-extend": Act(
        _("Give it more time"),
        reviews.ExtendItem,
        on_row(following.extend),
        "review",
        ActionItem,
        "review__incident",
    ),
    "item-give": Act(
        _("Give it to somebody else"),
        reviews.GiveItem,
        on_row(following.give),
        "review",
        ActionItem,
        "review__incident",
        "incidents.give_item",
    ),
    "wash": Act(
        _("Add a line"),
        reviews.WashForm,
        on_case(hot_wash.add),
        "hot-wash",
        ability="incidents.wash",
    ),
    "wash-vote": Act(
        _("Vote"),
        reviews.VoteForm,
        on_row(hot_wash.vote),
        "hot-wash",
        WashLine,
        ability="incidents.wash",
    ),
    "wash-back": Act(
        _("Take it back"),
        base.Nothing,
        on_row(hot_wash.take_back),
        "hot-wash",
        WashLine,
        ability="incidents.wash",
    ),
    "wash-lesson": Act(
        _("Make it a lesson"),
        base.Nothing,
        on_row(hot_wash.to_lesson),
        "hot-wash",
        WashLine,
        ability="incidents.contribute_to_review",
    ),
}
