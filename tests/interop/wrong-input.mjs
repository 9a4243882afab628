#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** What nobody should send, to `mbm serve`: each has its clear error, and the service goes on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answer, command, failure, mbm, startClient, startMbmServer } from './lib/peers.mjs';
import { run } from './lib/process.mjs';

const options = { timeout: 60_000 };

/** The server still answers on this connection, and a new one can be made. */
async function assertAlive(t, server, client) {
  if (client) assert.equal((await answer(client, { do: 'ping', payload: 'alive' })).echo, 'alive');
  const another = await startClient(t, server.url);
  assert.equal((await answer(another, { do: 'ping', payload: 'alive' })).echo, 'alive');
}

/** A document with so many levels. */
const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels);

test('what is no frame is answered with $error', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url, '--client-id', 'c');
  const event = (payload) => `{"type":"event","event":"e","payload":${payload}}`;
  const cases = [
    ['', 'INVALID_JSON'],
    ['hello', 'INVALID_JSON'],
    ['{"type":"event","event":"e"', 'INVALID_JSON'],
    ['{"type":"event","event":"e",}', 'INVALID_JSON'],
    [event('01'), 'INVALID_JSON'],
    [event('"\t"'), 'INVALID_JSON'],
    [event('NaN'), 'INVALID_JSON'],
    [`${event('1')} {}`, 'INVALID_JSON'],
    [`\ufeff${event('1')}`, 'INVALID_JSON'],
    [event(nested(512)), 'TOO_DEEP'],
    [nested(513), 'TOO_DEEP'],
    ['[1]', 'INVALID_FRAME'],
    ['null', 'INVALID_FRAME'],
    ['{}', 'INVALID_FRAME'],
    ['{"type":"hello"}', 'INVALID_FRAME'],
    ['{"type":"request","requestType":"$ping"}', 'INVALID_FRAME'],
    ['{"type":"request","requestId":1,"requestType":"$ping"}', 'INVALID_FRAME'],
    ['{"type":"request","requestId":"1"}', 'INVALID_FRAME'],
    ['{"type":"response","requestId":"1"}', 'INVALID_FRAME'],
    ['{"type":"event"}', 'INVALID_FRAME'],
    ['{"type":"event","event":"e","context":[]}', 'INVALID_FRAME'],
    ['{"type":"event","event":"e\\u0000"}', 'INVALID_FRAME'],
    ['{"type":"event","event":"e","context":{"source":"somebody"}}', 'SOURCE_MISMATCH'],
  ];

  for (const [text, code] of cases) {
    client.send({ do: 'raw', text });
    const { payload } = await client.next({ event: 'event', name: '$error' });
    assert.equal(payload.code, code, `${text.slice(0, 80)}: ${JSON.stringify(payload)}`);
    assert.ok(payload.message.length > 10 && payload.timestamp > 0);
  }
  client.send({ do: 'raw', base64: 'AAEC', binary: true });
  await client.next({ event: 'event', name: '$error', payload: { code: 'UNSUPPORTED_DATA' } });

  client.send({ do: 'raw', text: event(nested(511)) });
  await assertAlive(t, server, client);
  assert.equal(client.lines.filter(({ name }) => name === '$error').length, cases.length + 1);
});

test('the error says where', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);

  client.send({ do: 'raw', text: '{\n "type": x}' });
  const { payload } = await client.next({ event: 'event', name: '$error' });
  assert.match(payload.message, /line 2, column 10/i);
});

test('a response nobody asked for', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);

  client.send({ do: 'raw', text: '{"type":"response","requestId":"?","success":true,"data":1}' });
  await assertAlive(t, server, client);
});

