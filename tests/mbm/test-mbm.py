#!/usr/bin/python3
# test-mbm.py - tries the mbm tool as a script would use it
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test-mbm.py [UNITTEST-OPTION...]; MBM names the program
import fcntl
import http.client
import json
import os
import pty
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest
import urllib.parse

import peer

MBM = os.environ['MBM']
DEADLINE = 20
CLIENT_COMMANDS = ('info', 'ping', 'request', 'emit', 'listen')
SERVICE_COMMANDS = ('serve',) + CLIENT_COMMANDS
COMMANDS = SERVICE_COMMANDS + ('contract', 'probe')

CONTRACT = {
    'name': 'orders', 'version': '1',
    'roles': {'admin': {'permissions': ['*']}},
    'requests': {
        'calculateTotal': {'request': {'type': 'object', 'required': ['items'],
                                       'properties': {'items': {'type': 'array', 'minItems': 1}}},
                           'response': {}},
        'getOrderDetails': {'request': {'type': 'object'}, 'response': {},
                            'access': {'allowedRoles': ['admin']}},
    },
    'events': {'moved': {'schema': {'type': 'object', 'required': ['to']}}},
}


def environment(**more):
    env = {name: value for name, value in os.environ.items() if name != 'MBM_PASSWORD'}
    return {**env, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': '', **more}


def start(*arguments, **options):
    options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE,
               'env': environment(), **options}
    return subprocess.Popen([MBM, *arguments], **options)


def finish(process):
    """What it printed, and its status."""
    try:
        out, err = process.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, out, err


def mbm(*arguments, text=None, **more):
    process = start(*arguments, env=environment(**more),
                    stdin=subprocess.DEVNULL if text is None else subprocess.PIPE)
    if text is not None:
        process.stdin.write(text)
        process.stdin.close()
        process.stdin = None
    status, out, err = finish(process)
    return status, out.decode(), err.decode()


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


class Running:
    """A program whose lines are read while it runs."""

    def __init__(self, *arguments, **options):
        self.process = start(*arguments, **options)
        self.seen = []
        self.queue = queue.Queue()
        self.errors = b''
        self.threads = [threading.Thread(target=self.read_lines, daemon=True),
                        threading.Thread(target=self.read_errors, daemon=True)]
        for thread in self.threads:
            thread.start()

    def read_lines(self):
        for line in self.process.stdout:
            self.queue.put(json.loads(line))
        self.queue.put(None)

    def read_errors(self):
        self.errors = self.process.stderr.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        for thread in self.threads:
            thread.join(DEADLINE)
        self.process.stdout.close()
        self.process.stderr.close()

    def next(self):
        line = self.queue.get(timeout=DEADLINE)
        assert line is not None, f'it ended: {self.errors.decode()}'
        self.seen.append(line)
        return line

    def wait_for(self, **members):
        """The next line that has these members."""
        while True:
            line = self.next()
            if all(line.get(name) == value for name, value in members.items()):
                return line

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """Its status, when everything it said is in seen and errors."""
        status = self.process.wait(DEADLINE)
        for thread in self.threads:
            thread.join(DEADLINE)
        while (line := self.queue.get(timeout=DEADLINE)) is not None:
            self.seen.append(line)
        return status


class Serving(Running):
    def __init__(self, *arguments, uri='ws://127.0.0.1:0', **options):
        super().__init__('serve', uri, *arguments, **options)
        first = self.next()
        assert first['event'] == 'listening', first
        self.url = first['url']

    def stop(self, number=signal.SIGINT):
        self.signal(number)
        return self.end()


def unused_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


class TestUsage(unittest.TestCase):
    def assert_usage(self, *arguments, says=None, text=None):
        status, out, err = mbm(*arguments, text=text)
        self.assertEqual((status, out), (2, ''), err)
        if says is not None:
            self.assertIn(says, err)

    def test_help(self):
        for option in ('--help', '-h', 'help'):
            status, out, err = mbm(option)
            self.assertEqual((status, err), (0, ''))
            for command in COMMANDS:
                self.assertIn(f'  {command} ', out)
            starts = {line.rindex('  ') for line in out.splitlines() if line.startswith('  ') and line[2:5] != 'mbm'}
            self.assertEqual(len(starts), 1, out)   # of the descriptions

    def test_help_of_each(self):
        for command in COMMANDS:
            status, out, err = mbm(command, '--help')
            self.assertEqual((status, err), (0, ''))
            self.assertIn(f'mbm {command} [OPTION', out)
        for command in CLIENT_COMMANDS:
            out = mbm(command, '--help')[1]
            for option in ('--client-id', '--client-type', '--login', '--token-file', '--timeout', '--header',
                           '--dialect'):
                self.assertIn(option, out)
        out = mbm('serve', '--help')[1]
        for option in ('--demo', '--server-id', '--version', '--capability', '--heartbeat-interval',
                       '--client-timeout', '--max-clients', '--broadcast-style', '--allow-remote', '--users',
                       '--allow-host', '--allow-origin', '--max-message-size', '--no-registration', '--dialect', '--contract',
                       '--workspace'):
            self.assertIn(option, out)

    def test_version(self):
        status, out, err = mbm('--version')
        self.assertEqual((status, err), (0, ''))
        self.assertRegex(out, r'^mbm [0-9]+\.[0-9]+')

    def test_command(self):
        self.assert_usage(says='Usage')
        self.assert_usage('dance', says='dance')
        self.assert_usage('')

    def test_unknown_option(self):
        for command in COMMANDS:
            self.assert_usage(command, 'ws://127.0.0.1:1', '--nonsense', says='--nonsense')
        self.assert_usage('info', 'ws://127.0.0.1:0', '--contract', 'x.json', says='--contract')
        self.assert_usage('emit', 'ws://127.0.0.1:1', 'x', '--stream', says='--stream')

    def test_positional(self):
        for command in SERVICE_COMMANDS:
            self.assert_usage(command, says='URL')
        for command in ('info', 'ping', 'serve'):
            self.assert_usage(command, 'ws://127.0.0.1:1', 'more', says='more')
        for command in ('request', 'emit'):
            self.assert_usage(command, 'ws://127.0.0.1:1', says='NAME')
            self.assert_usage(command, 'ws://127.0.0.1:1', 'x', '{}', 'more', says='more')
        self.assert_usage('request', 'ws://127.0.0.1:1', b'\xff', says='UTF-8')

    def test_payload(self):
        for command in ('request', 'emit'):
            self.assert_usage(command, 'ws://127.0.0.1:1', 'x', '{"a":\n  nul}', says='ine 2, column')
            for payload in ('', '{} {}', "{'a':1}", '[1,]', '01', 'NaN', '// x\n{}'):
                self.assert_usage(command, 'ws://127.0.0.1:1', 'x', payload, says='not JSON')
            self.assert_usage(command, 'ws://127.0.0.1:1', 'x', '-', text=b'{"a"', says='column 5')
            self.assert_usage(command, 'ws://127.0.0.1:1', 'x', '-', text=b'"\xff"')
            self.assert_usage(command, 'ws://127.0.0.1:1', 'x', '[' * 513 + ']' * 513, says='deep')

    def test_options(self):
        for option, value in (('--context', '[]'), ('--context', '{'), ('--header', 'nonsense'), ('--header', ': x'),
                              ('--timeout', '0'), ('--timeout', '-5'), ('--timeout', 'soon'), ('--client-id', b'\xff')):
            self.assert_usage('request', 'ws://127.0.0.1:1', 'x', option, value)
        self.assert_usage('info', 'ws://127.0.0.1:1', '--login', 'a', '--token-file', '/dev/null', says='exclude')
        self.assert_usage('info', 'ws://127.0.0.1:1', '--token-file', '/nowhere/at-all', says='/nowhere')
        self.assert_usage('info', 'ws://127.0.0.1:1', '--token-file', '/dev/null', says='no token')
        self.assert_usage('ping', 'ws://127.0.0.1:1', '-c', '0', says='--count')
        self.assert_usage('listen', 'ws://127.0.0.1:1', '-n', '0', says='--count')
        self.assert_usage('listen', 'ws://127.0.0.1:1', '--filter', '7', says='object')
        self.assert_usage('listen', 'ws://127.0.0.1:1', '--filter', '{', says='column')

    def test_address(self):
        for command in CLIENT_COMMANDS[:2] + ('serve',):
            self.assert_usage(command, 'nonsense')
            self.assert_usage(command, 'carrier-pigeon://roof', says='carrier-pigeon')
            self.assert_usage(command, 'ws://127.0.0.1:99999')

    def test_serve_options(self):
        for option, value in (('--max-clients', '0'), ('--heartbeat-interval', '-2'), ('--client-timeout', 'x'),
                              ('--broadcast-style', 'loud'), ('--dialect', 'klingon'), ('--max-message-size', '0'),
                              ('--max-message-size', '99999999999'), ('--users', '/nowhere/users.json')):
            self.assert_usage('serve', 'ws://127.0.0.1:0', option, value)
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            file.write('{"users":[{"username":"a"}]}')
            file.flush()
            self.assert_usage('serve', 'ws://127.0.0.1:0', '--users', file.name, says='users[0]')

    def test_workspace(self):
        self.assert_usage('serve', 'ws://127.0.0.1:0', '--workspace', '/nowhere/workspace.json', says='workspace.json')
        for text, says in (('{', 'Line 1'), ('{"version":1,"servers":7}', 'servers'),
                           ('{"version":1,"servers":[]}', 'ws://127.0.0.1:0'),
                           ('{"version":1,"servers":[{"id":"a","url":"ws://h:1"},{"id":"b","url":"ws://h:2"}]}',
                            'ws://127.0.0.1:0')):
            with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
                file.write(text)
                file.flush()
                self.assert_usage('serve', 'ws://127.0.0.1:0', '--workspace', file.name, says=says)

    def test_send_contract(self):
        """What the contract does not allow is not sent: there is nobody to send it to."""
        nobody = 'ws://127.0.0.1:1'
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump(CONTRACT, file)
            file.flush()
            self.assert_usage('request', nobody, 'calculateTotal', '{"items":7}', '--contract', file.name,
                              says='items')
            self.assert_usage('request', nobody, 'calculateTotal', '--contract', file.name, says='items')
            self.assert_usage('request', nobody, 'moved', '{"to":1}', '--contract', file.name, says='moved')
            self.assert_usage('emit', nobody, 'moved', '{}', '--contract', file.name, says='to')
            self.assertEqual(mbm('emit', nobody, 'moved', '{"to":1}', '--contract', file.name)[0], 3)
            self.assertEqual(mbm('request', nobody, 'calculateTotal', '{"items":[1]}', '--contract', file.name)[0], 3)
            with Serving('--demo') as serving:
                self.assertEqual(mbm('request', serving.url, 'calculateTotal', '{"items":[{"price":2}]}',
                                     '--contract', file.name)[0], 0)
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            file.write('{"name":"x","version":"1","requests":{"a":{"request":7,"response":{}}}}')
            file.flush()
            self.assert_usage('serve', 'ws://127.0.0.1:0', '--contract', file.name, says='request')
            self.assert_usage('request', nobody, 'a', '--contract', file.name, says='request')

    def test_remote(self):
        self.assert_usage('serve', 'ws://0.0.0.0:0', says='--allow-remote')
        with Serving('--allow-remote', uri='ws://0.0.0.0:0') as serving:
            self.assertEqual(serving.stop(), 130)

    def test_no_terminal(self):
        process = start('info', 'ws://127.0.0.1:1', '--login', 'admin', start_new_session=True)
        status, out, err = finish(process)
        self.assertEqual((status, out), (2, b''))
        self.assertIn(b'MBM_PASSWORD', err)


