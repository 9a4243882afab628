#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** A Node.js client at `mbm serve --demo`: what PROTOCOL promises, and the demo. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MessagingClient } from './lib/client.mjs';
import { answer, command, failure, startClient, startMbmServer } from './lib/peers.mjs';
import { hasMembers, within } from './lib/process.mjs';

const options = { timeout: 60_000 };
const items = [{ productId: 'p', quantity: 2, price: 1.1 }];
const create = (customerId) => ({ do: 'request', name: 'createOrder', payload: { customerId, items } });

test('registering and leaving', options, async (t) => {
  const server = await startMbmServer(t, '--server-id', 'srv', '--client-timeout', '45500', '--capability', 'extra');
  const client = await startClient(
    t,
    server.url,
    ...['--client-id', 'a', '--client-type', 'test', '--capability', 'c', '--metadata', '{"k":[1.0]}'],
  );

  assert.ok(hasMembers(client.registered, { success: true, serverId: 'srv', ttl: 46 }));
  assert.equal(typeof client.registered.connectionId, 'string');
  assert.ok(Math.abs(client.registered.serverTime - Date.now()) < 60_000);
  await client.find({ event: 'event', name: '$connected', payload: { clientId: 'a', metadata: { k: [1] } } });
  assert.equal(await failure(client, { do: 'register' }), 'ALREADY_REGISTERED');

  const info = await answer(client, { do: 'serverInfo' });
  assert.ok(hasMembers(info, { serverId: 'srv', connectedClients: 1 }));
  assert.ok(info.capabilities.includes('extra'));
  assert.ok(info.uptime >= 0);

  assert.ok(hasMembers(await answer(client, { do: 'unregister' }), { success: true }));
  assert.equal(await failure(client, create('c')), 'NOT_REGISTERED');
});

test('before registering', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url, '--no-register', '--client-id', 'x');

  const refused = await command(client, { do: 'request', name: 'calculateTotal', payload: { items: [] } });
  assert.deepEqual(refused.error, { code: 'NOT_REGISTERED', message: 'Client x not registered' });
  assert.equal((await answer(client, { do: 'ping', payload: 'hé' })).echo, 'hé');
  assert.equal((await answer(client, { do: 'serverInfo' })).connectedClients, 0);
  assert.equal((await answer(client, { do: 'login', username: 'viewer', password: 'viewer123' })).success, true);
  assert.equal((await answer(client, { do: 'register' })).success, true);
});

test('the order service', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);
  const other = await startClient(t, server.url);

  const order = await answer(client, { do: 'request', name: 'getOrderDetails', payload: { orderId: 'order-123' } });
  assert.deepEqual(Object.keys(order).sort(), ['createdAt', 'customerId', 'items', 'orderId', 'status', 'total']);
  assert.equal(order.orderId, 'order-123');
  for (const [orderId, code] of [['x', 'INVALID_ORDER_ID'], [7, 'INVALID_ORDER_ID'], ['order-9', 'ORDER_NOT_FOUND']]) {
    assert.equal(await failure(client, { do: 'request', name: 'getOrderDetails', payload: { orderId } }), code);
  }

  const created = await answer(client, create('c'));
  assert.equal(created.total, 2.2);
  const event = {
    event: 'event',
    name: 'orderCreated',
    payload: { orderId: created.orderId, customerId: 'c', amount: 2.2, timestamp: created.createdAt },
  };
  await client.find(event);
  await other.find(event);
  assert.deepEqual(await answer(client, { do: 'request', name: 'calculateTotal', payload: { items } }), { total: 1.1 });

  const unknown = await command(client, { do: 'request', name: 'nö.such:name' });
  assert.deepEqual(unknown.error, { code: 'UNKNOWN_REQUEST_TYPE', message: 'Unknown request type: nö.such:name' });
});

