#!/usr/bin/python3
# tour.py - walks through the program and takes a picture of each page and dialog
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: tour.py SIGNALBOX OUTPUT-DIRECTORY WIDTHxHEIGHT LOOK [SCENE...]     (by build-aux/screenshots)
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from accessible import Role, application, press, press_control, wait_for

BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON)
ENTRIES = (Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY)
ESCAPE = 0xff1b

# What GTK reads besides; as a portal would tell it.
LOOKS = {
    'light': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'rtl': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
}
LARGE_TEXT = '[Settings]\ngtk-xft-dpi=147456\n'


class Tour:
    """The program in a home of its own, and a camera."""

    def __init__(self, arguments, *options, workspace=None, files=None):
        self.program, out, size, self.look = arguments
        self.width, self.height = size.split('x')
        self.prefix = pathlib.Path(out) / f'{self.width}-{self.look}'
        self.home = tempfile.TemporaryDirectory()
        home = pathlib.Path(self.home.name)
        self.data = home / 'data' / 'signalbox'
        self.data.mkdir(parents=True)
        (home / 'config' / 'gtk-4.0').mkdir(parents=True)
        if self.look == 'large':
            (home / 'config' / 'gtk-4.0' / 'settings.ini').write_text(LARGE_TEXT, encoding='utf-8')
        if workspace is not None:
            text = workspace if isinstance(workspace, str) else json.dumps(workspace)
            (self.data / 'workspace.json').write_text(text, encoding='utf-8')
        for name, text in (files or {}).items():
            (home / name).write_text(text, encoding='utf-8')
        self.environment = dict(os.environ, XDG_CONFIG_HOME=str(home / 'config'), XDG_DATA_HOME=str(home / 'data'),
                                **LOOKS[self.look])
        self.set('window-width', self.width)
        self.set('window-height', self.height)
        options = [option.replace('HOME', str(home)) for option in options]
        self.process = subprocess.Popen([self.program, *options], env=self.environment)
        self.application = application(pathlib.Path(self.program).name)
        self.window = wait_for('the window', lambda: next(self.application.children(), None))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.home.cleanup()

    def set(self, key, value):
        subprocess.run(['gsettings', 'set', 'org.signalbox.Signalbox', key, value], env=self.environment, check=True)

    def shoot(self, name, settle=0.7):
        """A picture, once animations are through: nothing tells when they are."""
        time.sleep(settle)
        subprocess.run(['import', '-window', 'root', f'{self.prefix}-{name}.png'], check=True, timeout=20)

    def page(self, name):
        """Turns to a page. One switcher is in the title, one below the page; only one of them is shown."""
        self.window.find(Role.PAGE_TAB, name)
        for node in self.window.walk():
            if node.role == Role.PAGE_TAB and name in node.name:
                node.click()
        return self.window

    def pages(self, scene, *names, settle=0.7):
        for name in names:
            self.page(name)
            self.shoot(f'{scene}-{name.lower()}', settle)

    def select(self, position):
        self.window.find(Role.LIST, 'Servers and Connections').select_child(position)

    def button(self, name, **options):
        return self.application.find(BUTTONS, name, **options)

    def entry(self, name):
        return self.window.find(ENTRIES, name)

    def dialog(self, name, action, title=None):
        """A picture of the dialog that `action` opens; it is closed again."""
        before = len(list(self.application.children()))
        action()
        wait_for('a dialog', lambda: len(list(self.application.children())) > before)
        self.shoot(name)
        press(ESCAPE)
        wait_for('the end of the dialog', lambda: len(list(self.application.children())) == before)

    def address(self):
        return wait_for('the address', lambda: next(
            (node.text for node in self.window.walk() if node.role == Role.LABEL and '://127' in node.text), None))


def scene_empty(arguments):
    """The first start, and the dialogs of its buttons"""
    with Tour(arguments) as tour:
        tour.shoot('empty')
        tour.dialog('dialog-host', tour.button('Host a Server').click)
        tour.dialog('dialog-connect', tour.button('Connect').click)
        tour.dialog('dialog-shortcuts', lambda: press_control('?'))


def scene_stopped(arguments):
    """Pages that have nothing to show yet"""
    workspace = {'version': 1,
                 'servers': [{'name': 'Orders', 'url': 'ws://127.0.0.1:0', 'id': 's'}],
                 'connections': [{'name': 'Shop', 'url': 'ws://127.0.0.1:1', 'id': 'c', 'autoReconnect': False}]}
    with Tour(arguments, workspace=workspace) as tour:
        tour.select(1)
        tour.pages('stopped', 'Overview', 'Clients', 'Heartbeats', 'Handlers', 'Traffic', 'Send')
        tour.select(2)
        tour.pages('disconnected', 'Overview', 'Heartbeats', 'Traffic', 'Send', 'Account')