class TestContract(unittest.TestCase):
    """mbm contract check: one line for each thing that is wrong, and one for each file."""

    GOOD = {'name': 'orders', 'version': '1',
            'requests': {'getOrder': {'request': {'type': 'object'}, 'response': {'$ref': '#/$defs/order'}}},
            '$defs': {'order': {'type': 'object', 'required': ['orderId']}}}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else json.dumps(text).encode())
        return path

    def check(self, *paths, **more):
        status, out, err = mbm('contract', 'check', *paths, **more)
        return status, lines(out), err

    def test_good(self):
        path = self.write('good.json', self.GOOD)
        self.assertEqual(self.check(path), (0, [{'file': path, 'errors': 0, 'warnings': 0}], ''))

    def test_faults(self):
        path = self.write('bad.json', b'{"name":"n","version":"1",\n "requests":{"a/b":{"request":{"type":"strnig"}}},\n'
                                      b' "roles":{"x":{"extends":["y"]},"y":{"extends":["x"]}}}')
        status, found, err = self.check(path)
        self.assertEqual((status, err), (1, ''))
        self.assertEqual(found, [
            {'file': path, 'severity': 'error', 'path': '/requests/a~1b/request/type', 'line': 2, 'column': 39,
             'message': 'must be the name of a type, or an array of such'},
            {'file': path, 'severity': 'error', 'path': '/roles/x/extends/0', 'line': 3, 'column': 27,
             'message': 'extends itself: x → y → x'},
            {'file': path, 'errors': 2, 'warnings': 0},
        ])

    def test_warnings(self):
        """What only looks wrong is told, and is no failure."""
        path = self.write('odd.json', {**self.GOOD, 'reqests': {}})
        status, found, err = self.check(path)
        self.assertEqual((status, err), (0, ''))
        self.assertEqual([line.get('severity') for line in found], ['warning', None])
        self.assertEqual(found[0]['path'], '/reqests')
        self.assertEqual(found[1]['warnings'], 1)

    def test_not_json(self):
        for text, line, column in ((b'{"name": nope}', 1, 10), (b'', 1, 1), (b'{"a":1}\n\n  }', 3, 3), (b'"\xff"', 1, 2)):
            path = self.write('no.json', text)
            status, found, err = self.check(path)
            self.assertEqual((status, err), (1, ''))
            self.assertEqual((found[0]['path'], found[0]['line'], found[0]['column']), ('', line, column), found)
            self.assertEqual(found[1], {'file': path, 'errors': 1, 'warnings': 0})

    def test_several(self):
        """Each file has its say, and one that cannot be read does not hide the others."""
        good, bad = self.write('good.json', self.GOOD), self.write('bad.json', [])
        status, found, err = self.check(good, bad, good)
        self.assertEqual((status, err), (1, ''))
        self.assertEqual([line['file'] for line in found if 'errors' in line], [good, bad, good])

        status, found, err = self.check(bad, os.path.join(self.folder, 'nowhere.json'), good)
        self.assertEqual(status, 2)
        self.assertIn('nowhere.json', err)
        self.assertEqual([line['file'] for line in found if 'errors' in line], [bad, good])

    def test_standard_input(self):
        self.assertEqual(self.check('-', text=json.dumps(self.GOOD).encode()),
                         (0, [{'file': '-', 'errors': 0, 'warnings': 0}], ''))

    ASYNCAPI = (b'asyncapi: 3.0.0\ninfo: {title: orders, version: "1"}\nservers: {s: {host: example.org, protocol: ws}}\n'
                b'channels:\n  c:\n    messages:\n      moved: {payload: {type: object, required: [to]}}\n'
                b'      ask: {payload: {type: string}}\n      tell: {payload: {type: integer}}\n'
                b'operations:\n  o: {action: send, channel: {$ref: "#/channels/c"}, messages: [{$ref: "#/channels/c/messages/moved"}]}\n'
                b'  q: {action: receive, channel: {$ref: "#/channels/c"}, messages: [{$ref: "#/channels/c/messages/ask"}],\n'
                b'      reply: {messages: [{$ref: "#/channels/c/messages/tell"}]}}\n')
    IMPORTED = {'name': 'orders', 'version': '1',
                'requests': {'ask': {'request': {'type': 'string'}, 'response': {'type': 'integer'}}},
                'events': {'moved': {'schema': {'type': 'object', 'required': ['to']}}}}

    def test_import(self):
        path = self.write('orders.yml', self.ASYNCAPI)
        status, out, err = mbm('contract', 'import', path)
        self.assertEqual((status, lines(out)), (0, [self.IMPORTED]))
        self.assertIn('orders.yml:3:10: /servers: ', err)

        target = os.path.join(self.folder, 'out.json')
        self.assertEqual(mbm('contract', 'import', path, '-o', target)[:2], (0, ''))
        with open(target, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual(json.loads(text), self.IMPORTED)
        self.assertTrue(text.startswith('{\n  "name"') and text.endswith('}\n'), text)
        self.assertEqual(mbm('contract', 'import', path, '-o', '-')[:2], (0, out))
        self.assertEqual(mbm('contract', 'import', '-', text=self.ASYNCAPI)[0], 0)

    def test_import_refused(self):
        path = self.write('bad.yml', self.ASYNCAPI.replace(b'type: integer', b'type: intger'))
        status, out, err = mbm('contract', 'import', path, '-o', os.path.join(self.folder, 'out.json'))
        self.assertEqual((status, out), (1, ''))
        self.assertIn('bad.yml:9:30: /channels/c/messages/tell/payload/type: ', err)
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'out.json')))
        self.assertEqual(mbm('contract', 'import', self.write('good.yml', self.ASYNCAPI), '-o', self.folder)[0], 2)
        self.assertEqual(mbm('contract', 'import', os.path.join(self.folder, 'nowhere'))[0], 2)
        self.assertEqual(mbm('contract', 'import', path, path)[0], 2)
        self.assertEqual(mbm('contract', 'check', path, '-o', 'x')[0], 2)

    def test_asyncapi(self):
        """Wherever a contract is taken, an AsyncAPI document is."""
        path = self.write('orders.yml', self.ASYNCAPI)
        status, found, err = self.check(path)
        self.assertEqual((status, err), (0, ''))
        self.assertEqual([(line.get('path'), line.get('line')) for line in found], [('/servers', 3), (None, None)])
        bad = self.write('bad.yml', self.ASYNCAPI.replace(b'type: integer', b'type: intger'))
        status, found, err = self.check(bad)
        self.assertEqual((status, found[-1]), (1, {'file': bad, 'errors': 1, 'warnings': 1}))

        nobody = 'ws://127.0.0.1:9'
        status, out, err = mbm('emit', nobody, 'moved', '{}', '--contract', path)
        self.assertEqual((status, out), (2, ''))
        self.assertIn('to', err)
        self.assertEqual(mbm('emit', nobody, 'moved', '{"to":1}', '--contract', path)[0], 3)
        self.assertEqual(mbm('request', nobody, 'ask', '1', '--contract', path)[0], 2)
        status, out, err = mbm('emit', nobody, 'moved', '{}', '--contract', bad)
        self.assertEqual(status, 2)
        self.assertIn('bad.yml: 9:30: ', err)
        sum_up = self.write('sum.yml', self.ASYNCAPI.replace(b'ask: {payload', b'ask: {name: calculateTotal, payload'))
        with Serving('--demo', '--contract', sum_up) as serving:
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}')
            self.assertEqual(status, 1)
            self.assertIn('INVALID_PAYLOAD', err)

    def test_too_large(self):
        """However much there is of it, no more is read than a contract may have."""
        status, found, err = self.check('/dev/zero')
        self.assertEqual((status, err), (1, ''))
        self.assertIn('16777216', found[0]['message'])

    def test_usage(self):
        for arguments in ((), ('check',), ('chekc', 'x.json')):
            status, out, err = mbm('contract', *arguments)
            self.assertEqual((status, out), (2, ''))
            self.assertIn('check FILE', err)

    def wait_until_read(self, pipe):
        end = time.monotonic() + DEADLINE
        while any(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_interrupted(self):
        with Running('contract', 'check', '-', stdin=subprocess.PIPE) as running:
            running.process.stdin.write(b'{')
            running.process.stdin.flush()
            self.wait_until_read(running.process.stdin)
            running.signal(signal.SIGINT)
            self.assertEqual(running.end(), 130)
            running.process.stdin.close()


class TestDemo(unittest.TestCase):
    """Against `mbm serve --demo`."""

    @classmethod
    def setUpClass(cls):
        cls.serving = Serving('--demo')
        cls.url = cls.serving.url

    @classmethod
    def tearDownClass(cls):
        status = cls.serving.stop()
        cls.serving.__exit__()
        assert status == 130, status
        assert cls.serving.errors == b'', cls.serving.errors

    def test_request(self):
        status, out, err = mbm('request', self.url, 'getOrderDetails', '{"orderId":"order-123"}')
        self.assertEqual((status, err), (0, ''))
        self.assertEqual(len(out.splitlines()), 1)
        self.assertEqual(lines(out)[0]['orderId'], 'order-123')

    def test_request_refused(self):
        status, out, err = mbm('request', self.url, 'getOrderDetails', '{"orderId":"x"}')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err)[0]['code'], 'INVALID_ORDER_ID')
        status, out, err = mbm('request', self.url, 'dance')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err), [{'code': 'UNKNOWN_REQUEST_TYPE', 'message': 'Unknown request type: dance'}])

    def test_repeat(self):
        status, out, err = mbm('request', self.url, 'calculateTotal', '{"items":[{"price":"{{counter}}"}]}',
                               '--repeat', '200', '--parallel', '5')
        self.assertEqual((status, err), (0, ''))
        result, = lines(out)
        self.assertEqual((result['state'], result['sent'], result['success']), ('done', 200, 200))
        self.assertLessEqual(result['latency']['min'], result['latency']['p99'])
        self.assertEqual(sum(bucket['count'] for bucket in result['histogram']), 200)

    def test_repeat_refused(self):
        status, out, err = mbm('request', self.url, 'getOrderDetails', '{"orderId":"{{pick(order-123, x)}}"}',
                               '--repeat', '100')
        self.assertEqual((status, err), (1, ''))
        result, = lines(out)
        self.assertEqual(result['codes'], {'INVALID_ORDER_ID': result['errors']})
        self.assertEqual(result['success'] + result['errors'], 100)

    def test_repeat_at_a_rate(self):
        status, out, err = mbm('request', self.url, 'calculateTotal', '{"items":[]}', '--repeat', '11', '--rate', '50')
        self.assertEqual((status, err), (0, ''))
        self.assertGreaterEqual(lines(out)[0]['elapsed'], 200)

    def test_repeat_unknown_name(self):
        status, out, err = mbm('request', self.url, 'calculateTotal', '{"a":"{{nobody}}"}', '--repeat', '3')
        self.assertEqual(status, 2)
        self.assertEqual((lines(out)[0]['state'], lines(out)[0]['sent']), ('failed', 0))
        self.assertIn('{{nobody}}', err)

    def test_repeat_usage(self):
        for options in (('--repeat', '0'), ('--repeat', '1000001'), ('--rate', '5'), ('--parallel', '2'),
                        ('--repeat', '2', '--rate', '-3'), ('--repeat', '2', '--parallel', '0'),
                        ('--repeat', '2', '--stream')):
            status, out, err = mbm('request', self.url, 'calculateTotal', *options)
            self.assertEqual((status, out), (2, ''), options)
            self.assertIn('--', err)

    def test_stream(self):
        status, out, err = mbm('request', self.url, 'startStream', '{"query":"q"}', '--stream')
        self.assertEqual((status, err), (0, ''))
        self.assertEqual(lines(out), [{'index': n, 'text': f'Result {n + 1} for q'} for n in range(10)])
        status, out, err = mbm('request', self.url, 'startStream', '{}', '--stream')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err)[0]['code'], 'INVALID_PAYLOAD')
        status, out, err = mbm('request', self.url, 'calculateTotal', '{"items":[]}', '--stream')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err)[0]['code'], 'INVALID_PAYLOAD')
        self.assertIn('streamId', lines(err)[0]['message'])

    def test_request_from_standard_input(self):
        status, out, err = mbm('request', self.url, 'calculateTotal', '-', text=b'{"items":[{"price":1},\n{"price":2}]}\n')
        self.assertEqual((status, err), (0, ''))
        self.assertEqual(lines(out), [{'total': 3}])

    def test_info(self):
        status, out, err = mbm('info', self.url)
        self.assertEqual((status, err), (0, ''))
        info, = lines(out)
        self.assertGreaterEqual(info['connectedClients'], 1)
        self.assertLessEqual({'serverId', 'version', 'uptime', 'capabilities', 'serverTime'}, set(info))

    def test_ping(self):
        status, out, err = mbm('ping', self.url, '-c', '2')
        self.assertEqual((status, err), (0, ''))
        first, second, summary = lines(out)
        self.assertEqual((first['sequence'], second['sequence']), (1, 2))
        self.assertGreater(first['roundTrip'], 0)
        self.assertGreater(first['serverTime'], 1.6e12)
        self.assertEqual((summary['sent'], summary['received']), (2, 2))
        self.assertLessEqual(summary['min'], summary['mean'])
        self.assertLessEqual(summary['mean'], summary['max'])
        self.assertEqual(len(lines(mbm('ping', self.url, '-c', '1')[1])), 1)

    def test_emit(self):
        status, out, err = mbm('emit', self.url, 'hello.wörld', '[1]', '--client-id', 'emitter')
        self.assertEqual((status, out, err), (0, '', ''))
        self.serving.wait_for(event='event', name='hello.wörld', client='emitter')

    def test_login(self):
        arguments = ('request', self.url, 'cancelOrder', '{"orderId":"order-123"}')
        status, out, err = mbm(*arguments)
        self.assertEqual((status, out), (1, ''))
        status, out, err = mbm(*arguments, '--login', 'admin', MBM_PASSWORD='wrong')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err)[0]['code'], 'invalid_credentials')
        self.assertIn('message', lines(err)[0])
        status, out, err = mbm(*arguments, '--login', 'viewer', MBM_PASSWORD='viewer123')
        self.assertEqual((status, out), (1, ''))
        self.serving.wait_for(event='login', user='viewer')

        order = lines(mbm('request', self.url, 'createOrder',
                          '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":2}]}')[1])[0]['orderId']
        status, out, err = mbm('request', self.url, 'cancelOrder', json.dumps({'orderId': order}),
                               '--login', 'admin', MBM_PASSWORD='secret123')
        self.assertEqual((status, err), (0, ''))
        self.assertTrue(lines(out)[0]['success'])

    def test_token(self):
        token = lines(mbm('request', self.url, '$login', '{"username":"admin","password":"secret123"}')[1])[0]['token']
        with tempfile.NamedTemporaryFile('w') as file:
            file.write(f'  {token}\n')
            file.flush()
            status, out, err = mbm('info', self.url, '--token-file', file.name)
            self.assertEqual((status, err), (0, ''))
            file.truncate(0)
            file.seek(0)
            file.write('no token of theirs')
            file.flush()
            status, out, err = mbm('info', self.url, '--token-file', file.name)
            self.assertEqual((status, out), (1, ''))
            self.assertIn('invalid_token', err)

    def test_listen(self):
        with Running('listen', self.url, 'orderCreated', '-n', '1', '--filter', '{"customerId":"wanted"}',
                     '--client-id', 'listener') as listening:
            self.serving.wait_for(event='request', name='$subscribe', client='listener')
            for customer in ('unwanted', 'wanted'):
                payload = {'customerId': customer, 'items': [{'productId': 'p', 'quantity': 1, 'price': 2}]}
                self.assertEqual(mbm('request', self.url, 'createOrder', json.dumps(payload))[0], 0)
            self.assertEqual(listening.end(), 0)
            event, = listening.seen
            self.assertEqual((event['event'], event['payload']['customerId']), ('orderCreated', 'wanted'))
            self.assertEqual(listening.errors, b'')

    def test_listen_to_all(self):
        with Running('listen', self.url, '--client-id', 'all-ears') as listening:
            self.serving.wait_for(event='registered', client='all-ears')
            payload = '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":2}]}'
            self.assertEqual(mbm('request', self.url, 'createOrder', payload)[0], 0)
            self.assertEqual(listening.next()['event'], 'orderCreated')
            listening.signal(signal.SIGTERM)
            self.assertEqual(listening.end(), 130)
            self.assertEqual([event['event'] for event in listening.seen if event['event'].startswith('$')], [])

    def test_listen_to_system(self):
        with Running('listen', self.url, '$connected', '-n', '1', '--client-id', 'watcher') as listening:
            self.serving.wait_for(event='registered', client='watcher')
            mbm('info', self.url, '--client-id', 'somebody')
            self.assertEqual(listening.end(), 0)
            self.assertEqual(listening.seen[0]['event'], '$connected')

    def test_closed_output(self):
        process = start('listen', self.url, '--client-id', 'piped')
        self.serving.wait_for(event='registered', client='piped')
        process.stdout.close()
        payload = '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":2}]}'
        self.assertEqual(mbm('request', self.url, 'createOrder', payload)[0], 0)
        self.assertEqual(process.wait(DEADLINE), 0)
        self.assertEqual(process.stderr.read(), b'')
        process.stderr.close()

    def test_full_output(self):
        with open('/dev/full', 'wb') as full:
            process = start('info', self.url, stdout=full)
            status, _, err = finish(process)
        self.assertEqual(status, 3)
        self.assertIn(b'cannot be written', err)

    def test_verbose(self):
        status, out, err = mbm('info', self.url, '--verbose')
        self.assertEqual(status, 0)
        self.assertEqual(len(lines(out)), 1)
        self.assertIn(self.url, err)

    def test_refused_frames(self):
        connection = peer.connect(self.url)
        self.addCleanup(connection.close)
        opened = self.serving.wait_for(event='opened', address='%s:%d' % connection.sock.getsockname())
        for data, code in ((b'nonsense', 'INVALID_JSON'), (b'{}', 'INVALID_FRAME')):
            connection.send_raw(data)
            line = self.serving.wait_for(event='frame-refused')
            self.assertEqual((line['code'], line['size'], line['connection']), (code, len(data), opened['connection']))
        connection.send({'type': 'response', 'requestId': 'r', 'success': True, 'data': 1})
        self.assertEqual(self.serving.wait_for(event='unsolicited')['requestId'], 'r')
        connection.close()
        self.serving.wait_for(event='closed', connection=opened['connection'])


