"""The services on loopback, in the shapes of their public documentation.

Each keeps what it took in `took` and refuses keys and addresses it does not know. `odd` is an answer,
or a function of the question, that it gives to the sending call instead.
"""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

from tests.monitoring.connectors.web import Answer

JSON = {"Content-Type": "application/json; charset=utf-8"}


def reply(document, status=200, **headers):
    named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(json.dumps(document).encode(), status, named)


class Service:
    """One service; `path` is where it takes messages, `address` whom it knows."""

    kind = channel = path = address = ""
    secrets: dict = {}
    text = staticmethod(lambda taken: taken["text"])

    def __init__(self, web) -> None:
        self.web, self.took, self.odd = web, [], None
        web.says(self.path, self.take)
        self.prepare()

    def prepare(self) -> None:
        """Say what other addresses answer."""

    @property
    def options(self) -> dict:
        return {"service": self.web.url}

    def take(self, question):
        if self.odd is not None:
            return self.odd(question) if callable(self.odd) else self.odd
        return self.accept(question)

    def accept(self, question):
        raise NotImplementedError

    def refuses_key(self):
        raise NotImplementedError

    def refuses_address(self):
        raise NotImplementedError

    def breaks_off(self):
        """Takes the message and closes the line without a word."""

        def nothing(question):
            self.accept(question)
            return b""

        self.odd = nothing


