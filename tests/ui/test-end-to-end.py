#!/usr/bin/python3
# test-end-to-end.py - the real program, worked through its accessibility tree, with real peers
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test-end-to-end.py SIGNALBOX [TEST...]     (within build-aux/with-display)
import json
import os
import signal
import sys

from accessible import Atspi, Role, wait_for
from console import BUTTONS, ENTRIES, Console, connect, host, run
from notifications import Desktop
from peers import node


def gone_from(clients, name):
    """The table of clients has no such row; there is no table at all once nobody is left."""
    def look():
        table = clients.search(Role.TREE_TABLE, 'Clients')
        return table is None or table.search_text(name, deep=True) is None
    wait_for(f'the end of {name}', look)


def test_host(program, home):
    """Hosts a server; a Node client arrives, beats, requests, and is killed"""
    with Console(program, home) as console:
        host(console, 'Orders')
        with node('client.mjs', console.address_of('Orders'), '--client-id', 'node-1',
                  '--heartbeat-interval', '1000') as client:
            client.expect('open')
            clients = console.page('Clients')
            clients.find_text('1 client')
            clients.find(Role.TREE_TABLE, 'Clients').find_text('node-1', deep=True)
            client.tell(do='request', name='nobodyKnows', payload={'a': 1}, tag='t')
            client.expect('failure', tag='t')
            console.page('Heartbeats').find_text('every 1 s')
            traffic = console.page('Traffic')
            traffic.find(ENTRIES, 'Filter').write('nobodyKnows')
            traffic.find_text('2 of')
            traffic.find(Role.TREE_TABLE, 'Traffic').find_text('UNKNOWN_REQUEST_TYPE', deep=True)
            console.page('Clients')
            client.send_signal(signal.SIGKILL)
            clients.find(Role.LIST, 'Clients That Left').find_text('node-1')
            gone_from(clients, 'node-1')
        console.close()


def test_silent(program, home):
    """A client that falls silent is dropped after the client time-out, and the page says why"""
    workspace = {'version': 1, 'servers': [{'name': 'Orders', 'url': 'ws://127.0.0.1:0', 'clientTimeout': 2000}]}
    os.makedirs(f'{home}/data/signalbox')
    with open(f'{home}/data/signalbox/workspace.json', 'w', encoding='utf-8') as file:
        json.dump(workspace, file)
    with Console(program, home) as console:
        console.select('Orders')
        console.start()
        with node('client.mjs', console.address_of('Orders'), '--client-id', 'node-2',
                  '--heartbeat-interval', '500') as client:
            client.expect('open')
            clients = console.page('Clients')
            clients.find_text('1 client')
            client.send_signal(signal.SIGSTOP)
            left = clients.find(Role.LIST, 'Clients That Left')
            left.find_text('node-2')
            left.find_text('Client timeout')
            gone_from(clients, 'node-2')
        console.close()


def test_alarm(program, home):
    """A client falls silent: the row, the page and the desktop say so, until it beats again"""
    workspace = {'version': 1, 'servers': [{'name': 'Orders', 'url': 'ws://127.0.0.1:0',
                                            'alarms': [{'kind': 'missed-beats', 'count': 2}]}]}
    os.makedirs(f'{home}/data/signalbox')
    with open(f'{home}/data/signalbox/workspace.json', 'w', encoding='utf-8') as file:
        json.dump(workspace, file)
    with Desktop() as desktop, Console(program, home) as console:
        console.select('Orders')
        console.start()
        with node('client.mjs', console.address_of('Orders'), '--client-id', 'node-3',
                  '--heartbeat-interval', '500') as client:
            client.expect('open')
            console.page('Heartbeats').find_text('node-3')
            console.page('Heartbeats').find_text('every ')  # without an interval nothing is missed
            console.page('Traffic')
            client.send_signal(signal.SIGSTOP)
            console.row('Orders', 'Missed Heartbeats', 'node-3')
            console.window.find_text('Missed Heartbeats: “node-3” missed')
            wait_for('a notification', lambda: desktop.shown)
            number, (summary, body) = next(iter(desktop.shown.items()))
            assert summary == 'Orders: Missed Heartbeats', summary
            assert '“node-3” missed' in body, body
            # Whoever clicks it is where the alarms are.
            desktop.activate(number)
            wait_for('the overview', lambda: next(
                (tab for tab in console.window.walk()
                 if tab.role == Role.PAGE_TAB and tab.name == 'Overview' and tab.has(Atspi.StateType.SELECTED)), None))
            overview = console.page('Overview')
            overview.find(BUTTONS, 'Acknowledge', enabled=True).click()
            overview.find_text('Acknowledged')
            assert 'Missed Heartbeats' in console.row('Orders').name
            client.send_signal(signal.SIGCONT)
            wait_for('the end of the alarm', lambda: 'Missed Heartbeats' not in console.row('Orders').name)
            assert desktop.sent == 1, f'{desktop.sent} notifications of one alarm'
            # Once more: what nobody has seen goes by itself when it is over.
            client.send_signal(signal.SIGSTOP)
            wait_for('another notification', lambda: desktop.shown)
            client.send_signal(signal.SIGCONT)
            wait_for('the end of the notification', lambda: not desktop.shown)
            overview.find_text('Raised So Far (2)')
            assert desktop.sent == 2, f'{desktop.sent} notifications of two alarms'
        console.close()


