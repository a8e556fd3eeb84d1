"""Training from any labelled file, and the two commands around the model."""

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from monitoring.management.commands.classify import as_they_come, judged
from monitoring.understanding import classify_many, fitting, labelled, shipped
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment import encoded, train
from monitoring.understanding.sentiment import model as sentiment

GOOD, BAD, PLAIN = "rất tốt và đẹp", "quá tệ và chán", "mấy giờ mở cửa"


@pytest.fixture
def reviews(tmp_path):
    path = tmp_path / "reviews.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["said", "mood", "day"])
        for day in range(20):
            writer.writerow([f"{GOOD}, lần {day}", "positive", f"2026-01-{day + 1:02}"])
            writer.writerow([f"{BAD}, lần {day}", "negative", f"2026-01-{day + 1:02}"])
            writer.writerow([f"{PLAIN}, lần {day}", "neutral", f"2026-01-{day + 1:02}"])
    return path


def train_command(*arguments):
    out = io.StringIO()
    call_command("train_sentiment", *arguments, stdout=out)
    return out.getvalue()


def test_a_separable_file_is_learnt_and_its_model_serves(reviews, tmp_path):
    path = tmp_path / "own.npz"

    report = json.loads(
        train_command(
            str(reviews), "--text", "said", "--label", "mood", "--out", str(path), "--json"
        )
    )

    assert (report["macro_f1"], report["accuracy"], report["texts"]) == (1.0, 1.0, 12)
    found = classify_many([GOOD, BAD, PLAIN], path)
    assert [one.label for one in found] == ["positive", "negative", "neutral"]


def test_training_twice_writes_the_same_bytes(reviews, tmp_path):
    for name in ("a.npz", "b.npz"):
        train_command(
            str(reviews), "--text", "said", "--label", "mood", "--out", str(tmp_path / name)
        )

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_time_column_holds_out_the_last_fifth(reviews):
    _, labels, times = labelled.read(reviews, "said", "mood", "day")

    learn, rest = train.split(labels, times)

    assert len(rest) == 12
    assert max(times[row] for row in learn) <= min(times[row] for row in rest)


def test_a_drawn_fifth_keeps_the_shares_of_the_labels():
    labels = ["negative"] * 50 + ["neutral"] * 30 + ["positive"] * 20

    _, rest = train.split(labels, None)

    assert sorted(labels[row] for row in rest) == (
        ["negative"] * 10 + ["neutral"] * 6 + ["positive"] * 4
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["0", "1", "2"], ["negative", "neutral", "positive"]),
        (["-1", "0", "1"], ["negative", "neutral", "positive"]),
        (["1", "2", "3", "4", "5"], ["negative", "negative", "neutral", "positive", "positive"]),
        (["NEG", "Neutral", " tích cực "], ["negative", "neutral", "positive"]),
    ],
)
def test_usual_ways_of_naming_a_mood_are_understood(given, meant):
    assert labelled.moods(given) == meant


def test_an_unknown_label_is_refused_with_its_row():
    with pytest.raises(labelled.LabelError, match=r"2.*furious"):
        labelled.moods(["negative", "furious"])


def test_a_missing_column_is_refused_with_the_columns_there_are(reviews):
    with pytest.raises(CommandError, match=r"text.*said, mood, day"):
        train_command(str(reviews), "--label", "mood")


