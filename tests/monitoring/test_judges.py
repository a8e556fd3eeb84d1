"""A brand's own sentiment model: what it learns from, who may let it judge, and the way back."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from monitoring.models import Correction, Mention, SentimentModel
from monitoring.selectors import judges as selectors
from monitoring.services import judges
from monitoring.services.known import known
from monitoring.services.mentions import correct_label
from monitoring.understanding import classify_many, shipped
from monitoring.understanding.sentiment import model as sentiment
from monitoring.understanding.sentiment import own
from tests.monitoring.conftest import said

#: A word that no text of the project holds; only this desk's people know that it blames.
SLANG = "xoắn quẩy"


def base():
    """A corpus small enough to be learnt in a moment."""
    said_of = {"negative": "quá tệ và chán", "positive": "rất tốt và đẹp", "neutral": "mấy giờ mở"}
    rows = [
        (f"{words} {number}", label, "vi", origin)
        for label, words in said_of.items()
        for origin in ("composed", "written")
        for number in range(12)
    ]
    return shipped.Corpus(*(list(column) for column in zip(*rows, strict=True)))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def corrected(watch, hear, minh):
    """So many mentions that a person corrected, half blame and half plain."""

    def correct(count=24):
        at = now() - timedelta(hours=1)
        hear([
            said(n, at, text=f"Sao Mai {SLANG} lần {n}" if n % 2 else f"Sao Mai ra ga số {n}")
            for n in range(count)
        ], judge=False)  # fmt: skip
        # Rows as `correct_label` leaves them; counts, which it moves too, are not asked for here.
        heard = list(Mention.objects.order_by("pk"))
        predicted = {mention.pk: mention.label for mention in heard}
        for mention in heard:
            mention.label = "negative" if SLANG in mention.text else "neutral"
            mention.uncertain = False
        Mention.objects.bulk_update(heard, ["label", "uncertain"])
        Correction.objects.bulk_create(
            Correction(mention=one, predicted=predicted[one.pk], label=one.label, by=minh)
            for one in heard
        )

    return correct


@pytest.fixture
def trained(corrected, brand, manager):
    corrected()
    return judges.train(brand, actor=manager, base=base())


def test_a_model_learns_a_word_that_only_its_corrections_know():
    texts = [f"hàng {SLANG} đợt {n}" if n % 2 else f"hàng về đợt {n}" for n in range(24)]
    labels = ["negative" if SLANG in text else "neutral" for text in texts]

    learnt = own.learn(texts, labels, base(), {})

    assert learnt.after.accuracy > learnt.before.accuracy
    assert learnt.after.texts == 24


def test_each_text_is_learnt_once_with_the_last_word_on_it(watch, hear, brand, minh):
    at = now() - timedelta(hours=1)
    hear([said(1, at, text="Sao Mai LẠ quá"), said(2, at, text="sao mai lạ quá")], judge=False)
    first, second = Mention.objects.order_by("external_id")
    correct_label(first, label="positive", actor=minh)
    correct_label(second, label="negative", actor=minh)

    assert [lesson.label for lesson in selectors.lessons(brand)] == ["negative"]


def test_a_deleted_text_teaches_nothing_any_more(corrected, brand):
    corrected(4)
    Mention.objects.filter(text__contains=SLANG).update(text="")

    assert {lesson.label for lesson in selectors.lessons(brand)} == {"neutral"}


def test_few_corrections_are_refused_with_their_number(corrected, brand, manager):
    corrected(4)

    with pytest.raises(Blocked, match="4"):
        judges.train(brand, actor=manager, base=base())


def test_corrections_that_all_say_the_same_are_refused(corrected, brand, manager):
    corrected(44)
    Mention.objects.exclude(text__contains=SLANG).update(text="")

    with pytest.raises(Blocked) as refused:
        judges.train(brand, actor=manager, base=base())

    assert [reason.code for reason in refused.value.reasons] == ["one_label_only"]


def test_a_new_model_judges_nothing_until_it_is_chosen(trained, brand):
    assert trained.path.exists()
    assert known(brand).judge == sentiment.MODEL


def test_the_chosen_model_judges_what_comes_in_and_the_shipped_one_can_return(
    trained, brand, manager, hear
):
    text = f"Sao Mai {SLANG} lần 99"
    judges.use(trained, actor=manager)
    hear([said(900, now(), text=text)], judge=False)
    judges.use_shipped(brand, actor=manager)
    hear([said(901, now(), text=text)], judge=False)

    labels = dict(Mention.objects.filter(text=text).values_list("external_id", "label"))
    assert labels["m900"] == classify_many([text], trained.path)[0].label == "negative"
    assert labels["m901"] == classify_many([text])[0].label
    assert known(brand).judge == sentiment.MODEL


def test_one_model_judges_at_a_time(trained, brand, manager):
    again = judges.train(brand, actor=manager, base=base())
    judges.use(trained, actor=manager)
    judges.use(again, actor=manager)

    assert [row.pk for row in SentimentModel.objects.filter(active=True)] == [again.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        SentimentModel.objects.filter(pk=trained.pk).update(active=True)


def test_a_model_of_one_brand_does_not_judge_another(trained, other_brand, manager):
    judges.use(trained, actor=manager)

    assert known(other_brand).judge == sentiment.MODEL


def test_those_who_work_with_cases_do_not_choose_the_judge(trained, brand, minh):
    with pytest.raises(Forbidden):
        judges.use(trained, actor=minh)
    with pytest.raises(Forbidden):
        judges.train(brand, actor=minh, base=base())


def test_a_damaged_file_hands_over_to_the_shipped_model_and_the_page_says_so(
    trained, brand, manager, client_of
):
    judges.use(trained, actor=manager)
    sentiment.forget(trained.path)
    trained.path.write_bytes(b"no model")

    assert known(brand).judge == sentiment.MODEL
    page = client_of(manager).get(reverse("monitoring:sentiment")).content.decode()
    assert "notice-warn" in page


def test_a_damaged_file_cannot_be_chosen(trained, manager):
    sentiment.forget(trained.path)
    trained.path.unlink()

    with pytest.raises(Blocked):
        judges.use(trained, actor=manager)


def test_the_pages_show_who_corrected_what_the_classifier_said(corrected, minh, client_of):
    corrected(1)

    for name in ("sentiment", "mentions"):
        page = client_of(minh).get(reverse(f"monitoring:{name}")).content.decode()
        assert f"{minh.name} đã" in page


def test_the_switch_is_a_button_for_those_who_manage(trained, manager, minh, client_of, brand):
    url = reverse("monitoring:sentiment-use", args=[trained.pk])

    assert url not in client_of(minh).get(reverse("monitoring:sentiment")).content.decode()
    assert url in client_of(manager).get(reverse("monitoring:sentiment")).content.decode()
    client_of(manager).post(url)
    assert known(brand).judge == trained.path
    client_of(manager).post(reverse("monitoring:sentiment-shipped"))
    assert known(brand).judge == sentiment.MODEL


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_the_same_whatever_its_length(
    corrected, brand, manager, client_of, django_assert_num_queries, count
):
    corrected(count)
    for number in range(count):
        SentimentModel.objects.create(
            brand=brand, made_by=manager, corrections=20, digest=str(number),
            figures={"before": {"accuracy": 0.5}, "after": {"accuracy": 0.75}},
        )  # fmt: skip
    browser, url = client_of(manager), reverse("monitoring:sentiment")
    browser.get(url)

    with django_assert_num_queries(12):
        page = browser.get(url).content.decode()

    assert page.count("data-row") == 2 * count


def test_the_command_tells_the_figures_before_and_after_and_switches(corrected, brand, monkeypatch):
    corrected()
    monkeypatch.setattr(shipped, "corpus", base)

    report = command("--activate", "--brand", brand.slug)

    assert report["before"]["texts"] == report["after"]["texts"] == 24
    assert report["judging_now"] == SentimentModel.objects.get(active=True).pk
    assert command("--use", "shipped", "--brand", brand.slug)["judging_now"] == "shipped"
    assert not SentimentModel.objects.filter(active=True).exists()
    with pytest.raises(CommandError, match="No model 999"):
        command("--use", "999", "--brand", brand.slug)


def test_the_command_asks_for_the_brand_where_there_are_several(brand, other_brand):
    with pytest.raises(CommandError, match=brand.slug):
        command()


def command(*arguments):
    out = io.StringIO()
    call_command("train_sentiment", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())