class TestServe(unittest.TestCase):
    def test_reports(self):
        with Serving('--server-id', 'S', '--version', '7', '--capability', 'a', '--capability', 'b') as serving:
            info, = lines(mbm('info', serving.url, '--client-id', 'c', '--client-type', 'tester')[1])
            self.assertEqual((info['serverId'], info['version'], info['capabilities']), ('S', '7', ['a', 'b']))
            self.assertEqual(serving.stop(), 130)
            self.assertEqual([line['event'] for line in serving.seen],
                             ['listening', 'opened', 'request', 'registered', 'request', 'request', 'unregistered',
                              'closed', 'stopped'])
            self.assertEqual(serving.seen[0], {'event': 'listening', 'url': serving.url})
            self.assertEqual(serving.seen[3]['type'], 'tester')
            self.assertEqual((serving.seen[4]['name'], serving.seen[4]['client'], serving.seen[4]['status']),
                             ('$serverInfo', 'c', 'ok'))
            self.assertGreater(serving.seen[4]['ms'], 0)
            self.assertEqual(serving.seen[6]['reason'], 'Client unregistered')
            self.assertEqual(serving.seen[8]['reason'], 'Server shutting down')

    def test_stop_tells_clients(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Serving() as serving, Running('listen', serving.url) as listening:
                serving.wait_for(event='registered')
                self.assertEqual(serving.stop(number), 130)
                self.assertEqual(listening.end(), 3)
                self.assertIn(b'Server shutting down', listening.errors)

    def test_second_interrupt(self):
        with Serving() as serving:
            connection = peer.connect(serving.url)   # and never answers the close
            serving.wait_for(event='opened')
            serving.signal(signal.SIGINT)
            while connection.read_frame()[0] != 8:
                pass
            self.assertIsNone(serving.process.poll())
            serving.signal(signal.SIGINT)
            self.assertEqual(serving.process.wait(2), 130)
            connection.close()

    def test_port_in_use(self):
        with Serving() as serving:
            status, out, err = mbm('serve', serving.url)
            self.assertEqual((status, out), (3, ''))
            self.assertIn(serving.url.split(':')[-1], err)
            self.assertEqual(serving.stop(), 130)

    def test_max_clients(self):
        with Serving('--max-clients', '1') as serving, Running('listen', serving.url):
            serving.wait_for(event='registered')
            status, out, err = mbm('info', serving.url)
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['message'], 'Server has reached maximum number of clients')

    def test_client_timeout(self):
        with Serving('--client-timeout', '200', '--heartbeat-interval', '50') as serving:
            connection = peer.connect(serving.url)
            connection.send({'type': 'request', 'requestId': '1', 'requestType': '$register',
                             'payload': {'clientId': 'silent', 'clientType': 't'}, 'context': {}})
            while connection.receive().get('event') != '$heartbeat':
                pass
            self.assertEqual(serving.wait_for(event='unregistered')['reason'], 'Client timeout')
            connection.close()

    def test_client_killed(self):
        with Serving('--client-timeout', '600000') as serving, Running('listen', serving.url) as listening:
            serving.wait_for(event='registered')
            listening.process.kill()
            serving.wait_for(event='unregistered')

    def test_max_message_size(self):
        with Serving('--max-message-size', '1000') as serving:
            status, out, err = mbm('request', serving.url, 'x', json.dumps('x' * 2000))
            self.assertEqual((status, out), (3, ''))
            self.assertEqual(serving.wait_for(event='frame-refused')['code'], 'MESSAGE_TOO_LARGE')

    def test_no_registration(self):
        with Serving('--demo', '--no-registration') as serving:
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}', '--no-registration')
            self.assertEqual((status, err), (0, ''))
            self.assertEqual(lines(out), [{'total': 0}])
            status, out, err = mbm('emit', serving.url, 'hello', '--no-registration')
            self.assertEqual((status, err), (0, ''))
            serving.wait_for(event='event', name='hello')
        with Serving('--demo') as serving:
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}', '--no-registration')
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['code'], 'NOT_REGISTERED')

    def test_origin(self):
        with Serving('--allow-origin', 'https://good.example') as serving:
            peer.connect(serving.url, 'https://good.example').close()
            with self.assertRaises(ConnectionRefusedError):
                peer.connect(serving.url, 'https://evil.example')
            self.assertEqual(serving.wait_for(event='refused')['code'], 'ORIGIN_REFUSED')

    def test_http(self):
        with Serving('--demo', uri='http://127.0.0.1:0/shop') as serving:
            self.assertEqual(lines(mbm('info', serving.url)[1])[0]['capabilities'], ['order-demo'])
            self.assertEqual(lines(mbm('ping', serving.url, '-c', '1')[1])[0]['sequence'], 1)
            status, out, err = mbm('request', serving.url, 'getOrderDetails', '{"orderId":"order-123"}')
            self.assertEqual((status, err, lines(out)[0]['orderId']), (0, '', 'order-123'))
            status, out, err = mbm('request', serving.url, 'getOrderDetails', '{"orderId":"x"}')
            self.assertEqual((status, out, lines(err)[0]['code']), (1, '', 'INVALID_ORDER_ID'))
            status, out, err = mbm('request', serving.url, 'startStream', '{"query":"q"}', '--stream')
            self.assertEqual((status, err, len(lines(out))), (0, '', 10))
            status, out, err = mbm('request', serving.url, 'cancelOrder', '{"orderId":"order-123"}',
                                   '--login', 'admin', MBM_PASSWORD='secret123')
            self.assertEqual((status, err, lines(out)[0]['success']), (0, '', True))
            with Running('listen', serving.url, '-n', '1', 'orderCreated') as listening:
                serving.wait_for(event='request', name='$subscribe')
                mbm('request', serving.url, 'createOrder',
                    '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":2}]}')
                self.assertEqual(listening.next()['event'], 'orderCreated')
                self.assertEqual(listening.end(), 0)
            self.assertEqual(mbm('emit', serving.url, 'hello', '{}')[0], 0)
            serving.wait_for(event='event', name='hello')

    def test_http_hosts(self):
        def ask(host):
            connection = http.client.HTTPConnection('127.0.0.1', urllib.parse.urlsplit(serving.url).port, timeout=20)
            connection.request('POST', '/requests/$serverInfo', headers={'Host': host})
            status = connection.getresponse().status
            connection.close()
            return status

        with Serving('--allow-host', 'service.example', uri='http://127.0.0.1:0') as serving:
            self.assertEqual(ask('service.example'), 200)
            self.assertEqual(ask('other.example'), 421)
            self.assertEqual(serving.wait_for(event='refused')['code'], 'ORIGIN_REFUSED')

    def test_serve_contract(self):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump(CONTRACT, file)
            file.flush()
            with Serving('--demo', '--contract', file.name) as serving:
                self.assertEqual(mbm('request', serving.url, 'calculateTotal', '{"items":[{"price":2}]}')[0], 0)
                status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}')
                self.assertEqual((status, out), (1, ''))
                error = json.loads(err)
                self.assertEqual(error['code'], 'INVALID_PAYLOAD')
                self.assertEqual([found['keyword'] for found in error['details']['violations']], ['minItems'])

                order = ('request', serving.url, 'getOrderDetails', '{"orderId":"order-123"}')
                self.assertEqual(json.loads(mbm(*order)[2])['code'], 'UNAUTHORIZED')
                self.assertEqual(json.loads(mbm(*order, '--login', 'viewer', MBM_PASSWORD='viewer123')[2])['code'],
                                 'FORBIDDEN')
                self.assertEqual(mbm(*order, '--login', 'admin', MBM_PASSWORD='secret123')[0], 0)

                status, out, err = mbm('emit', serving.url, 'moved', '{}')
                self.assertEqual((status, json.loads(err)['code']), (1, 'INVALID_PAYLOAD'))
                self.assertEqual(mbm('emit', serving.url, 'moved', '{"to":1}')[0], 0)
                serving.wait_for(event='request', name='calculateTotal', status='INVALID_PAYLOAD')

    def test_serve_workspace(self):
        servers = [{'id': 'a', 'name': 'Orders', 'url': 'ws://127.0.0.1:0', 'capabilities': ['orders'],
                    'maxClients': 1, 'users': [{'username': 'eve', 'roles': ['admin']}]},
                   {'id': 'b', 'name': 'Other', 'url': 'ws://127.0.0.1:1'}]
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump({'version': 1, 'servers': servers}, file)
            file.flush()
            with Serving('--demo', '--workspace', file.name, env=environment(MBM_PASSWORD='pass')) as serving:
                info = json.loads(mbm('info', serving.url)[1])
                self.assertEqual((info['serverId'], info['capabilities']), ('orders', ['orders', 'order-demo']))
                order = ('request', serving.url, 'cancelOrder', '{"orderId":"order-123"}', '--login')
                self.assertEqual(mbm(*order, 'eve', MBM_PASSWORD='pass')[0], 0)
                self.assertEqual(json.loads(mbm(*order, 'eve', MBM_PASSWORD='other')[2])['code'],
                                 'invalid_credentials')
                with Running('listen', serving.url, 'orderCreated'):
                    serving.wait_for(event='request', name='$subscribe')
                    status, out, err = mbm('info', serving.url, '--client-id', 'second')
                    self.assertEqual((status, json.loads(err)['code']), (1, 'MAX_CLIENTS_REACHED'))

            # What is given goes before what is in the file; users of a file take the place of its own.
            users = os.path.join(tempfile.mkdtemp(), 'users.json')
            with open(users, 'w', encoding='utf-8') as other:
                json.dump({'users': [{'username': 'joe', 'password': 'p'}]}, other)
            with Serving('--workspace', file.name, '--users', users, '--server-id', 'mine', '--capability', 'x') as serving:
                info = json.loads(mbm('info', serving.url, '--login', 'joe', MBM_PASSWORD='p')[1])
                self.assertEqual((info['serverId'], info['capabilities']), ('mine', ['x']))
                self.assertEqual(mbm('info', serving.url, '--login', 'eve', MBM_PASSWORD='pass')[0], 1)
            os.remove(users)
            os.rmdir(os.path.dirname(users))

    def test_serve_handlers(self):
        contract = {'name': 'shop', 'version': '1', 'events': {}, 'errors': {'SOLD_OUT': {'code': 'SOLD_OUT',
                    'message': 'None left'}}, 'requests': {'buy': {'response': {}, 'request': {
                        'type': 'object', 'properties': {'n': {'type': 'integer'}}, 'required': ['n']}}}}
        server = {
            'id': 'a', 'name': 'Shop', 'url': 'ws://127.0.0.1:0', 'contract': 'contract.json',
            'validate': 'payloads',
            'handlers': [
                {'request': 'buy', 'kind': 'sequence', 'answers': [
                    {'kind': 'template', 'answer': {'bought': '{{payload.n}}', 'by': '{{client.id}}'}},
                    {'kind': 'error', 'errorCode': 'SOLD_OUT'}]},
                {'request': 'never', 'kind': 'silent'},
                {'request': 'list', 'kind': 'stream', 'items': ['{{index}}'], 'count': 3, 'interval': 1},
                {'request': '*', 'kind': 'echo'}],
            'events': [{'event': 'tick', 'interval': 20, 'payload': {'n': '{{index}}'}},
                       {'event': 'broken', 'interval': 20, 'payload': '{{nonsense}}'}]}
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, 'workspace.json')

            def write(**members):
                with open(path, 'w', encoding='utf-8') as file:
                    json.dump({'version': 1, 'servers': [{**server, **members}]}, file)

            with open(os.path.join(directory, 'contract.json'), 'w', encoding='utf-8') as file:
                json.dump(contract, file)
            write()
            with Serving('--workspace', path) as serving:
                status, out, err = mbm('request', serving.url, 'buy', '{"n":2}', '--client-id', 'me')
                self.assertEqual((status, err, json.loads(out)), (0, '', {'bought': 2, 'by': 'me'}))
                line = serving.wait_for(event='request', name='buy')
                self.assertEqual((line['status'], line['handler']), ('ok', 'handler: buy · sequence 1/2'))
                status, out, err = mbm('request', serving.url, 'buy', '{"n":2}')
                self.assertEqual((status, json.loads(err)['code'], json.loads(err)['message']),
                                 (1, 'SOLD_OUT', 'None left'))
                self.assertEqual(json.loads(mbm('request', serving.url, 'buy', '{}')[2])['code'], 'INVALID_PAYLOAD')
                self.assertEqual(json.loads(mbm('request', serving.url, 'x', '[7]')[1]), [7])
                self.assertEqual(lines(mbm('request', serving.url, 'list', '{}', '--stream')[1]), [1, 2, 3])
                self.assertEqual(mbm('request', serving.url, 'never', '{}', '--timeout', '100')[0], 3)
                self.assertEqual(serving.wait_for(event='withheld')['handler'], 'handler: never · no answer')
                with Running('listen', serving.url, 'tick', '-n', '2') as listening:
                    first, second = listening.next()['payload']['n'], listening.next()['payload']['n']
                    self.assertEqual(second, first + 1)
                    self.assertEqual(listening.end(), 0)
                self.assertTrue(serving.wait_for(event='emitted')['handler'].startswith('timer: tick · '))
                self.assertEqual(serving.stop(), 130)
                self.assertIn('broken: {{nonsense}}', serving.errors.decode())

            # A wrong one is said with its place, before anything is served.
            for members, says in (({'handlers': [{}, {'delay': -1}]}, 'servers[0].handlers[1].delay: '),
                                  ({'handlers': [{'request': 'a'}, {'request': 'a'}]}, 'two handlers'),
                                  ({'contract': 'missing.json'}, 'missing.json')):
                with self.subTest(says):
                    write(**members)
                    status, out, err = mbm('serve', 'ws://127.0.0.1:0', '--workspace', path)
                    self.assertEqual((status, out), (2, ''))
                    self.assertIn(says, err)

    def test_users(self):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump({'users': [{'username': 'eve', 'password': 'p', 'roles': ['admin']}]}, file)
            file.flush()
            with Serving('--demo', '--users', file.name) as serving:
                self.assertEqual(mbm('info', serving.url, '--login', 'eve', MBM_PASSWORD='p')[0], 0)
                self.assertEqual(mbm('info', serving.url, '--login', 'admin', MBM_PASSWORD='secret123')[0], 1)
                self.assertEqual(serving.wait_for(event='request', name='$login', status='ok')['event'], 'request')
                serving.wait_for(event='request', name='$login', status='invalid_credentials')

    def test_broadcast_style(self):
        with Serving('--demo', '--broadcast-style', 'system') as serving, \
             Running('listen', serving.url, 'orderCreated', '-n', '1') as named, \
             Running('listen', serving.url, '-n', '1') as every:
            serving.wait_for(event='request', name='$subscribe')
            while mbm('info', serving.url)[1] and lines(mbm('info', serving.url)[1])[0]['connectedClients'] < 3:
                pass
            payload = '{"customerId":"c","items":[{"productId":"p","quantity":1,"price":2}]}'
            self.assertEqual(mbm('request', serving.url, 'createOrder', payload)[0], 0)
            self.assertEqual((named.end(), every.end()), (0, 0))
            self.assertEqual(named.seen[0]['event'], 'orderCreated')
            self.assertEqual(every.seen[0]['event'], '$broadcast')
            self.assertEqual(every.seen[0]['payload']['data'], named.seen[0]['payload'])

    def test_slow_reader(self):
        """Whoever reads the reports slowly, or not at all, does not hold up the service."""
        process = start('serve', 'ws://127.0.0.1:0', '--demo')
        url = json.loads(process.stdout.readline())['url']
        connection = peer.connect(url)
        connection.send({'type': 'request', 'requestId': '1', 'requestType': '$register',
                         'payload': {'clientId': 'busy', 'clientType': 't'}, 'context': {}})
        for i in range(3000):   # more reports than a pipe takes
            connection.send({'type': 'request', 'requestId': f'r{i}', 'requestType': 'calculateTotal',
                             'payload': {'items': []}, 'context': {}})
        while connection.receive().get('requestId') != 'r2999':
            pass
        connection.close()
        process.send_signal(signal.SIGINT)
        status, out, err = finish(process)
        self.assertEqual((status, err), (130, b''))
        names = [line.get('name') for line in lines(out.decode())]
        self.assertEqual(names.count('calculateTotal'), 3000)


class TestTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        subprocess.run([os.environ['MAKE_CERTIFICATES'], cls.directory.name], check=True, timeout=DEADLINE)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def file(self, name):
        return os.path.join(self.directory.name, name)

    def serving(self, name='server', *more, scheme='wss'):
        return Serving('--demo', '--cert', self.file(f'{name}.pem'), '--key', self.file(f'{name}.key'), *more,
                       uri=f'{scheme}://127.0.0.1:0')

    def assert_usage(self, *arguments, says):
        status, out, err = mbm(*arguments)
        self.assertEqual((status, out), (2, ''), err)
        self.assertIn(says, err)

    def assert_unreached(self, *arguments, says):
        status, out, err = mbm(*arguments)
        self.assertEqual((status, out), (3, ''), err)
        self.assertIn(says, err)

    def test_right(self):
        for scheme in ('wss', 'https'):
            with self.subTest(scheme), self.serving(scheme=scheme) as serving:
                self.assertTrue(serving.url.startswith(f'{scheme}://127.0.0.1:'))
                ca = '--ca-file', self.file('ca.pem')
                status, out, err = mbm('request', serving.url, 'getOrderDetails', '{"orderId":"order-123"}', *ca)
                self.assertEqual((status, err), (0, ''))
                self.assertEqual(json.loads(out)['orderId'], 'order-123')
                status, out, err = mbm('request', serving.url, 'startStream', '{"query":"x"}', '--stream', *ca)
                self.assertEqual((status, err, len(lines(out))), (0, '', 10))
                status, out, err = mbm('ping', serving.url, '-c', '1', *ca)
                self.assertEqual((status, err), (0, ''))
                self.assert_unreached('ping', serving.url, '-c', '1', says='Test Authority')
                self.assertEqual(serving.stop(), 130)

    def test_wrong(self):
        for name, says in (('server', '--ca-file'), ('self', 'nobody but itself')):
            with self.serving(name) as serving:
                self.assert_unreached('info', serving.url, says=says)
                self.assert_unreached('info', serving.url, says='--fingerprint SHA256')
                refused = serving.wait_for(event='refused')
                self.assertEqual(refused['code'], 'HANDSHAKE')
        for name, says in (('wrong-name', 'service.example'), ('expired', 'expired on 2020-02-01'),
                           ('future', 'not valid before 2099-01-01')):
            with self.serving(name) as serving:
                self.assert_unreached('info', serving.url, '--ca-file', self.file('ca.pem'), says=says)

    def test_client_certificate(self):
        with self.serving('server', '--client-ca-file', self.file('ca.pem')) as serving:
            ask = 'info', serving.url, '--ca-file', self.file('ca.pem')
            status, out, err = mbm(*ask, '--client-cert', self.file('client.pem'), '--client-key',
                                   self.file('client.key'))
            self.assertEqual((status, err), (0, ''))
            self.assertIn('serverId', json.loads(out))
            self.assert_unreached(*ask, says='--client-cert')
            self.assertEqual(serving.wait_for(event='refused')['code'], 'CLIENT_CERTIFICATE')
            self.assert_unreached(*ask, '--client-cert', self.file('stranger-client.pem'), '--client-key',
                                  self.file('stranger-client.key'), says='CN=Strange Client')
            refused = serving.wait_for(event='refused')
            self.assertEqual(refused['code'], 'CLIENT_CERTIFICATE')
            self.assertIn('CN=Strange Authority', refused['message'])

    def test_self_signed(self):
        with tempfile.TemporaryDirectory() as data:
            seen = []
            for scheme in ('wss', 'https'):
                with Serving('--demo', '--self-signed', uri=f'{scheme}://127.0.0.1:0',
                             env=environment(XDG_DATA_HOME=data)) as serving:
                    fingerprint = serving.seen[0]['fingerprint']
                    seen.append(fingerprint)
                    self.assert_unreached('info', serving.url, says=fingerprint)
                    for text in fingerprint, fingerprint.replace(':', '').lower():
                        status, out, err = mbm('info', serving.url, '--fingerprint', text)
                        self.assertEqual((status, err, json.loads(out)['capabilities']), (0, '', ['order-demo']))
                    other = ('0' if fingerprint[0] == '1' else '1') + fingerprint[1:]
                    self.assert_unreached('info', serving.url, '--fingerprint', other, says=fingerprint)
            self.assertEqual(seen[0], seen[1])
            kept = os.path.join(data, 'signalbox', 'certificates', '127.0.0.1.pem')
            self.assertEqual(os.stat(kept).st_mode & 0o777, 0o600)

            # The workspace may say so as well: an address is enough, and no file has the key but that one.
            path = os.path.join(data, 'workspace.json')
            with open(path, 'w', encoding='utf-8') as file:
                json.dump({'version': 1, 'servers': [{'id': 'a', 'url': 'wss://127.0.0.1:0'}]}, file)
            with Serving('--workspace', path, uri='wss://127.0.0.1:0',
                         env=environment(XDG_DATA_HOME=data)) as serving:
                self.assertEqual(serving.seen[0]['fingerprint'], seen[0])
        self.assert_usage('serve', 'ws://127.0.0.1:0', '--self-signed', says='not encrypted')
        self.assert_usage('serve', 'wss://127.0.0.1:0', '--self-signed', '--cert', self.file('server.pem'),
                          says='--cert')
        self.assert_usage('info', 'wss://127.0.0.1:1', '--fingerprint', '12:34', says='--fingerprint')

    def test_everything_in_one_file(self):
        with Serving('--cert', self.file('bundle.pem'), uri='wss://localhost:0') as serving:
            status, out, err = mbm('info', serving.url, '--ca-file', self.file('ca.pem'))
            self.assertEqual((status, err), (0, ''))

    def test_not_encrypted(self):
        with self.serving() as serving:
            self.assert_unreached('info', serving.url.replace('wss:', 'ws:'), says='speaks TLS')
        with Serving('--demo') as serving:
            self.assert_unreached('info', serving.url.replace('ws:', 'wss:'), says='does not speak TLS')
        self.assert_usage('serve', 'ws://127.0.0.1:0', '--cert', self.file('bundle.pem'), says='not encrypted')

    def test_files(self):
        serve = 'serve', 'wss://127.0.0.1:0'
        info = 'info', 'wss://127.0.0.1:1'
        good = self.file('server.pem')
        self.assert_usage(*serve, says='none is set')
        self.assert_usage(*serve, '--cert', good, says='no private key')
        self.assert_usage(*serve, '--key', good, says='--cert')
        self.assert_usage(*serve, '--cert', '/nowhere/cert.pem', says='/nowhere/cert.pem')
        self.assert_usage(*serve, '--cert', good, '--key', self.file('client.key'), says='does not belong')
        self.assert_usage(*serve, '--cert', good, '--key', self.file('locked.key'), says='password')
        self.assert_usage(*serve, '--cert', self.file('bundle.pem'), '--client-ca-file', '/nowhere/ca.pem',
                          says='/nowhere/ca.pem')
        self.assert_usage(*info, '--ca-file', '/nowhere/ca.pem', says='/nowhere/ca.pem')
        self.assert_usage(*info, '--ca-file', self.file('server.key'), says='has no certificate')
        self.assert_usage(*info, '--client-key', self.file('client.key'), says='--client-cert')
        self.assert_usage(*info, '--client-cert', self.file('client.pem'), says='no private key')


