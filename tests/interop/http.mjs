#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** HTTP both ways: fetch() at `mbm serve`, and the commands of mbm at a service of Node.js. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HttpService, readEvents } from './lib/http-service.mjs';
import { mbm } from './lib/peers.mjs';
import { Program, run, within } from './lib/process.mjs';

const options = { timeout: 60_000 };

/** `mbm serve http://… --demo`, and how to call it. */
async function startServer(t, ...args) {
  const server = new Program([mbm, 'serve', 'http://127.0.0.1:0/shop', '--demo', ...args]);
  t.after(() => server.stop());
  const { url } = await server.next({ event: 'listening' });
  const post = async (path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const register = async (clientId) => {
    const { status, body } = await post('/requests/$register', { payload: { clientId, clientType: 'fetch' } });
    assert.equal(status, 200);
    return { 'X-Connection-Id': body.connectionId };
  };
  return { server, url, post, register };
}

/** Events until one of that type came. */
async function eventsUntil(stream, type) {
  const events = [];
  const read = async () => {
    for await (const event of stream) {
      events.push({ ...event, ...JSON.parse(event.data) });
      if (events.at(-1).type === type) return events;
    }
    throw new Error(`The stream ended before ${type} came`);
  };
  return within(read(), () => `${type} after ${JSON.stringify(events)}`);
}

const order = { payload: { customerId: 'c', items: [{ productId: 'p', quantity: 2, price: 1.1 }] } };

test('fetch at mbm: requests in both forms', options, async (t) => {
  const { post, register } = await startServer(t);
  const id = await register('a');

  const details = await post('/requests/getOrderDetails', { payload: { orderId: 'order-123' } }, id);
  assert.equal(details.status, 200);
  assert.equal(details.body.orderId, 'order-123');
  const wrapped = await post('/api/calculateTotal', { payload: { items: [{ price: 1 }, { price: 2.5 }] } }, id);
  assert.deepEqual(wrapped.body, { result: { total: 3.5 } });
  const failed = await post('/requests/getOrderDetails', { payload: { orderId: 'x' } }, id);
  assert.ok(failed.status >= 400 && failed.status < 500);
  assert.equal(failed.body.error.code, 'INVALID_ORDER_ID');
  assert.equal((await post('/requests/getOrderDetails', {})).status, 403);
  assert.equal((await post('/requests/$ping', { payload: { timestamp: 7 } })).body.timestamp, 7);
  assert.equal((await post('/events', { type: 'hello', payload: {} }, id)).status, 204);
});

test('fetch at mbm: login', options, async (t) => {
  const { post, register } = await startServer(t);
  const id = await register('a');
  const cancel = (headers) => post('/requests/cancelOrder', { payload: { orderId: 'order-123' } }, { ...id, ...headers });

  assert.ok((await cancel({})).status >= 400);
  assert.equal((await post('/auth/login', { username: 'admin', password: 'wrong' })).body.success, false);
  const { body } = await post('/auth/login', { username: 'admin', password: 'secret123' });
  assert.equal(body.success, true);
  assert.equal((await cancel({ Authorization: `Bearer ${body.token}` })).body.success, true);
  assert.equal((await cancel({ Authorization: 'Bearer guessed' })).status, 401);
  assert.equal((await post('/auth/logout', {}, { ...id, Authorization: `Bearer ${body.token}` })).status, 200);
  assert.equal((await cancel({ Authorization: `Bearer ${body.token}` })).status, 401);
});

test('fetch at mbm: events, and where they went on', options, async (t) => {
  const { url, post, register } = await startServer(t);
  const id = await register('a');
  const first = new AbortController();
  const address = `${url}/events?connectionId=${id['X-Connection-Id']}`;

  await post('/requests/createOrder', order, id);
  const seen = await eventsUntil(readEvents(address, {}, first.signal), 'orderCreated');
  first.abort();
  await post('/requests/createOrder', order, id);
  await post('/requests/startStream', { payload: { query: 'q' } }, id);

  const second = new AbortController();
  const next = await eventsUntil(readEvents(address, { 'Last-Event-ID': seen.at(-1).id }, second.signal), 'streamEnd');
  second.abort();
  assert.equal(next.filter(({ type }) => type === 'orderCreated').length, 1);
  assert.equal(next.filter(({ type }) => type === 'streamData').length, 10);
  assert.deepEqual(next.map((event) => Number(event.id)), next.map((event, i) => Number(seen.at(-1).id) + 1 + i));
  await assert.rejects(readEvents(`${url}/events?connectionId=x`).next(), /404.*UNKNOWN_CONNECTION/);
});

test('fetch at mbm: a page of an origin', options, async (t) => {
  const { post } = await startServer(t, '--allow-origin', 'https://page.example');
  const from = (origin) => post('/requests/$serverInfo', {}, { Origin: origin });

  const good = await from('https://page.example');
  assert.equal(good.headers.get('access-control-allow-origin'), 'https://page.example');
  assert.equal((await from('https://evil.example')).status, 403);
});

async function done(args, runOptions) {
  const { code, lines, stderr } = await run([mbm, ...args], runOptions);
  assert.equal(code, 0, `mbm ${args.join(' ')}: ${stderr}`);
  return lines;
}

async function startService(t, serviceOptions) {
  const service = await new HttpService(serviceOptions).listen();
  t.after(() => service.close());
  return service;
}

test('mbm at Node.js: request, ping, emit', options, async (t) => {
  const service = await startService(t);

  const { stdout } = await run([mbm, 'request', service.url, 'getOrder', '{"n":1.50}']);
  assert.match(stdout, /1\.10,.*18446744073709551616/);
  const call = service.calls.find(({ path }) => path === '/requests/getOrder');
  assert.match(call.text, /^\{"payload":\{"n":1\.50\},/);
  assert.match(call.headers['x-connection-id'], /^[0-9a-f-]{36}$/);
  assert.deepEqual(await done(['request', service.url, 'größe/ü.x']), ['odd']);
  assert.equal((await done(['ping', service.url, '-c', '2'])).at(-1).received, 2);

  const failed = await run([mbm, 'request', service.url, 'broken']);
  assert.equal(failed.code, 1);
  assert.equal(JSON.parse(failed.stderr).code, 'BROKEN');

  await done(['emit', service.url, 'moved', '{"to":[1,2.0]}']);
  assert.ok(service.calls.some(({ path, text }) => path === '/events' && text.includes('{"type":"moved","payload":{"to":[1,2.0]}')));
});

test('mbm at Node.js: login and headers', options, async (t) => {
  const service = await startService(t);

  await done(['request', service.url, 'getOrder', '--login', 'me', '--header', 'X-Colour: blue'], {
    env: { MBM_PASSWORD: 'secret' },
  });
  const call = service.calls.find(({ path }) => path === '/requests/getOrder');
  assert.equal(call.headers.authorization, 'Bearer tok');
  assert.equal(call.headers['x-colour'], 'blue');
});

test('mbm at Node.js: events, across a cut', options, async (t) => {
  const service = await startService(t);
  const listener = new Program([mbm, 'listen', service.url, '-n', '3']);
  t.after(() => listener.stop());
  const opened = (count) => async () => {
    while (service.calls.filter(({ method }) => method === 'GET').length < count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  await within(opened(1)(), () => 'the first stream');
  service.broadcast('news', { n: 1 });
  await listener.next({ event: 'news', payload: { n: 1 } });
  service.cutStreams();
  service.broadcast('news', { n: 2 });
  await listener.next({ event: 'news', payload: { n: 2 } });
  await done(['request', service.url, 'announce', '{"n":3}']);
  await listener.next({ event: 'announced', payload: { n: 3 } });
  assert.equal((await listener.finish()).code, 0);
  assert.equal(listener.lines.length, 3);
});

test('mbm at Node.js: a service that registers nobody', options, async (t) => {
  const service = await startService(t, { registers: false });

  const { code, stderr } = await run([mbm, 'request', service.url, 'getOrder']);
  assert.notEqual(code, 0);
  assert.match(stderr, /404/);
});
