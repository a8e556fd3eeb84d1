"""Training a brand's own sentiment model, and switching between it and the shipped one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from monitoring.models import SentimentModel
from monitoring.selectors import judges as selectors

if TYPE_CHECKING:
    from monitoring.understanding.linear import Linear
    from monitoring.understanding.shipped import Corpus
    from teams.models import Brand, User


def train(brand: Brand, *, actor: User, base: Corpus | None = None) -> SentimentModel:
    """Learn from the brand's corrections; the new model judges nothing until it is chosen.

    `base` is what the corrections are added to: the project's corpus unless given.
    """
    require(actor, "monitoring.choose_judge", brand)
    lessons = selectors.lessons(brand)
    _enough(lessons)
    from monitoring.understanding import shipped  # noqa: PLC0415 -- scikit-learn loads slowly
    from monitoring.understanding.sentiment import own  # noqa: PLC0415

    texts, labels = zip(*lessons, strict=True)
    meta = {"corpus": shipped.digest(), "corrections": len(lessons), "made_for": brand.slug}
    learnt = own.learn(texts, labels, base or shipped.corpus(), meta)
    return _keep(brand, learnt.model, actor, len(lessons), _figures(learnt))


def _enough(lessons: list[selectors.Lesson]) -> None:
    if len(lessons) < selectors.FEWEST:
        sentence = _(
            "%(count)s corrected texts are too few to learn from; %(fewest)s are needed."
        ) % {"count": len(lessons), "fewest": selectors.FEWEST}
        raise Blocked([Refusal("too_few_corrections", sentence)])
    if len({lesson.label for lesson in lessons}) < 2:  # noqa: PLR2004
        sentence = _("All corrections say the same; a model would learn nothing else.")
        raise Blocked([Refusal("one_label_only", sentence)])


def _figures(learnt: Any) -> dict[str, Any]:
    return {"before": learnt.before._asdict(), "after": learnt.after._asdict()}


def _keep(
    brand: Brand, model: Linear, actor: User, count: int, figures: dict[str, Any]
) -> SentimentModel:
    """The file first: a row whose file is missing would be a promise nobody can keep."""
    row = SentimentModel(brand=brand, made_by=actor, corrections=count, figures=figures)
    content = model.packed_bytes()
    row.digest = hashlib.sha256(content).hexdigest()
    row.path.parent.mkdir(parents=True, exist_ok=True)
    fresh = row.path.with_suffix(".part")
    fresh.write_bytes(content)
    fresh.replace(row.path)
    row.save()
    return row


@transaction.atomic
def use(model: SentimentModel, *, actor: User) -> SentimentModel:
    """Let this model judge what the brand hears from now on."""
    require(actor, "monitoring.choose_judge", model)
    brand = lock(model.brand)
    if not selectors.readable(model):
        sentence = _("The file of this model is missing or damaged; train a new one.")
        raise Blocked([Refusal("model_unreadable", sentence)])
    _rest(brand, actor)
    model.active, model.switched_at, model.switched_by = True, now(), actor
    model.save(update_fields=["active", "switched_at", "switched_by"])
    return model


@transaction.atomic
def use_shipped(brand: Brand, *, actor: User) -> None:
    """Let the shipped model judge again."""
    require(actor, "monitoring.choose_judge", brand)
    _rest(lock(brand), actor)


def _rest(brand: Brand, actor: User) -> None:
    active = SentimentModel.objects.filter(brand=brand, active=True)
    active.update(active=False, switched_at=now(), switched_by=actor)
