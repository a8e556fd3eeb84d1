"""The copy in an object store, on a real server that speaks S3."""

from __future__ import annotations

import json

import boto3
import pytest
from django.core.management import CommandError, call_command
from moto.server import ThreadedMotoServer

from newsroom import bucket, pages
from newsroom.models import Copy
from newsroom.services import copying
from teams.models import Brand
from tests import worlds
from tests.newsroom import said

shared = said.shared
brand, minh, manager, lead, case, waived, published = map(worlds.again, said.NAMES)
PLACE = "s3://tin-tuc/bao-chi"


@pytest.fixture(scope="module")
def server():
    found = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    found.start()
    host, port = found.get_host_and_port()
    yield f"http://{host}:{port}"
    found.stop()


@pytest.fixture
def store(server, settings, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings.DATA_DIR = tmp_path
    settings.NEWSROOM_COPY_ENDPOINT = server
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket="tin-tuc")
    yield client
    for key in keys(client):
        client.delete_object(Bucket="tin-tuc", Key=key)
    client.delete_bucket(Bucket="tin-tuc")


def keys(client) -> list[str]:
    return [row["Key"] for row in client.list_objects_v2(Bucket="tin-tuc").get("Contents", [])]


def object_of(client, path) -> dict:
    return client.get_object(Bucket="tin-tuc", Key=f"bao-chi/{path}")


def test_pages_feeds_and_style_go_up_with_their_kinds(store, published):
    done = copying.write(PLACE)

    assert done.pages == 11
    page = object_of(store, f"vi/sao-mai/{published.slug}/index.html")
    assert "Chúng tôi đang kiểm tra lô hàng" in page["Body"].read().decode()
    assert (page["ContentType"], page["CacheControl"]) == (
        "text/html; charset=utf-8", "public, max-age=30",
    )  # fmt: skip
    assert object_of(store, "static/css/desk.css")["ContentType"] == "text/css; charset=utf-8"
    assert object_of(store, "en/sao-mai/feed.atom")["ContentType"].startswith("application/atom")


def test_the_same_again_sends_nothing_and_a_change_sends_what_it_touches(store, published):
    copying.write(PLACE)
    assert copying.write(PLACE).changed == 0
    Brand.objects.create(slug="hai-dang", name="Hải Đăng")
    assert copying.write(PLACE).changed == 0

    Brand.objects.filter(slug="sao-mai").update(hotline="1900 9999")

    assert copying.write(PLACE).changed >= 8
    assert "1900 9999" in object_of(store, "vi/sao-mai/index.html")["Body"].read().decode()


def test_lists_go_up_after_what_they_name_and_nothing_is_deleted(store, published, monkeypatch):
    order = []
    real = bucket._store()
    put = real.put_object

    def watched(**words):
        order.append(words["Key"].removeprefix("bao-chi/"))
        return put(**words)

    monkeypatch.setattr(real, "put_object", watched)
    monkeypatch.setattr(bucket, "_store", lambda: real)
    copying.write(PLACE)
    before = set(keys(store))

    styles = [name.startswith("static/") for name in order]
    assert styles == sorted(styles, reverse=True)
    assert order.index(f"vi/sao-mai/{published.slug}/index.html") < order.index(
        "vi/sao-mai/index.html"
    )
    assert order[-1] == "state.json"
    Brand.objects.update(slug="ten-moi")
    copying.write(PLACE)
    assert before <= set(keys(store))


def test_a_page_that_cannot_be_rendered_leaves_the_store_as_it_was(store, published, monkeypatch):
    copying.write(PLACE)
    before = {key: store.head_object(Bucket="tin-tuc", Key=key)["ETag"] for key in keys(store)}
    Brand.objects.update(hotline="1900 9999")
    render, seen = pages.render, []

    def fails(page):
        seen.append(page)
        if len(seen) == 3:
            raise ValueError("hỏng")
        return render(page)

    monkeypatch.setattr(pages, "render", fails)
    with pytest.raises(ValueError, match="hỏng"):
        copying.write(PLACE)

    after = {key: store.head_object(Bucket="tin-tuc", Key=key)["ETag"] for key in keys(store)}
    assert after == before


def test_the_sweep_follows_and_tells_of_a_failure(store, published, settings):
    settings.NEWSROOM_COPY_DIR = PLACE
    assert copying.sweep() > 0
    assert copying.sweep() == 0
    settings.NEWSROOM_COPY_DIR = "s3://no-such-bucket"

    assert copying.sweep() == 0

    assert "NoSuchBucket" in Copy.objects.get(folder="s3://no-such-bucket").error


def test_the_command_knows_buckets_too(store, published, capsys):
    call_command("export_newsroom", PLACE, "--json")

    assert json.loads(capsys.readouterr().out)["folder"] == PLACE
    with pytest.raises(CommandError, match="NoSuchBucket"):
        call_command("export_newsroom", "s3://no-such-bucket")


def test_without_the_optional_client_the_command_says_what_to_install(db, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)

    with pytest.raises(CommandError, match="requirements-s3"):
        call_command("export_newsroom", PLACE)
