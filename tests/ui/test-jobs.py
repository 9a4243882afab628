#!/usr/bin/python3
# test-jobs.py - what people use the console for, from beginning to end, as a screen reader sees it
#
# SPDX-FileCopyrightText: The Signalbox authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: test-jobs.py SIGNALBOX [TEST...]     (within build-aux/with-display)
import json
import os
import sys

from accessible import KEY_DOWN, KEY_RETURN, Role, press, wait_for
from console import BUTTONS, ENTRIES, Console, connect, run
from peers import node

CONTRACT = {
    'name': 'stock', 'version': '2.0.0', 'description': 'What is in store',
    'requests': {
        'reserve': {
            'description': 'Sets something aside',
            'request': {
                'type': 'object', 'required': ['article', 'amount'],
                'properties': {
                    'article': {'type': 'string', 'pattern': '^[a-z]+-[0-9]+$', 'description': 'As on the label'},
                    'amount': {'type': 'integer', 'minimum': 1, 'maximum': 10},
                    'note': {'type': 'string'},
                },
            },
            'response': {
                'type': 'object', 'required': ['reservation'],
                'properties': {'reservation': {'type': 'string', 'examples': ['r-4711']}},
            },
        },
        'count': {'response': {'type': 'object', 'properties': {'total': {'const': 12}}, 'required': ['total']}},
    },
    'events': {'stockChanged': {'schema': {'type': 'object', 'properties': {'article': {'type': 'string'}}}}},
    'errors': {'SOLD_OUT': {'code': 'SOLD_OUT', 'message': 'There is nothing left'}},
}


def table_says(page, title, text):
    page.find(Role.TREE_TABLE, title).find_text(text, deep=True)


def ask(client, name):
    """What the client gets for a request."""
    client.tell(do='request', name=name, payload={'article': 'chair-7', 'amount': 3}, tag='ask')
    return client.expect('answer', tag='ask')['data']


def complete(window, entry, letters):
    """Types the beginning of what is known, and takes the first suggestion, by keyboard."""
    window.tab_to(entry)
    for letter in letters:
        press(ord(letter))
    wait_for('the letters', lambda: entry.text == letters)
    press(KEY_DOWN)
    press(KEY_RETURN)


def test_inspect(program, home):
    """Inspects a running service: connects, logs in, sees who it is, whether it lives, what it emits, and probes it"""
    with Console(program, home) as console, node('server.mjs', '--server-id', 'node-orders',
                                                 '--heartbeat-interval', '1000') as server:
        connect(console, 'Shop', server.expect('listening')['url'])
        console.row('Shop', 'Connected')
        overview = console.page('Overview')
        overview.find_text('node-orders')
        account = console.page('Account')
        account.find(ENTRIES, 'User Name').write('viewer')
        account.find(ENTRIES, 'Password').write('viewer123')
        account.find(BUTTONS, 'Log In', enabled=True).click()
        account.find(BUTTONS, 'Log Out', enabled=True)
        console.page('Overview').find_text('viewer')
        console.page('Heartbeats').find_text('node-orders')
        server.tell(do='broadcast', name='orderStatusUpdated', payload={'orderId': 'order-77', 'status': 'lost'})
        traffic = console.page('Traffic')
        traffic.find(ENTRIES, 'Filter').write('name=orderStatusUpdated')
        table_says(traffic, 'Traffic', 'orderStatusUpdated')
        # In a newer libadwaita a button is called like the row that it belongs to.
        overview = console.page('Overview')
        wait_for('the probe', lambda: overview.search(BUTTONS, 'Probe', enabled=True) or
                 overview.search(BUTTONS, 'Keep to the Protocol', enabled=True)).click()
        probe = console.dialog('Probe a Service')
        probe.find(BUTTONS, 'Run Again', enabled=True)
        checks = probe.find(Role.LIST, 'Checks')
        for check in 'Registration', 'Heartbeat', 'Ping':
            wait_for(check, lambda: next(
                (row for row in checks.walk() if check.lower() in row.name.lower() and 'passed' in row.name.lower()), None))
        console.close()


def test_fire(program, home):
    """Fires a request by hand: a form made of its schema, an error at its field, the answer, and the same many times"""
    with open(f'{home}/stock.json', 'w', encoding='utf-8') as file:
        json.dump(CONTRACT, file)
    with node('server.mjs') as server:
        workspace = {'version': 1, 'connections': [{'name': 'Store', 'url': server.expect('listening')['url'],
                                                    'contract': f'{home}/stock.json'}]}
        os.makedirs(f'{home}/data/signalbox')
        with open(f'{home}/data/signalbox/workspace.json', 'w', encoding='utf-8') as file:
            json.dump(workspace, file)
        fire(program, home, server)


