// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The Node.js peers, as programs of a test that are ended with it. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { Program } from './process.mjs';

const script = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * @param {import('node:test').TestContext} t
 * @param {string[]} command
 * @param {object} [options]
 */
export function start(t, command, options) {
  const program = new Program(command, options);
  t.after(() => program.stop('SIGKILL'));
  return program;
}

/**
 * @param {import('node:test').TestContext} t
 * @param {...string} args
 */
export async function startServer(t, ...args) {
  const program = start(t, [process.execPath, script('server.mjs'), ...args]);
  program.url = (await program.next({ event: 'listening' })).url;
  return program;
}

/**
 * Starts a client; it is connected, and registered unless told otherwise, when this ends.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} url
 * @param {...string} args
 */
export async function startClient(t, url, ...args) {
  const program = start(t, [process.execPath, script('client.mjs'), url, ...args]);
  program.clientId = (await program.next({ event: 'open' })).clientId;
  if (!args.includes('--no-register')) program.registered = (await program.next({ do: 'register' })).data;
  return program;
}

let nextTag = 1;

/**
 * Gives a client a command.
 *
 * @param {Program} client
 * @param {object} command
 * @returns {Promise<object>} what it reports: `answer` with data, or `failure` with error
 */
export function command(client, command) {
  const tag = nextTag++;
  client.send({ ...command, tag });
  return client.find((line) => line.tag === tag);
}

/**
 * @param {Program} client
 * @param {object} line a command that has to succeed
 * @returns {Promise<unknown>} the answer's data
 */
export async function answer(client, line) {
  const outcome = await command(client, line);
  assert.equal(outcome.event, 'answer', `${JSON.stringify(line)}: ${JSON.stringify(outcome)}`);
  return outcome.data;
}

/**
 * @param {Program} client
 * @param {object} line a command that has to fail
 * @returns {Promise<string>} the error's code
 */
export async function failure(client, line) {
  const outcome = await command(client, line);
  assert.equal(outcome.event, 'failure', `${JSON.stringify(line)}: ${JSON.stringify(outcome)}`);
  return outcome.error.code;
}

/** The program under test; the build says where it is. */
export const mbm = process.env.MBM ?? 'mbm';

/**
 * Starts `mbm serve --demo`.
 *
 * @param {import('node:test').TestContext} t
 * @param {...string} args
 */
export async function startMbmServer(t, ...args) {
  const program = start(t, [mbm, 'serve', 'ws://127.0.0.1:0', '--demo', ...args]);
  program.url = (await program.next({ event: 'listening' })).url;
  return program;
}