class TestUnreached(unittest.TestCase):
    def test_nobody_serves(self):
        url = 'ws://127.0.0.1:%d' % unused_port()
        for command in CLIENT_COMMANDS:
            begin = time.monotonic()
            status, out, err = mbm(command, url, *(['x'] if command in ('request', 'emit') else []))
            self.assertEqual((status, out), (3, ''))
            self.assertIn(url, err)
            self.assertLess(time.monotonic() - begin, 5)

    def test_no_host(self):
        status, out, err = mbm('info', 'ws://no-such-host.invalid:1')
        self.assertEqual((status, out), (3, ''))

    def test_silent_handshake(self):
        with peer.Server(lambda connection: connection.read(10**6), handshake=False) as server:
            status, out, err = mbm('info', server.url, '--timeout', '200')
            self.assertEqual((status, out), (3, ''))

    def test_no_websocket(self):
        def refuse(connection):
            connection.read_head()
            connection.sock.sendall(b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')

        with peer.Server(refuse, handshake=False) as server:
            status, out, err = mbm('info', server.url)
            self.assertEqual((status, out), (3, ''))
            self.assertIn('404', err)

    def test_silent_registration(self):
        with peer.Server(lambda connection: connection.until_closed() if connection.receive() is None else
                         connection.receive()) as server:
            status, out, err = mbm('info', server.url, '--timeout', '200')
            self.assertEqual((status, out), (3, ''))
            self.assertIn('$register', err)

    def test_silent_answer(self):
        def script(connection):
            connection.register()
            connection.expect('x')
            return connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x', '--timeout', '200')
            self.assertEqual((status, out), (3, ''))
            self.assertIn('“x” within 200 ms', err)
            self.assertEqual(server.result()[0]['requestType'], '$unregister')

    def test_lost(self):
        def script(connection):
            connection.register()
            connection.expect('x')

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual((status, out), (3, ''))
            self.assertIn('lost', err)

    def test_ping_timed_out(self):
        def script(connection):
            connection.register()
            connection.expect('$ping')
            connection.answer(connection.expect('$ping'), {'timestamp': 1, 'serverTime': 5})
            return connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('ping', server.url, '-c', '2', '--timeout', '200')
            self.assertEqual(status, 3)
            self.assertIn('200 ms', err)
            one, summary = lines(out)
            self.assertEqual((one['sequence'], one['serverTime']), (2, 5))
            self.assertEqual((summary['sent'], summary['received']), (2, 1))


class TestAgainstPeer(unittest.TestCase):
    """What goes over the wire, and what odd servers send."""

    def test_what_is_sent(self):
        def script(connection):
            request = connection.expect('$register')
            connection.answer(request, {'success': True, 'connectionId': 'c', 'serverId': 's'})
            asked = connection.expect('x')
            connection.answer(asked, None)
            return connection.headers, request, asked, connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x', '{"n": 1.10}', '--client-id', 'me', '--client-type', 't',
                                   '--header', 'X-One: 1', '--header', 'Authorization: Bearer abc',
                                   '--context', '{"traceId":"0af7651916cd43dd8448eb211c80319c","extra":[1]}')
            self.assertEqual((status, out, err), (0, 'null\n', ''))
            headers, register, asked, rest = server.result()
            self.assertEqual((headers['x-one'], headers['authorization']), ('1', 'Bearer abc'))
            self.assertEqual((register['payload']['clientId'], register['payload']['clientType']), ('me', 't'))
            self.assertEqual(asked['payload'], {'n': 1.1})
            self.assertEqual(asked['context'], {'traceId': '0af7651916cd43dd8448eb211c80319c', 'extra': [1],
                                                'source': 'me'})
            self.assertEqual([message['requestType'] for message in rest], ['$unregister'])

    def test_as_on_the_wire(self):
        data = b'{"big":18446744073709551616,"f":1.10,"e":1E2,"s":"\\u00e4\\/"}'

        def script(connection):
            connection.register()
            asked = connection.expect('x')
            connection.send_raw(b'{"type":"response","requestId":"%s","success":true,"data":%s}'
                                % (asked['requestId'].encode(), data))
            connection.until_closed()

        with peer.Server(script) as server:
            self.assertEqual(mbm('request', server.url, 'x')[:2], (0, data.decode() + '\n'))

    def test_on_one_line(self):
        def script(connection):
            connection.register()
            asked = connection.expect('x')
            connection.send_raw(b'{"type":"response","requestId":"%s","success":true,"data":{\n  "a": 1.10,\r\n "b": []}}'
                                % asked['requestId'].encode())
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual(len(out.splitlines()), 1)
            self.assertIn('1.10', out)
            self.assertEqual(lines(out), [{'a': 1.1, 'b': []}])

    def test_payload_like_an_option(self):
        def script(connection):
            connection.register()
            asked = connection.expect('x')
            connection.answer(asked, asked['payload'])
            connection.until_closed()

        with peer.Server(script) as server:
            self.assertEqual(mbm('request', server.url, 'x', '--', '-5')[:2], (0, '-5\n'))

    def test_error_is_kept(self):
        error = {'code': 'UNKNOWN_ERROR', 'message': 'ORDER_NOT_FOUND', 'details': {'n': 1}}

        def script(connection):
            connection.register()
            connection.fail(connection.expect('x'), error)
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err), [error])

    def test_registration_refused(self):
        error = {'code': 'NO', 'message': 'Go away', 'details': [1]}

        def script(connection):
            connection.fail(connection.expect('$register'), error)
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('info', server.url)
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err), [error])

        # Servers differ in where they say it.
        for data, expected in (({'success': False, 'error': error}, error),
                               ({'success': False, 'error': 'Go away'}, None),
                               ({'success': False}, None)):
            def answer(connection, data=data):
                connection.answer(connection.expect('$register'), data)
                connection.until_closed()

            with peer.Server(answer) as server:
                status, out, err = mbm('info', server.url)
                self.assertEqual((status, out), (1, ''))
                if expected is not None:
                    self.assertEqual(lines(err), [expected])
                else:
                    self.assertEqual(lines(err)[0]['code'], 'REMOTE')

    def test_registration_nonsense(self):
        def script(connection):
            connection.answer(connection.expect('$register'), ['yes'])
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('info', server.url)
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['code'], 'INVALID_PAYLOAD')

    def test_info_nonsense(self):
        def script(connection):
            connection.register()
            connection.answer(connection.expect('$serverInfo'), 'info')
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('info', server.url)
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['code'], 'INVALID_PAYLOAD')

    def test_ping_unknown(self):
        def script(connection):
            connection.register()
            connection.fail(connection.expect('$ping'), {'code': 'UNKNOWN_REQUEST_TYPE', 'message': 'What?'})
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('ping', server.url, '-c', '1')
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['code'], 'UNKNOWN_REQUEST_TYPE')

    def test_emit_refused(self):
        def script(connection):
            connection.register()
            connection.expect('e')
            connection.event('$error', {'code': 'FORBIDDEN', 'message': 'No'})
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('emit', server.url, 'e')
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(lines(err)[0]['code'], 'FORBIDDEN')

    def test_events_at_once(self):
        """They come with the answer to the registration, and the end of the connection with them."""
        def script(connection):
            request = connection.expect('$register')
            answer = {'type': 'response', 'requestId': request['requestId'], 'success': True,
                      'data': {'success': True, 'connectionId': 'c'}}
            event = {'type': 'event', 'event': 'e', 'payload': 1}
            farewell = {'type': 'event', 'event': '$disconnected',
                        'payload': {'clientId': request['payload']['clientId'], 'reason': 'Enough'}}
            connection.sock.sendall(b''.join(peer.frame(json.dumps(message).encode())
                                             for message in (answer, event, farewell))
                                    + peer.frame(b'\x03\xe9', opcode=8))
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('listen', server.url)
            self.assertEqual(status, 3)
            self.assertEqual(lines(out)[0]['event'], 'e')
            self.assertIn('Enough', err)
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual((status, out), (3, ''))
            self.assertIn('Enough', err)

    def test_subscribe_refused(self):
        def script(connection):
            connection.register()
            connection.fail(connection.expect('$subscribe'), {'code': 'NO', 'message': 'No'})
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('listen', server.url, 'e')
            self.assertEqual((status, out), (1, ''))

    def test_odd_frames(self):
        """Each is told, and the connection survives them."""
        def script(connection):
            connection.register()
            asked = connection.expect('x')
            connection.send_raw(b'nonsense')
            connection.send_raw(b'[]')
            connection.send_raw(b'\x00\x01', opcode=2)
            connection.send({'type': 'response', 'requestId': 'nobody', 'success': True, 'data': 1})
            connection.send({'type': 'request', 'requestId': 's1', 'requestType': 'do', 'payload': {}})
            answer = connection.receive()
            connection.answer(asked, 1)
            connection.until_closed()
            return answer

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual((status, out), (0, '1\n'))
            self.assertEqual(len(err.splitlines()), 4)
            self.assertIn('nobody', err)
            answer = server.result()
            self.assertEqual((answer['requestId'], answer['error']['code']), ('s1', 'UNKNOWN_REQUEST_TYPE'))

    def request_that_gets(self, send):
        """A request, and what happens when it is answered with what send(connection) sends."""
        def script(connection):
            connection.register()
            connection.expect('x')
            try:
                send(connection)
            except OSError:
                pass   # cut off in the middle of it
            return connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x', '--timeout', '2000')
            self.assertEqual((status, out), (3, ''))
            return err

    def test_deep(self):
        def send(connection):
            connection.send_raw(b'{"type":"event","event":"e","payload":' + b'[' * 600 + b']' * 600 + b'}')
            connection.close()

        self.assertIn('deep', self.request_that_gets(send))

    def test_invalid_utf8(self):
        self.assertIn('UTF-8', self.request_that_gets(lambda connection: connection.send_raw(b'{"type":"\xff"}')))

    def test_too_large_in_fragments(self):
        def send(connection):
            connection.sock.sendall(b'\x01' + peer.frame(b'"')[1:])
            fragment = b'\x00' + peer.frame(b'x' * 65000)[1:]
            for _ in range(300):
                connection.sock.sendall(fragment)

        self.assertIn('16777216', self.request_that_gets(send))

    def test_protocol_violation(self):
        self.assertIn('lost', self.request_that_gets(lambda connection: connection.sock.sendall(b'\xf1\x00')))

    def test_not_for_us(self):
        def script(connection):
            connection.register()
            connection.event('e', 1, context={'target': 'somebody'})
            connection.event('e', 2, context={'target': 'me'})
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('listen', server.url, '-n', '1', '--client-id', 'me')
            self.assertEqual((status, err), (0, ''))
            self.assertEqual(lines(out)[0]['payload'], 2)

    def test_too_large(self):
        def script(connection):
            connection.register()
            connection.expect('x')
            connection.sock.sendall(b'\x81\x7f' + (2**40).to_bytes(8, 'big') + b'x' * 1000)
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
            self.assertEqual((status, out), (3, ''))