def test_a_file_in_another_encoding_is_refused_with_the_place(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("text,label\nqu\xe1 t,negative\n".encode("latin-1"))

    with pytest.raises(labelled.LabelError, match="13"):
        labelled.read(path, "text", "label")


def test_a_tab_separated_file_may_hold_loose_quotes(tmp_path):
    path = tmp_path / "loose.tsv"
    path.write_text('text\tlabel\nhe said "hi\t1\nbye\t0\n', encoding="utf-8")

    assert labelled.read(path, "text", "label").texts == ['he said "hi', "bye"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("trained", "path"),
    [
        (shipped.train_sentiment, sentiment.MODEL),
        (shipped.train_vietnamese, sentiment.VIETNAMESE),
    ],
    ids=["all", "vi"],
)
def test_retraining_on_the_corpus_gives_the_shipped_model_back(trained, path):
    again, kept = trained(), Linear.load(path)

    assert np.array_equal(again.buckets, kept.buckets)
    assert np.abs(again.pulls.astype(int) - kept.pulls).max() <= 1  # rounding on other machines
    assert np.allclose(again.lists, kept.lists, atol=0.01)


def test_strange_words_soften_what_the_known_ones_say(tmp_path):
    texts, labels = [GOOD, BAD, PLAIN] * 20, ["positive", "negative", "neutral"] * 20
    recipe = fitting.Recipe(sign_weight=0.1, strange=1.0)
    model = fitting.fit(train.examples(texts), train.numbers(labels), recipe)
    model.save(tmp_path / "own.npz")

    plain, strange = classify_many([BAD, f"{BAD} xyzzy plugh frobnicate"], tmp_path / "own.npz")

    assert strange.label == plain.label == "negative"
    assert strange.negative < plain.negative
    assert Linear.load(tmp_path / "own.npz").table()[0] == 0


def test_lines_are_answered_in_order_with_the_contract_s_keys():
    sent = io.BytesIO("quá tệ\n\nso good\r\n".encode())

    found = [line for lines in as_they_come(sent) for line in judged(lines)]

    assert [one["label"] for one in found] == ["negative", "neutral", "positive"]
    assert [one["language"] for one in found] == ["vi", "und", "en"]
    assert set(found[0]) >= {"label", "negative", "language"}


def test_classify_answers_line_by_line_without_a_database_and_survives_broken_bytes():
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "PATH": "/usr/bin"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "classify"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=nowhere,
    ) as running:
        running.stdin.write("Dịch vụ quá tệ\n".encode())
        running.stdin.flush()
        # Answered before the next line is sent.
        found = [json.loads(running.stdout.readline())]
        rest, _errors = running.communicate(b"\xff\xfe broken\ngreat service, thank you")

    found += [json.loads(line) for line in rest.splitlines()]
    assert running.returncode == 0
    assert [one["label"] for one in found][::2] == ["negative", "positive"]
    assert len(found) == 3


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "wrong.npz").write_text("not a model")

    with pytest.raises(CommandError, match="wrong"):
        call_command("classify", "--model", str(tmp_path / "wrong.npz"))


@pytest.fixture
def encoder(monkeypatch):
    """An encoder that sees one thing only: whether the text has a seven in it."""

    class Sevens:
        def encode(self, texts, *, is_query):
            return np.array([[1.0, 0.0] if "7" in text else [0.0, 1.0] for text in texts])

    monkeypatch.setattr(encoded, "_encoder", Sevens)


def test_sentence_vectors_help_where_words_do_not(encoder, tmp_path):
    texts = [f"hàng số {n} và {n}7" if n % 2 else f"hàng số {n} và {n}8" for n in range(10, 90)]
    labels = ["negative" if "7" in text else "neutral" for text in texts]
    path = tmp_path / "encoded.npz"

    train.train(texts, labels, dense=encoded.vectors(texts)).save(path)

    found = classify_many(["lô 907", "lô 908"], path)
    assert [one.label for one in found] == ["negative", "neutral"]
    assert Linear.load(path).dense.shape == (2, 2)


def test_the_encoder_is_optional_and_its_absence_is_said(reviews, monkeypatch):
    monkeypatch.setattr(encoded, "is_there", lambda: False)
    encoded._encoder.cache_clear()

    with pytest.raises(CommandError, match="requirements-encoder"):
        train_command(str(reviews), "--text", "said", "--label", "mood", "--encoder")
    assert json.loads(
        train_command(str(reviews), "--text", "said", "--label", "mood", "--json")
    )["accuracy"] == 1.0  # fmt: skip