test('accounts', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);
  const cancel = { do: 'request', name: 'cancelOrder', payload: { orderId: 'order-123', reason: 'r' } };

  assert.equal((await command(client, cancel)).event, 'failure');
  const wrong = await answer(client, { do: 'login', username: 'admin', password: 'no' });
  assert.ok(hasMembers(wrong, { success: false, error: { code: 'invalid_credentials' } }));
  const viewer = await answer(client, { do: 'login', username: 'viewer', password: 'viewer123' });
  assert.ok(hasMembers(viewer, { success: true, user: { username: 'viewer', roles: ['viewer'] } }));
  assert.equal((await command(client, cancel)).event, 'failure');

  const admin = await answer(client, { do: 'login', username: 'admin', password: 'secret123' });
  assert.ok(admin.expiresAt > Date.now());
  assert.ok(hasMembers(await answer(client, cancel), { success: true, orderId: 'order-123' }));
  await client.find({ name: 'orderStatusUpdated', payload: { orderId: 'order-123', status: 'cancelled' } });
  assert.equal((await answer(client, { do: 'login', token: admin.token })).user.username, 'admin');
  await answer(client, { do: 'logout' });
  assert.equal((await command(client, cancel)).event, 'failure');
  assert.equal((await answer(client, { do: 'login', token: admin.token })).error.code, 'invalid_token');
});

test('a token is worth the same on another connection', options, async (t) => {
  const server = await startMbmServer(t);
  const one = await startClient(t, server.url);
  const two = await startClient(t, server.url);
  const payload = { orderId: 'order-123' };

  const { token } = await answer(one, { do: 'login', username: 'admin', password: 'secret123' });
  const context = { auth: { token } };
  assert.equal((await answer(two, { do: 'request', name: 'cancelOrder', payload, context })).success, true);
  assert.equal((await command(two, { do: 'request', name: 'cancelOrder', payload })).event, 'failure');
});

test('streams go to the caller alone', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);
  const other = await startClient(t, server.url);

  /* A subscription to something else does not keep a stream from who asked for it. */
  await answer(client, { do: 'subscribe', events: ['other'] });
  const streamId = await answer(client, { do: 'request', name: 'startStream', payload: { query: 'q' } });
  assert.equal(typeof streamId, 'string');
  await client.find({ name: 'streamEnd', payload: { streamId }, context: { target: client.clientId } });
  assert.equal(client.lines.filter(({ name }) => name === 'streamData').length, 10);
  await answer(other, { do: 'ping' });
  assert.ok(!other.lines.some(({ name }) => name?.startsWith('stream')));
});

test('a stream is cancelled by its client', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);
  const other = await startClient(t, server.url);

  const request = { do: 'request', name: 'startStream', payload: { query: 'q' } };
  const streamId = await answer(client, request);
  const kept = await answer(client, request);
  other.send({ do: 'emit', name: 'streamCancel', payload: { streamId: kept } });
  await client.find({ name: 'streamData', payload: { streamId } });
  client.send({ do: 'emit', name: 'streamCancel', payload: { streamId } });
  await client.find({ name: 'streamEnd', payload: { streamId: kept } });
  assert.ok(!client.lines.some(({ name, payload }) => name === 'streamEnd' && payload.streamId === streamId));
  const count = (id) => client.lines.filter(({ name, payload }) => name === 'streamData' && payload.streamId === id).length;
  assert.equal(count(kept), 10);
  assert.ok(count(streamId) < 10);
});

test('subscriptions', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);

  const subscribed = await answer(client, {
    do: 'subscribe',
    events: ['orderCreated'],
    filter: { customerId: 'mine', amount: 2.2 },
  });
  assert.deepEqual(subscribed.events, ['orderCreated']);
  await answer(client, create('yours'));
  await answer(client, create('mine'));
  await client.find({ name: 'orderCreated', payload: { customerId: 'mine' } });
  assert.ok(!client.lines.some(({ payload }) => payload?.customerId === 'yours'));

  const unsubscribe = { do: 'unsubscribe', subscriptionId: subscribed.subscriptionId };
  assert.equal((await answer(client, unsubscribe)).success, true);
  assert.equal((await command(client, unsubscribe)).event, 'failure');
  await answer(client, create('theirs'));
  await client.find({ name: 'orderCreated', payload: { customerId: 'theirs' } });
});

test('heartbeats and silence', options, async (t) => {
  const server = await startMbmServer(t, '--heartbeat-interval', '100', '--client-timeout', '800', '--server-id', 'h');
  const client = await startClient(t, server.url, '--heartbeat-interval', '100');
  const witness = await startClient(t, server.url, '--heartbeat-interval', '100');

  await client.next({ name: '$heartbeat', payload: { serverId: 'h' } });
  client.send({ do: 'silent' });
  await client.next({ name: '$disconnected', payload: { clientId: client.clientId, reason: 'Client timeout' } });
  await client.next({ event: 'closed' });
  await witness.find({ name: '$disconnected', payload: { clientId: client.clientId, reason: 'Client timeout' } });
  assert.equal((await answer(witness, { do: 'serverInfo' })).connectedClients, 1);
});

