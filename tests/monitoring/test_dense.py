"""What sentence vectors add to the shipped models: folded exactly, small, and the way the corpus says."""

from __future__ import annotations

import numpy as np
import pytest

from monitoring.management.commands import train_sentiment
from monitoring.understanding import classify_many, shipped, shipped_dense
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment import dense, encoded, second, train
from monitoring.understanding.sentiment import model as sentiment
from tests.monitoring.second_sight import Sight

needs_encoder = pytest.mark.skipif(
    not encoded.is_there(), reason="the optional encoder is not installed"
)
TEXTS = ["The new box is blue", "How do I open the app on my phone", "ok"]


def test_a_file_is_the_same_after_a_round_trip_and_small(tmp_path):
    dense.Dense.load(dense.SHIPPED).save(tmp_path / "again.npz")

    assert (tmp_path / "again.npz").read_bytes() == dense.SHIPPED.read_bytes()
    assert dense.SHIPPED.stat().st_size < 10_000


def test_vietnamese_stays_as_the_fast_model_judged_it():
    text = "Gửi khiếu nại ba lần rồi mà vẫn chưa thấy ai hồi âm"

    assert second.judge_again([text], Sight(positive="")) == classify_many([text])


def test_who_was_unsure_is_sure_again_only_from_a_higher_chance():
    assert sentiment.SURE_AGAIN > sentiment.SURE
    barely = np.log(0.6 / 0.2)
    part = dense.Dense(np.array([[barely, 0.0]]), 0.0, np.zeros(2))

    (judged,) = sentiment.judge(["The box"], sentiment.MODEL, (part, np.array([[1.0]])))

    assert (judged.label, judged.negative, judged.uncertain) == ("negative", 0.6, True)


@pytest.mark.parametrize("mood", ["negative", "neutral", "positive"])
def test_vectors_decide_where_they_are_sure(mood):
    judged = second.judge_again(TEXTS, Sight(**{mood: ""}))

    assert {one.label for one in judged} == {mood}
    assert [one.language for one in judged] == [one.language for one in classify_many(TEXTS)]


def test_texts_without_a_letter_stay_as_they_were():
    first = classify_many(["😡😡😡", "123"])

    again = second.judge_again(["😡😡😡", "123"], Sight(negative=""))

    assert [(one.label, one.uncertain) for one in again] == [
        (one.label, one.uncertain) for one in first
    ]


def test_centre_and_scale_fold_into_the_weights():
    random = np.random.default_rng(5)
    vectors = random.normal(3.0, 0.2, size=(60, 4))
    labels = (vectors[:, 0] > 3).astype(np.intp) + (vectors[:, 1] > 3)
    rows = np.arange(60)
    taught = shipped_dense.Taught(labels, vectors, np.ones(60), rows, rows, np.zeros((60, 2)))

    slopes, starts = shipped_dense._slopes(taught, rows, np.ones(60))
    moved = shipped_dense.Taught(labels, vectors * 7 + 2, np.ones(60), rows, rows, taught.scores)
    others, begin = shipped_dense._slopes(moved, rows, np.ones(60))

    assert np.allclose(vectors @ slopes + starts, (vectors * 7 + 2) @ others + begin, atol=1e-3)


def test_without_the_encoder_rebuilding_leaves_the_file_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(encoded, "is_there", lambda: False)
    before = dense.SHIPPED.read_bytes()

    assert train_sentiment._rebuild_dense() == {}

    assert "requirements-encoder.txt" in capsys.readouterr().err
    assert dense.SHIPPED.read_bytes() == before


@needs_encoder
def test_the_real_encoder_reads_what_words_do_not_say():
    (judged,) = second.judge_again(["Two hours on hold and then they just hung up"])

    assert judged.label == "negative"


@pytest.mark.long
@needs_encoder
def test_relearning_gives_the_shipped_part_back():
    taught = shipped_dense.read()
    again, kept = shipped_dense.train(taught), dense.Dense.load(dense.SHIPPED)

    assert np.allclose(again.weights, kept.weights, atol=0.05)
    assert np.allclose(again.bias, kept.bias, atol=0.05)
    assert shipped_dense.across(taught).macro_f1 > shipped.across_origins()["en"].macro_f1


def test_a_trained_file_s_vectors_are_centred_and_folded_exactly(tmp_path):
    """The narrow cone of an encoder: what tells texts apart is a hundredth of what they share."""
    random = np.random.default_rng(3)
    labels = ["negative", "neutral", "positive"] * 20
    way = {"negative": (1.0, 0.0), "neutral": (0.0, 0.0), "positive": (0.0, 1.0)}
    told = np.repeat([way[label] for label in labels], 200, axis=1)
    vectors = told * 0.01 + 5 + random.normal(0, 1e-4, told.shape)
    texts = [f"hàng số {number}" for number in range(60)]

    model = train.train(texts, labels, dense=vectors)
    model.save(tmp_path / "own.npz")

    found = train.predict(Linear.load(tmp_path / "own.npz"), texts, vectors)
    assert (found == train.numbers(labels)).mean() == 1.0
