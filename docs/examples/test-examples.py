#!/usr/bin/python3
# test-examples.py — the examples, run against each other, and as the tutorial shows them
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import os
import pathlib
import re
import subprocess
import unittest

HERE = pathlib.Path(__file__).parent
PAGES = [HERE.parent / name for name in ("tutorial.md", "middleware.md")]
PATIENCE = 20


def program(name):
    return os.environ["EXAMPLE_" + name.upper()]


@contextlib.contextmanager
def running(*command, **options):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


@contextlib.contextmanager
def serving(name):
    """A server on a free port; its first line is the address."""
    with running(program(name), "ws://127.0.0.1:0") as server:
        server.url = server.stdout.readline().strip()
        yield server


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)


class Examples(unittest.TestCase):
    def test_ask(self):
        with serving("serve") as server:
            done = run(program("ask"), server.url, "order-123")
            self.assertEqual(done.stderr, "")
            self.assertEqual(done.stdout, '{"orderId":"order-123","status":"shipped"}\n')
            self.assertEqual(done.returncode, 0)

    def test_ask_quoted(self):
        with serving("serve") as server:
            done = run(program("ask"), server.url, 'a"b\\')
            self.assertEqual(done.stdout, '{"orderId":"a\\"b\\\\","status":"shipped"}\n')
            self.assertEqual(done.returncode, 0)

    def test_ask_nobody(self):
        with serving("serve") as server:
            url = server.url
        done = run(program("ask"), url, "order-123")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Nobody serves at " + url, done.stderr)

    def test_guard(self):
        with serving("guard") as server:
            done = run(program("ask"), server.url, "order-123")
            self.assertEqual((done.stdout, done.stderr, done.returncode), ('"hello"\n', "", 0))
            self.assertRegex(server.stdout.readline(), r"^getOrderDetails of \S+: ok\n$")
            done = run(program("ask"), server.url, "order-123")
            self.assertEqual((done.stdout, done.returncode), ("", 1))
            self.assertIn("too short a time", done.stderr)
            self.assertRegex(server.stdout.readline(), r"^getOrderDetails of \S+: TOO_MANY_REQUESTS\n$")

    def test_subscribe(self):
        with serving("news") as server:
            with running(program("subscribe"), server.url, "news", stderr=subprocess.PIPE) as listener:
                self.assertEqual(listener.stderr.readline(), "subscribed\n")
                listener.stderr.close()
                self.assertRegex(server.stdout.readline(), r"^\S+ came\n$")
                # Who has not subscribed to anything hears everything: the listener, and who tells it.
                done = run(program("tell"), server.url, '{"text":"It snows","number":1.10}')
                self.assertEqual((done.stdout, done.stderr), ("2\n", ""))
                self.assertEqual(listener.stdout.readline(), '{"text":"It snows","number":1.10}\n')

    def test_stream(self):
        with serving("count") as server:
            done = run(program("follow"), server.url, "countTo", "5")
            self.assertEqual((done.stdout, done.stderr, done.returncode), ("1\n2\n3\n4\n5\n", "", 0))
            done = run(program("follow"), server.url, "countTo", "5000")
            self.assertEqual(done.stdout.split(), [str(n) for n in range(1, 5001)])
            done = run(program("follow"), server.url, "countTo", '"far"')
            self.assertEqual(done.returncode, 1)
            self.assertIn("How far?", done.stderr)

    def test_validate(self):
        contract = str(HERE / "orders.json")
        order = '{"customerId":"c-1","items":[{"productId":"p-1","price":0.1}]}'
        done = run(program("validate"), contract, "createOrder", order)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))
        done = run(program("validate"), contract, "createOrder", '{"customerId":7,"items":[{"productId":"p-1"}]}')
        self.assertEqual((done.stderr, done.returncode), ("", 1))
        lines = sorted(done.stdout.splitlines())
        self.assertEqual([line.partition(":")[0] for line in lines], ["/customerId", "/items/0"])
        self.assertIn("price", lines[1])
        done = run(program("validate"), contract, "dropOrder", "{}")
        self.assertEqual((done.stderr, done.returncode), ("orders has no request dropOrder\n", 2))
        done = run(program("validate"), contract, "createOrder", "{")
        self.assertEqual(done.returncode, 2)

    def test_usage(self):
        for name in ("ask", "follow", "subscribe", "tell", "validate"):
            done = run(program(name))
            self.assertEqual(done.returncode, 2, name)
            self.assertTrue(done.stderr.startswith("Usage: "), name)


class Tutorial(unittest.TestCase):
    """What the tutorial and its companion show is what is compiled."""

    def test_text(self):
        page = "".join(page.read_text(encoding="utf-8") for page in PAGES)
        shown = dict(re.findall(r"<!-- ([\w-]+\.c) -->\n```c\n(.*?)```\n", page, re.DOTALL))
        self.assertEqual(page.count("```c\n"), len(shown))
        for file in HERE.glob("*.c"):
            with self.subTest(file.name):
                code = file.read_text(encoding="utf-8").partition(" */\n")[2]
                self.assertEqual(shown.get(file.name), code)

    def test_twenty_lines(self):
        code = (HERE / "serve.c").read_text(encoding="utf-8").partition(" */\n")[2]
        lines = [line for line in code.splitlines() if re.search(r"\w", line)]
        # A line of GNU style that holds a type, or the rest of a call, belongs to its neighbour.
        statements = [line for line in lines if line.rstrip().endswith((";", ")", ">"))]
        self.assertLessEqual(len(statements), 20, statements)


unittest.main(verbosity=2)
