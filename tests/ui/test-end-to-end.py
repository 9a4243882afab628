#!/usr/bin/python3
# test-end-to-end.py - the real program, worked through its accessibility tree, with real peers
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test-end-to-end.py SIGNALBOX [TEST...]     (within build-aux/with-display)
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import traceback

from accessible import Role, application, press, wait_for
from peers import node

BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON)
ENTRIES = (Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY)
ADDRESS = re.compile(r'ws://127\.0\.0\.1:[1-9]\d*')
ENTER = 0xff0d


class Console:
    """The program under test, with a home of its own that can be started with again."""

    def __init__(self, program, home, *arguments):
        environment = dict(os.environ, G_DEBUG='fatal-warnings', GSETTINGS_BACKEND='keyfile',
                           XDG_CONFIG_HOME=f'{home}/config', XDG_DATA_HOME=f'{home}/data',
                           XDG_CACHE_HOME=f'{home}/cache', XDG_STATE_HOME=f'{home}/state')
        self.log = open(f'{home}/log', 'a', encoding='utf-8')
        self.process = subprocess.Popen([program, *arguments], env=environment, stderr=self.log)
        self.window = application('signalbox')

    def button(self, name, **options):
        return self.window.find(BUTTONS, name, **options)

    def page(self, name):
        self.window.find(Role.PAGE_TAB, name).click()

    def entry(self, name):
        return self.window.find(ENTRIES, name)

    def says(self, text, **options):
        return self.window.find_text(text, **options)

    def close(self):
        """Closes the window as a user does, and waits for the end of the program."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.log.close()
        assert status == 0, f'the program ended with {status}'

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None and self.process.poll() is None:
            print('\n'.join('# ' + line for line in self.window.dump().splitlines()))
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)
        self.log.close()
        if kind is not None:
            print(''.join('# ' + line for line in open(self.log.name, encoding='utf-8')))


def fill_in(console, dialog, **texts):
    for name, text in texts.items():
        dialog.find(ENTRIES, name).write(text)


def host(console, name, **options):
    """Hosts a server on a free port through the dialog; returns its address."""
    console.button('Host a Server').click()
    dialog = console.window.find((Role.DIALOG, Role.FRAME, Role.WINDOW), 'Host a Server')
    fill_in(console, dialog, Name=name, Address='ws://127.0.0.1:0')
    for option, value in options.items():
        dialog.find(None, option.replace('_', ' ')).write(value)
    dialog.find(BUTTONS, 'Host', enabled=True).click()
    console.says('Running')
    shown = wait_for('the address', lambda: next(
        (found for node_ in console.window.walk(True) for found in ADDRESS.findall(node_.text)), None))
    return shown


def test_host(program, home):
    """Hosts a server, sees a Node client arrive, beat, request and leave."""
    with Console(program, home) as console:
        address = host(console, 'Orders')
        console.page('Clients')
        with node('client.mjs', address, '--client-id', 'node-1', '--heartbeat-interval', '300') as client:
            client.expect('open')
            console.says('node-1')
            client.tell(do='request', name='nobodyKnows', payload={'a': 1}, tag='t')
            client.expect('failure', tag='t')
            console.page('Traffic')
            console.says('nobodyKnows')
            console.says('UNKNOWN_REQUEST_TYPE')
            console.page('Heartbeats')
            console.says('node-1')
            console.page('Clients')
            client.send_signal(signal.SIGKILL)
            console.window.wait_without_text('1 client')
        console.close()


TESTS = [test_host]


def main():
    program, chosen = sys.argv[1], sys.argv[2:]
    tests = [test for test in TESTS if not chosen or test.__name__ in chosen]
    failed = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as home:
            try:
                test(program, home)
                outcome = 'ok'
            except Exception:  # whatever it is, the others are still to be run
                print(''.join('# ' + line for line in traceback.format_exc().splitlines(True)))
                outcome, failed = 'not ok', failed + 1
        print(f'{outcome} {number} {test.__name__}: {test.__doc__}', flush=True)
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