def scene_server(arguments):
    """A hosted server with clients, and all there is of it"""
    with Tour(arguments, '--demo') as tour:
        tour.window.find_text('Running')
        tour.address()
        time.sleep(6)  # for the demo to have something to show
        tour.pages('server', 'Overview', 'Clients', 'Heartbeats', 'Handlers', 'Traffic', 'Send')
        tour.select(0)
        tour.shoot('all-traffic', settle=1.5)


def scene_connection(arguments):
    """A connection, and all there is of it"""
    with Tour(arguments, '--demo') as tour:
        address = tour.address()
        subprocess.run([tour.program, address], env=tour.environment, check=True, timeout=20)
        time.sleep(3)
        tour.pages('connection', 'Overview', 'Heartbeats', 'Traffic', 'Send', 'Account')


def scene_messages(arguments):
    """Saved messages, history, variables, and sending many times"""
    order = {'request': 'getOrderDetails'}
    workspace = {'version': 1, 'connections': [],
                 'variables': {'orderId': 'order-123', 'limit': 50, 'address': {'city': 'Springfield'}},
                 'messages': [{'folder': 'Orders', 'messages': [
                     dict(order, title='One that may fail', payload={'orderId': '{{pick(order-123, order-9999)}}'},
                          capture=[{'variable': 'customerId', 'pointer': '/customerId'}]),
                     {'folder': 'Errors', 'messages': [dict(order, title='No such order', payload={'orderId': 'x'})]}]},
                     {'event': 'orderCreated', 'payload': {'orderId': '{{orderId}}'}}]}
    with Tour(arguments, '--demo', workspace=workspace) as tour:
        tour.window.find_text('Running')
        address = tour.address()
        subprocess.run([tour.program, address], env=tour.environment, check=True, timeout=20)
        tour.page('Send')
        tour.button('Saved and Sent Messages').click()
        tour.shoot('messages-saved')
        tour.window.find(BUTTONS, 'Send “One that may fail”').click()
        time.sleep(1)
        tour.shoot('messages-sent')
        # Where there is room for one of them only.
        message = tour.window.search(BUTTONS, 'Message', exact=True)
        if message:
            message.click()
        tour.button('Saved and Sent Messages').click()
        tour.button('Sent Before').click()
        tour.shoot('messages-history')
        press(ESCAPE)
        tour.button('Save Message').click()
        tour.shoot('messages-save')
        press(ESCAPE)
        tour.button('More', exact=True).click()
        tour.shoot('messages-menu')
        tour.window.find(None, 'What Will Be Sent').click()
        tour.shoot('messages-preview')
        press(ESCAPE)
        tour.button('More', exact=True).click()
        tour.dialog('messages-variables', tour.window.find(None, 'Variables').click)
        tour.button('More', exact=True).click()
        tour.window.find(None, 'Send Many Times').click()
        dialog = wait_for('a dialog', lambda: list(tour.application.children())[1:])[0]
        dialog.find(BUTTONS, 'Start').click()
        tour.shoot('messages-run', settle=1.5)


def scene_trouble(arguments):
    """What cannot be: a port that is taken, nobody there, a broken workspace and a broken capture"""
    with socket.create_server(('127.0.0.1', 0)) as taken:
        workspace = {'version': 1,
                     'servers': [{'name': 'Taken', 'id': 's', 'url': f'ws://127.0.0.1:{taken.getsockname()[1]}'}],
                     'connections': [{'name': 'Nobody', 'url': 'ws://127.0.0.1:1', 'id': 'c', 'autoReconnect': False}]}
        with Tour(arguments, workspace=workspace) as tour:
            for position, name in (1, 'server'), (2, 'connection'):
                tour.select(position)
                press_control('S')
                tour.window.find_text('Failed')
                tour.shoot(f'trouble-{name}')
    with Tour(arguments, 'HOME/odd.mbmlog', workspace='{"version": 1, "servers": [}\n',
              files={'odd.mbmlog': '{"capture":1}\n{"kind":"event","direction":"in","name":"ticked"}\nnonsense\n'}) as tour:
        tour.window.find_text('1 record')
        tour.shoot('trouble-files')


SCENES = [scene_empty, scene_stopped, scene_server, scene_connection, scene_messages, scene_trouble]


def main():
    arguments, chosen = sys.argv[1:5], sys.argv[5:]
    failed = False
    for scene in SCENES:
        name = scene.__name__.removeprefix('scene_')
        if chosen and not name.startswith(tuple(chosen)):
            continue
        try:
            scene(arguments)
        except Exception as error:  # the other scenes are wanted all the same
            print(f'{arguments[2]} {arguments[3]} {name}: {error}', file=sys.stderr)
            failed = True
    return failed


if __name__ == '__main__':
    sys.exit(main())
