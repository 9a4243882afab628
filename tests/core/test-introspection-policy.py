#!/usr/bin/python3
# test-introspection-policy.py — middleware, providers of logins and contracts in another language
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server's policy in Python: classes that derive from the library's, and functions where a class is too much."""

import importlib.util
import json
import pathlib
import sys
import unittest

spec = importlib.util.spec_from_file_location(
    "introspection", pathlib.Path(__file__).with_name("test-introspection.py"))
introspection = importlib.util.module_from_spec(spec)
spec.loader.exec_module(introspection)

from gi.repository import GLib, GObject, Mbm  # noqa: E402

Call, Until, pack, unpack = introspection.Call, introspection.Until, introspection.pack, introspection.unpack

CONTRACT = {
    "name": "orders", "version": "1",
    "roles": {"admin": {"permissions": ["orders:*"]}},
    "requests": {
        "later": {"request": {"type": "object", "required": ["id"]}, "response": {}},
        "fail": {"request": {}, "response": {}, "access": {"allowedRoles": ["admin"]}},
    },
    "events": {"orderCreated": {"schema": {}, "access": {"allowedRoles": ["admin"]}}},
    "errors": {"ORDER_NOT_FOUND": {"code": "ORDER_NOT_FOUND", "message": "There is no such order"}},
}


class Stamp(Mbm.Middleware):
    """Adds a member to payloads and answers, keeps one request back, and refuses one kind of event."""

    def __init__(self, loop):
        super().__init__()
        self.loop = loop
        self.kept = []
        self.codes = []

    def do_request(self, request):
        if request.get_name() == "later" and not self.kept:
            self.kept.append(request)
            return
        if request.get_name() == "node":
            assert request.set_payload(pack({"inner": {"stamped": True}}))
            assert request.get_received_time() > 0
        assert request.proceed(self)

    def do_answer(self, request, answer):
        self.codes.append(answer.get_code())
        if answer.is_success() and request.get_name() == "node":
            assert answer.set_data(pack({**unpack(answer.get_data()), "answered": True}))

    def do_event(self, event):
        if event.get_name() == "bad":
            event.refuse("BAD", "Not this one", pack({"from": event.get_client().get_id()}))
        else:
            event.set_payload(pack({"stamped": event.get_name()}))
            event.proceed(self)


class Keys(GObject.Object, Mbm.AuthProvider):
    """Lets in who has a key, and knows tokens of its own."""

    def __init__(self):
        super().__init__()
        self.waiting = []
        self.ended = []

    def do_authenticate(self, attempt):
        if not attempt.require("apiKey"):
            return
        key = attempt.dup_credential("apiKey")
        if key == "later":
            self.waiting.append(attempt)
        elif key == "open":
            attempt.succeed(Mbm.User.new("u-1", "ann", ["admin"]), "token-of-ann", 0)
        else:
            attempt.fail("wrong_key", "This key fits nothing")

    def do_validate_token(self, token):
        if token.startswith("token-of-"):
            return Mbm.User.new(token[9:], token[9:], None), 0
        return None, 0

    def do_logout(self, user, token):
        self.ended.append((user.get_id(), token))


class PolicyTest(introspection.IntrospectionTest):
    async def ask(self, client, name, payload=None):
        _, result = await Call(client.request_async, name, payload, None, 0, None)
        return client.request_finish(result)

    def test_middleware(self):
        async def session(loop, service):
            stamp = Stamp(loop)
            service.server.add_middleware(stamp, None)
            client = await self.connect(service, "client")
            answer = await self.ask(client, "node", pack({"inner": {}}))
            self.assertEqual(unpack(answer.dup_payload()), {"stamped": True, "answered": True})

            errors = []
            client.add_event_handler("$error", loop.guard(lambda client, event, *_: errors.append(unpack(event.dup_payload()))))
            client.emit("moved", pack(1), None)
            client.emit("bad", pack(1), None)
            await Until(lambda: service.moved and errors)
            self.assertEqual(service.moved, [("client", {"stamped": "moved"})])
            self.assertEqual((errors[0]["code"], errors[0]["details"]), ("BAD", {"from": "client"}))

            answers = []
            client.request_async("later", None, None, 0, None,
                                 lambda client, result, *_: answers.append(client.request_finish(result)))
            await Until(lambda: stamp.kept)
            self.assertFalse(service.later)
            self.assertTrue(stamp.kept[0].proceed(stamp))
            self.assertFalse(stamp.kept[0].proceed(stamp))
            await Until(lambda: service.later)
            service.later.pop().respond_error("GONE", "It is gone", None)
            await Until(lambda: answers)
            self.assertEqual(answers[0].get_error_code(), "GONE")
            self.assertEqual(stamp.codes, [None, "GONE"])
            stamp.kept.clear()

            self.assertTrue(service.server.remove_middleware(stamp))
            answer = await self.ask(client, "node", pack({"inner": 7}))
            self.assertEqual(unpack(answer.dup_payload()), 7)
            await self.disconnect(client)

        self.run_on_all(session)

    def test_functions(self):
        async def session(loop, service):
            story = []
            entries = []

            def on_request(middleware, request, *_):
                story.append(request.get_name())
                request.proceed(middleware)

            functions = Mbm.FunctionMiddleware.new()
            functions.set_request_func(loop.guard(on_request))
            functions.set_answer_func(loop.guard(lambda middleware, request, answer, *_: story.append(answer.get_code())))
            limit = Mbm.RateLimit.new(0.001, 2, Mbm.RateKey.CLIENT)
            service.server.add_middleware(
                Mbm.RequestLog.new(loop.guard(lambda log, entry, *_: entries.append(entry.unpack()))), None)
            service.server.add_middleware(functions, ["fail"])
            service.server.add_middleware(limit, None)
            service.server.add_middleware(Mbm.TimeLimit.new(20000), None)
            service.server.add_middleware(Mbm.LoginCheck.new(["fail"]), None)

            client = await self.connect(service, "client")
            answer = await self.ask(client, "fail")
            self.assertEqual(answer.get_error_code(), "ORDER_NOT_FOUND")
            self.assertEqual(story, ["fail", "ORDER_NOT_FOUND"])
            answer = await self.ask(client, "whoAmI")
            self.assertEqual(answer.get_error_code(), "UNAUTHORIZED")
            answer = await self.ask(client, "whoAmI")
            self.assertEqual(answer.get_error_code(), "TOO_MANY_REQUESTS")
            self.assertEqual([(entry["name"], entry["client"], entry["status"]) for entry in entries],
                             [("fail", "client", "ORDER_NOT_FOUND"), ("whoAmI", "client", "UNAUTHORIZED"),
                              ("whoAmI", "client", "TOO_MANY_REQUESTS")])
            await self.disconnect(client)

        self.run_on_all(session)

    def test_auth_provider(self):
        async def session(loop, service):
            keys = Keys()
            service.server.props.auth_provider = keys
            self.assertIsNone(service.server.props.users)
            client = await self.connect(service, "client")

            answer = await self.ask(client, "$login", pack({"apiKey": "open"}))
            result = unpack(answer.dup_payload())
            self.assertEqual((result["success"], result["token"], result["user"]["roles"]),
                             (True, "token-of-ann", ["admin"]))
            answer = await self.ask(client, "$login", pack({"apiKey": "shut"}))
            self.assertEqual(unpack(answer.dup_payload())["error"]["code"], "wrong_key")
            answer = await self.ask(client, "$login", pack({"key": "open"}))
            self.assertEqual(answer.get_error_code(), "INVALID_PAYLOAD")

            answers = []
            client.request_async("$login", pack({"apiKey": "later"}), None, 0, None,
                                 lambda client, result, *_: answers.append(client.request_finish(result)))
            await Until(lambda: keys.waiting)
            keys.waiting.pop().succeed(Mbm.User.new("u-2", "bert", []), None, 0)
            await Until(lambda: answers)
            answer = await self.ask(client, "whoAmI")
            self.assertEqual(unpack(answer.dup_payload())["user"], "bert")

            answer = await self.ask(client, "$login", pack({"token": "token-of-eve"}))
            self.assertEqual(unpack(answer.dup_payload())["user"]["id"], "eve")
            answer = await self.ask(client, "$login", pack({"token": "stolen"}))
            self.assertEqual(answer.get_error_code(), "INVALID_PAYLOAD")
            await self.ask(client, "$logout")
            self.assertEqual(keys.ended, [("eve", "token-of-eve")])
            await self.disconnect(client)

        self.run_on_all(session)

    def test_contract(self):
        async def session(loop, service):
            service.server.props.contract = Mbm.Contract.new(pack(CONTRACT))
            client = await self.connect(service, "client")
            answer = await self.ask(client, "later", pack({}))
            self.assertEqual(answer.get_error_code(), "INVALID_PAYLOAD")
            answer = await self.ask(client, "fail")
            self.assertEqual(answer.get_error_code(), "UNAUTHORIZED")
            sent, receivers = service.server.broadcast("orderCreated", pack({}))
            self.assertEqual((sent, receivers), (True, 0))

            service.server.add_request_handler("lost", lambda server, request, *_: request.fail_code("ORDER_NOT_FOUND", None))
            answer = await self.ask(client, "lost")
            self.assertEqual(answer.get_error_message(), "There is no such order")
            await self.disconnect(client)

        self.run_on_all(session)

    def test_access_control(self):
        access = Mbm.AccessControl.new("orders")
        access.add_resource("orders", ["read", "cancel"])
        self.assertTrue(access.set_role("clerk", ["orders:read"], None))
        self.assertTrue(access.set_role("admin", ["orders:*"], ["clerk"]))
        with self.assertRaises(GLib.Error):
            access.set_role("clerk", [], ["admin"])
        actor = Mbm.Actor.new_from_json(pack({"id": "a", "roles": ["admin"], "metadata": {"n": 1}}))
        self.assertEqual(access.dup_roles(actor), ["admin", "clerk"])
        self.assertEqual(access.dup_permissions(actor), ["orders:*", "orders:read"])
        self.assertTrue(access.has_permission(actor, "orders:cancel"))
        self.assertEqual(unpack(actor.to_json())["metadata"], {"n": 1})
        access.set_request_rule("cancel", ["admin"], None)
        self.assertTrue(access.check_request(Mbm.User.new("a", "a", ["admin"]), "cancel"))
        with self.assertRaises(GLib.Error) as caught:
            access.check_request(None, "cancel")
        self.assertTrue(introspection.is_error(caught.exception, Mbm.Error.ACCESS_DENIED))


if __name__ == "__main__":
    assert json
    names = [name for name in dir(PolicyTest) if name.startswith("test_") and name in vars(PolicyTest)]
    suite = unittest.TestSuite(PolicyTest(name) for name in names)
    sys.exit(not unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful())
