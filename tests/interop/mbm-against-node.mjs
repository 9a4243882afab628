#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The commands of `mbm` that connect, at a server of Node.js. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { answer, mbm, start, startClient, startServer } from './lib/peers.mjs';
import { run } from './lib/process.mjs';

const options = { timeout: 60_000 };
const password = (value) => ({ env: { MBM_PASSWORD: value } });
const create = (customerId) => ({
  do: 'request',
  name: 'createOrder',
  payload: { customerId, items: [{ productId: 'p', quantity: 1, price: 1.5 }] },
});

/** An `mbm` that has to succeed; gives what it printed. */
async function done(args, runOptions) {
  const { code, lines, stderr } = await run([mbm, ...args], runOptions);
  assert.equal(code, 0, `mbm ${args.join(' ')}: ${stderr}`);
  assert.equal(stderr, '');
  return lines;
}

/** An `mbm` that the service has to refuse; gives the error it printed. */
async function refused(args, runOptions) {
  const { code, stdout, stderr } = await run([mbm, ...args], runOptions);
  assert.equal(code, 1, `mbm ${args.join(' ')}: ${stderr}`);
  assert.equal(stdout, '');
  return JSON.parse(stderr);
}

/** An `mbm` that has to end with an exit code, and to say why in words. */
async function fails(args, expected, says, runOptions) {
  const { code, stdout, stderr } = await run([mbm, ...args], runOptions);
  assert.equal(code, expected, `mbm ${args.join(' ')}: ${stderr}`);
  assert.equal(stdout, '');
  assert.match(stderr, says);
}

test('request', options, async (t) => {
  const { url } = await startServer(t);

  const [order] = await done(['request', url, 'getOrderDetails', '{"orderId":"order-123"}']);
  assert.equal(order.orderId, 'order-123');
  const error = await refused(['request', url, 'getOrderDetails', '{"orderId":"x"}']);
  assert.equal(error.code, 'INVALID_ORDER_ID');
  assert.equal((await refused(['request', url, 'nö.such'])).message, 'Unknown request type: nö.such');
  const [total] = await done(['request', url, 'calculateTotal', '-'], {
    input: '{"items": [{"price": 1}, {"price": 2.5}]}\n',
  });
  assert.deepEqual(total, { total: 3.5 });
});

test('request --stream', options, async (t) => {
  const server = await startServer(t);

  const items = await done(['request', server.url, 'startStream', '{"query":"q"}', '--stream']);
  assert.equal(items.length, 10);
  assert.equal((await refused(['request', server.url, 'startStream', '{}', '--stream'])).code, 'INVALID_PAYLOAD');
});

test('what is sent is what was given', options, async (t) => {
  const server = await startServer(t);

  await refused([
    'request', server.url, 'a b"c', '{"n":[1.50,{"ü":"€"}]}',
    ...['--client-id', 'me', '--client-type', 'script'],
    ...['--context', '{"traceId":"0123","metadata":{"k":1}}', '--header', 'X-Colour: blue; dark'],
  ]);
  assert.equal((await server.find({ event: 'opened' })).headers['x-colour'], 'blue; dark');
  await server.find({ event: 'registered', clientId: 'me', clientType: 'script' });
  await server.find({
    event: 'request',
    name: 'a b"c',
    payload: { n: [1.5, { ü: '€' }] },
    context: { source: 'me', traceId: '0123', metadata: { k: 1 } },
  });
  await server.find({ event: 'unregistered', clientId: 'me' });
});

test('errors of the field keep both their words', options, async (t) => {
  const { url } = await startServer(t, '--throw-errors');

  const error = await refused(['request', url, 'getOrderDetails', '{"orderId":"order-0"}']);
  assert.deepEqual(error, { code: 'UNKNOWN_ERROR', message: 'ORDER_NOT_FOUND' });
});

