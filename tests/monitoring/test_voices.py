"""How loud a fit and the word lists speak, and who judges what is Vietnamese."""

import numpy as np
import pytest

from monitoring.understanding import classify_many, fitting, shipped, voices
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment import features, train
from monitoring.understanding.sentiment import model as sentiment
from monitoring.understanding.text import cut

LABELS = np.arange(300) % 3
KNOWING = np.eye(3)[LABELS][:, :2] * 2  # scores that are always right
NOISE = np.random.default_rng(7).normal(size=(300, 2))
TEXTS = ["rất tốt và đẹp", "quá tệ và chán", "mấy giờ mở cửa"] * 20
MOODS = ["positive", "negative", "neutral"] * 20


def listed(text):
    return dict(zip(features.LISTS, features.lists(features.read(cut([text])))[0], strict=True))


def test_a_fit_that_is_wrong_on_new_texts_is_turned_down_and_the_lists_up():
    found = voices.beside(NOISE, KNOWING, LABELS)

    assert abs(found.scale) < 0.5
    assert min(found.lists[0, 0], found.lists[1, 1]) > 1


def test_lists_that_tell_nothing_are_not_heard():
    found = voices.beside(KNOWING, NOISE, LABELS)

    assert found.scale > 1
    assert np.abs(found.lists).max() < 0.5


def test_every_class_counts_the_same_however_rare():
    rows = np.flatnonzero((LABELS == 0) | (np.arange(300) < 60))

    found = voices.beside(NOISE[rows] * 0, NOISE[rows] * 0, LABELS[rows])

    assert np.abs(found.bias).max() < 0.01


def test_the_lists_count_praise_over_blame_with_denied_words_turned_round():
    assert listed("pin tốt, máy đẹp, loa tệ")["lead"] == pytest.approx(np.log(2))
    assert listed("không tệ")["lead"] > 0 > listed("không tốt")["lead"]
    assert listed("mấy giờ mở cửa")["silent"] == 1
    assert listed("pin tốt, máy đẹp, loa tệ")["many"] == 0
    assert listed("pin tốt, máy đẹp, loa tệ, giá tốt")["many"] == 1


def test_a_text_of_many_opinions_gets_the_prior_of_such_texts(tmp_path):
    folds = [(np.arange(0, 60, 2), np.arange(1, 60, 2))]
    data, labels = train.examples(TEXTS), train.numbers(MOODS)
    recipe = fitting.Recipe(listen=True, prior_of_many=(0.1, 0.8, 0.1))

    model = fitting.fit(data, labels, recipe, folds=folds)

    assert model.lists.shape == (len(features.LISTS), 2)
    assert model.lists[-1] == pytest.approx([0.0, np.log(8)])
    plain = fitting.fit(data, labels, fitting.Recipe(listen=True), folds=folds)
    assert plain.lists[-1] == pytest.approx([0.0, 0.0])


def test_a_model_that_listens_is_the_same_after_a_round_trip(tmp_path):
    data = train.examples(TEXTS)
    model = fitting.fit(data, train.numbers(MOODS), fitting.Recipe(listen=True))
    model.save(tmp_path / "own.npz")

    again = Linear.load(tmp_path / "own.npz")

    assert again.packed_bytes() == model.packed_bytes()
    assert [one.label for one in classify_many(TEXTS[:3], tmp_path / "own.npz")] == MOODS[:3]


def test_what_is_vietnamese_is_judged_by_the_vietnamese_model_and_english_is_not(tmp_path):
    shared, ours = tmp_path / "shared.npz", tmp_path / "ours.npz"
    Linear.load(sentiment.MODEL).save(shared)
    Linear.load(sentiment.VIETNAMESE).save(ours)
    texts = ["Pin yếu, loa rè, được cái máy đẹp", "Battery is weak but it looks nice"]

    found = classify_many(texts)

    assert [one.language for one in found] == ["vi", "en"]
    assert found[0] == classify_many(texts, ours)[0] != classify_many(texts, shared)[0]
    assert found[1] == classify_many(texts, shared)[1] != classify_many(texts, ours)[1]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Pin trâu, loa to, màn hình đẹp, chụp hơi mờ, giá mềm. Nói chung rất ưng", "positive"),
        ("Pin tụt nhanh, máy nóng, loa rè, được cái vỏ đẹp. Không đáng tiền", "negative"),
        ("Phòng sạch, giường êm, bữa sáng ngon, hơi xa biển, lễ tân dễ thương", "positive"),
        ("Món nguội, lên lâu, bàn dơ, nhân viên cau có, giá thì cao", "negative"),
    ],
)
def test_a_review_of_several_things_is_judged_by_most_of_them(text, label):
    assert [one.label for one in classify_many([text])] == [label]


def test_long_reviews_teach_the_vietnamese_model_alone():
    reviews = {"review", "review-bare", "review-rough", "review-composed"}

    assert not reviews & set(shipped.plain().origins)
    assert reviews < set(shipped.vietnamese().origins)
    assert set(shipped.vietnamese().languages) == {"vi"}
