#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The Node.js peers against each other, so that they can be trusted against libmbm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answer, command, failure, startClient, startServer } from './lib/peers.mjs';
import { hasMembers } from './lib/process.mjs';

const options = { timeout: 60_000 };

test('registering', options, async (t) => {
  const server = await startServer(t, '--server-id', 'srv', '--client-timeout', '45500');
  const client = await startClient(t, server.url, '--client-id', 'a', '--client-type', 'test', '--capability', 'c');

  assert.ok(hasMembers(client.registered, { success: true, serverId: 'srv', ttl: 46 }));
  assert.equal(typeof client.registered.connectionId, 'string');
  await server.next({ event: 'registered', clientId: 'a', clientType: 'test', capabilities: ['c'] });
  await client.find({ event: 'event', name: '$connected', payload: { clientId: 'a' } });
  assert.equal(await failure(client, { do: 'register' }), 'ALREADY_REGISTERED');
  assert.ok(hasMembers(await answer(client, { do: 'unregister' }), { success: true }));
  await server.next({ event: 'unregistered', clientId: 'a', reason: 'Client unregistered' });
  assert.equal(await failure(client, { do: 'request', name: 'getOrderDetails' }), 'NOT_REGISTERED');
});

test('before registering', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url, '--no-register', '--client-id', 'x');

  const outcome = await command(client, { do: 'request', name: 'calculateTotal', payload: { items: [] } });
  assert.deepEqual(outcome.error, { code: 'NOT_REGISTERED', message: 'Client x not registered' });
  assert.equal((await answer(client, { do: 'ping', payload: 'hi' })).echo, 'hi');
  assert.equal((await answer(client, { do: 'serverInfo' })).connectedClients, 0);
  assert.equal((await answer(client, { do: 'login', username: 'admin', password: 'secret123' })).success, true);
});

test('the order service', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const other = await startClient(t, server.url);
  const items = [{ productId: 'p', quantity: 2, price: 1.1 }];

  const order = await answer(client, { do: 'request', name: 'getOrderDetails', payload: { orderId: 'order-123' } });
  assert.ok(hasMembers(order, { orderId: 'order-123', total: 112.4, status: 'shipped' }));
  for (const [orderId, code] of [['x', 'INVALID_ORDER_ID'], [7, 'INVALID_ORDER_ID'], ['order-9', 'ORDER_NOT_FOUND']]) {
    assert.equal(await failure(client, { do: 'request', name: 'getOrderDetails', payload: { orderId } }), code);
  }

  const created = await answer(client, { do: 'request', name: 'createOrder', payload: { customerId: 'c', items } });
  const event = { event: 'event', name: 'orderCreated', payload: { orderId: created.orderId, amount: 2.2 } };
  await client.find(event);
  await other.find(event);
  assert.deepEqual(await answer(client, { do: 'request', name: 'calculateTotal', payload: { items } }), { total: 1.1 });
  assert.equal(await failure(client, { do: 'request', name: 'calculateTotal', payload: {} }), 'INVALID_PAYLOAD');

  const unknown = await command(client, { do: 'request', name: 'toString' });
  assert.deepEqual(unknown.error, { code: 'UNKNOWN_REQUEST_TYPE', message: 'Unknown request type: toString' });
});

test('accounts', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const cancel = { do: 'request', name: 'cancelOrder', payload: { orderId: 'order-123' } };

  assert.equal(await failure(client, cancel), 'UNAUTHORIZED');
  const wrong = await answer(client, { do: 'login', username: 'admin', password: 'no' });
  assert.ok(hasMembers(wrong, { success: false, error: { code: 'invalid_credentials' } }));
  const viewer = await answer(client, { do: 'login', username: 'viewer', password: 'viewer123' });
  assert.deepEqual(viewer.user.roles, ['viewer']);
  assert.equal(await failure(client, cancel), 'FORBIDDEN');
  const admin = await answer(client, { do: 'login', username: 'admin', password: 'secret123' });
  assert.equal((await answer(client, cancel)).success, true);
  await client.find({ name: 'orderStatusUpdated', payload: { orderId: 'order-123', status: 'cancelled' } });
  const again = await answer(client, { do: 'login', token: admin.token });
  assert.equal(again.user.username, 'admin');
  await answer(client, { do: 'logout' });
  assert.equal(await failure(client, cancel), 'UNAUTHORIZED');
  const stale = await answer(client, { do: 'login', token: admin.token });
  assert.equal(stale.error.code, 'invalid_token');
});

test('streams go to the caller alone', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const other = await startClient(t, server.url);

  const streamId = await answer(client, { do: 'request', name: 'startStream', payload: { query: 'q' } });
  await client.find({ name: 'streamEnd', payload: { streamId }, context: { target: client.clientId } });
  assert.equal(client.lines.filter(({ name }) => name === 'streamData').length, 10);
  await answer(other, { do: 'ping' });
  assert.ok(!other.lines.some(({ name }) => name?.startsWith('stream')));
});