class Telegram(Service):
    kind = channel = "telegram"
    secrets = {"bot_token": "123:tok"}
    path, address = "/bot123:tok/sendMessage", "7001"

    def prepare(self):
        self.updates = []
        self.web.says_json(
            "/bot123:tok/getMe", {"ok": True, "result": {"id": 9, "username": "saomai_bot"}}
        )
        self.web.says("/bot123:tok/getUpdates", self.get_updates)

    def get_updates(self, question):
        offset = json.loads(question.body)["offset"]
        return reply({"ok": True, "result": [u for u in self.updates if u["update_id"] >= offset]})

    def starts(self, token, chat=7001, username="minh"):
        self.updates.append(
            {
                "update_id": 100 + len(self.updates),
                "message": {
                    "message_id": 1, "text": f"/start {token}",
                    "chat": {"id": chat, "type": "private", "username": username},
                },
            }
        )  # fmt: skip

    def accept(self, question):
        asked = json.loads(question.body)
        self.took.append(asked)
        return reply({"ok": True, "result": {"message_id": len(self.took), "chat": {"id": 7001}}})

    def refuses_key(self):
        self.odd = reply({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)

    def refuses_address(self):
        said = "Forbidden: bot was blocked by the user"
        self.odd = reply({"ok": False, "error_code": 403, "description": said}, 403)


class Slack(Service):
    kind = channel = "slack"
    secrets = {"bot_token": "xoxb-1"}
    path, address = "/chat.postMessage", "U012AB3CD"

    def prepare(self):
        self.web.says_json("/auth.test", {"ok": True, "user": "crisisdesk", "team": "Sao Mai"})

    def accept(self, question):
        assert question.headers["authorization"] == "Bearer xoxb-1"
        self.took.append(json.loads(question.body))
        return reply({"ok": True, "channel": "D024BE91L", "ts": "1503435956.000247"})

    def refuses_key(self):
        self.odd = reply({"ok": False, "error": "invalid_auth"})

    def refuses_address(self):
        self.odd = reply({"ok": False, "error": "channel_not_found"})


class MicrosoftTeams(Service):
    kind = channel = "msteams"
    path = "/workflows/abc/triggers/manual/paths/invoke"
    options = {}
    text = staticmethod(
        lambda taken: "\n".join(
            [row["text"] for row in taken["attachments"][0]["content"]["body"]]
            + [act["url"] for act in taken["attachments"][0]["content"]["actions"]]
        )
    )

    @property
    def address(self):
        return f"{self.web.url}{self.path}?sig=geheim"

    def accept(self, question):
        self.took.append(json.loads(question.body))
        return Answer(b"", 202, {"x-ms-workflow-run-id": "0858"})

    def refuses_key(self):
        self.odd = reply(
            {"error": {"code": "DirectApiAuthorizationRequired", "message": "no"}}, 401
        )

    def refuses_address(self):
        self.odd = reply({"error": {"code": "WorkflowNotFound", "message": "gone"}}, 404)


class Matrix(Service):
    kind = channel = "matrix"
    secrets = {"access_token": "syt_1"}
    address = "@minh:example.vn"
    text = staticmethod(lambda taken: taken["body"])

    def prepare(self):
        self.events, self.rooms = {}, 0
        self.web.says("/_matrix/client/v3/createRoom", self.create)
        self.web.says_json("/_matrix/client/v3/account/whoami", {"user_id": "@desk:example.vn"})
        outer = self

        class Paths(dict):
            def get(self, path, default=None):
                if "/send/m.room.message/" in path:
                    return outer.take
                return super().get(path, default)

        self.web.answers = Paths(self.web.answers)

    def create(self, question):
        assert json.loads(question.body)["invite"] == [self.address]
        self.rooms += 1
        return reply({"room_id": f"!r{self.rooms}:example.vn"})

    def accept(self, question):
        assert question.headers["authorization"] == "Bearer syt_1"
        number = question.path.rsplit("/", 1)[1]
        if number not in self.events:
            self.took.append(json.loads(question.body))
            self.events[number] = f"$event{len(self.took)}"
        return reply({"event_id": self.events[number]})

    def refuses_key(self):
        self.odd = reply({"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token"}, 401)

    def refuses_address(self):
        self.odd = reply({"errcode": "M_NOT_FOUND", "error": "Unknown room"}, 404)


class Zalo(Service):
    kind = channel = "zalo"
    secrets = {"secret_key": "geheim", "refresh_token": "r1", "access_token": "a1"}
    path, address = "/v3.0/oa/message/cs", "2512523625412515"
    text = staticmethod(lambda taken: taken["message"]["text"])

    @property
    def options(self):
        return {"service": self.web.url, "sign_in": self.web.url, "app_id": "4242424242"}

    def prepare(self):
        self.good, self.renewed = {"a1"}, 0
        self.web.says_json("/v2.0/oa/getoa", {"error": 0, "data": {"name": "Sao Mai"}})
        self.web.says("/v4/oa/access_token", self.renew)

    def renew(self, question):
        asked = {name: found[0] for name, found in parse_qs(question.body.decode()).items()}
        right = {
            "refresh_token": f"r{self.renewed + 1}", "app_id": "4242424242",
            "grant_type": "refresh_token",
        }  # fmt: skip
        if asked != right or question.headers["secret_key"] != "geheim":
            return reply({"error_name": "Invalid refresh token", "error": -14014})
        self.renewed += 1
        token = f"a{self.renewed + 1}"
        self.good = {token}
        return reply(
            {
                "access_token": token, "refresh_token": f"r{self.renewed + 1}",
                "expires_in": "90000",
            }
        )  # fmt: skip

    def accept(self, question):
        if question.headers["access_token"] not in self.good:
            return reply({"error": -216, "message": "Access token is invalid"})
        asked = json.loads(question.body)
        self.took.append(asked)
        return reply(
            {
                "error": 0, "message": "Success",
                "data": {"message_id": "z1", "user_id": asked["recipient"]["user_id"]},
            }
        )  # fmt: skip

    def refuses_key(self):
        self.odd = reply({"error": -216, "message": "Access token is invalid"})

    def refuses_address(self):
        self.odd = reply({"error": -213, "message": "User has not followed OA"})


class Gateway(Service):
    kind, channel = "sms_gateway", "sms"
    secrets = {"header_value": "Bearer g1", "secret": "geheim-geheim-geheim"}
    path, address = "/send", "+84912345678"

    @property
    def options(self):
        return {
            "url": self.web.url + self.path, "method": "POST", "body": "json",
            "template": '{"Phone": "{{to}}", "text": "{{text}}", "RequestId": "{{id}}"}',
            "header": "Authorization", "success": "CodeResult=100", "id_path": "SMSID",
        }  # fmt: skip

    def accept(self, question):
        assert question.headers["authorization"] == "Bearer g1"
        self.took.append(json.loads(question.body))
        return reply({"CodeResult": "100", "SMSID": "e77"})

    def refuses_key(self):
        self.odd = reply({"CodeResult": "101", "message": "Authorize Failed"}, 401)

    def refuses_address(self):
        self.odd = reply({"CodeResult": "99", "message": "Phone not valid"})


class Twilio(Service):
    kind, channel = "twilio_sms", "sms"
    sid = "AC" + "0" * 32
    secrets = {"auth_token": "t1"}
    path, address = f"/2010-04-01/Accounts/{sid}/Messages.json", "+84912345678"
    text = staticmethod(lambda taken: taken["Body"])

    @property
    def options(self):
        return {"service": self.web.url, "account_sid": self.sid, "sender": "SaoMai"}

    def prepare(self):
        self.web.says_json(
            f"/2010-04-01/Accounts/{self.sid}.json",
            {"friendly_name": "Sao Mai", "status": "active"},
        )

    def accept(self, question):
        key = base64.b64encode(f"{self.sid}:t1".encode()).decode()
        assert question.headers["authorization"] == f"Basic {key}"
        self.took.append({n: found[0] for n, found in parse_qs(question.body.decode()).items()})
        return reply({"sid": "SM1", "status": "queued", "error_code": None}, 201)

    def refuses_key(self):
        self.odd = reply({"code": 20003, "message": "Authenticate", "status": 401}, 401)

    def refuses_address(self):
        said = "The 'To' number is not a valid phone number."
        self.odd = reply({"code": 21211, "message": said, "status": 400}, 400)


class TwilioVoice(Twilio):
    kind, channel = "twilio_voice", "voice"
    path = f"/2010-04-01/Accounts/{Twilio.sid}/Calls.json"
    text = staticmethod(lambda taken: taken["Twiml"])


SERVICES = {
    one.kind: one
    for one in (Telegram, Slack, MicrosoftTeams, Matrix, Zalo, Gateway, Twilio, TwilioVoice)
}