test('a client that is stopped, and one that is killed', options, async (t) => {
  const server = await startMbmServer(t, '--heartbeat-interval', '100', '--client-timeout', '1500');
  const witness = await startClient(t, server.url, '--heartbeat-interval', '100');
  const killed = await startClient(t, server.url, '--heartbeat-interval', '100');
  const stopped = await startClient(t, server.url, '--heartbeat-interval', '100');

  killed.child.kill('SIGKILL');
  await witness.find({ name: '$disconnected', payload: { clientId: killed.clientId } });
  stopped.child.kill('SIGSTOP');
  await witness.find({ name: '$disconnected', payload: { clientId: stopped.clientId, reason: 'Client timeout' } });
});

test('limits and names in use', options, async (t) => {
  const server = await startMbmServer(t, '--max-clients', '1');
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

test('a reconnect takes the place of a lost connection', options, async (t) => {
  const server = await startMbmServer(t);
  const lost = await startClient(t, server.url, '--client-id', 'one');
  const again = await startClient(t, server.url, '--client-id', 'one');

  await lost.next({ event: 'closed' });
  assert.equal((await answer(again, { do: 'serverInfo' })).connectedClients, 1);
});

test('the system form of a broadcast', options, async (t) => {
  const server = await startMbmServer(t, '--broadcast-style', 'system');
  const client = await startClient(t, server.url);

  const order = await answer(client, create('c'));
  await client.find({
    name: '$broadcast',
    payload: { message: 'orderCreated', data: { orderId: order.orderId, customerId: 'c' } },
  });
  assert.ok(client.lines.find(({ name }) => name === '$broadcast').payload.timestamp > 0);
});

test('a server open to who has not registered', options, async (t) => {
  const server = await startMbmServer(t, '--no-registration');
  const client = await startClient(t, server.url, '--no-register');

  assert.deepEqual(
    await answer(client, { do: 'request', name: 'calculateTotal', payload: { items }, context: { source: undefined } }),
    { total: 1.1 },
  );
});

test('the id of a request comes back as it was written', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url, '--client-id', 'raw');
  const ids = ['plain', 'ü"\\/\n', '\ud834\udd1e', '\ud800', ''];

  for (const requestId of ids) {
    const text = JSON.stringify({
      type: 'request',
      requestId,
      requestType: '$ping',
      payload: { timestamp: 1.25, payload: 'p' },
      context: { source: 'raw' },
    });
    client.send({ do: 'raw', text });
    await client.next({ event: 'unsolicited', requestId, success: true, data: { timestamp: 1.25, echo: 'p' } });
  }
});

/** Here the clients are in this process: what they are sent would be much to print. */
async function connect(t, server, name) {
  const client = new MessagingClient({ clientId: name });
  await client.connect(server.url);
  t.after(() => client.terminate());
  await client.register();
  return client;
}

test('a reader that is too slow goes, and the others never notice', options, async (t) => {
  const server = await startMbmServer(t);
  const [slow, witness, pump] = await Promise.all(['slow', 'witness', 'pump'].map((name) => connect(t, server, name)));
  const customerId = 'x'.repeat(1024 * 1024);
  let created = 0;
  const gone = new Promise((resolve) => {
    witness.on('event', ({ name, payload }) => {
      if (name === 'orderCreated') created++;
      if (name === '$disconnected' && payload.clientId === 'slow') resolve(payload.reason);
    });
  });

  await pump.subscribe(['nothing']);
  slow.pause();
  /* More than the 24 MiB that may wait for one client, and than the kernel holds. */
  const orders = 64;
  for (let i = 0; i < orders; i++) await pump.request('createOrder', { customerId, items });
  assert.match(await within(gone, () => 'the end of the slow client'), /./);
  await witness.ping();
  assert.equal(created, orders);
});

test('stopping tells every client', options, async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const server = await startMbmServer(t);
    const clients = await Promise.all([startClient(t, server.url), startClient(t, server.url)]);

    server.child.kill(signal);
    for (const client of clients) {
      await client.find({
        name: '$disconnected',
        payload: { clientId: client.clientId, reason: 'Server shutting down' },
      });
      await client.find({ event: 'closed', reason: 'Server shutting down' });
    }
    const { code } = await server.finish();
    assert.ok(code === 0 || code === 130, `exit code ${code}`);
    assert.equal(server.stderr, '');
    await assert.rejects(startClient(t, server.url), /ECONNREFUSED/);
  }
});