class TestStream(unittest.TestCase):
    """`mbm request --stream` at a server that does what it is told."""

    def run_against(self, script, *arguments):
        with peer.Server(script) as server:
            return *mbm('request', server.url, 'start', '--stream', *arguments), server.result()

    @staticmethod
    def begin(connection, data='s'):
        connection.register()
        connection.answer(connection.expect('start'), data)

    def test_items(self):
        def script(connection):
            connection.register()
            request = connection.expect('start')
            connection.event('streamData', {'streamId': 's', 'data': 1})
            connection.answer(request, {'streamId': 's', 'total': 3})
            connection.send_raw(b'{"type":"event","event":"streamData","payload":{"streamId":"s","data":{"x":\n1.50}}}')
            connection.event('streamData', {'streamId': 'other', 'data': 'no'})
            connection.event('streamData', {'streamId': 's', 'data': 'last'})
            connection.event('streamEnd', {'streamId': 's'})
            return connection.until_closed()

        status, out, err, rest = self.run_against(script)
        self.assertEqual((status, err, out), (0, '', '1\n{"x":1.50}\n"last"\n'))
        self.assertEqual([message.get('requestType') for message in rest], ['$unregister'])

    def test_failure(self):
        def script(connection):
            self.begin(connection)
            connection.event('streamData', {'streamId': 's', 'data': 1})
            connection.event('streamEnd', {'streamId': 's', 'error': {'code': 'DISK_FULL', 'message': 'no room', 'details': [1]}})
            return connection.until_closed()

        status, out, err, _ = self.run_against(script)
        self.assertEqual((status, out), (1, '1\n'))
        self.assertEqual(lines(err), [{'code': 'DISK_FULL', 'message': 'no room', 'details': [1]}])

    def test_lost(self):
        def script(connection):
            self.begin(connection)
            connection.event('streamData', {'streamId': 's', 'data': 1})
            connection.close()

        status, out, err, _ = self.run_against(script)
        self.assertEqual((status, out), (3, '1\n'))
        self.assertNotEqual(err, '')

    def test_silence(self):
        def script(connection):
            self.begin(connection)
            return connection.until_closed()

        status, out, err, rest = self.run_against(script, '--timeout', '300')
        self.assertEqual((status, out), (3, ''))
        self.assertIn('300 ms', err)
        self.assertEqual(rest[0]['event'], 'streamCancel')

    def test_interrupted(self):
        def script(connection):
            self.begin(connection)
            connection.event('streamData', {'streamId': 's', 'data': 1})
            return connection.until_closed()

        with peer.Server(script) as server:
            process = start('request', server.url, 'start', '--stream')
            self.assertEqual(process.stdout.readline(), b'1\n')
            process.send_signal(signal.SIGINT)
            status, out, err = finish(process)
            rest = server.result()
        self.assertEqual((status, out, err), (130, b'', b''))
        self.assertEqual((rest[0]['event'], rest[0]['payload']), ('streamCancel', {'streamId': 's'}))
        self.assertEqual(rest[1]['requestType'], '$unregister')


