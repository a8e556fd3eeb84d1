"""Matrix against a real home server: Synapse, in an environment of its own.

The environment is made once in the folder for temporary files (`crisisdesk-synapse`); without a
package index these tests are skipped, and say so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import requests

from outbox.failures import Permanent
from outbox.ports import Reach
from outbox.reaching import sending
from tests.outbox.conftest import free_port
from tests.outbox.reaching.conftest import WORD

pytestmark = pytest.mark.long

PLACE = Path(tempfile.gettempdir()) / "crisisdesk-synapse"
PYTHON = PLACE / "bin" / "python"
CONFIG = """
server_name: desk.test
public_baseurl: {url}/
pid_file: {folder}/pid
signing_key_path: {folder}/signing.key
media_store_path: {folder}/media
listeners: [{{port: {port}, type: http, bind_addresses: [127.0.0.1], resources: [{{names: [client]}}]}}]
database: {{name: sqlite3, args: {{database: {folder}/home.db}}}}
enable_registration: true
enable_registration_without_verification: true
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
"""


def installed() -> bool:
    probe = [str(PYTHON), "-c", "import synapse"]
    return PYTHON.exists() and subprocess.run(probe, check=False).returncode == 0


def install() -> None:
    steps = (
        [sys.executable, "-m", "venv", str(PLACE)],
        [str(PYTHON), "-m", "pip", "install", "-q", "matrix-synapse"],
    )
    for step in steps:
        done = subprocess.run(step, check=False, capture_output=True, text=True, timeout=600)
        if done.returncode:
            pytest.skip(f"NO SYNAPSE: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="module")
def home_server(tmp_path_factory):
    if not installed():
        install()
    folder, port = tmp_path_factory.mktemp("synapse"), free_port()
    url = f"http://127.0.0.1:{port}"
    config = folder / "homeserver.yaml"
    config.write_text(CONFIG.format(folder=folder, port=port, url=url))
    begin = [str(PYTHON), "-m", "synapse.app.homeserver", "--config-path", str(config)]
    subprocess.run([*begin, "--generate-keys"], check=True, capture_output=True)
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(begin, stdout=log, stderr=log, cwd=folder)
    try:
        wait_for(url)
        yield url
    finally:
        running.terminate()
        running.wait(30)


def wait_for(url):
    for _ in range(120):
        try:
            if requests.get(f"{url}/_matrix/client/versions", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    pytest.fail("Synapse did not start.")


class Person:
    """Somebody with an account there, who reads with their own client."""

    def __init__(self, url, name):
        self.url = url + "/_matrix/client/v3"
        asked = {"username": name, "password": "geheim-geheim", "auth": {"type": "m.login.dummy"}}
        made = requests.post(f"{self.url}/register", json=asked, timeout=20).json()
        self.name, self.token = made["user_id"], made["access_token"]

    def ask(self, method, path, **more):
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(method, f"{self.url}/{path}", headers=headers, timeout=20, **more)
        answer.raise_for_status()
        return answer.json()

    def join_invitations(self):
        rooms = self.ask("GET", "sync", params={"timeout": 0})["rooms"]
        for room in rooms.get("invite", {}):
            self.ask("POST", f"join/{room}", json={})
        return list(rooms.get("invite", {}))

    def read(self, room):
        found = self.ask("GET", f"rooms/{room}/messages", params={"dir": "b", "limit": 20})
        texts = [row["content"] for row in found["chunk"] if row["type"] == "m.room.message"]
        return [content["body"] for content in texts]


@pytest.fixture(scope="module")
def desk(home_server):
    return Person(home_server, "desk")


@pytest.fixture(scope="module")
def minh(home_server):
    return Person(home_server, "minh")


@pytest.fixture
def tell(home_server, desk):
    def once(address, word=WORD, memory=None, token=None):
        secrets = {"access_token": token or desk.token}
        way = Reach("method:1", "matrix", address, {"service": home_server}, secrets, memory or {})
        return sending.hand_over(way, word)

    return once


def test_vietnamese_words_arrive_once_and_in_one_room(tell, minh, desk):
    first = tell(minh.name)
    (room,) = minh.join_invitations()
    tell(minh.name, memory=first["memory"])
    tell(minh.name, WORD.__class__(key="other", title="Đã có kết luận"), memory=first["memory"])

    assert room == first["memory"]["room"]
    texts = minh.read(room)
    assert [text.splitlines()[0] for text in texts] == ["Đã có kết luận", WORD.title]
    assert WORD.answer in texts[1]


def test_the_sign_in_says_who_we_are(home_server, desk):
    options, secrets = {"service": home_server}, {"access_token": desk.token}

    assert sending.check("matrix", options, secrets) == "@desk:desk.test"


def test_a_wrong_key_and_a_lost_room_are_told_apart(tell, minh):
    with pytest.raises(Permanent) as failure:
        tell(minh.name, token="falsch")
    assert failure.value.facts["code"] == "login"

    made = tell(minh.name, WORD.__class__(key="new", title="Mới"), memory={"room": "!x:desk.test"})
    assert made["memory"]["room"] != "!x:desk.test"
