"""The sentiment benchmark: a peer beside each figure, and loud words where data is absent."""

from monitoring import bench_sentiment
from monitoring.understanding import labelled


def test_absent_corpora_are_named_aloud(tmp_path):
    found = bench_sentiment.corpora(tmp_path)

    assert set(found) == set(bench_sentiment.CORPORA)
    assert all(str(told).startswith("SKIPPED") for told in found.values())


def test_a_corpus_is_judged_beside_the_word_list_and_vader(tmp_path):
    path = tmp_path / bench_sentiment.CORPORA["airline"].file
    path.parent.mkdir()
    rows = ["text,airline_sentiment,tweet_created"]
    for number in range(10):
        rows += [f"awful service {number},negative,2026-01-{number + 10}",
                 f"great crew {number},positive,2026-01-{number + 10}",
                 f"gate {number} today,neutral,2026-01-{number + 10}"]  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")

    found = bench_sentiment.corpora(tmp_path)["airline"]

    assert found["texts"] == 30
    assert {"shipped", "word_list", "vader", "trained", "tfidf_svm_trained"} <= set(found)
    assert found["word_list"]["accuracy"] == 1.0


def test_the_plain_recipe_learns_and_is_asked_the_same_texts_as_ours(tmp_path):
    known = labelled.Labelled(["awful service", "great crew", "gate today"] * 4,
                              ["negative", "positive", "neutral"] * 4, None)  # fmt: skip

    found = bench_sentiment.plain_recipe(known, ["a great crew", "awful service again", "gate"])

    assert found == ["positive", "negative", "neutral"]


def test_the_word_list_turns_denied_words_round():
    found = bench_sentiment.word_list(["quá tệ", "không tệ", "rất tốt", "", "8 giờ"])

    assert found == ["negative", "positive", "positive", "neutral", "neutral"]


def test_the_rate_stands_beside_a_limit_and_a_peer():
    found = bench_sentiment.speed(200)

    assert found["texts_per_second"] > 0
    assert found["texts_per_cpu_second"] > 0
    assert found["limit_held"] == (found["texts_per_cpu_second"] >= found["limit_per_second"])
    assert found["limit_per_second"] == 20_000
    assert "vader_english_per_second" in found or str(found["vader"]).startswith("SKIPPED")