def test_connect(program, home):
    """Connects to a Node server, logs in, sends requests, reads the answers"""
    with Console(program, home) as console, node('server.mjs') as server:
        connect(console, 'Node', server.expect('listening')['url'])
        console.row('Node', 'Connected')
        account = console.page('Account')
        account.find(ENTRIES, 'User Name').write('admin')
        account.find(ENTRIES, 'Password').write('secret123')
        account.find(BUTTONS, 'Log In', enabled=True).click()
        account.find(BUTTONS, 'Log Out', enabled=True)
        send = console.page('Send')
        send.find(ENTRIES, 'Name').write('cancelOrder')
        send.find(ENTRIES, 'Payload as JSON').write('{"orderId": "order-123", "reason": "end to end"}')
        send.find(BUTTONS, 'Send', enabled=True).click()
        send.find_text('Success')
        send.find_text('cancelledAt')
        send.find(ENTRIES, 'Payload as JSON').write('{"orderId": "order-999999"}')
        send.find(BUTTONS, 'Send', enabled=True).click()
        send.find_text('ORDER_NOT_FOUND')
        console.close()


def test_form(program, home):
    """Sends a request of the demo through the form"""
    with Console(program, home, '--demo') as console:
        connect(console, 'Shop', console.address_of('Demo'))
        console.row('Shop', 'Connected')
        send = console.page('Send')
        send.find(ENTRIES, 'Name').write('getOrderDetails')
        send.find(ENTRIES, 'orderId').write('order-123')
        send.find(BUTTONS, 'Send', enabled=True).click()
        send.find_text('customer-42')
        send.find(ENTRIES, 'orderId').write('nonsense')
        send.find(BUTTONS, 'Send', enabled=True).click()
        send.find_text('INVALID_ORDER_ID')
        console.close()


def test_troubles(program, home):
    """Nobody there, a port that is taken, and a handshake that hangs: each says so, and cancel works"""
    with Console(program, home) as console, node('server.mjs', '--hang') as hanging:
        address = hanging.expect('listening')['url'].rstrip('/')
        host(console, 'Taken', address)
        console.row('Taken', 'Failed')
        console.window.find_text('is in use')
        connect(console, 'Nobody', 'ws://127.0.0.1:1')
        console.row('Nobody', 'Failed')
        console.window.find_text('Nobody serves at')
        connect(console, 'Hanging', address)
        hanging.expect('accepted')
        console.row('Hanging', 'Connecting')
        console.button('Cancel', enabled=True).click()
        console.row('Hanging', 'Disconnected')
        console.close()


def test_odd_names(program, home):
    """Names with markup, line breaks and no end are shown as they are, in one line, on every page"""
    odd = '<b>&\nmore'
    code = 'NO\n<i>' + 'X' * 5000
    workspace = {'version': 1, 'servers': [{'name': '<u>&', 'url': 'ws://127.0.0.1:0', 'handlers': [
        {'request': odd, 'kind': 'error', 'errorCode': code, 'errorMessage': odd}]}]}
    os.makedirs(f'{home}/data/signalbox')
    with open(f'{home}/data/signalbox/workspace.json', 'w', encoding='utf-8') as file:
        json.dump(workspace, file)
    with Console(program, home) as console:
        console.select('<u>&')
        console.start()
        with node('client.mjs', console.address_of('<u>&'), '--client-id', odd, '--client-type', odd) as client:
            client.expect('open')
            client.tell(do='request', name=odd, payload={odd: odd}, tag='t')
            assert client.expect('failure', tag='t')['error']['code'] == code
            clients = console.page('Clients')
            clients.find(Role.TREE_TABLE, 'Clients').find_text('<b>&↵more', deep=True)
            console.page('Heartbeats').find_text('<b>&')
            console.page('Handlers').find_text('<b>&')
            console.page('Traffic').find(Role.TREE_TABLE, 'Traffic').find_text('<b>&↵more', deep=True)
            overview = console.page('Overview')
            assert len(overview.find_text('NO↵<i>').text) <= 201
            client.tell(do='close')
            client.expect('closed')
            console.page('Clients').find(Role.LIST, 'Clients That Left').find_text('<b>&')
        console.leave()


def test_again(program, home):
    """At the end every client is told; at the next start servers and connections are there again"""
    with Console(program, home) as console:
        host(console, 'Orders')
        with node('client.mjs', console.address_of('Orders'), '--client-id', 'node-3') as client:
            client.expect('open')
            console.leave()
            client.expect('event', name='$disconnected')
            assert client.seen[-1]['payload']['reason'] == 'Server shutting down', client.seen[-1]
            client.expect('closed')
            assert client.wait() == 0
    with Console(program, home) as console:
        console.row('Orders', 'Stopped')
        console.close()


def test_demo(program, home):
    """The demo starts by itself, its clients come and order, and a client from outside is served"""
    with Console(program, home, '--demo') as console:
        address = console.address_of('Demo')
        console.page('Clients').find(Role.TREE_TABLE, 'Clients').find_text('web-shop', deep=True)
        traffic = console.page('Traffic')
        traffic.find(ENTRIES, 'Filter').write('name=orderCreated')
        traffic.find(Role.TREE_TABLE, 'Traffic').find_text('orderCreated', deep=True)
        with node('client.mjs', address, '--client-id', 'node-4') as client:
            client.expect('open')
            client.tell(do='request', name='getOrderDetails', payload={'orderId': 'order-123'}, tag='t')
            answer = client.expect('answer', tag='t')
            assert answer['data']['orderId'] == 'order-123', answer
        console.close()


TESTS = [test_host, test_silent, test_alarm, test_connect, test_form, test_troubles, test_odd_names, test_again, test_demo]

if __name__ == '__main__':
    sys.exit(run(TESTS, sys.argv[1], sys.argv[2:]))
