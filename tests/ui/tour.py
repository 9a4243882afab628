#!/usr/bin/python3
# tour.py - walks through the demo and takes a picture of each page and dialog
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: tour.py SIGNALBOX OUTPUT-DIRECTORY WIDTHxHEIGHT light|dark     (by build-aux/screenshots)
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from accessible import Role, application, press, press_control, wait_for

BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON)
ESCAPE = 0xff1b


class Tour:
    def __init__(self, program, out, size, scheme, *arguments):
        self.width, self.height = size.split('x')
        self.prefix = pathlib.Path(out) / f'{self.width}-{scheme}'
        self.home = tempfile.TemporaryDirectory()
        self.environment = dict(os.environ, XDG_CONFIG_HOME=f'{self.home.name}/config',
                                XDG_DATA_HOME=f'{self.home.name}/data',
                                ADW_DEBUG_COLOR_SCHEME=f'prefer-{scheme}')
        for key, value in (('window-width', self.width), ('window-height', self.height)):
            subprocess.run(['gsettings', 'set', 'org.signalbox.Signalbox', key, value], env=self.environment, check=True)
        self.process = subprocess.Popen([program, *arguments], env=self.environment)
        self.window = application('signalbox')

    def shoot(self, name, settle=0.7):
        """A picture, once animations are through: nothing tells when they are."""
        time.sleep(settle)
        subprocess.run(['import', '-window', 'root', f'{self.prefix}-{name}.png'], check=True, timeout=20)

    def page(self, name):
        # One switcher is in the title, one below the page; only one of them is shown.
        self.window.find(Role.PAGE_TAB, name)
        for node in self.window.walk():
            if node.role == Role.PAGE_TAB and name in node.name:
                node.click()

    def escape(self):
        press(ESCAPE)

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.home.cleanup()


def main():
    program, out, size, scheme = sys.argv[1:]

    tour = Tour(program, out, size, scheme)
    tour.shoot('empty')
    for dialog in 'Host a Server', 'Connect':
        tour.window.find(BUTTONS, dialog).click()
        tour.shoot('dialog-' + dialog.split()[0].lower())
        tour.escape()
        wait_for('the end of the dialog', lambda: len(list(tour.window.children())) == 1)
    tour.end()

    tour = Tour(program, out, size, scheme, '--demo')
    tour.window.find_text('Running')
    address = wait_for('the address', lambda: next(
        (node.text for node in tour.window.walk() if node.role == Role.LABEL and 'ws://127' in node.text), None))
    time.sleep(6)  # for the demo to have something to show
    for page in 'Overview', 'Clients', 'Heartbeats', 'Traffic', 'Send':
        tour.page(page)
        tour.shoot('server-' + page.lower())
    tour.page('Clients')
    tour.window.find(BUTTONS, 'Send Event', enabled=True).click()
    tour.shoot('dialog-event')
    tour.escape()
    tour.window.find(Role.LIST, 'Servers and Connections').select_child(0)
    tour.shoot('all-traffic', settle=1.5)
    press_control('?')
    tour.shoot('dialog-shortcuts')
    tour.escape()
    subprocess.run([program, address], env=tour.environment, check=True, timeout=20)
    time.sleep(3)
    for page in 'Overview', 'Heartbeats', 'Traffic', 'Send', 'Account':
        tour.page(page)
        tour.shoot('connection-' + page.lower())
    tour.end()


if __name__ == '__main__':
    main()