test('system requests with wrong payloads', options, async (t) => {
  const server = await startMbmServer(t);
  const fresh = await startClient(t, server.url, '--no-register', '--client-id', 'fresh');
  const client = await startClient(t, server.url, '--client-id', 'c');
  const wrong = {
    $register: [null, [], {}, { clientId: 'x' }, { clientId: 1, clientType: 't' }, { clientId: '', clientType: 't' },
      { clientId: 'x', clientType: 't', capabilities: [1] }, { clientId: 'x', clientType: 't', metadata: 'm' }],
    $login: [{}, { username: 'admin' }, { username: 1, password: 2 }, { token: 5 }, 'admin'],
    $ping: [{}, { timestamp: 'now' }, { timestamp: 1, payload: {} }],
  };
  const wrongLater = {
    $unregister: [{}, { clientId: 'c' }, { clientId: 'other', connectionId: 'x' }],
    $subscribe: [{}, { clientId: 'c' }, { clientId: 'c', events: 'e' }, { clientId: 'c', events: [] },
      { clientId: 'c', events: [1] }, { clientId: 'c', events: ['e'], filter: 1 }, { clientId: 'd', events: ['e'] }],
    $unsubscribe: [{}, { clientId: 'c' }, { clientId: 'c', subscriptionId: 1 }],
  };

  for (const [peer, requests] of [[fresh, wrong], [client, wrongLater]]) {
    for (const [name, payloads] of Object.entries(requests)) {
      for (const payload of payloads) {
        const outcome = await command(peer, { do: 'request', name, payload });
        const what = `${name} ${JSON.stringify(payload)}: ${JSON.stringify(outcome)}`;
        assert.equal(outcome.error?.code, 'INVALID_PAYLOAD', what);
      }
    }
  }
  assert.equal(await failure(client, { do: 'request', name: '$nosuch', payload: {} }), 'UNKNOWN_REQUEST_TYPE');
  assert.equal(await failure(client, { do: 'register' }), 'ALREADY_REGISTERED');
  assert.equal((await answer(fresh, { do: 'register' })).success, true);
  await assertAlive(t, server, client);
});

test('bytes that are not UTF-8 end the connection with 1007', options, async (t) => {
  const server = await startMbmServer(t);
  for (const bytes of ['{"type":"event","event":"\xff"}', '"\xc0\xaf"', '"\xed\xa0\x80"']) {
    const client = await startClient(t, server.url);

    client.send({ do: 'raw', base64: Buffer.from(bytes, 'latin1').toString('base64') });
    await client.next({ event: 'closed', code: 1007 });
  }
  await assertAlive(t, server);
});

test('a character may be split over fragments', options, async (t) => {
  const server = await startMbmServer(t);
  const client = await startClient(t, server.url);
  const payload = { timestamp: 1, payload: '€𝄞' };
  const text = JSON.stringify({ type: 'request', requestId: 'r', requestType: '$ping', payload });

  client.send({ do: 'raw', text, fragment: 1 });
  await client.next({ event: 'unsolicited', requestId: 'r', data: { echo: '€𝄞' } });
});

test('messages over the limit end the connection with 1009', options, async (t) => {
  const limit = 1000;
  const server = await startMbmServer(t, '--max-message-size', String(limit));
  const sized = (length) => `{"type":"event","event":"${'e'.repeat(length - 27)}"}`;
  assert.equal(sized(limit).length, limit);

  for (const fragment of [undefined, 10, 999]) {
    const client = await startClient(t, server.url, '--client-id', `c-${fragment}`);

    client.send({ do: 'raw', text: sized(limit), fragment });
    assert.equal((await answer(client, { do: 'ping', payload: 'alive' })).echo, 'alive');
    client.send({ do: 'raw', text: sized(limit + 1), fragment });
    await client.next({ event: 'closed', code: 1009 });
  }
  await assertAlive(t, server);
});

test('pages of foreign origins are refused', options, async (t) => {
  const server = await startMbmServer(t, '--allow-origin', 'https://console.example');

  for (const origin of [
    'https://evil.example',
    'null',
    'http://console.example',
    'https://console.example.evil.example',
  ]) {
    await assert.rejects(startClient(t, server.url, '--origin', origin), /403/, origin);
  }
  const client = await startClient(t, server.url, '--origin', 'https://console.example');
  await assertAlive(t, server, client);
});

test('an address in use', options, async (t) => {
  const server = await startMbmServer(t);
  const { code, stdout, stderr } = await run([mbm, 'serve', server.url, '--demo']);

  assert.notEqual(code, 0);
  assert.equal(stdout, '');
  assert.match(stderr, /in use/i);
  await assertAlive(t, server);
});

test('addresses that cannot be served', options, async () => {
  const cases = [
    ['nosuch://127.0.0.1:0', /nosuch/],
    ['ws://192.0.2.1:0', /./],
    ['ws://0.0.0.0:0', /remote/i],
    ['', /./],
  ];

  for (const [url, says] of cases) {
    const { code, stdout, stderr } = await run([mbm, 'serve', url, '--demo']);

    assert.ok(code === 2 || code === 3, `${url}: exit code ${code}`);
    assert.equal(stdout, '');
    assert.match(stderr, says);
  }
});
