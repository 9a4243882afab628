#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** wss:// in both directions: another library's TLS, and both of its versions. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { answer, mbm, start, startClient, startServer } from './lib/peers.mjs';
import { run } from './lib/process.mjs';

const options = { timeout: 60_000 };
const VERSIONS = ['TLSv1.2', 'TLSv1.3'];

const directory = mkdtempSync(join(tmpdir(), 'mbm-interop-'));
after(() => rmSync(directory, { recursive: true }));
execFileSync(process.env.MAKE_CERTIFICATES, [directory]);

const file = (name) => join(directory, name);
const pair = (certOption, keyOption, name) => [certOption, file(`${name}.pem`), keyOption, file(`${name}.key`)];
const trust = ['--ca-file', file('ca.pem')];

async function startMbm(t, ...args) {
  const program = start(t, [mbm, 'serve', 'wss://127.0.0.1:0', '--demo', ...pair('--cert', '--key', 'chain'), ...args]);
  program.url = (await program.next({ event: 'listening' })).url;
  return program;
}

for (const version of VERSIONS) {
  const speak = ['--tls-version', version];

  test(`a client of Node.js, ${version}`, options, async (t) => {
    const server = await startMbm(t);
    const client = await startClient(t, server.url, '--ca', file('ca.pem'), ...speak);

    /* Small ones without waiting for the answers, and large ones. */
    const items = Array.from({ length: 20_000 }, (_, price) => ({ productId: 'p', quantity: 1, price }));
    const total = (items.length * (items.length - 1)) / 2;
    const small = { do: 'request', name: 'calculateTotal', payload: { items: [{ price: 1 }] } };
    const answers = await Promise.all([
      ...Array.from({ length: 1000 }, () => answer(client, small)),
      ...Array.from({ length: 4 }, () => answer(client, { ...small, payload: { items } })),
    ]);
    assert.equal(answers.filter((data) => data.total === 1).length, 1000);
    assert.equal(answers.filter((data) => data.total === total).length, 4);

    client.send({ do: 'close' });
    await server.find({ event: 'closed', closeCode: 1000 });
  });

  test(`a server of Node.js, ${version}`, options, async (t) => {
    const server = await startServer(t, ...pair('--cert', '--key', 'chain'), ...speak);

    assert.match(server.url, /^wss:/);
    const done = await run([mbm, 'request', server.url, 'getOrderDetails', '{"orderId":"order-123"}', ...trust]);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(done.lines[0].orderId, 'order-123');

    const unknown = await run([mbm, 'info', server.url]);
    assert.equal(unknown.code, 3);
    assert.match(unknown.stderr, /issued by “CN=Test Authority”, which nobody here trusts/);
  });

  test(`client certificates, a client of Node.js, ${version}`, options, async (t) => {
    const server = await startMbm(t, '--client-ca-file', file('ca.pem'));
    const common = ['--ca', file('ca.pem'), ...speak];

    const client = await startClient(t, server.url, ...common, ...pair('--client-cert', '--client-key', 'client'));
    assert.equal((await answer(client, { do: 'serverInfo' })).connectedClients, 1);

    for (const more of [[], pair('--client-cert', '--client-key', 'stranger-client')]) {
      const refused = await run([process.execPath, new URL('client.mjs', import.meta.url).pathname, server.url, ...common, ...more]);
      assert.equal(refused.code, 3);
      await server.find({ event: 'refused', code: 'CLIENT_CERTIFICATE' });
    }
  });

  test(`client certificates, a server of Node.js, ${version}`, options, async (t) => {
    const server = await startServer(t, ...pair('--cert', '--key', 'server'), '--client-ca', file('ca.pem'), ...speak);
    const info = [mbm, 'info', server.url, ...trust];

    const done = await run([...info, ...pair('--client-cert', '--client-key', 'client')]);
    assert.equal(done.code, 0, done.stderr);

    const missing = await run(info);
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /asks for a client certificate, and none is given/);

    const wrong = await run([...info, ...pair('--client-cert', '--client-key', 'stranger-client')]);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /CN=Strange Client/);
  });
}

test('one that does not trust the server', options, async (t) => {
  const server = await startMbm(t);
  const refused = await run([process.execPath, new URL('client.mjs', import.meta.url).pathname, server.url]);

  assert.equal(refused.code, 3);
  await server.find({ event: 'refused', code: 'HANDSHAKE' });
});

test('one that does not speak TLS', options, async (t) => {
  const plain = await startServer(t);
  const refused = await run([mbm, 'info', plain.url.replace('ws:', 'wss:'), ...trust]);

  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /does not speak TLS/);

  const encrypted = await startServer(t, ...pair('--cert', '--key', 'server'));
  const puzzled = await run([mbm, 'info', encrypted.url.replace('wss:', 'ws:')]);
  assert.equal(puzzled.code, 3);
});
