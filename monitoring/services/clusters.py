"""What people do with clusters, and how suspicion is kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from monitoring.models import Cluster
from monitoring.selectors.clusters import mention_ids
from monitoring.selectors.coordination import of_cluster
from monitoring.services import mentions
from monitoring.suspicion import FEWEST, score_of

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User

#: So many are judged in one sweep, the largest first.
MOST_JUDGED = 20


def attach(cluster: Cluster, incident: Incident, *, actor: User) -> int:
    """Attach all mentions of a cluster to a case; how many were not attached before."""
    return mentions.attach(mention_ids(cluster), incident, actor=actor)


@transaction.atomic
def dismiss(cluster: Cluster, *, actor: User) -> Cluster:
    """It is noise: advertising, a running gag. Lists leave it out; counts of mentions stay."""
    require(actor, "monitoring.triage", cluster)
    cluster = lock(cluster)
    if cluster.noise_at is None:
        cluster.noise_at, cluster.noise_by = now(), actor
        cluster.save(update_fields=["noise_at", "noise_by"])
    return cluster


@transaction.atomic
def restore(cluster: Cluster, *, actor: User) -> Cluster:
    """It is no noise after all."""
    require(actor, "monitoring.triage", cluster)
    cluster = lock(cluster)
    cluster.noise_at = cluster.noise_by = None
    cluster.save(update_fields=["noise_at", "noise_by"])
    return cluster


@transaction.atomic
def judge(cluster: Cluster) -> Cluster:
    """Look again at who said it, when and where; a text that is gone leaves what was known."""
    cluster = lock(cluster)
    facts = of_cluster(cluster)
    if facts["count"] >= FEWEST:
        cluster.facts, cluster.suspicion = facts, score_of(facts)
    cluster.judged_size = cluster.size
    cluster.save(update_fields=["facts", "suspicion", "judged_size"])
    return cluster


def judge_due() -> int:
    """Judge the largest clusters that have grown since they were judged; how many were."""
    grown = Cluster.objects.standing().filter(judged_size__lt=F("size"), size__gte=FEWEST)
    return each(grown.order_by("-size")[:MOST_JUDGED], _judged)


def _judged(cluster: Cluster) -> bool:
    return judge(cluster).judged_size > 0
