"""API of one mention and of the inbox: list, let in, assign, answer, close, open again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from crisisdesk.kernel.pages import NewestFirst
from monitoring.api.filters import inbox_filter
from monitoring.api.serializers import MentionOut
from monitoring.api.views import CaseRoomView, RoomView
from monitoring.enums import InboxState, InboxVerb
from monitoring.models import InboxEvent, InboxItem, Mention
from monitoring.selectors.answers import answers_for, bank_for, words_of
from monitoring.selectors.inbox import with_mentions
from monitoring.services import inbox
from monitoring.services.triage import BLANK, Page
from statements.models import Answer, Statement
from teams.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from monitoring.services.triage import Outcome


class OldestPosted(NewestFirst):
    ordering = ("posted_at", "id")


class EventOut(serializers.ModelSerializer[InboxEvent]):
    verb = serializers.ChoiceField(choices=InboxVerb.choices)
    by = serializers.SlugRelatedField("email", read_only=True)
    to = serializers.SlugRelatedField("email", read_only=True, allow_null=True)
    statement = serializers.SlugRelatedField("reference", read_only=True, allow_null=True)
    prepared = serializers.SlugRelatedField("reference", read_only=True, allow_null=True)

    class Meta:
        model = InboxEvent
        fields = ("verb", "at", "by", "to", "reply", "url", "statement", "prepared")


class InboxOut(serializers.ModelSerializer[InboxItem]):
    brand = serializers.SlugRelatedField("slug", read_only=True)
    state = serializers.ChoiceField(choices=InboxState.choices)
    assignee = serializers.SlugRelatedField("email", read_only=True, allow_null=True)
    entered_by_rule = serializers.SerializerMethodField()
    events = EventOut(many=True, read_only=True)
    mention = MentionOut(read_only=True, allow_null=True, help_text="null once no longer kept.")

    class Meta:
        model = InboxItem
        fields = (
            "mention_id", "mention", "brand", "posted_at", "state", "assignee", "entered_at",
            "entered_by_rule", "seq", "changed_at", "events",
        )  # fmt: skip

    def get_entered_by_rule(self, item: InboxItem) -> bool:
        return item.watch_id is not None


class SeqIn(serializers.Serializer[Any]):
    """`seq` as last seen; another person's change since then is a conflict (409)."""

    seq = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class AssignIn(SeqIn):
    to = serializers.EmailField(allow_null=True, help_text="null gives it back to everyone.")


class AnswerIn(SeqIn):
    reply = serializers.CharField(max_length=inbox.LONGEST_REPLY, help_text="As it was sent.")
    url = serializers.URLField(max_length=2000, required=False, allow_blank=True)
    statement = serializers.CharField(
        max_length=20, required=False,
        help_text="Reference of the released text or of the cleared answer: ST-12 or QA-12.",
    )  # fmt: skip


class PreparedOut(serializers.Serializer[Any]):
    reference = serializers.CharField()
    text = serializers.CharField()


class MentionView(CaseRoomView):
    """One mention."""

    queryset = Mention.objects.all()
    output = serializer_class = MentionOut

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.shown(self.found(pk)))


