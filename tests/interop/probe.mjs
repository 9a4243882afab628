#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** `mbm probe` at services of Node.js: what they do otherwise is a warning, and nothing is a fault. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MagicServer } from './lib/magic-server.mjs';
import { mbm, startServer } from './lib/peers.mjs';
import { run } from './lib/process.mjs';

const options = { timeout: 60_000 };

/** The ids of the checks by their status. */
async function probe(url, args = [], env = {}) {
  const { code, lines, stderr } = await run([mbm, 'probe', url, '--timeout', '20000', ...args], { env });
  const { passed, failed, ...summary } = lines.at(-1);
  const ids = (status) => lines.filter((line) => line.status === status).map(({ check }) => check);
  assert.equal(ids('passed').length, passed);
  assert.equal(ids('failed').length, failed);
  assert.equal(summary.notRun, 0);
  return { code, stderr, passed: ids('passed'), failed: ids('failed'), warnings: ids('warning') };
}

test('a server on ws', options, async (t) => {
  const { url } = await startServer(t, '--heartbeat-interval', '50');
  const args = ['--login', 'admin', '--request', 'calculateTotal', '--payload', '{"items":[{"price":1}]}'];
  const found = await probe(url, [...args, '--heartbeat-wait', '20000'], { MBM_PASSWORD: 'secret123' });

  assert.deepEqual(found.failed, [], JSON.stringify(found));
  assert.equal(found.code, 0, found.stderr);
  /* It closes who was replaced with 1008, and takes any page. */
  assert.deepEqual(found.warnings.filter((id) => id !== 'wrong-payload'), ['duplicate-id', 'origin']);
  for (const id of ['register', 'heartbeat', 'ping', 'server-info', 'subscription', 'unknown-request', 'login', 'reconnect'])
    assert.ok(found.passed.includes(id), id);
});

test('a server whose errors have no code', options, async (t) => {
  const { url } = await startServer(t, '--throw-errors');
  const found = await probe(url);

  assert.ok(found.warnings.includes('unknown-request'), JSON.stringify(found));
});

test('a server that does not answer a request', options, async (t) => {
  const { url } = await startServer(t, '--mute', 'getOrderDetails');
  const found = await probe(url, ['--only', 'request', '--request', 'getOrderDetails', '--timeout', '300']);

  assert.equal(found.code, 1);
  assert.deepEqual(found.failed, ['request']);
});

test('a server in the dialect magic-server', options, async (t) => {
  const server = new MagicServer();
  const url = await server.listen();
  t.after(() => server.close());
  /* It would not survive text that is not JSON. */
  const checks = ['connect', 'correlation', 'websocket-ping', 'unknown-request', 'reconnect'];
  const found = await probe(url, ['--dialect', 'magic-server', ...checks.flatMap((check) => ['--only', check])]);

  assert.deepEqual(found.passed, checks, JSON.stringify(found));
  assert.equal(found.code, 0, found.stderr);
});

test('nobody', options, async () => {
  const { code, failed } = await probe('ws://127.0.0.1:1');

  assert.equal(code, 3);
  assert.deepEqual(failed, ['connect']);
});
