# peer.py - WebSocket servers and clients that do what a test tells them, right or wrong
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import hashlib
import json
import os
import queue
import socket
import struct
import threading

GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
DEADLINE = 20


def frame(payload, opcode=1, masked=False):
    head = bytes([0x80 | opcode])
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([bit | len(payload)])
    elif len(payload) < 65536:
        head += bytes([bit | 126]) + struct.pack('>H', len(payload))
    else:
        head += bytes([bit | 127]) + struct.pack('>Q', len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Connection:
    """One end of a WebSocket, after the handshake or before it."""

    def __init__(self, sock, masked):
        self.sock = sock
        self.masked = masked
        self.buffer = b''
        self.headers = {}
        sock.settimeout(DEADLINE)

    def read(self, n):
        while len(self.buffer) < n:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError('the connection was closed')
            self.buffer += data
        taken, self.buffer = self.buffer[:n], self.buffer[n:]
        return taken

    def read_head(self):
        while b'\r\n\r\n' not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError('the connection was closed')
            self.buffer += data
        head, self.buffer = self.buffer.split(b'\r\n\r\n', 1)
        lines = head.decode().split('\r\n')
        self.headers = {name.lower(): value.strip()
                        for name, value in (line.split(':', 1) for line in lines[1:])}
        return lines[0]

    def read_frame(self):
        first, second = self.read(2)
        length = second & 0x7f
        if length == 126:
            length = struct.unpack('>H', self.read(2))[0]
        elif length == 127:
            length = struct.unpack('>Q', self.read(8))[0]
        mask = self.read(4) if second & 0x80 else bytes(4)
        data = self.read(length)
        return first & 0x0f, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))

    def receive(self):
        """The next message as Python has it; None when the other side closes."""
        while True:
            opcode, data = self.read_frame()
            if opcode == 8:
                self.send_raw(data, opcode=8)
                return None
            if opcode == 1:
                return json.loads(data)

    def send_raw(self, data, opcode=1):
        self.sock.sendall(frame(data, opcode, self.masked))

    def send(self, message):
        self.send_raw(json.dumps(message).encode())

    def answer(self, request, data):
        self.send({'type': 'response', 'requestId': request['requestId'], 'success': True, 'data': data})

    def fail(self, request, error):
        self.send({'type': 'response', 'requestId': request['requestId'], 'success': False, 'error': error})

    def event(self, name, payload, **more):
        self.send({'type': 'event', 'event': name, 'payload': payload, **more})

    def expect(self, name):
        message = self.receive()
        assert message is not None, f'closed instead of {name}'
        assert message.get('requestType', message.get('event')) == name, f'{message} is not {name}'
        return message

    def register(self):
        self.answer(self.expect('$register'),
                    {'success': True, 'connectionId': 'c', 'serverId': 'peer', 'serverTime': 1})

    def until_closed(self):
        """Answers whatever comes; returns all of it."""
        messages = []
        try:
            while (message := self.receive()) is not None:
                messages.append(message)
                if message['type'] == 'request':
                    self.answer(message, {'success': True})
        except (EOFError, OSError):
            pass
        return messages

    def close(self):
        self.sock.close()


class Server:
    """Accepts one connection at a time and runs script(connection) for it, in a thread of its own. What the script
    returns, or how it failed, is in results."""

    def __init__(self, script, handshake=True):
        self.script = script
        self.handshake = handshake
        self.results = queue.Queue()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = 'ws://127.0.0.1:%d' % self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(DEADLINE)

    def run(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            connection = Connection(sock, masked=False)
            try:
                if self.handshake:
                    connection.read_head()
                    key = connection.headers['sec-websocket-key'] + GUID
                    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                    sock.sendall(('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
                                  f'Connection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n').encode())
                self.results.put(self.script(connection))
            except Exception as error:   # told to the test, which runs in another thread
                self.results.put(error)
            finally:
                connection.close()

    def result(self):
        result = self.results.get(timeout=DEADLINE)
        if isinstance(result, Exception):
            raise result
        return result


def connect(url, origin=None):
    """A client that is connected and has said nothing yet."""
    host, port = url.removeprefix('ws://').rstrip('/').split(':')
    connection = Connection(socket.create_connection((host, int(port)), DEADLINE), masked=True)
    extra = f'Origin: {origin}\r\n' if origin else ''
    connection.sock.sendall((f'GET / HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n'
                             'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                             f'Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n{extra}\r\n').encode())
    status = connection.read_head()
    if ' 101 ' not in status + ' ':
        connection.close()
        raise ConnectionRefusedError(status)
    return connection