test('subscriptions', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const create = (customerId) => ({
    do: 'request',
    name: 'createOrder',
    payload: { customerId, items: [{ productId: 'p', quantity: 1, price: 1 }] },
  });

  const { subscriptionId } = await answer(client, {
    do: 'subscribe',
    events: ['orderCreated'],
    filter: { customerId: 'mine' },
  });
  await answer(client, create('yours'));
  await answer(client, create('mine'));
  await client.find({ name: 'orderCreated', payload: { customerId: 'mine' } });
  assert.ok(!client.lines.some((line) => line.payload?.customerId === 'yours'));
  assert.equal((await answer(client, { do: 'unsubscribe', subscriptionId })).success, true);
  assert.equal(await failure(client, { do: 'unsubscribe', subscriptionId }), 'UNKNOWN_SUBSCRIPTION');
  await answer(client, create('theirs'));
  await client.find({ name: 'orderCreated', payload: { customerId: 'theirs' } });
});

test('heartbeats and silence', options, async (t) => {
  const server = await startServer(t, '--heartbeat-interval', '50', '--client-timeout', '500');
  const client = await startClient(t, server.url, '--heartbeat-interval', '50');

  await server.next({ event: 'heartbeat', clientId: client.clientId });
  await client.next({ name: '$heartbeat' });
  client.send({ do: 'silent' });
  await server.next({ event: 'unregistered', reason: 'Client timeout' });
  await client.next({ name: '$disconnected', payload: { reason: 'Client timeout' } });
  await client.next({ event: 'closed', reason: 'Client timeout' });
  assert.equal((await client.finish()).code, 0);
});

test('limits and names in use', options, async (t) => {
  const server = await startServer(t, '--max-clients', '1');
  const client = await startClient(t, server.url, '--client-id', 'one');
  const second = await startClient(t, server.url, '--no-register', '--client-id', 'two');
  const rival = await startClient(t, server.url, '--no-register', '--client-id', 'one');

  const full = await command(second, { do: 'register' });
  assert.equal(full.error.message, 'Server has reached maximum number of clients');
  await answer(client, { do: 'login', username: 'admin', password: 'secret123' });
  assert.equal(await failure(rival, { do: 'register' }), 'CLIENT_ID_IN_USE');
  await answer(rival, { do: 'login', username: 'admin', password: 'secret123' });
  assert.equal((await answer(rival, { do: 'register' })).success, true);
  await client.next({ event: 'closed' });
});

test('what is no frame', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const cases = [
    [{ text: '{"type"' }, 'INVALID_JSON'],
    [{ text: '[]' }, 'INVALID_FRAME'],
    [{ text: '{"type":"request","requestId":1,"requestType":"x"}' }, 'INVALID_FRAME'],
    [{ text: '{"type":"event","event":"e","context":1}' }, 'INVALID_FRAME'],
    [{ base64: 'AAEC', binary: true }, 'UNSUPPORTED_DATA'],
    [{ text: '{"type":"event","event":"e","context":{"source":"somebody"}}' }, 'SOURCE_MISMATCH'],
  ];

  for (const [raw, code] of cases) {
    client.send({ do: 'raw', ...raw });
    await client.next({ event: 'event', name: '$error', payload: { code } });
  }
  client.send({ do: 'raw', text: '{"type":"response","requestId":"?","success":true}' });
  await server.find({ event: 'unsolicited', requestId: '?' });
  client.send({ do: 'emit', name: 'hello', payload: [1] });
  await server.find({ event: 'message', name: 'hello', payload: [1] });
  client.send({ do: 'raw', text: '{"type":"event","event":"parts","payload":{}}', fragment: 5 });
  await server.find({ event: 'message', name: 'parts' });
  client.send({ do: 'raw', base64: Buffer.from('"\xff"', 'latin1').toString('base64') });
  await client.next({ event: 'closed', code: 1007 });
});

test('the system form of a broadcast', options, async (t) => {
  const server = await startServer(t, '--broadcast-style', 'system');
  const client = await startClient(t, server.url);

  await answer(client, {
    do: 'request',
    name: 'createOrder',
    payload: { customerId: 'c', items: [{ productId: 'p', quantity: 1, price: 1 }] },
  });
  await client.find({ name: '$broadcast', payload: { message: 'orderCreated' } });
  await client.find({ name: 'orderCreated', payload: { customerId: 'c' } });
});

test('errors as they are thrown in the field', options, async (t) => {
  const server = await startServer(t, '--throw-errors');
  const client = await startClient(t, server.url);

  const { error } = await command(client, { do: 'request', name: 'getOrderDetails', payload: { orderId: 'x' } });
  assert.deepEqual(error, { code: 'UNKNOWN_ERROR', message: 'INVALID_ORDER_ID' });
});

test('shutting down', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);

  server.child.kill('SIGTERM');
  await client.next({ name: '$disconnected', payload: { reason: 'Server shutting down' } });
  await client.next({ event: 'closed', code: 1001, reason: 'Server shutting down' });
  assert.equal((await server.finish()).code, 0);
});

test('a server that refuses, and one that hangs', options, async (t) => {
  const refusing = await startServer(t, '--refuse');
  await assert.rejects(startClient(t, refusing.url), /403/);
  const hanging = await startServer(t, '--hang');
  assert.match(hanging.url, /^ws:/);
});
