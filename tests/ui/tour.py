#!/usr/bin/python3
# tour.py - walks through the program and takes a picture of each page and dialog
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: tour.py SIGNALBOX OUTPUT-DIRECTORY WIDTHxHEIGHT LOOK [SCENE...]     (by build-aux/screenshots)
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import traceback

import accessible
from accessible import GROUPS, Role, application, press, press_control, wait_for

accessible.TIMEOUT = 20  # what does not come is told, and the next picture is taken

BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.RADIO_BUTTON)
ENTRIES = (Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY)
ESCAPE, RETURN, HOME, F9, F10, DOWN = 0xff1b, 0xff0d, 0xff50, 0xffc6, 0xffc7, 0xff54

# What GTK reads besides; as a portal would tell it.
LOOKS = {
    'light': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'rtl': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
}
# What could not be shown, and why.
FAILURES = []
# X asks for it; what GTK's own file of settings says of it does not count there.
LARGE_TEXT = 'Xft.dpi: 144\n'


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
        if workspace is not None:
            self.write_workspace(workspace)
        for name, text in (files or {}).items():
            (home / name).write_text(text, encoding='utf-8')
        self.environment = dict(os.environ, XDG_CONFIG_HOME=str(home / 'config'), XDG_DATA_HOME=str(home / 'data'),
                                **LOOKS[self.look])
        if self.look == 'large':
            (home / 'Xdefaults').write_text(LARGE_TEXT, encoding='utf-8')
            self.environment['XENVIRONMENT'] = str(home / 'Xdefaults')
        self.set('window-width', self.width)
        self.set('window-height', self.height)
        options = [option.replace('HOME', str(home)) for option in options]
        self.process = subprocess.Popen([self.program, *options], env=self.environment)
        self.application = application(pathlib.Path(self.program).name)
        self.window = wait_for('the window', lambda: next(self.application.children(), None))
        accessible.Atspi.generate_mouse_event(0, 0, 'abs')  # nothing is pointed at

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.home.cleanup()

    def write_workspace(self, workspace):
        text = workspace if isinstance(workspace, str) else json.dumps(workspace, indent=2)
        text = text.replace('HOME', self.home.name)
        (self.data / 'workspace.json').write_text(text, encoding='utf-8')

    @contextlib.contextmanager
    def part(self, name):
        """What fails in here keeps nobody from taking the other pictures."""
        try:
            yield
        except Exception as error:  # whatever it is
            place = traceback.extract_tb(error.__traceback__)[1]
            FAILURES.append(f'{self.prefix.name} {name}: {error} (line {place.lineno})')
            print(FAILURES[-1], file=sys.stderr)
            subprocess.run(['import', '-window', 'root', f'{self.prefix}-failed-{name}.png'], check=False, timeout=20)
            for _ in range(3):
                press(ESCAPE)

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
            with self.part(f'{scene}-{name.lower()}'):
                self.page(name)
                self.shoot(f'{scene}-{name.lower()}', settle)

    def click_at(self, node):
        """A click with the pointer, where a control has no action. Without a window manager the window is in the corner."""
        rect = accessible.Atspi.Component.get_extents(node.accessible, accessible.Atspi.CoordType.WINDOW)
        accessible.Atspi.generate_mouse_event(rect.x + rect.width // 2, rect.y + rect.height // 2, 'b1c')
        time.sleep(0.3)
        accessible.Atspi.generate_mouse_event(0, 0, 'abs')

    def scroll_to(self, row):
        """Turns the wheel above a row of a list until the row is in sight, with bars below it."""
        rect = accessible.Atspi.Component.get_extents(row.accessible, accessible.Atspi.CoordType.WINDOW)
        below = rect.y + 2 * rect.height - (int(self.height) - 150)
        for _ in range(max(0, -(-below // rect.height))):
            accessible.Atspi.generate_mouse_event(rect.x + rect.width // 2, int(self.height) // 2, 'b5c')
            time.sleep(0.2)

    def scroll(self, node, times, below=150):
        """Turns the wheel so many pixels below a control, at the margin where nothing else is turned."""
        rect = accessible.Atspi.Component.get_extents(node.accessible, accessible.Atspi.CoordType.WINDOW)
        middle = int(self.height) // 2  # once the control has gone out of sight
        for _ in range(times):
            accessible.Atspi.generate_mouse_event(max(rect.x - 6, 2), max(rect.y + below, middle), 'b5c')
        time.sleep(0.3)
        accessible.Atspi.generate_mouse_event(0, 0, 'abs')

    def pop(self, name, exact=False):
        """Opens the menu of a button, which in some versions is within what has the name."""
        node = wait_for(f'“{name}”', lambda: next((node for node in self.window.walk() if (
            node.name == name if exact else name in node.name)), None))
        for inner in node.walk():
            with contextlib.suppress(Exception):
                inner.click(timeout=1)
                return
        raise accessible.NotFound(f'“{name}” has no action')

    def select(self, position):
        self.window.find(Role.LIST, 'Servers and Connections').select_child(position)

    def button(self, name, **options):
        return self.application.find(BUTTONS, name, **options)

    def entry(self, name):
        return self.window.find(ENTRIES, name)

    def page_named(self, name):
        """Turns to a page, and returns what is on it. It is made when it is first looked at."""
        self.page(name)
        return wait_for(f'the page {name}', lambda: next(
            (node for node in self.window.walk()
             if node.role in GROUPS and node.name == name and node.accessible.get_child_count() > 0), None))

    @contextlib.contextmanager
    def opened(self, action):
        """The dialog that `action` opens; it is closed again."""
        before = len(list(self.application.children()))
        action()
        windows = wait_for('a dialog', lambda: list(self.application.children())[before:])
        yield windows[0]
        for _ in range(3):
            press(ESCAPE)
            time.sleep(0.3)
            if len(list(self.application.children())) == before:
                return
        wait_for('the end of the dialog', lambda: len(list(self.application.children())) == before)

    def dialog(self, name, action, then=None, settle=0.7):
        """A picture of the dialog that `action` opens; it is closed again."""
        with self.part(name), self.opened(action) as dialog:
            if then:
                then(dialog)
            self.shoot(name, settle)

    def menu(self, name, action, item=None):
        """A picture of a menu, or what its item opens."""
        with self.part(name):
            action()
            if item:
                self.application.find(None, item).click()
            self.shoot(name)
            press(ESCAPE)
            time.sleep(0.3)

    def start(self, *positions):
        """Starts servers, connects connections."""
        for position in positions:
            self.select(position)
            press_control('S')
            time.sleep(0.5)

    def address(self):
        return wait_for('the address', lambda: next(
            (node.text for node in self.window.walk() if node.role == Role.LABEL and '://127' in node.text), None))


def to_the_end(dialog):
    """Goes to the last of what can be entered."""
    turn_wheel(100)


def turn_wheel(times):
    """In the middle of a dialog, which is in the corner."""
    for _ in range(times):
        accessible.Atspi.generate_mouse_event(10, 300, 'b5c')
    time.sleep(0.5)
    accessible.Atspi.generate_mouse_event(0, 0, 'abs')


def advanced(tour, name, key):
    """What is folded in a dialog, picture by picture."""
    with tour.part(name), tour.opened(lambda: press_control(key)) as dialog:
        to_the_end(dialog)
        tour.click_at([node for node in dialog.walk() if node.role == Role.LABEL and node.text == 'Advanced'][-1])
        time.sleep(0.5)
        for part in 1, 2, 3:
            turn_wheel(5 if part < 3 else 100)
            tour.shoot(f'{name}-{part}')


def wrong(dialog):
    """An address that is none."""
    dialog.find(ENTRIES, 'Address').write('orders')


def scene_empty(arguments):
    """The first start, its menus, and the dialogs of its buttons"""
    with Tour(arguments) as tour:
        tour.shoot('empty')
        tour.dialog('dialog-host', lambda: press_control('n'))
        tour.dialog('dialog-host-end', lambda: press_control('n'), to_the_end)
        tour.dialog('dialog-host-wrong', lambda: press_control('n'), wrong)
        advanced(tour, 'dialog-host-advanced', 'n')
        advanced(tour, 'dialog-connect-advanced', 'k')
        tour.dialog('dialog-connect', lambda: press_control('k'))
        tour.dialog('dialog-connect-end', lambda: press_control('k'), to_the_end)
        tour.dialog('dialog-connect-wrong', lambda: press_control('k'), wrong)
        tour.dialog('dialog-shortcuts', lambda: press_control('?'))
        tour.dialog('dialog-shortcuts-2', lambda: press_control('?'),
                    lambda dialog: dialog.find(Role.PAGE_TAB, '2').click())
        tour.menu('menu-main', lambda: press(F10))
        with tour.part('dialog-about'):
            press(F10)
            tour.dialog('dialog-about', tour.window.find(None, 'About Signalbox').click)
        with tour.part('probe-form'):
            press(F10)
            tour.dialog('probe-form', tour.window.find(None, 'Probe a Service').click)


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
        clients(tour)
        traffic(tour)
        tour.page('Overview')
        if int(tour.width) < 700:
            with tour.part('sidebar'):
                press(F9)
                tour.shoot('sidebar')
                press(F9)
        tour.menu('menu-endpoint', lambda: tour.pop('More Actions'))
        tour.dialog('dialog-alarm', tour.button('Set an Alarm').click)
        tour.dialog('dialog-edit', lambda: press_control('e'), to_the_end)
        with tour.part('all-traffic'):
            tour.select(0)
            tour.shoot('all-traffic', settle=1.5)
        with tour.part('undo'):
            tour.select(1)
            tour.pop('More Actions')
            tour.window.find(None, 'Remove', exact=False).click()
            tour.shoot('undo', settle=0.4)


def clients(tour):
    """What can be done with clients"""
    page = tour.page_named('Clients')
    with tour.part('clients-selected'):
        table = page.find(Role.TREE_TABLE, 'Clients')
        tour.click_at(table.find_text('web-shop', deep=True))
        press_control('a')
        tour.shoot('clients-selected')
    tour.dialog('dialog-event', page.find(BUTTONS, 'Send an Event to the Selected').click
                if page.search(BUTTONS, 'Send an Event to the Selected') else page.find(BUTTONS, 'Send Event').click)
    tour.dialog('dialog-faults', page.find(BUTTONS, 'Let Things Go Wrong').click)
    tour.dialog('dialog-client', lambda: (
        tour.click_at(page.find(Role.TREE_TABLE, 'Clients').find_text('web-shop', deep=True)), press(RETURN)))


def traffic(tour):
    """A row's details, what finds nothing, and the menu"""
    page = tour.page_named('Traffic')
    tour.menu('traffic-menu', lambda: tour.pop('View Options'))
    with tour.part('traffic-nothing'):
        page.find(ENTRIES, 'Filter').write('no such thing')
        tour.shoot('traffic-nothing')
        page.find(ENTRIES, 'Filter').write('orderCreated')
        time.sleep(1)
        tour.click_at(page.find(Role.TREE_TABLE, 'Traffic').find_text('orderCreated', deep=True))
        tour.shoot('traffic-detail')


def scene_connection(arguments):
    """A connection, and all there is of it"""
    with Tour(arguments, '--demo') as tour:
        address = tour.address()
        subprocess.run([tour.program, address], env=tour.environment, check=True, timeout=20)
        time.sleep(3)
        tour.pages('connection', 'Overview', 'Heartbeats', 'Traffic', 'Send', 'Account')
        account(tour)
        tour.page('Overview')
        with tour.part('probe'), tour.opened(tour.button('Probe', exact=False, enabled=True).click) as dialog:
            tour.shoot('probe-running', settle=0)
            dialog.find(BUTTONS, 'Run Again', enabled=True, timeout=60)
            tour.shoot('probe-done')
        tour.page('Send')
        tour.pop('More', exact=True)
        tour.dialog('dialog-subscriptions', lambda: tour.window.find(None, 'Subscriptions…').click())
        tour.pop('More', exact=True)
        tour.dialog('dialog-replies', lambda: tour.window.find(None, 'Replies to the Service').click())


def account(tour):
    """Logins by each method, one that fails and one that does not"""
    page = tour.page_named('Account')
    with tour.part('account-methods'):
        for method in 'Token', 'The Service’s Own Request', 'Password':
            choice = page.find(None, 'By', exact=True)
            tour.click_at(choice)
            press(HOME if method == 'Password' else DOWN)
            press(RETURN)
            tour.shoot(f'account-{method.split()[-1].lower()}')
    with tour.part('account-login'):
        for password in 'wrong', 'secret123':
            page.find(ENTRIES, 'User Name').write('admin')
            page.find(ENTRIES, 'Password').write(password)
            page.find(BUTTONS, 'Log In', enabled=True).click()
            tour.shoot('account-refused' if password == 'wrong' else 'account-in', settle=2)


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
        tour.pop('More', exact=True)
        tour.dialog('messages-variables', tour.window.find(None, 'Variables').click)
        tour.button('More', exact=True).click()
        tour.window.find(None, 'Send Many Times').click()
        dialog = wait_for('a dialog', lambda: list(tour.application.children())[1:])[0]
        dialog.find(BUTTONS, 'Start').click()
        tour.shoot('messages-run', settle=1.5)


CONTRACT = {
    'name': 'stock', 'version': '2.0.0', 'description': 'What is in store',
    'requests': {
        'reserve': {
            'description': 'Sets something aside for a customer until it is fetched',
            'request': {'type': 'object', 'required': ['article', 'amount', 'id'], 'properties': {
                'article': {'type': 'string', 'pattern': '^[a-z]+-[0-9]+$', 'description': 'As on the label',
                            'examples': ['chair-7']},
                'amount': {'type': 'integer', 'minimum': 1, 'maximum': 10, 'default': 1},
                'id': {'type': 'string', 'format': 'uuid'},
                'until': {'type': 'string', 'format': 'date-time', 'description': 'When it goes back to the shelf'},
                'priority': {'enum': ['low', 'normal', 'high']},
                'country': {'enum': ['Austria', 'Belgium', 'Croatia', 'Denmark', 'Estonia', 'Finland', 'Greece']},
                'gift': {'type': 'boolean', 'title': 'Wrapped as a Gift', 'default': False},
                'note': {'type': 'string', 'maxLength': 2000, 'title': 'Note to Whoever Packs It'},
                'customer': {'type': 'object', 'required': ['email'], 'properties': {
                    'email': {'type': 'string', 'format': 'email'}, 'site': {'type': 'string', 'format': 'uri'}}},
                'lines': {'type': 'array', 'minItems': 1, 'items': {'type': 'object', 'properties': {
                    'sku': {'type': 'string'}, 'price': {'type': 'number', 'minimum': 0}}}},
                'payment': {'oneOf': [
                    {'title': 'By Card', 'type': 'object', 'properties': {'card': {'type': 'string'}}},
                    {'title': 'By Invoice', 'type': 'object', 'properties': {'days': {'type': 'integer'}}}]}}},
            'response': {'type': 'object', 'required': ['reservation'],
                         'properties': {'reservation': {'type': 'string', 'examples': ['r-4711']}}}},
        'watchShelf': {'request': {'type': 'object'}}, 'count': {'request': {'type': 'object'}},
    },
    'events': {'stockChanged': {'schema': {'type': 'object', 'properties': {'article': {'type': 'string'}}}}},
    'errors': {'SOLD_OUT': {'code': 'SOLD_OUT', 'message': 'There is nothing left'}},
}
FULL = {'article': 'Nonsense', 'amount': 12, 'id': '6f1c1b1e-5a9e-4f0e-9c55-0c3f4f1d2a77',
        'until': '2026-01-31T12:00:00Z', 'priority': 'high', 'country': 'Denmark', 'gift': True, 'note': 'Two\nlines',
        'customer': {'email': 'ann@example.com'}, 'lines': [{'sku': 'a', 'price': 1.5}, {'sku': 'b', 'price': -2}],
        'payment': {'card': '4711'}, 'more': [1, 2]}
HANDLERS = [
    {'request': 'reserve', 'answer': {'reservation': 'r-4711', 'lines': [{'sku': 'a', 'price': 1.5}], 'at': None}},
    {'request': 'priceOf', 'kind': 'template', 'answer': {'id': '{{payload.id}}', 'for': '{{user}}'}, 'delay': 200},
    {'request': 'echo', 'kind': 'echo', 'failureRate': 0.1, 'description': 'For whoever tries it'},
    {'request': 'order', 'kind': 'error', 'errorCode': 'SOLD_OUT'},
    {'request': 'pay', 'kind': 'sequence', 'answers': [{'kind': 'error', 'errorCode': 'TRY_AGAIN'},
                                                       {'answer': {'paid': True}}]},
    {'request': 'watchShelf', 'kind': 'stream', 'items': [{'n': '{{index}}', 'of': 'shelf'}], 'count': 12, 'interval': 200},
    {'request': 'ponder', 'kind': 'silent'},
    {'request': '*', 'kind': 'forward', 'enabled': False},
]
TIMERS = [{'event': 'stockChanged', 'payload': {'article': 'chair-{{counter}}'}, 'interval': 2000},
          {'event': 'shopClosed', 'payload': {}, 'interval': 0}]
STOCK = {'version': 1,
         'servers': [{'name': 'Stock', 'id': 's', 'url': 'memory://stock', 'contract': 'HOME/stock.json',
                      'handlers': HANDLERS, 'events': TIMERS, 'alarms': [{'kind': 'no-client', 'seconds': 1}]}],
         'connections': [{'name': 'Shop', 'id': 'c', 'url': 'memory://stock', 'contract': 'HOME/stock.json'}]}
FILES = {'stock.json': json.dumps(CONTRACT)}


def scene_handlers(arguments):
    """Handlers of each kind, events, and an alarm that is raised"""
    with Tour(arguments, workspace=STOCK, files=FILES) as tour:
        tour.start(1)
        page = tour.page_named('Handlers')
        for position, handler in enumerate(HANDLERS):
            kind = handler.get('kind', 'json')
            with tour.part(f'handlers-{kind}'):
                if position == 0:
                    tour.shoot('handlers-list')
                choose(tour, page, 'Handlers', position)
                tour.shoot(f'handlers-{kind}')
        with tour.part('handlers-events'):
            next(node for node in page.walk() if node.role in BUTTONS + (Role.PAGE_TAB,) and node.name == 'Events').click()
            tour.shoot('handlers-events')
            choose(tour, page, 'Events', 0)
            tour.shoot('handlers-event')
        with tour.part('handlers-offers'):
            page.find(BUTTONS, 'of the Contract').click()
            tour.shoot('handlers-offers')
            press(ESCAPE)
        with tour.part('alarm-raised'):
            tour.page('Overview')
            tour.window.find_text('No Client')
            tour.shoot('alarm-raised')
            tour.page('Clients')
            tour.shoot('alarm-clients')


def choose(tour, page, name, position):
    """A row of a list, which has to be gone back to where it is not beside what is chosen."""
    if page.search(Role.LIST, name) is None:
        page.find(BUTTONS, 'Back to the List').click()
    rows = page.find(Role.LIST, name)
    rows.select_child(position)
    row = list(rows.children())[position]
    tour.scroll_to(row)
    tour.click_at(row)


def scene_form(arguments):
    """A message's form, and all that may come back"""
    with Tour(arguments, workspace=STOCK, files=FILES) as tour:
        tour.start(1, 2)
        tour.window.find_text('Connected')
        page = tour.page_named('Send')

        def compose(name, payload=None):
            message = page.search(BUTTONS, 'Message', exact=True)
            if message:
                message.click()
            page.find(ENTRIES, 'Name').write(name)
            if payload is not None:
                page.find(BUTTONS, 'JSON', exact=True).click()
                page.find(ENTRIES, 'Payload as JSON').write(json.dumps(payload, indent=2))
            form = page.search(BUTTONS, 'Form', exact=True)
            if form:
                form.click()

        def send(name, picture, settle=1.0):
            with tour.part(picture):
                compose(name)
                page.find(BUTTONS, 'Send', enabled=True).click()
                tour.shoot(picture, settle)

        with tour.part('form-names'):
            tour.pop('Known Names')
            tour.shoot('form-names')
            press(ESCAPE)
        with tour.part('form-empty'):
            compose('reserve')
            tour.shoot('form-empty')
        with tour.part('form-full'):
            compose('reserve', FULL)
            tour.shoot('form-full')
            for part in 2, 3, 4:
                tour.scroll(page.find(ENTRIES, 'Name'), 12)
                tour.shoot(f'form-full-{part}')
        with tour.part('form-json'):
            page.find(BUTTONS, 'JSON', exact=True).click()
            tour.shoot('form-json')
            page.find(BUTTONS, 'Context').click()
            tour.shoot('form-context')
            page.find(BUTTONS, 'Context').click()
        send('reserve', 'send-answer')
        send('order', 'send-error')
        send('watchShelf', 'send-stream', settle=2.5)
        send('ponder', 'send-waiting')


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
    workspace = json.loads(json.dumps(STOCK))
    workspace['connections'][0]['contract'] = 'HOME/broken.json'
    broken = json.dumps({'name': 'broken', 'requests': {'count': {'request': {'type': 'numbr'}}}}, indent=2)
    with Tour(arguments, workspace=workspace, files={'broken.json': broken, **FILES}) as tour:
        tour.select(2)
        tour.page('Overview')
        tour.shoot('trouble-contract')
        tour.dialog('trouble-contract-dialog', lambda: press_control('e'))
        with tour.part('trouble-conflict'):
            tour.select(1)
            press_control('e')
            dialog = wait_for('a dialog', lambda: list(tour.application.children())[1:])[0]
            dialog.find(ENTRIES, 'Name').write('Warehouse')
            workspace['servers'][0]['name'] = 'Store'
            dialog.find(BUTTONS, 'Save').click()
            wait_for('the end of the dialog', lambda: len(list(tour.application.children())) == 1)
            tour.write_workspace(workspace)  # before the program writes its own
            tour.button('Keep Mine', enabled=True)
            tour.shoot('trouble-conflict')


def scene_trust(arguments):
    """A certificate that nobody vouches for"""
    workspace = {'version': 1, 'servers': [{'name': 'Secret', 'id': 's', 'url': 'wss://127.0.0.1:0'}]}
    with Tour(arguments, workspace=workspace) as tour:
        tour.start(1)
        tour.window.find_text('Running')
        tour.shoot('trust-server')
        address = tour.address()
        subprocess.run([tour.program, address], env=tour.environment, check=True, timeout=20)
        tour.window.find_text('Failed')
        tour.shoot('trust-failed')
        tour.dialog('trust', tour.button('Trust', enabled=True).click)


SCENES = [scene_empty, scene_stopped, scene_server, scene_connection, scene_messages, scene_form, scene_handlers,
          scene_trouble, scene_trust]


def main():
    arguments, chosen = sys.argv[1:5], sys.argv[5:]
    for scene in SCENES:
        name = scene.__name__.removeprefix('scene_')
        if chosen and not name.startswith(tuple(chosen)):
            continue
        try:
            scene(arguments)
        except Exception as error:  # the other scenes are wanted all the same
            print(f'{arguments[2]} {arguments[3]} {name}: {error}', file=sys.stderr)
            FAILURES.append(name)
    return bool(FAILURES)


if __name__ == '__main__':
    sys.exit(main())