class AnswersView(CaseRoomView):
    """Released texts with which the mention may be answered."""

    queryset = Mention.objects.all()
    serializer_class = PreparedOut
    pagination_class = None

    @extend_schema(responses=PreparedOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        mention = self.found(pk)
        said = [
            {"reference": row.reference, "text": words_of(row, mention.language)}
            for row in answers_for(mention, request.user)
        ]
        bank = [
            {"reference": row.reference, "text": row.in_language("answer", mention.language)}
            for row in bank_for(mention, request.user)
        ]
        return Response([*bank, *said])


def with_history(items: QuerySet[InboxItem], viewer: User) -> QuerySet[InboxItem]:
    """Items with what was done; a text of a case one may not see is not named."""
    words = Prefetch("statement", Statement.objects.visible_to(viewer).select_related("incident"))
    bank = Prefetch("prepared", Answer.objects.visible_to(viewer))
    events = InboxEvent.objects.select_related("by", "to").prefetch_related(words, bank)
    return items.select_related("brand", "assignee").prefetch_related(Prefetch("events", events))


class InboxView(RoomView):
    """Mentions of the inbox, the oldest first."""

    queryset = InboxItem.objects.all()
    output = serializer_class = InboxOut
    pagination_class = OldestPosted

    @extend_schema(parameters=[OpenApiParameter(name) for name in ("brand", "state", "assignee")])
    def get(self, request: Request) -> Response:
        rows = with_history(self.visible().filter(**inbox_filter(request)), request.user)
        page = with_mentions(self.paginate_queryset(rows) or [], request.user)
        return self.get_paginated_response(self.shown(page, many=True))


class ItemView(CaseRoomView):
    """A mention's place in the inbox; POST lets it in, or opens it again."""

    queryset = Mention.objects.all()
    serializer_class = InboxOut

    def item(self, pk: int) -> Response:
        rows = with_history(InboxItem.objects.visible_to(self.request.user), self.request.user)
        item = with_mentions([get_object_or_404(rows, mention_id=pk)], self.request.user)[0]
        return Response(InboxOut(item, context=self.get_serializer_context()).data)

    def get(self, request: Request, pk: int) -> Response:
        return self.item(pk)

    @extend_schema(request=SeqIn)
    def post(self, request: Request, pk: int) -> Response:
        mention = self.found(pk)
        return self.after(
            inbox.ask(mention.brand, [pk], actor=request.user, page=self.page(SeqIn, pk))
        )

    def page(self, form: type[SeqIn], pk: int) -> Page:
        seq = self.checked(form).get("seq")
        return BLANK if seq is None else Page({pk: seq})

    def after(self, outcome: Outcome) -> Response:
        """The item as it is now, or who was faster."""
        outcome.only()
        return self.item(self.kwargs["pk"])


class ActView(ItemView):
    http_method_names = ["post", "options"]


class AssignView(ActView):
    """Give it to a person of the brand, or back to everyone."""

    @extend_schema(request=AssignIn)
    def post(self, request: Request, pk: int) -> Response:
        mention, email = self.found(pk), self.checked(AssignIn)["to"]
        to = User.objects.filter(email__iexact=email).first() if email else None
        if email and to is None:
            raise ValidationError({"to": _("This person does not answer for the brand.")})
        page = self.page(AssignIn, pk)
        return self.after(inbox.assign(mention.brand, [pk], to=to, actor=request.user, page=page))


class CloseView(ActView):
    """It needs no answer."""

    @extend_schema(request=SeqIn)
    def post(self, request: Request, pk: int) -> Response:
        mention, page = self.found(pk), self.page(SeqIn, pk)
        return self.after(inbox.close(mention.brand, [pk], actor=request.user, page=page))


class ReopenView(ActView):
    """It waits for an answer after all."""

    @extend_schema(request=SeqIn)
    def post(self, request: Request, pk: int) -> Response:
        item = get_object_or_404(InboxItem.objects.visible_to(request.user), mention_id=pk)
        inbox.reopen(item, actor=request.user, **self.checked(SeqIn))
        return self.item(pk)


class AnswerView(ActView):
    """Write down the reply that was sent."""

    @extend_schema(request=AnswerIn)
    def post(self, request: Request, pk: int) -> Response:
        mention, values = self.found(pk), self.checked(AnswerIn)
        if reference := values.pop("statement", ""):
            values |= self.prepared(mention, reference)
        inbox.answer(mention, actor=request.user, **values)
        return self.item(pk)

    def prepared(self, mention: Mention, reference: str) -> dict[str, Any]:
        sources = (("prepared", bank_for), ("statement", answers_for))
        for name, find in sources:
            for row in find(mention, self.request.user):
                if row.reference == reference.upper():
                    return {name: row}
        raise ValidationError({"statement": _("This text is not released for this mention.")})
