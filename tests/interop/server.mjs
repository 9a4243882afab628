#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The demo's order service for the tests, on a server that owes nothing to libmbm.
 *
 *     server.mjs [--port N] [--host H] [--heartbeat-interval MS] [--client-timeout MS] [--max-clients N]
 *                [--broadcast-style event|system] [--server-id ID] [--throw-errors] [--misbehave] [--mute REQUEST]
 *                [--hang | --refuse] [--quiet] [--no-announcements]
 *                [--cert FILE --key FILE [--client-ca FILE] [--tls-version TLSv1.2|TLSv1.3]]
 *
 * Prints a line of JSON for each thing that happens, the first `{"event":"listening","url":…}`. SIGTERM and SIGINT
 * end it in order. Takes commands on stdin, lines of JSON:
 *
 *     {"do":"broadcast","name":…,"payload":…}  {"do":"send","clientId":…,"name":…,"payload":…}
 *     {"do":"raw","clientId":…,"text":…}       {"do":"raw","clientId":…,"base64":…,"binary":true?}
 *     {"do":"drop","clientId":…}               cuts the client's connection
 */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { OrderService } from './lib/order-service.mjs';
import { MessagingServer } from './lib/server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'server-id': { type: 'string' },
    'heartbeat-interval': { type: 'string', default: '30000' },
    'client-timeout': { type: 'string', default: '90000' },
    'max-clients': { type: 'string', default: '1000' },
    'broadcast-style': { type: 'string', default: 'event' },
    'throw-errors': { type: 'boolean', default: false },
    misbehave: { type: 'boolean', default: false },
    mute: { type: 'string' },
    hang: { type: 'boolean', default: false },
    refuse: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    'no-announcements': { type: 'boolean', default: false },
    cert: { type: 'string' },
    key: { type: 'string' },
    'client-ca': { type: 'string' },
    'tls-version': { type: 'string' },
  },
});

const REPORTS = [
  'opened', 'registered', 'unregistered', 'request', 'message', 'heartbeat', 'refused', 'unsolicited',
];

const report = (event, data = {}) => process.stdout.write(`${JSON.stringify({ event, ...data })}\n`);

/** Serves what is no server at all: TCP without an answer, or HTTP that says no. */
async function serveBroken() {
  const server = values.hang
    ? createTcpServer((socket) => {
        report('accepted');
        socket.on('error', () => {}).resume();
      })
    : createHttpServer();
  if (values.refuse) {
    server.on('upgrade', (request, socket) =>
      socket.on('error', () => {}).end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
    );
  }
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(Number(values.port), values.host, resolve),
  );
  report('listening', { url: `ws://${values.host}:${server.address().port}/` });
  return () => process.exit(0);
}

/** The request `misbehave {clientId?}`: sends a client what no server should, and what a client has to put up with. */
function misbehave({ socket }) {
  for (const text of [
    '{"type"',
    '',
    '[1]',
    '{"type":"hello"}',
    `{"type":"event","event":"deep","payload":${'['.repeat(600)}${']'.repeat(600)}}`,
    '{"type":"response","requestId":"nobody asked","success":true,"data":1}',
    '{"type":"request","requestId":"1","requestType":"areYouThere","payload":{}}',
    '{"type":"event","event":"orderCreated","payload":{},"context":{"target":"somebody else"}}',
    '{"type":"event","event":"odd","payload":1,"context":null,"unknown":{"a":[]}}',
  ]) {
    socket.send(text);
  }
  socket.send(Buffer.from([0, 1, 2]));
  return 'done';
}

/** What can be asked for on stdin, by name. */
const commands = (server) => ({
  broadcast: ({ name, payload }) => server.broadcast(name, payload),
  send: ({ clientId, name, payload }) => server.send(clientId, name, payload),
  raw: ({ clientId, text, base64, binary = false }) =>
    server.client(clientId).socket.send(text ?? Buffer.from(base64, 'base64'), { binary }),
  drop: ({ clientId }) => server.client(clientId).socket.terminate(),
});

/** What an encrypted server is told, and the one version of TLS it is to speak. */
function tlsOptions() {
  const version = values['tls-version'];
  return {
    cert: readFileSync(values.cert),
    key: readFileSync(values.key),
    ...(values['client-ca'] ? { ca: readFileSync(values['client-ca']), requestCert: true } : {}),
    ...(version ? { minVersion: version, maxVersion: version } : {}),
  };
}

async function serve() {
  const server = new MessagingServer({
    ...(values['server-id'] ? { id: values['server-id'] } : {}),
    heartbeatInterval: Number(values['heartbeat-interval']),
    clientTimeout: Number(values['client-timeout']),
    maxClients: Number(values['max-clients']),
    broadcastStyle: values['broadcast-style'],
    throwErrors: values['throw-errors'],
    announceClients: !values['no-announcements'],
    capabilities: ['orders'],
    service: new OrderService(),
    tls: values.cert && tlsOptions(),
  });
  if (!values.quiet) {
    for (const name of REPORTS) {
      server.on(name, (data) => report(name, data));
    }
  }
  Object.assign(server.requests, {
    ...(values.mute ? { [values.mute]: () => new Promise(() => {}) } : {}),
    ...(values.misbehave
      ? { misbehave: ({ clientId }, caller) => misbehave(server.client(clientId ?? caller.clientId)) }
      : {}),
  });
  report('listening', { url: await server.listen(Number(values.port), values.host) });

  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const { do: name, ...command } = JSON.parse(line);
    commands(server)[name](command);
  });
  return async () => {
    input.close();
    process.stdin.destroy();
    await server.close();
  };
}

const stop = await (values.hang || values.refuse ? serveBroken() : serve());
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop());
