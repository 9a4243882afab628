#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The dialect `magic-server`: peers of Node.js at `mbm`, both ways. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { MessagingError } from './lib/frames.mjs';
import { MagicClient, MagicServer } from './lib/magic-server.mjs';
import { answer, mbm, start, startClient, startMbmServer } from './lib/peers.mjs';
import { hasMembers, run, within } from './lib/process.mjs';

const options = { timeout: 60_000 };
const dialect = ['--dialect', 'magic-server'];
const soon = (emitter, name) => within(once(emitter, name), () => name).then(([value]) => value);

async function startServer(t, settings) {
  const server = new MagicServer(settings);
  const url = await server.listen();
  t.after(() => server.close());
  server.requests.echo = (payload) => payload;
  server.requests.fail = () => {
    throw new MessagingError('OUT_OF_STOCK', 'There is none left');
  };
  return { server, url };
}

async function startMagicClient(t, url, settings) {
  const client = await MagicClient.connect(url, settings);
  t.after(() => client.socket.terminate());
  return client;
}

async function refusal(promise) {
  const error = await promise.then(
    () => assert.fail('it was answered'),
    (reason) => reason,
  );
  return error.code;
}

/** An `mbm` in the dialect. */
const tool = (...args) => run([mbm, ...args, ...dialect]);

/* --- the peers alone, so that they can be trusted ------------------------- */

test('the peers with each other', options, async (t) => {
  const { server, url } = await startServer(t);
  const client = await startMagicClient(t, url);

  assert.deepEqual(await client.request('echo', { n: [1.5] }), { n: [1.5] });
  assert.equal(await refusal(client.request('fail')), 'OUT_OF_STOCK');
  assert.equal(await refusal(client.request('no.such')), 'NOT_FOUND');
  const seen = soon(client, 'event');
  server.send('news', { a: 1 });
  assert.ok(hasMembers(await seen, { name: 'news', payload: { a: 1 } }));
  const goodbye = soon(client, 'shutdown');
  const closed = soon(client, 'closed');
  await server.close('Enough');
  assert.deepEqual(await goodbye, { reason: 'Enough', reconnectIn: 5000 });
  assert.deepEqual(await closed, { code: 1001, reason: 'Enough' });
});

/* --- mbm at a server of Node.js ------------------------------------------- */

for (const [what, answerType] of [
  ['response.NAME', (name) => `response.${name}`],
  ['the request’s own type', (name) => `request.${name}`],
  ['an event’s type', (name) => `event.${name}Done`],
  ['a type of no kind', () => 'success'],
]) {
  test(`an answer with ${what}`, options, async (t) => {
    const { server, url } = await startServer(t, { answerType });
    const asked = soon(server, 'message');

    const { code, lines, stderr } = await tool('request', url, 'echo', '{"n":[1.50,"ü"]}', '--context', '{"k":{}}');
    assert.equal(code, 0, stderr);
    assert.deepEqual(lines, [{ n: [1.5, 'ü'] }]);
    const { message } = await asked;
    assert.deepEqual(Object.keys(message).sort(), ['context', 'id', 'payload', 'timestamp', 'type']);
    assert.equal(message.type, 'request.echo');
    assert.deepEqual(message.context, { k: {} });
    assert.ok(Math.abs(message.timestamp - Date.now()) < 60_000);
  });
}

test('errors, and requests nobody knows', options, async (t) => {
  const { url } = await startServer(t);

  const failed = await tool('request', url, 'fail');
  assert.deepEqual([failed.code, failed.stdout], [1, '']);
  assert.deepEqual(JSON.parse(failed.stderr), { message: 'There is none left', code: 'OUT_OF_STOCK' });
  for (const command of ['ping', 'info']) {
    const { code, stderr } = await tool(command, url);
    assert.equal(code, 1);
    assert.match(stderr, /No handler for \$(ping|serverInfo)/);
  }
});

test('an event to the server', options, async (t) => {
  const { server, url } = await startServer(t);
  const seen = soon(server, 'event');

  const { code, stderr } = await tool('emit', url, 'hello.world', '{"a":[1,2]}');
  assert.equal(code, 0, stderr);
  assert.ok(hasMembers(await seen, { name: 'hello.world', payload: { a: [1, 2] } }));
});

test('events, and the server’s farewell', options, async (t) => {
  const { server, url } = await startServer(t);
  const connected = soon(server, 'connected');
  const listener = start(t, [mbm, 'listen', url, 'news', ...dialect]);
  await connected;

  server.send('other', 1);
  server.send('news', { n: 1 });
  server.send('news', { n: 2 });
  assert.ok(hasMembers(await listener.next({ type: 'event.news' }), { payload: { n: 1 } }));
  assert.ok(hasMembers(await listener.next({ type: 'event.news' }), { payload: { n: 2 } }));
  await server.close('Maintenance');
  assert.equal((await listener.finish()).code, 3);
  assert.equal(listener.lines.length, 2);
  assert.match(listener.stderr, /ended the connection: Maintenance/);
});

test('mbm answers a server’s pings', options, async (t) => {
  const { server, url } = await startServer(t, { pingInterval: 500 });
  const connected = soon(server, 'connected');
  const listener = start(t, [mbm, 'listen', url, ...dialect]);
  const { client } = await connected;

  for (let n = 0; n < 3; n++) assert.equal(await soon(server, 'pong'), client);
  server.send('news', 1);
  await listener.next({ type: 'event.news' });
});

test('a server that would compress', options, async (t) => {
  const { server, url } = await startServer(t, { socket: { perMessageDeflate: { threshold: 0 } } });
  const connected = soon(server, 'connected');
  const text = 'x'.repeat(100_000);

  const { code, lines, stderr } = await tool('request', url, 'echo', JSON.stringify(text));
  assert.equal(code, 0, stderr);
  assert.deepEqual(lines, [text]);
  const { client, headers } = await connected;
  assert.equal(headers['sec-websocket-extensions'], undefined);
  assert.equal(client.socket.extensions, '');
});

