#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A client for the tests that owes nothing to libmbm, driven by lines of JSON.
 *
 *     client.mjs URL [--client-id ID] [--client-type T] [--capability C]… [--metadata JSON] [--heartbeat-interval MS]
 *                [--timeout MS] [--header 'NAME: VALUE']… [--origin ORIGIN] [--no-register]
 *                [--ca FILE] [--client-cert FILE --client-key FILE] [--tls-version TLSv1.2|TLSv1.3]
 *
 * Commands on stdin, each with an optional `tag` that its outcome repeats:
 *
 *     {"do":"register"}  {"do":"unregister"}  {"do":"ping","payload":TEXT?}  {"do":"serverInfo"}
 *     {"do":"login","username":…,"password":…}  {"do":"login","token":…}  {"do":"logout"}
 *     {"do":"request","name":…,"payload":…,"context":…?}  {"do":"emit","name":…,"payload":…,"context":…?}
 *     {"do":"subscribe","events":[…],"filter":{…}?}  {"do":"unsubscribe","subscriptionId":…}
 *     {"do":"raw","text":…}  {"do":"raw","base64":…,"binary":true?}  {"do":"raw","text":…,"fragment":BYTES}
 *     {"do":"silent"}  {"do":"heartbeat"}  {"do":"close","code":…?,"reason":…?}  {"do":"terminate"}
 *
 * Reports on stdout: `open`, `answer` (do, tag, data), `failure` (do, tag, error), `event` (name, payload, context),
 * `unsolicited`, `refused`, `closed` (code, reason), `error`. The end of stdin closes the connection. Exit 0 after a
 * connection, 3 without one.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { MessagingClient } from './lib/client.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'client-id': { type: 'string' },
    'client-type': { type: 'string' },
    capability: { type: 'string', multiple: true },
    metadata: { type: 'string' },
    'heartbeat-interval': { type: 'string', default: '30000' },
    timeout: { type: 'string', default: '30000' },
    header: { type: 'string', multiple: true, default: [] },
    origin: { type: 'string' },
    'no-register': { type: 'boolean', default: false },
    ca: { type: 'string' },
    'client-cert': { type: 'string' },
    'client-key': { type: 'string' },
    'tls-version': { type: 'string' },
  },
});

const report = (event, data = {}) => process.stdout.write(`${JSON.stringify({ event, ...data })}\n`);

const client = new MessagingClient({
  ...(values['client-id'] ? { clientId: values['client-id'] } : {}),
  ...(values['client-type'] ? { clientType: values['client-type'] } : {}),
  capabilities: values.capability,
  metadata: values.metadata && JSON.parse(values.metadata),
  heartbeatInterval: Number(values['heartbeat-interval']),
  requestTimeout: Number(values.timeout),
});

/** What an encrypted connection is told, and the one version of TLS it is to speak. */
function tlsOptions() {
  const version = values['tls-version'];
  const read = (name, file) => (file ? { [name]: readFileSync(file) } : {});
  return {
    ...read('ca', values.ca),
    ...read('cert', values['client-cert']),
    ...read('key', values['client-key']),
    ...(version ? { minVersion: version, maxVersion: version } : {}),
  };
}

/** @param {{text?: string, base64?: string, binary?: boolean, fragment?: number}} command */
function sendRaw({ text, base64, binary = false, fragment }) {
  const bytes = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
  if (!fragment) {
    client.sendRaw(bytes, { binary });
    return;
  }
  for (let start = 0; start < bytes.length; start += fragment) {
    const end = Math.min(start + fragment, bytes.length);
    client.sendRaw(bytes.subarray(start, end), { binary, fin: end === bytes.length });
  }
}

/** What can be done, by name; what they return is reported as the answer. */
const commands = {
  register: () => client.register(),
  unregister: () => client.unregister(),
  ping: ({ payload }) => client.ping(payload),
  serverInfo: () => client.serverInfo(),
  login: ({ username, password, token }) => client.login(token === undefined ? { username, password } : { token }),
  logout: () => client.logout(),
  request: ({ name, payload, context }) => client.request(name, payload, context),
  emit: ({ name, payload, context }) => client.send(name, payload, context),
  subscribe: ({ events, filter }) => client.subscribe(events, filter),
  unsubscribe: ({ subscriptionId }) => client.unsubscribe(subscriptionId),
  raw: sendRaw,
  silent: () => client.stopHeartbeats(),
  heartbeat: () => client.heartbeat(),
  close: ({ code, reason }) => client.close(code, reason),
  terminate: () => client.terminate(),
};

async function run(line) {
  const { do: name, tag, ...command } = JSON.parse(line);
  try {
    if (!Object.hasOwn(commands, name)) throw new Error(`There is no command ${name}`);
    report('answer', { do: name, tag, data: await commands[name](command) });
  } catch ({ code, message, details }) {
    report('failure', { do: name, tag, error: { code, message, details } });
  }
}

for (const name of ['event', 'unsolicited', 'refused']) {
  client.on(name, ({ name: event, ...data }) => report(name, event === undefined ? data : { name: event, ...data }));
}

try {
  const headers = Object.fromEntries(values.header.map((header) => header.split(/:\s*(.*)/s).slice(0, 2)));
  await client.connect(positionals[0], { headers, origin: values.origin, ...tlsOptions() });
} catch ({ message }) {
  report('error', { message });
  process.exit(3);
}
report('open', { clientId: client.clientId });
client.on('close', ({ code, reason }) => {
  report('closed', { code, reason });
  input?.close();
  process.stdin.destroy();
});

/** Made only when somebody listens to it: lines that came before would be lost. */
let input;
if (!values['no-register']) await run('{"do":"register"}');
input = createInterface({ input: process.stdin });
input.on('line', run);
input.on('close', () => client.close());