def fire(program, home, server):
    with Console(program, home) as console:
        console.select('Store')
        wait_for('Connect', lambda: next((node_ for node_ in console.window.walk() if node_.role in BUTTONS and set(
            node_.name.replace('_', '').split()) == {'Connect'}), None)).click()
        console.row('Store', 'Connected')
        send = console.page('Send')
        name = send.find(ENTRIES, 'Name')
        complete(console.window, name, 'res')
        wait_for('the name to be completed', lambda: name.text == 'reserve')
        send.find_text('Sets something aside')
        send.find_text('As on the label')
        send.find(ENTRIES, 'article').write('Nonsense')
        send.find_text('^[a-z]+-[0-9]+$')
        send.find(ENTRIES, 'article').write('chair-7')
        send.find(ENTRIES, 'amount').write('3')
        send.find(BUTTONS, 'Send', enabled=True, exact=False).click()
        request = server.expect('request', name='reserve')
        assert request['payload'] == {'article': 'chair-7', 'amount': 3}, request
        send.find_text('UNKNOWN_REQUEST_TYPE')
        send.find(ENTRIES, 'Name').write('getOrderDetails')
        send.find(ENTRIES, 'Payload as JSON').write('{"orderId": "order-123"}')
        send.find(BUTTONS, 'Send', enabled=True).click()
        send.find_text('Success')
        # The same many times.
        send.find(BUTTONS, 'More', exact=True).click()
        console.menu_item('Send Many Times', 2).click()
        dialog = console.dialog('Send Many Times')
        dialog.find(Role.SPIN_BUTTON, 'Number of Messages').write('25')
        dialog.find(BUTTONS, 'Start', enabled=True).click()
        dialog.find_text('All 25 sent')
        assert sum(report['event'] == 'request' and report['name'] == 'getOrderDetails' for report in server.drain()) == 26
        console.close()


def test_demo(program, home):
    """Shows a protocol: one click, and a server with clients is there, and all of it moves"""
    with Console(program, home) as console:
        console.button('Start the Demo').click()
        console.row('Demo', 'Running')
        overview = console.page('Overview')
        overview.find_text('Messages a Second')
        table_says(console.page('Clients'), 'Clients', 'web-shop')
        console.page('Heartbeats').find_text('web-shop')
        traffic = console.page('Traffic')
        traffic.find(ENTRIES, 'Filter').write('name=orderCreated')
        table_says(traffic, 'Traffic', 'orderCreated')
        traffic.find(ENTRIES, 'Filter').write('status:error')
        table_says(traffic, 'Traffic', 'FORBIDDEN')
        console.leave()


def test_host_from_contract(program, home):
    """Hosts a test server from a contract, changes an answer while it runs, and sends an event by its button"""
    with open(f'{home}/stock.json', 'w', encoding='utf-8') as file:
        json.dump(CONTRACT, file)
    with Console(program, home, f'{home}/stock.json') as console:
        dialog = console.dialog('Host a Server')
        dialog.find(ENTRIES, 'Address').write('ws://127.0.0.1:0')
        dialog.find(BUTTONS, 'Host', enabled=True).click()
        address = console.address_of('stock')
        with node('client.mjs', address, '--client-id', 'node-1') as client:
            client.expect('open')
            client.tell(do='request', name='reserve', payload={'article': 'chair-7', 'amount': 3}, tag='a')
            answer = client.expect('answer', tag='a')
            assert answer['data'] == {'reservation': 'r-4711'}, answer
            client.tell(do='request', name='count', payload={}, tag='b')
            assert client.expect('answer', tag='b')['data'] == {'total': 12}
            handlers = console.page('Handlers')
            handlers.find_text('2 handlers')
            names = [row.name for row in handlers.find(Role.LIST, 'Handlers').children()]
            assert any(name.startswith('reserve: ') for name in names), names
            # What is typed counts with the next request.
            for text in 'by hand', 'once more':
                handlers.find(ENTRIES, 'reservation').write(text)
                wait_for('the other answer', lambda: ask(client, 'reserve') == {'reservation': text})
            handlers.find(Role.PAGE_TAB, 'Events').click()
            handlers.find(BUTTONS, 'Send Now', enabled=True).click()
            client.expect('event', name='stockChanged')
            clients = console.page('Clients')
            table_says(clients, 'Clients', 'node-1')
        console.close()


TESTS = [test_inspect, test_fire, test_host_from_contract, test_demo]

if __name__ == '__main__':
    sys.exit(run(TESTS, sys.argv[1], sys.argv[2:]))
