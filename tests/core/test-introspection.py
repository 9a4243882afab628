#!/usr/bin/python3
# test-introspection.py — libmbm as another language sees it
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server and a client in Python: what is annotated wrongly shows when it is called, not when it is compiled."""

import json
import sys

import gi

gi.require_version("Mbm", "1")
from gi.repository import GLib, Mbm  # noqa: E402

DEADLINE = 30


class Session:
    """Every step calls the next; an exception in one ends the program."""

    def __init__(self):
        self.loop = GLib.MainLoop()
        self.server = Mbm.Server(id="python", version="1.2.3", capabilities=["greeting"])
        self.client = Mbm.Client.new("python-client")
        self.kinds = []
        self.failure = None

    def run(self):
        self.server.set_tap(lambda record, *_: self.kinds.append(record.kind))
        self.server.add_request_handler("greet", self.step(self.on_greet))
        self.server.start_async("memory://python", None, self.step(self.on_started))
        timer = GLib.timeout_add_seconds(DEADLINE, self.on_deadline)
        self.loop.run()
        GLib.source_remove(timer)
        if self.failure is not None:
            raise self.failure

    def on_deadline(self):
        self.failure = TimeoutError("the session did not come to its end")
        self.loop.quit()
        return GLib.SOURCE_CONTINUE

    def step(self, function):
        def guarded(*args):
            try:
                function(*args)
            except Exception as exception:  # Whatever it is: PyGObject would print it and go on.
                self.failure = exception
                self.loop.quit()

        return guarded

    def on_greet(self, server, request, *_):
        name = json.loads(request.get_message().dup_payload().get_data())["name"]
        assert request.get_client_id() == "python-client"
        assert request.get_context().get_source() == "python-client"
        request.respond(GLib.Bytes.new(json.dumps({"greeting": "Hello " + name}).encode()))

    def on_started(self, server, result):
        server.start_finish(result)
        assert server.get_state() == Mbm.ServerState.RUNNING
        assert server.get_uri() == "memory://python"
        self.client.connect_async(server.get_uri(), None, self.step(self.on_connected))

    def on_connected(self, client, result):
        client.connect_finish(result)
        assert client.get_status() == Mbm.ClientStatus.CONNECTED
        assert [one.get_id() for one in self.server.list_clients()] == ["python-client"]
        client.add_event_handler("news", self.step(self.on_news))
        payload = GLib.Bytes.new(b'{"name":"World"}')
        client.request_async("greet", payload, None, 0, None, self.step(self.on_answer))

    def on_answer(self, client, result):
        answer = client.request_finish(result)
        assert answer.is_success()
        assert json.loads(answer.dup_payload().get_data()) == {"greeting": "Hello World"}
        assert answer.get_payload().get_object().get_string_member("greeting") == "Hello World"
        client.request_async("unknown", None, None, 0, None, self.step(self.on_unknown))

    def on_unknown(self, client, result):
        answer = client.request_finish(result)
        try:
            answer.check_success()
        except GLib.Error as error:
            assert error.matches(GLib.quark_from_string("mbm-error-quark"), Mbm.Error.REMOTE), error
        else:
            raise AssertionError("an unknown request succeeded")
        assert answer.get_error_code() == "UNKNOWN_REQUEST_TYPE"
        sent, receivers = self.server.broadcast("news", GLib.Bytes.new(b"[1]"))
        assert sent and receivers == 1

    def on_news(self, client, event, *_):
        assert event.get_name() == "news"
        client.disconnect_async(None, self.step(self.on_disconnected))

    def on_disconnected(self, client, result):
        client.disconnect_finish(result)
        self.server.stop_async("Done", None, self.step(self.on_stopped))

    def on_stopped(self, server, result):
        server.stop_finish(result)
        kinds = self.kinds
        assert kinds[0] == Mbm.TapKind.LISTENING and kinds[-1] == Mbm.TapKind.STOPPED, kinds
        assert Mbm.TapKind.REGISTERED in kinds and Mbm.TapKind.UNREGISTERED in kinds, kinds
        self.loop.quit()


Session().run()
sys.exit(0)