test('info and ping', options, async (t) => {
  const { url } = await startServer(t, '--server-id', 'srv');

  const [info] = await done(['info', url]);
  assert.equal(info.serverId, 'srv');
  assert.deepEqual(info.capabilities, ['orders']);
  const pings = await done(['ping', url, '-c', '2']);
  assert.equal(pings.length, 3);
  for (const { roundTrip } of pings.slice(0, 2)) assert.ok(roundTrip > 0 && roundTrip < 20_000);
  assert.ok(pings[2].sent === 2 && pings[2].received === 2);
});

test('emit', options, async (t) => {
  const server = await startServer(t);

  assert.deepEqual(await done(['emit', server.url, 'hello.world', '{"a":[1,2]}']), []);
  await server.find({ event: 'message', name: 'hello.world', payload: { a: [1, 2] } });
  assert.deepEqual(await done(['emit', server.url, 'bare']), []);
  await server.find({ event: 'message', name: 'bare', payload: {} });
});

test('listen', options, async (t) => {
  const server = await startServer(t);
  const client = await startClient(t, server.url);
  const listen = (...args) => start(t, [mbm, 'listen', server.url, ...args]);
  const listeners = [
    listen('orderCreated', '-n', '2', '--client-id', 'named'),
    listen('orderCreated', '-n', '1', '--client-id', 'filtered', '--filter', '{"customerId":"b","amount":1.50}'),
    listen('-n', '2', '--client-id', 'all'),
    listen('$connected', '-n', '1', '--client-id', 'system'),
  ];
  for (const name of ['named', 'filtered']) await server.find({ event: 'request', name: '$subscribe', clientId: name });
  for (const name of ['all', 'system']) await server.find({ event: 'registered', clientId: name });
  const late = await startClient(t, server.url, '--client-id', 'late');

  await answer(client, create('a'));
  await answer(client, create('b'));
  const [named, filtered, all, system] = await Promise.all(listeners.map((listener) => listener.finish()));
  for (const { code } of [named, filtered, all, system]) assert.equal(code, 0);
  const customers = (listener) => listener.lines.map(({ payload }) => payload.customerId);
  assert.deepEqual(customers(listeners[0]), ['a', 'b']);
  assert.deepEqual(customers(listeners[1]), ['b']);
  assert.deepEqual(customers(listeners[2]), ['a', 'b']);
  assert.deepEqual(listeners[2].lines.map(({ type, event }) => [type, event]), [
    ['event', 'orderCreated'],
    ['event', 'orderCreated'],
  ]);
  assert.equal(listeners[3].lines[0].event, '$connected');
  assert.ok(late.clientId);
});

test('listen to the system form of a broadcast', options, async (t) => {
  const server = await startServer(t, '--broadcast-style', 'system');
  const client = await startClient(t, server.url);
  const listener = start(t, [mbm, 'listen', server.url, 'orderCreated', '-n', '1']);
  await server.find({ event: 'request', name: '$subscribe' });

  await answer(client, create('a'));
  assert.equal((await listener.finish()).code, 0);
  assert.match(listener.stdout, /"customerId":"a"/);
});

test('listen ends with the server, or when it is told', options, async (t) => {
  const server = await startServer(t);
  const interrupted = start(t, [mbm, 'listen', server.url, '--client-id', 'one']);
  const bereft = start(t, [mbm, 'listen', server.url, '--client-id', 'two']);
  for (const clientId of ['one', 'two']) await server.find({ event: 'registered', clientId });

  interrupted.child.kill('SIGINT');
  assert.equal((await interrupted.finish()).code, 130);
  await server.find({ event: 'unregistered', clientId: 'one' });
  server.child.kill('SIGTERM');
  assert.equal((await bereft.finish()).code, 3);
  assert.match(bereft.stderr, /Server shutting down/);
});