/* --- a client of Node.js at mbm ------------------------------------------- */

test('the order service', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startMagicClient(t, server.url);
  const messages = [];
  client.on('message', (message) => messages.push(message));

  const order = await client.request('getOrderDetails', { orderId: 'order-123' });
  assert.equal(order.orderId, 'order-123');
  assert.equal(messages[0].type, 'response.getOrderDetails');
  assert.ok(Math.abs(messages[0].timestamp - Date.now()) < 60_000);
  await server.find({ event: 'registered', client: 'magic-1', dialect: 'magic-server' });
  assert.equal(await refusal(client.request('getOrderDetails', { orderId: 'x' })), 'INVALID_ORDER_ID');
  assert.equal(messages[1].type, 'error.request.getOrderDetails');
  assert.deepEqual(Object.keys(messages[1].payload).sort(), ['code', 'message']);
  assert.equal(await refusal(client.request('nö.such')), 'UNKNOWN_REQUEST_TYPE');
  assert.equal(await refusal(client.request('$register', { clientId: 'a', clientType: 'b' })), 'UNKNOWN_REQUEST_TYPE');
});

test('clients of both dialects on one server', options, async (t) => {
  const server = await startMbmServer(t, '--heartbeat-interval', '50');
  const messaging = await startClient(t, server.url, '--client-id', 'm');
  const client = await startMagicClient(t, server.url);
  const messages = [];
  client.on('message', ({ type }) => messages.push(type));
  await client.request('calculateTotal', { items: [] });
  await messaging.find({ name: '$connected', payload: { clientId: 'magic-1' } });

  const seen = soon(client, 'event');
  const created = await answer(messaging, {
    do: 'request',
    name: 'createOrder',
    payload: { customerId: 'c', items: [{ productId: 'p', quantity: 1, price: 1.5 }] },
  });
  assert.ok(hasMembers(await seen, { name: 'orderCreated', payload: { orderId: created.orderId, amount: 1.5 } }));
  await messaging.find({ name: 'orderCreated', payload: { orderId: created.orderId } });

  /* Heartbeats are for those who know them: others are asked by pings. */
  await messaging.find({ name: '$heartbeat' });
  await soon(client, 'ping');
  assert.ok(!messages.some((type) => type.includes('$')), messages.join(' '));
  client.close();
  await messaging.find({ name: '$disconnected', payload: { clientId: 'magic-1' } });
});

test('who somebody claims to be counts for nothing', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startMagicClient(t, server.url);
  const cancel = () =>
    client.request('cancelOrder', { orderId: 'order-123' }, { auth: { userId: 'admin', roles: ['admin'] } });

  assert.notEqual(await refusal(cancel()), undefined);
  const wrong = await client.request('$login', { username: 'admin', password: 'no' });
  assert.ok(hasMembers(wrong, { success: false, error: { code: 'invalid_credentials' } }));
  await client.request('$login', { username: 'viewer', password: 'viewer123' });
  assert.notEqual(await refusal(cancel()), undefined);
  const login = await client.request('$login', { username: 'admin', password: 'secret123' });
  assert.equal(login.success, true);
  assert.equal((await cancel()).success, true);
  await client.request('$logout');
  assert.notEqual(await refusal(cancel()), undefined);
});

test('a stream', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startMagicClient(t, server.url);
  const events = [];
  const ended = new Promise((resolve) => {
    client.on('event', ({ name, payload, message }) => {
      assert.equal(message.context, undefined);
      events.push({ name, payload });
      if (name === 'streamEnd') resolve();
    });
  });

  const answered = await client.request('startStream', { query: 'q' });
  await within(ended, () => 'the end of the stream');
  assert.equal(events.filter(({ name }) => name === 'streamData').length, 10);
  assert.ok(events.every(({ payload }) => payload.streamId === (answered.streamId ?? answered)));
});

test('a server for nothing else', options, async (t) => {
  const server = await startMbmServer(t, ...dialect);
  const silent = await startMagicClient(t, server.url);
  await server.find({ event: 'registered', client: 'magic-1' });
  const seen = soon(silent, 'event');
  const other = await startMagicClient(t, server.url);

  await other.request('createOrder', { customerId: 'c', items: [{ productId: 'p', quantity: 1, price: 1 }] });
  assert.equal((await seen).name, 'orderCreated');
  const goodbyes = [silent, other].map((client) => soon(client, 'shutdown'));
  const closed = soon(silent, 'closed');
  server.child.kill('SIGTERM');
  for (const goodbye of goodbyes) assert.deepEqual(await goodbye, { reason: 'Server shutting down', reconnectIn: 5000 });
  assert.equal((await closed).code, 1001);
});

test('a client that is gone without a word is noticed', options, async (t) => {
  const server = await startMbmServer(t, '--client-timeout', '1500');
  const client = await startMagicClient(t, server.url);
  await client.request('calculateTotal', { items: [] });

  /* It answers pings by itself, for as long as it reads. */
  for (let n = 0; n < 5; n++) await soon(client, 'ping');
  assert.ok(!server.lines.some(({ event }) => event === 'unregistered'));
  client.socket.pause();
  await server.find({ event: 'unregistered', client: 'magic-1', reason: 'Client timeout' });
});

test('a client that would compress', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startMagicClient(t, server.url, { perMessageDeflate: { threshold: 0 } });

  assert.equal(client.socket.extensions, '');
  assert.deepEqual(await client.request('calculateTotal', { items: [], filler: 'x'.repeat(100_000) }), { total: 0 });
});