class TestMagicServer(unittest.TestCase):
    """The dialect magic-server, spoken by hand on the other side."""

    def run_against(self, script, *arguments, **more):
        with peer.Server(script) as server:
            command, *rest = arguments
            outcome = mbm(command, server.url, *rest, '--dialect', 'magic-server', **more)
            return *outcome, server.result()

    @staticmethod
    def reply(type_of, payload):
        def script(connection):
            request = connection.receive()
            connection.send({'id': request['id'], 'type': type_of(request), 'payload': payload, 'timestamp': 1})
            return request, connection.until_closed()
        return script

    def test_request(self):
        for type_of in (lambda request: request['type'].replace('request.', 'response.'),
                        lambda request: request['type'], lambda request: 'whatever'):
            status, out, err, (request, rest) = self.run_against(
                self.reply(type_of, {'n': 1}), 'request', 'getOrder', '{"orderId":"order-1"}',
                '--context', '{"tracing":{"requestId":"q"}}')
            self.assertEqual((status, err), (0, ''))
            self.assertEqual(lines(out), [{'n': 1}])
            self.assertEqual(request['type'], 'request.getOrder')
            self.assertEqual(request['payload'], {'orderId': 'order-1'})
            self.assertEqual(request['context'], {'tracing': {'requestId': 'q'}})
            self.assertAlmostEqual(request['timestamp'] / 1000, time.time(), delta=60)
            self.assertEqual(rest, [])

    def test_refused(self):
        status, out, err, _ = self.run_against(
            self.reply(lambda request: 'error.' + request['type'], {'message': 'No such order', 'code': 'NOT_FOUND'}),
            'request', 'getOrder')
        self.assertEqual((status, out), (1, ''))
        self.assertEqual(lines(err), [{'message': 'No such order', 'code': 'NOT_FOUND'}])

    def test_unknown_system(self):
        for command in ('info', 'ping'):
            status, out, err, _ = self.run_against(
                self.reply(lambda request: 'error.' + request['type'], {'message': 'No handler', 'code': 'UNKNOWN'}),
                command)
            self.assertEqual(status, 1)
            self.assertEqual(lines(err)[0], {'message': 'No handler', 'code': 'UNKNOWN'})

    def test_emit(self):
        status, out, err, messages = self.run_against(
            lambda connection: [connection.receive(), connection.receive()], 'emit', 'seen', '[1]')
        self.assertEqual((status, out, err), (0, '', ''))
        self.assertEqual((messages[0]['type'], messages[0]['payload']), ('event.seen', [1]))
        self.assertIsInstance(messages[0]['id'], str)
        self.assertIsNone(messages[1])

    def test_listen(self):
        def script(connection):
            for number, name in enumerate(('a', 'b', 'a')):
                connection.send({'id': str(number), 'type': f'event.{name}', 'payload': number, 'timestamp': 1})
            connection.send({'id': 's', 'type': 'system.shutdown',
                             'payload': {'reason': 'Maintenance', 'reconnectIn': 5000}, 'timestamp': 1})
            connection.close()

        status, out, err, _ = self.run_against(script, 'listen', 'a')
        self.assertEqual(status, 3)
        self.assertIn('Maintenance', err)
        self.assertEqual([(line['type'], line['payload']) for line in lines(out)], [('event.a', 0), ('event.a', 2)])

    def test_other_dialect(self):
        def script(connection):
            connection.receive()
            connection.send({'id': '1', 'type': 'event.hello', 'payload': {}, 'timestamp': 1})
            connection.until_closed()

        with peer.Server(script) as server:
            status, out, err = mbm('request', server.url, 'x')
        self.assertEqual((status, out), (3, ''))
        self.assertIn('of the dialect “magic-server”; here “messaging” is spoken', err)

    def test_serve(self):
        with Serving('--demo') as serving:
            connection = peer.connect(serving.url)
            connection.send({'id': '1', 'type': 'request.calculateTotal', 'payload': {'items': [{'price': 2.5}]},
                             'timestamp': 1})
            answer = connection.receive()
            self.assertEqual((answer['id'], answer['type'], answer['payload']),
                             ('1', 'response.calculateTotal', {'total': 2.5}))
            registered = serving.wait_for(event='registered')
            self.assertEqual((registered['client'], registered['dialect']), ('magic-1', 'magic-server'))
            serving.wait_for(event='request', name='calculateTotal', status='ok')

            connection.send({'id': '2', 'type': 'request.cancelOrder', 'payload': {'orderId': 'order-123'},
                             'context': {'auth': {'userId': 'admin', 'roles': ['admin']}}, 'timestamp': 1})
            refused = connection.receive()
            self.assertEqual((refused['id'], refused['type']), ('2', 'error.request.cancelOrder'))
            serving.wait_for(event='request', name='cancelOrder', status=refused['payload']['code'])

            connection.send({'id': '3', 'type': 'request.$login',
                             'payload': {'username': 'admin', 'password': 'secret123'}, 'timestamp': 1})
            self.assertIs(connection.receive()['payload']['success'], True)
            connection.send({'id': '4', 'type': 'request.cancelOrder', 'payload': {'orderId': 'order-123'},
                             'timestamp': 1})
            types = {connection.receive()['type'] for _ in range(2)}
            self.assertEqual(types, {'response.cancelOrder', 'event.orderStatusUpdated'})

            serving.signal(signal.SIGINT)
            goodbye = connection.receive()
            self.assertEqual(goodbye['type'], 'system.shutdown')
            self.assertEqual(goodbye['payload'], {'reason': 'Server shutting down', 'reconnectIn': 5000})
            self.assertIsNone(connection.receive())
            connection.close()
            self.assertEqual(serving.end(), 130)

    def test_serve_only(self):
        with Serving('--demo', '--dialect', 'magic-server') as serving:
            connection = peer.connect(serving.url)
            self.assertEqual(serving.wait_for(event='registered')['client'], 'magic-1')
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}',
                                   '--dialect', 'magic-server')
            self.assertEqual((status, err, lines(out)), (0, '', [{'total': 0}]))
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}')
            self.assertEqual((status, out), (3, ''))
            connection.close()
        with Serving('--demo', '--dialect', 'messaging') as serving:
            status, out, err = mbm('request', serving.url, 'calculateTotal', '{"items":[]}', '--timeout', '500',
                                   '--dialect', 'magic-server')
            self.assertEqual((status, out), (3, ''))
            self.assertIn('of the dialect “messaging”', err)

    def test_stream(self):
        with Serving('--demo') as serving:
            status, out, err = mbm('request', serving.url, 'startStream', '{"query":"q"}', '--stream',
                                   '--dialect', 'magic-server')
            self.assertEqual((status, err), (0, ''))
            self.assertEqual(len(lines(out)), 10)


