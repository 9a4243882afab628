# peers.py - the processes that an end-to-end test talks to
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts programs, reads what they report line by line, and leaves none behind."""
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading

INTEROP = pathlib.Path(__file__).resolve().parent.parent / 'interop'
TIMEOUT = 15


class Process:
    """A program that reports in lines of JSON and takes commands in the same way."""

    def __init__(self, *command, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.reports = queue.Queue()
        self.seen = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.reports.put(json.loads(line))
        self.reports.put(None)

    def expect(self, event, timeout=TIMEOUT, **members):
        """The next report of that event with those members; others are kept in `seen`."""
        while True:
            try:
                report = self.reports.get(timeout=timeout)
            except queue.Empty:
                raise AssertionError(f'no report “{event}” {members} within {timeout} s; there were {self.seen}') from None
            if report is None:
                raise AssertionError(f'the program ended without a report “{event}”; there were {self.seen}')
            self.seen.append(report)
            if report.get('event') == event and all(report.get(key) == value for key, value in members.items()):
                return report

    def drain(self):
        """All reports up to now."""
        while not self.reports.empty():
            report = self.reports.get()
            if report is not None:
                self.seen.append(report)
        return self.seen

    def tell(self, **command):
        self.process.stdin.write(json.dumps(command) + '\n')
        self.process.stdin.flush()

    def send_signal(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=TIMEOUT):
        return self.process.wait(timeout)

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait(TIMEOUT)
        self.process.stdin.close()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def node(script, *arguments):
    """One of the peers that owe nothing to libmbm."""
    environment = dict(os.environ, NODE_PATH='/usr/share/nodejs')
    return Process('node', str(INTEROP / script), *arguments, env=environment)
