# console.py - the program under test, and how it is started, worked and ended
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share."""
import os
import re
import signal
import subprocess
import tempfile
import traceback

from accessible import GROUPS, Role, application, press_control, wait_for

BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON)
ENTRIES = (Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY)
ADDRESS = re.compile(r'ws://127\.0\.0\.1:[1-9]\d*')


class Console:
    """The program under test, with a home of its own that it can be started with again."""

    def __init__(self, program, home, *arguments):
        environment = dict(os.environ, G_DEBUG='fatal-warnings', GSETTINGS_BACKEND='keyfile',
                           XDG_CONFIG_HOME=f'{home}/config', XDG_DATA_HOME=f'{home}/data',
                           XDG_CACHE_HOME=f'{home}/cache', XDG_STATE_HOME=f'{home}/state')
        environment.pop('GTK_A11Y', None)
        self.log = open(f'{home}/log', 'a', encoding='utf-8')
        self.process = subprocess.Popen([program, *arguments], env=environment, stderr=self.log)
        try:
            self.application = application('signalbox')
            self.window = wait_for('the window', lambda: next(self.application.children(), None))
        except Exception:
            self.end(failed=True)
            raise

    def button(self, name, **options):
        return self.window.find(BUTTONS, name, **options)

    def start(self):
        """Presses Start, and not Start the Demo; a mnemonic makes the name of a button two words in some versions."""
        wait_for('Start', lambda: next(
            (node_ for node_ in self.window.walk()
             if node_.role in BUTTONS and set(node_.name.replace('_', '').split()) == {'Start'}), None)).click()

    def row(self, *words):
        """The row of a server or connection whose name has all these words: what it is called, its state, its address."""
        sidebar = self.window.find(Role.LIST, 'Servers and Connections')
        return wait_for(f'a row with {words}', lambda: next(
            (row for row in sidebar.children() if all(word in row.name for word in words)), None))

    def select(self, title):
        """Selects the row of that title; its view is the only one that a newer GTK shows then."""
        sidebar = self.window.find(Role.LIST, 'Servers and Connections')
        self.row(title)
        position = next(i for i, row in enumerate(sidebar.children()) if title in row.name)
        sidebar.select_child(position)

    def address_of(self, title):
        return ADDRESS.search(self.row(title, 'Running', 'ws://').name)[0]

    def page(self, name):
        """Turns to a page and returns it: everything is looked for within, for a tree of thousands takes its time."""
        # One switcher is in the title, one below the page; only that one works which there is room for.
        self.window.find(Role.PAGE_TAB, name)
        for node_ in self.window.walk():
            if node_.role == Role.PAGE_TAB and name in node_.name:
                node_.click()
        # A page is made when it is first looked at: those of other servers and connections are empty.
        return wait_for(f'the page {name}', lambda: next(
            (node_ for node_ in self.window.walk()
             if node_.role in GROUPS and node_.name == name and node_.accessible.get_child_count() > 0), None))

    def menu_item(self, name, position):
        """An item of the menu that is open. GTK 4.18 does not tell what items are called: their order has to do there."""
        def look():
            named = self.application.search((Role.MENU_ITEM, *BUTTONS), name)
            items = [node_ for node_ in self.application.walk() if node_.role == Role.MENU_ITEM and not node_.name]
            return named or (items[position] if position < len(items) else None)
        return wait_for(f'the menu item “{name}”', look)

    def dialog(self, title):
        return wait_for(f'the dialog “{title}”', lambda: next(
            (child for child in self.application.children() if child.name == title), None))

    def close(self):
        """Ends the program as a session does, and waits for it."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        assert status == 0, f'the program ended with {status}'

    def leave(self):
        """Closes the window as a user does, and waits for the end of the program."""
        self.button('Close').click()
        status = self.process.wait(20)
        assert status == 0, f'the program ended with {status}'

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is not None and self.process.poll() is None:
            print('\n'.join('# ' + line for line in self.window.dump().splitlines()))
        self.end(failed=kind is not None)

    def end(self, failed):
        """Ends a program that is still there, and says what it said if something went wrong."""
        if self.process.poll() is None:
            self.process.kill()
        status = self.process.wait(20)
        self.log.close()
        if failed:
            print(f'# the program ended with {status}')
            with open(self.log.name, encoding='utf-8') as log:
                print(''.join('# ' + line for line in log))


def host(console, name, address='ws://127.0.0.1:0'):
    """Hosts a server through the dialog."""
    press_control('n')
    dialog = console.dialog('Host a Server')
    dialog.find(ENTRIES, 'Name').write(name)
    dialog.find(ENTRIES, 'Address').write(address)
    dialog.find(BUTTONS, 'Host', enabled=True).click()


def connect(console, name, address):
    """Connects through the dialog."""
    press_control('k')
    dialog = console.dialog('Connect')
    dialog.find(ENTRIES, 'Name').write(name)
    dialog.find(ENTRIES, 'Address').write(address)
    dialog.find(BUTTONS, 'Connect', enabled=True).click()


def run(tests, program, chosen):
    """Runs the tests, each with a home of its own, and reports in TAP; returns whether one failed."""
    tests = [test for test in tests if not chosen or test.__name__ in chosen]
    failed = False
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as home:
            try:
                test(program, home)
                outcome = 'ok'
            except Exception:  # whatever it is, the others are still to be run
                print(''.join('# ' + line for line in traceback.format_exc().splitlines(True)))
                outcome, failed = 'not ok', True
        print(f'{outcome} {number} {test.__name__}: {test.__doc__}', flush=True)
    return failed