test('login', options, async (t) => {
  const { url } = await startServer(t);
  const folder = await mkdtemp(join(tmpdir(), 'mbm-'));
  t.after(() => rm(folder, { recursive: true }));
  const cancel = ['request', url, 'cancelOrder', '{"orderId":"order-123"}'];

  assert.equal((await refused(cancel)).code, 'UNAUTHORIZED');
  assert.equal((await refused([...cancel, '--login', 'viewer'], password('viewer123'))).code, 'FORBIDDEN');
  const [cancelled] = await done([...cancel, '--login', 'admin'], password('secret123'));
  assert.equal(cancelled.success, true);

  const { code, stderr } = await run([mbm, ...cancel, '--login', 'admin'], password('wrong'));
  assert.equal(code, 1);
  assert.match(stderr, /Invalid user name or password/);
  assert.ok(!stderr.includes('wrong'));

  const client = await startClient(t, url);
  const { token } = await answer(client, { do: 'login', username: 'admin', password: 'secret123' });
  await writeFile(join(folder, 'token'), `${token}\n`);
  assert.equal((await done([...cancel, '--token-file', join(folder, 'token')]))[0].success, true);
});

test('nobody there', options, async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));

  const begin = Date.now();
  await fails(['request', `ws://127.0.0.1:${port}/`, 'x'], 3, /refused|nobody/i);
  assert.ok(Date.now() - begin < 5_000);
  await fails(['info', 'ws://no-such-host.invalid/'], 3, /no-such-host\.invalid/);
});

test('addresses and payloads that are none', options, async (t) => {
  const { url } = await startServer(t);

  await fails(['info', 'nosuch://127.0.0.1/'], 2, /nosuch/);
  await fails(['info', 'not an address'], 2, /./);
  await fails(['info'], 2, /./);
  await fails(['request', url, 'x', '{"a":}'], 2, /line 1, column 6/i);
  await fails(['request', url, 'x', '-'], 2, /line 1, column 1/i, { input: '' });
  await fails(['request', url, 'x', '--context', '[1]'], 2, /object/);
  await fails(['request', url, 'x', '--no-such-option'], 2, /no-such-option/);
  await fails(['listen', url, 'x', '--filter', '1'], 2, /object/);
});

test('a refused handshake, and one that hangs', options, async (t) => {
  const refusing = await startServer(t, '--refuse');
  await fails(['info', refusing.url], 3, /403/);

  const hanging = await startServer(t, '--hang');
  await fails(['info', hanging.url, '--timeout', '300'], 3, /./);
  const waiting = start(t, [mbm, 'info', hanging.url]);
  await hanging.next({ event: 'accepted' }); /* the first one's */
  await hanging.next({ event: 'accepted' });
  waiting.child.kill('SIGINT');
  assert.equal((await waiting.finish()).code, 130);
});

test('no answer in time', options, async (t) => {
  const silent = await startServer(t, '--mute', 'slow');
  await fails(['request', silent.url, 'slow', '--timeout', '300'], 3, /./);
});

test('a server that misbehaves', options, async (t) => {
  const server = await startServer(t, '--misbehave');
  const { code, lines, stderr } = await run([mbm, 'request', server.url, 'misbehave']);
  assert.equal(code, 0);
  assert.deepEqual(lines, ['done']);
  for (const says of [/expected/, /JSON object/, /“type”/, /512 levels/, /nobody asked/, /binary/i]) {
    assert.match(stderr, says);
  }

  const client = await startClient(t, server.url);
  const listener = start(t, [mbm, 'listen', server.url, 'odd', 'orderCreated', '-n', '1', '--client-id', 'listener']);
  await server.find({ event: 'request', name: '$subscribe' });
  await answer(client, { do: 'request', name: 'misbehave', payload: { clientId: 'listener' } });
  assert.equal((await listener.finish()).code, 0);
  assert.deepEqual(listener.lines, [{ type: 'event', event: 'odd', payload: 1, context: null, unknown: { a: [] } }]);
});