class TestProbe(unittest.TestCase):
    def probe(self, *arguments, **more):
        """Its status, its checks by their ids, and what sums up."""
        status, out, err = mbm('probe', *arguments, **more)
        *checks, summary = lines(out)
        return status, {check['check']: check for check in checks}, summary, err

    def test_list(self):
        status, out, err = mbm('probe', '--list')
        self.assertEqual((status, err), (0, ''))
        checks = lines(out)
        self.assertEqual(checks[0]['check'], 'connect')
        for check in checks:
            self.assertTrue(check['title'] and check['section'] and check['expectation'])
            self.assertEqual(mbm('probe', 'ws://127.0.0.1:1', '--only', check['check'])[0], 3)

    def test_usage(self):
        nobody = 'ws://127.0.0.1:1'
        for arguments in ([], [nobody, 'more'], [nobody, '--only', 'nonsense'], [nobody, '--payload', '{}'],
                          [nobody, '--request', 'x', '--payload', '{'], [nobody, '--heartbeat-wait', '-1'],
                          [nobody, '--max-message-size', '-1'], [nobody, '--contract', '/nowhere'], ['nonsense'],
                          ['carrier-pigeon://roof'], ['http://127.0.0.1:1', '--dialect', 'magic-server']):
            status, out, err = mbm('probe', *arguments)
            self.assertEqual((status, out), (2, ''), arguments)
            self.assertNotEqual(err, '')

    def test_right(self):
        for url in ('ws://127.0.0.1:0', 'http://127.0.0.1:0/shop'):
            with Serving('--demo', uri=url) as serving:
                status, checks, summary, err = self.probe(serving.url, '--login', 'admin', '--max-message-size',
                                                          str(16 << 20), '--timeout', '20000', MBM_PASSWORD='secret123')
                self.assertEqual((status, err), (0, ''))
                self.assertEqual((summary['failed'], summary['warnings'], summary['notRun']), (0, 0, 0))
                self.assertEqual(summary['passed'], sum(check['status'] == 'passed' for check in checks.values()))
                self.assertEqual(checks['login']['status'], 'passed')
                kinds = {step['kind'] for step in checks['register']['steps']}
                self.assertLessEqual({'sent', 'got'}, kinds)
                self.assertNotIn('secret123', json.dumps(checks))

    def test_contract(self):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file, Serving('--demo') as serving:
            json.dump(CONTRACT, file)
            file.flush()
            status, checks, _, err = self.probe(
                serving.url, '--contract', file.name, '--request', 'calculateTotal', '--payload',
                '{"items":[{"price":2}]}', '--only', 'request', '--only', 'wrong-payload')
            self.assertEqual((status, err), (0, ''))
            self.assertEqual(list(checks), ['request', 'wrong-payload'])
            self.assertIn('INVALID_PAYLOAD', json.dumps(checks['wrong-payload']['steps']))

    def test_wrong(self):
        def script(connection):
            while (message := connection.receive()) is not None:
                if message.get('requestType') == '$ping':
                    connection.answer(message, {'timestamp': 'now'})
                elif message['type'] == 'request':
                    connection.answer(message, {'success': True, 'connectionId': 'c', 'serverId': 'peer',
                                                'serverTime': int(time.time() * 1000), 'ttl': 90})

        with peer.Server(script) as server:
            status, checks, summary, err = self.probe(server.url, '--only', 'register', '--only', 'ping')
            self.assertEqual((status, err), (1, ''))
            self.assertEqual(checks['register']['status'], 'passed')
            self.assertEqual(checks['ping']['status'], 'failed')
            self.assertIn('timestamp', checks['ping']['message'])
            self.assertEqual((summary['passed'], summary['failed']), (1, 1))

    def test_unreached(self):
        for scheme in ('ws', 'http'):
            url = f'{scheme}://127.0.0.1:{unused_port()}'
            status, checks, summary, err = self.probe(url)
            self.assertEqual((status, summary['failed']), (3, 1))
            self.assertIn(url, err)
            self.assertEqual(checks['ping']['status'], 'not-applicable')

    def test_interrupted(self):
        reached = threading.Event()

        def script(connection):
            connection.register()
            connection.expect('$ping')
            reached.set()
            return connection.until_closed()

        with peer.Server(script) as server:
            process = start('probe', server.url, '--only', 'register', '--only', 'ping', '--timeout', '60000')
            self.assertTrue(reached.wait(DEADLINE))
            process.send_signal(signal.SIGINT)
            status, out, err = finish(process)
            self.assertEqual((status, err), (130, b''))
            register, summary = lines(out.decode())
            self.assertEqual(register['check'], 'register')
            self.assertEqual(summary['notRun'], 1)


class TestInterrupted(unittest.TestCase):
    def assert_interrupted(self, process, number=signal.SIGINT):
        process.send_signal(number)
        process.wait(DEADLINE)   # before standard input is closed
        status, out, err = finish(process)
        self.assertEqual((status, err), (130, b''))
        return out

    def test_handshake(self):
        reached = threading.Event()

        def script(connection):
            connection.read_head()
            reached.set()
            connection.read(10**6)

        with peer.Server(script, handshake=False) as server:
            process = start('info', server.url)
            self.assertTrue(reached.wait(DEADLINE))
            self.assert_interrupted(process)

    def test_registration(self):
        reached = threading.Event()

        def script(connection):
            connection.expect('$register')
            reached.set()
            connection.until_closed()

        with peer.Server(script) as server:
            process = start('info', server.url)
            self.assertTrue(reached.wait(DEADLINE))
            self.assert_interrupted(process, signal.SIGTERM)

    def test_request(self):
        reached = threading.Event()

        def script(connection):
            connection.register()
            connection.expect('x')
            reached.set()
            return connection.until_closed()

        with peer.Server(script) as server:
            process = start('request', server.url, 'x')
            self.assertTrue(reached.wait(DEADLINE))
            self.assert_interrupted(process)

            # It says goodbye all the same.
            self.assertEqual([message['requestType'] for message in server.result()], ['$unregister'])

    def test_repeat(self):
        with Serving('--demo') as serving:
            process = start('request', serving.url, 'calculateTotal', '{"items":[]}', '--repeat', '1000', '--rate', '1')
            serving.wait_for(event='request', name='calculateTotal')
            result = json.loads(self.assert_interrupted(process))
            self.assertEqual(result['state'], 'stopped')
            self.assertLess(result['sent'], 1000)
            self.assertEqual(result['sent'], result['success'] + result['cancelled'])

    def test_ping(self):
        with Serving() as serving:
            with Running('ping', serving.url, '-c', '1000') as pinging:
                pinging.wait_for(sequence=1)
                pinging.signal(signal.SIGINT)
                self.assertEqual(pinging.end(), 130)
                self.assertEqual(pinging.seen[-1]['sent'], pinging.seen[-1]['received'])
                self.assertEqual(pinging.errors, b'')

    def test_standard_input(self):
        process = start('request', 'ws://127.0.0.1:1', 'x', '-', stdin=subprocess.PIPE)
        self.wait_until_handled(process.pid)
        self.assert_interrupted(process)

    @staticmethod
    def wait_until_handled(pid):
        """Until the program catches SIGINT."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            with open(f'/proc/{pid}/status', encoding='ascii') as file:
                caught = next(line for line in file if line.startswith('SigCgt:'))
            if int(caught.split()[1], 16) & (1 << (signal.SIGINT - 1)):
                return
            time.sleep(0.01)
        raise TimeoutError('SIGINT is not caught')

    def test_reader_that_stopped(self):
        """Whoever holds the output and reads no more does not keep the server from ending."""
        process = start('serve', 'ws://127.0.0.1:0', '--no-registration', '--demo')
        try:
            url = json.loads(process.stdout.readline())['url']
            client = peer.connect(url)
            for number in range(2000):
                client.send({'type': 'request', 'requestId': str(number), 'requestType': 'calculateTotal',
                             'payload': {'items': []}})
            answered = 0
            while answered < 2000:
                answered += client.receive()['type'] == 'response'
            client.close()
            process.send_signal(signal.SIGTERM)
            process.wait(DEADLINE)
            self.assertEqual(process.returncode, 130)
            self.assertIn(b'nobody reads it', process.stderr.read())
        finally:
            process.kill()
            process.stdout.close()
            process.stderr.close()
            process.wait(DEADLINE)


class TestTerminal(unittest.TestCase):
    """The password prompt."""

    def start(self, url):
        self.master, slave = pty.openpty()

        def take_terminal():
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        process = start('info', url, '--login', 'admin', start_new_session=True, preexec_fn=take_terminal,
                        pass_fds=[slave])
        self.slave = slave
        self.shown = b''
        self.addCleanup(os.close, self.master)
        self.addCleanup(os.close, slave)
        return process

    def read_until(self, text):
        end = time.monotonic() + DEADLINE
        while text not in self.shown:
            self.assertLess(time.monotonic(), end, self.shown)
            if select.select([self.master], [], [], 0.1)[0]:
                self.shown += os.read(self.master, 1000)

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def test_password(self):
        with Serving('--demo') as serving:
            process = self.start(serving.url)
            self.read_until(b'Password of admin: ')
            self.assertFalse(self.echoes())
            os.write(self.master, b'secret123\n')
            status, out, err = finish(process)
            self.assertEqual((status, err), (0, b''))
            self.assertIn('serverId', lines(out.decode())[0])
            self.assertTrue(self.echoes())
            self.read_until(b'\n')
            self.assertNotIn(b'secret', self.shown)

    def test_interrupted(self):
        process = self.start('ws://127.0.0.1:1')
        self.read_until(b'Password of admin: ')
        os.write(self.master, b'half\x03')
        status, out, err = finish(process)
        self.assertEqual((status, out, err), (130, b'', b''))
        self.assertTrue(self.echoes())


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
