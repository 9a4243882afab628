#!/usr/bin/python3
# test-introspection.py — libmbm as another language sees it
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An order service and its clients in Python: what is annotated wrongly shows when it is called, not when it is
compiled."""

import ctypes
import json
import os
import sys
import unittest

import gi

gi.require_version("Mbm", "1")
from gi.repository import GLib, GObject, Json, Mbm  # noqa: E402

DEADLINE = 30
URIS = ("memory://python", "ws://127.0.0.1:0")

# A warning of ours is one too many.
GLib.log_set_always_fatal(GLib.LogLevelFlags.LEVEL_CRITICAL | GLib.LogLevelFlags.LEVEL_WARNING)


class Call:
    """An asynchronous call: `source, result = await Call(function, arguments…)`."""

    def __init__(self, function, *args):
        self.function = function
        self.args = args

    def __await__(self):
        return (yield self)


class Until:
    """`await Until(condition)`: tries it again and again."""

    def __init__(self, condition):
        self.condition = condition

    def __await__(self):
        yield self


class Loop:
    """Runs one coroutine on the main loop; whatever it or a callback raises ends the test."""

    def __init__(self):
        self.loop = GLib.MainLoop()
        self.failure = None

    def run(self, coroutine):
        timer = GLib.timeout_add_seconds(DEADLINE, self.fail, TimeoutError("it did not come to its end"))
        self.go_on(coroutine, None)
        self.loop.run()
        GLib.source_remove(timer)
        coroutine.close()
        if self.failure is not None:
            raise self.failure

    def fail(self, failure):
        self.failure = failure
        self.loop.quit()
        return GLib.SOURCE_CONTINUE

    def guard(self, function):
        def guarded(*args):
            try:
                return function(*args)
            except BaseException as exception:  # Whatever it is: PyGObject would print it and go on.
                self.fail(exception)

        return guarded

    def go_on(self, coroutine, value):
        try:
            step = coroutine.send(value)
        except StopIteration:
            self.loop.quit()
        except BaseException as exception:
            self.fail(exception)
        else:
            if isinstance(step, Call):
                step.function(*step.args, lambda source, result, *_: self.go_on(coroutine, (source, result)))
            else:
                GLib.timeout_add(1, self.look, coroutine, step)

    def look(self, coroutine, step):
        if not step.condition():
            return GLib.SOURCE_CONTINUE
        self.go_on(coroutine, None)
        return GLib.SOURCE_REMOVE


def pack(value):
    return GLib.Bytes.new(json.dumps(value).encode())


def unpack(data):
    return json.loads(data.get_data())


def payload_of(thing):
    return unpack(thing.get_message().dup_payload())


def is_error(error, code):
    return error.matches(GLib.quark_from_string("mbm-error-quark"), code)


SCHEMA = {
    "type": "object",
    "properties": {
        "customerId": {"type": "string", "minLength": 1},
        "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/item"}},
    },
    "required": ["customerId", "items"],
    "$defs": {"item": {"type": "object", "properties": {"price": {"type": "number", "minimum": 0}}, "required": ["price"]}},
}


class Service:
    """What a program in Python would host."""

    def __init__(self, loop):
        self.loop = loop
        self.schema = Mbm.Schema.new(pack(SCHEMA))
        self.server = Mbm.Server(id="orders", version="1.2.3", capabilities=["orders"], max_outstanding=5)
        self.kinds = []
        self.arrived = []
        self.moved = []
        self.seen = []
        self.later = []
        self.users = Mbm.UserStore.new()
        self.users.add("admin", "secret123", ["admin"])
        self.server.props.users = self.users
        self.server.set_tap(loop.guard(lambda record, *_: self.kinds.append(record.kind)))
        self.server.connect("client-added", loop.guard(lambda server, client: self.arrived.append(client.get_id())))
        self.server.add_event_handler("moved", loop.guard(self.on_moved))
        for name in ("createOrder", "whoAmI", "later", "fail", "count", "node"):
            self.server.add_request_handler(name, loop.guard(getattr(self, "on_" + name)))

    def on_createOrder(self, server, request, *_):
        order = request.get_message().dup_payload()
        violations = self.schema.validate_bytes(order)
        if violations:
            text = "; ".join(violation.to_string() for violation in violations)
            paths = [violation.get_instance_path() for violation in violations]
            request.respond_error("INVALID_ORDER", text, pack(paths))
            return
        total = sum(item["price"] for item in unpack(order)["items"])
        request.respond(pack({"orderId": "order-1", "total": total}))
        server.broadcast("orderCreated", pack({"orderId": "order-1", "amount": total}))

    def on_whoAmI(self, server, request, *_):
        user = request.get_user()
        context = request.get_context()
        assert context.get_source() == request.get_client_id()
        request.respond(pack({
            "client": request.get_client_id(),
            "type": request.get_client().get_client_type(),
            "user": user.get_username() if user else None,
            "roles": user.get_roles() if user else [],
            "trace": context.get_trace_id(),
        }))

    def on_later(self, server, request, *_):
        self.later.append(request)

    def on_fail(self, server, request, *_):
        request.respond_error("ORDER_NOT_FOUND", "No such order", None)

    def on_node(self, server, request, *_):
        node = request.get_payload()
        assert node.get_node_type() == Json.NodeType.OBJECT
        request.respond_node(node.get_object().get_member("inner"))

    def on_count(self, server, request, *_):
        writer = request.start_stream(None)
        for number in range(payload_of(request)):
            writer.write(pack({"number": number}))
        writer.end()

    def on_moved(self, server, client, event, *_):
        self.moved.append((client.get_id(), unpack(event.dup_payload())))


class IntrospectionTest(unittest.TestCase):
    def run_on_all(self, session):
        for uri in URIS:
            with self.subTest(uri):
                loop = Loop()
                loop.run(self.host(loop, uri, session))

    async def host(self, loop, uri, session):
        service = Service(loop)
        server = service.server
        _, result = await Call(server.start_async, uri, None)
        self.assertTrue(server.start_finish(result))
        self.assertEqual(server.get_state(), Mbm.ServerState.RUNNING)
        self.assertTrue(server.get_uri().startswith(uri.rstrip("0")))

        await session(loop, service)

        _, result = await Call(server.stop_async, "Done", None)
        self.assertTrue(server.stop_finish(result))
        self.assertEqual(service.kinds[0], Mbm.TapKind.LISTENING)
        self.assertEqual(service.kinds[-1], Mbm.TapKind.STOPPED)
        self.assertEqual(server.get_n_connections(), 0)

    async def connect(self, service, client_id):
        client = Mbm.Client(id=client_id, client_type="python", capabilities=["x"])
        _, result = await Call(client.connect_async, service.server.get_uri(), None)
        self.assertTrue(client.connect_finish(result))
        self.assertEqual(client.get_status(), Mbm.ClientStatus.CONNECTED)
        self.assertEqual(Mbm.client_status_to_string(client.get_status()) if hasattr(Mbm, "client_status_to_string")
                         else Mbm.Client.status_to_string(client.get_status()), "connected")
        return client

    async def ask(self, client, name, value=None, context=None):
        payload = pack(value) if value is not None else None
        _, result = await Call(client.request_async, name, payload, context, 0, None)
        return client.request_finish(result)

    async def disconnect(self, client):
        _, result = await Call(client.disconnect_async, None)
        self.assertTrue(client.disconnect_finish(result))

    def test_requests(self):
        async def session(loop, service):
            statuses = []
            client = await self.connect(service, "client")
            client.connect("notify::status", lambda client, _: statuses.append(client.props.status))
            self.assertEqual(service.arrived, ["client"])
            self.assertEqual([one.get_id() for one in service.server.list_clients()], ["client"])
            self.assertEqual(service.server.lookup_client("client").get_capabilities(), ["x"])
            self.assertIsNone(service.server.lookup_client("nobody"))

            answer = await self.ask(client, "createOrder", {"customerId": "c", "items": [{"price": 1.5}, {"price": 2}]})
            self.assertTrue(answer.is_success())
            self.assertTrue(answer.check_success())
            self.assertEqual(answer.get_kind(), Mbm.MessageKind.RESPONSE)
            self.assertEqual(unpack(answer.dup_payload()), {"orderId": "order-1", "total": 3.5})
            self.assertEqual(answer.get_payload().get_object().get_double_member("total"), 3.5)

            answer = await self.ask(client, "node", {"inner": [1, {"a": None}]})
            self.assertEqual(unpack(answer.dup_payload()), [1, {"a": None}])

            for name, code in (("fail", "ORDER_NOT_FOUND"), ("unknown", "UNKNOWN_REQUEST_TYPE")):
                answer = await self.ask(client, name)
                self.assertEqual(answer.get_error_code(), code)
                with self.assertRaises(GLib.Error) as caught:
                    answer.check_success()
                self.assertTrue(is_error(caught.exception, Mbm.Error.REMOTE))
            self.assertEqual(answer.get_error_message(), "Unknown request type: unknown")

            _, result = await Call(client.ping_async, "hello", 0, None)
            time, answer = client.ping_finish(result)
            self.assertGreaterEqual(time, 0)
            self.assertEqual(unpack(answer.dup_payload())["echo"], "hello")

            _, result = await Call(client.get_server_info_async, None)
            info = client.get_server_info_finish(result)
            self.assertEqual((info.server_id, info.version), ("orders", "1.2.3"))

            await self.disconnect(client)
            self.assertEqual(statuses[-1], Mbm.ClientStatus.DISCONNECTED)

        self.run_on_all(session)

    def test_validation(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            answer = await self.ask(client, "createOrder", {"customerId": "", "items": [{"price": -1}, {}]})
            self.assertEqual(answer.get_error_code(), "INVALID_ORDER")
            self.assertIn("/customerId", answer.get_error_message())
            await self.disconnect(client)

        self.run_on_all(session)

        schema = Mbm.Schema.new(pack(SCHEMA))
        self.assertEqual(schema.validate_bytes(pack({"customerId": "c", "items": [{"price": 1}]})), [])
        violations = schema.validate_bytes(pack({"customerId": 1, "items": []}))
        self.assertEqual(sorted((one.get_instance_path(), one.get_keyword()) for one in violations),
                         [("/customerId", "type"), ("/items", "minItems")])
        node = Json.from_string('{"items":[{"price":"1"}]}')
        self.assertEqual(sorted(one.get_keyword() for one in schema.validate_node(node)), ["required", "type"])
        with self.assertRaises(GLib.Error):
            schema.validate_bytes(GLib.Bytes.new(b"{"))
        with self.assertRaises(GLib.Error):
            Mbm.Schema.new(pack({"type": "nothing"}))

    def test_contract(self):
        text = {"name": "orders", "version": "1", "roles": {"admin": {"permissions": ["order:*"]}},
                "requests": {"createOrder": {"request": SCHEMA, "response": {"type": "object"},
                                             "access": {"allowedRoles": ["admin"]}}},
                "events": {"orderCreated": {"schema": {"type": "object"}}},
                "errors": {"LATE": {"code": "LATE", "message": "Too late"}}}
        contract = Mbm.Contract.new(pack(text))
        self.assertEqual((contract.get_name(), contract.get_version()), ("orders", "1"))
        self.assertEqual((contract.get_requests(), contract.get_events()), (["createOrder"], ["orderCreated"]))
        entry = contract.lookup_request("createOrder")
        self.assertEqual(entry.get_allowed_roles(), ["admin"])
        self.assertEqual([one.get_keyword() for one in entry.get_payload_schema().validate_bytes(pack({"items": [{"price": 1}]}))],
                         ["required"])
        self.assertIsNone(contract.lookup_request("dropOrder"))
        self.assertEqual(contract.lookup_error("LATE").get_message(), "Too late")
        self.assertEqual(Mbm.Contract.find_faults(pack(text)), [])

        del text["requests"]["createOrder"]["request"]
        text["roles"]["admin"]["extends"] = ["admin"]
        faults = Mbm.Contract.find_faults(pack(text))
        self.assertTrue(any("/roles/admin" in fault.get_path() for fault in faults),
                        [fault.to_string() for fault in faults])
        with self.assertRaises(GLib.Error):
            Mbm.Contract.new(pack(text))

    def test_events(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            other = await self.connect(service, "other")
            heard, others = [], []
            client.add_event_handler("orderCreated", loop.guard(lambda c, event, *_: heard.append(payload_of_event(event))))
            other.add_event_handler(None, loop.guard(lambda c, event, *_: others.append(event.get_name())))

            _, result = await Call(client.subscribe_async, ["orderCreated"], pack({"amount": 7}), None)
            subscription = client.subscribe_finish(result)
            self.assertTrue(subscription)
            sent, receivers = service.server.broadcast("orderCreated", pack({"amount": 8}))
            self.assertTrue(sent)
            self.assertEqual(receivers, 1)
            sent, receivers = service.server.broadcast("orderCreated", pack({"amount": 7.0}))
            self.assertEqual(receivers, 2)
            await Until(lambda: heard and others.count("orderCreated") == 2)
            self.assertEqual(heard, [{"amount": 7.0}])

            self.assertTrue(service.server.send("other", "secret", pack([1])))
            await Until(lambda: "secret" in others)
            with self.assertRaises(GLib.Error):
                service.server.send("nobody", "secret", None)

            self.assertTrue(client.emit("moved", pack({"x": 1}), None))
            await Until(lambda: service.moved)
            self.assertEqual(service.moved, [("client", {"x": 1})])

            _, result = await Call(client.unsubscribe_async, subscription, None)
            self.assertTrue(client.unsubscribe_finish(result))
            await self.disconnect(client)
            await self.disconnect(other)

        def payload_of_event(event):
            return unpack(event.dup_payload())

        self.run_on_all(session)

    def test_account(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            _, result = await Call(client.login_async, "admin", "wrong", None)
            with self.assertRaises(GLib.Error) as caught:
                client.login_finish(result)
            self.assertIn("invalid", str(caught.exception).lower())

            _, result = await Call(client.login_async, "admin", "secret123", None)
            user = client.login_finish(result)
            self.assertEqual((user.get_username(), user.get_roles()), ("admin", ["admin"]))
            self.assertTrue(client.get_token())

            context = Mbm.Context.new()
            context.set_trace("0123456789abcdef0123456789abcdef", "0123456789abcdef", None)
            answer = await self.ask(client, "whoAmI", context=context)
            self.assertEqual(unpack(answer.dup_payload()), {
                "client": "client", "type": "python", "user": "admin", "roles": ["admin"],
                "trace": "0123456789abcdef0123456789abcdef",
            })

            _, result = await Call(client.logout_async, None)
            self.assertTrue(client.logout_finish(result))
            self.assertIsNone(client.get_user())
            await self.disconnect(client)

        self.run_on_all(session)

    def test_stream(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            _, result = await Call(client.request_stream_async, "count", pack(3), None, 0, None)
            stream, answer = client.request_stream_finish(result)
            self.assertTrue(answer.is_success())
            numbers = []
            while True:
                _, result = await Call(stream.next_async, None)
                item = stream.next_finish(result)
                if item is None:
                    break
                numbers.append(unpack(item)["number"])
            self.assertEqual(numbers, [0, 1, 2])
            self.assertEqual(stream.get_state(), Mbm.StreamState.ENDED)
            await self.disconnect(client)

        self.run_on_all(session)

    def test_stream_by_signal(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            writers, cancelled = [], []

            def on_ticks(server, request, *_):
                writer = request.start_stream(pack({"note": "ticks"}))
                writer.props.high_water_mark = 1000
                writer.connect("cancelled", loop.guard(lambda writer, reason: cancelled.append(reason)))
                writers.append(writer)

            service.server.add_request_handler("ticks", loop.guard(on_ticks))
            _, result = await Call(client.request_stream_async, "ticks", None, None, 0, None)
            stream, answer = client.request_stream_finish(result)
            self.assertEqual(unpack(answer.dup_payload()), {"note": "ticks", "streamId": stream.get_id()})
            self.assertEqual(writers[0].get_id(), stream.get_id())
            items, closed = [], []
            stream.connect("item", loop.guard(lambda stream, data: items.append(unpack(data))))
            stream.connect("closed", loop.guard(lambda stream: closed.append(stream.get_state())))
            stream.props.flowing = True
            _, result = await Call(writers[0].write_async, pack(1), None)
            self.assertTrue(writers[0].write_finish(result))
            await Until(lambda: items == [1])
            stream.cancel()
            await Until(lambda: cancelled)
            self.assertEqual((cancelled, closed), (["Cancelled by the client"], [Mbm.StreamState.CANCELLED]))
            with self.assertRaises(GLib.Error) as caught:
                writers[0].write(pack(2))
            self.assertTrue(is_error(caught.exception, Mbm.Error.CLOSED))

            _, result = await Call(client.request_stream_async, "ticks", None, None, 0, None)
            stream, answer = client.request_stream_finish(result)
            writers[1].fail("DISK_FULL", "no room", pack({"retryable": False}))
            _, result = await Call(stream.next_async, None)
            with self.assertRaises(GLib.Error) as caught:
                stream.next_finish(result)
            self.assertTrue(is_error(caught.exception, Mbm.Error.REMOTE))
            self.assertEqual(unpack(stream.get_end().dup_payload())["error"]["details"], {"retryable": False})
            self.assertEqual(stream.get_error().message, "DISK_FULL: no room")
            await self.disconnect(client)

        self.run_on_all(session)

    def test_server_asks(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            traces = []

            def on_double(client, request, *_):
                traces.append((request.get_context().get_trace_id(), request.new_child_context().get_trace_id()))
                request.respond(pack(2 * payload_of(request)))

            self.assertTrue(client.add_request_handler("double", loop.guard(on_double)))
            context = Mbm.Context.new()
            context.start_trace()
            child = context.new_child()
            self.assertEqual(child.get_parent_span_id(), context.get_span_id())
            _, result = await Call(service.server.request_client_async, "client", "double", pack(21), child, 0, None)
            answer = service.server.request_client_finish(result)
            self.assertEqual(unpack(answer.dup_payload()), 42)
            self.assertEqual(traces, [(context.get_trace_id(), context.get_trace_id())])

            self.assertTrue(client.remove_request_handler("double"))
            _, result = await Call(service.server.request_client_async, "client", "double", None, None, 0, None)
            self.assertEqual(service.server.request_client_finish(result).get_error_code(), "UNKNOWN_REQUEST_TYPE")
            _, result = await Call(service.server.request_client_async, "nobody", "double", None, None, 0, None)
            with self.assertRaises(GLib.Error) as caught:
                service.server.request_client_finish(result)
            self.assertTrue(is_error(caught.exception, Mbm.Error.UNKNOWN_CLIENT))
            await self.disconnect(client)

        self.run_on_all(session)

    def test_retry(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            n_tries = []

            def on_busy(server, request, *_):
                n_tries.append(1)
                if len(n_tries) < 3:
                    request.respond_error("BUSY", "Not now", None)
                else:
                    request.respond(pack(len(n_tries)))

            service.server.add_request_handler("busy", loop.guard(on_busy))
            policy = Mbm.RetryPolicy(codes=["BUSY"], initial_delay=1, max_attempts=3)
            _, result = await Call(client.request_retrying_async, "busy", None, None, 0, policy, None)
            self.assertEqual(unpack(client.request_retrying_finish(result).dup_payload()), 3)
            client.props.retry_policy = policy
            n_tries.clear()
            self.assertEqual(unpack((await self.ask(client, "busy")).dup_payload()), 3)
            await self.disconnect(client)

        self.run_on_all(session)

    def test_middleware(self):
        async def session(loop, service):
            names = []

            def on_request(middleware, request, *_):
                names.append(request.get_name())
                if request.get_name() == "forbidden":
                    request.respond_error("FORBIDDEN", "Not here", None)
                else:
                    request.proceed(middleware)

            middleware = Mbm.FunctionMiddleware.new()
            middleware.set_request_func(loop.guard(on_request))
            service.server.add_middleware(middleware, None)
            service.server.add_middleware(Mbm.LoginCheck.new(["createOrder", "forbidden"]), None)
            service.server.add_middleware(Mbm.RateLimit.new(1000.0, 100, Mbm.RateKey.CLIENT), ["createOrder"])
            client = await self.connect(service, "client")
            answer = await self.ask(client, "forbidden")
            self.assertEqual(answer.get_error_code(), "FORBIDDEN")
            answer = await self.ask(client, "createOrder", {"customerId": "c", "items": [{"price": 1}]})
            self.assertTrue(answer.is_success())
            answer = await self.ask(client, "whoAmI")
            self.assertFalse(answer.is_success())
            self.assertEqual(names, ["forbidden", "createOrder", "whoAmI"])
            await self.disconnect(client)

        self.run_on_all(session)

    def test_limits(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            answers = []
            for _ in range(6):
                client.request_async("later", None, None, 0, None,
                                     lambda client, result, *_: answers.append(client.request_finish(result)))
            await Until(lambda: answers and len(service.later) == 5)
            self.assertEqual(answers[0].get_error_code(), "TOO_MANY_REQUESTS")
            self.assertEqual(client.get_n_pending(), 5)
            for request in service.later:
                request.respond(None)
                self.assertTrue(request.is_answered())
            await Until(lambda: len(answers) == 6)
            service.later.clear()
            await self.disconnect(client)

        self.run_on_all(session)

    def test_errors(self):
        async def session(loop, service):
            lost = Mbm.Client.new("lost")
            _, result = await Call(lost.connect_async, "memory://nobody", None)
            with self.assertRaises(GLib.Error) as caught:
                lost.connect_finish(result)
            self.assertFalse(is_error(caught.exception, Mbm.Error.REMOTE))

            second = Mbm.Server.new("second", None)
            _, result = await Call(second.start_async, service.server.get_uri(), None)
            with self.assertRaises(GLib.Error) as caught:
                second.start_finish(result)
            self.assertTrue(is_error(caught.exception, Mbm.Error.ADDRESS_IN_USE))

        self.run_on_all(session)

    def test_requests_of_the_server(self):
        async def session(loop, service):
            client = await self.connect(service, "client")
            client.add_request_handler("confirm", loop.guard(
                lambda client, request, *_: request.respond(pack({"confirmed": unpack(request.get_message().dup_payload())}))))
            _, result = await Call(service.server.request_client_async, "client", "confirm", pack("order-1"), None, 0, None)
            answer = service.server.request_client_finish(result)
            self.assertEqual(unpack(answer.dup_payload()), {"confirmed": "order-1"})
            await self.disconnect(client)

        self.run_on_all(session)

    def test_objects_end(self):
        """What the callbacks hold is let go of with the objects."""
        ended = []
        server = Mbm.Server.new("short", None)
        server.weak_ref(lambda: ended.append("server"))
        server.set_tap(lambda *_: None)
        server.add_request_handler("a", lambda *_: None)
        del server
        self.assertEqual(ended, ["server"])

    def test_translations(self):
        """The library says itself where they are: who uses it cannot know."""
        libc = ctypes.CDLL(None)
        libc.bindtextdomain.restype = ctypes.c_char_p
        self.assertEqual(libc.bindtextdomain(b"signalbox", None).decode(), os.environ["MBM_LOCALEDIR"])


if __name__ == "__main__":
    assert GObject
    unittest.main(argv=sys.argv[:1], verbosity=2)
