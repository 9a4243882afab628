// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** HTTP as the protocol has it, on nothing but Node.js: a service, and a reader of event streams. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** A small order service that registers clients and keeps the last events for each. */
export class HttpService {
  /** Every call: method, path, headers, body. */
  calls = [];
  #sessions = new Map();
  #server = createServer((request, response) => this.#handle(request, response));

  /** @param {object} [options] @param {boolean} [options.registers] */
  constructor({ registers = true } = {}) {
    this.registers = registers;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}/shop`;
    return this;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Sends an event to everyone who has registered. */
  broadcast(type, payload) {
    for (const session of this.#sessions.values()) {
      const text = `id: ${++session.last}\r\ndata: ${JSON.stringify({ type, payload, context: {} })}\r\n\r\n`;

      session.events.push({ id: session.last, text });
      session.stream?.write(text);
    }
  }

  /** Cuts all event streams. */
  cutStreams() {
    for (const session of this.#sessions.values()) session.stream?.destroy();
  }

  async #handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url, this.url);
    const path = url.pathname.replace(/^\/shop/, '');
    const session = this.#sessions.get(request.headers['x-connection-id'] ?? url.searchParams.get('connectionId'));

    this.calls.push({ method: request.method, path, headers: request.headers, text });
    if (request.method === 'GET' && path === '/events') return this.#stream(request, response, session);
    const [status, body] = this.#answer(path, text === '' ? {} : JSON.parse(text), session);
    response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json' });
    response.end(body);
  }

  #stream(request, response, session) {
    if (session === undefined) return response.writeHead(404).end();
    const after = Number(request.headers['last-event-id'] ?? 0);

    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('\uFEFFretry: 60\n\n: hello\n\n');
    session.events.filter(({ id }) => id > after).forEach((event) => response.write(event.text));
    session.stream = response;
  }

  #answer(path, body, session) {
    const fail = (status, code, message) => [status, JSON.stringify({ error: { code, message } })];

    switch (decodeURIComponent(path)) {
      case '/requests/$register': {
        if (!this.registers) return [404, undefined];
        const connectionId = randomUUID();
        this.#sessions.set(connectionId, { events: [], last: 0 });
        return [200, JSON.stringify({ success: true, connectionId, serverId: 'node', serverTime: Date.now(), ttl: 90 })];
      }
      case '/requests/$unregister':
        return [200, JSON.stringify({ success: true, timestamp: Date.now() })];
      case '/requests/$ping':
        return [200, JSON.stringify({ timestamp: body.payload.timestamp, serverTime: Date.now() })];
      case '/auth/login':
        return [200, JSON.stringify({ success: body.password === 'secret', token: 'tok', user: { id: '1', username: body.username } })];
      case '/requests/getOrder':
        if (this.registers && session === undefined) return fail(403, 'NOT_REGISTERED', 'Who are you?');
        return [200, ' { "total" : 1.10, "n": 18446744073709551616 } '];
      case '/requests/größe/ü.x':
        return [200, '"odd"'];
      case '/requests/broken':
        return fail(500, 'BROKEN', 'It is broken');
      case '/requests/announce':
        this.broadcast('announced', body.payload);
        return [200, 'true'];
      case '/events':
        return [204, undefined];
      default:
        return fail(404, 'UNKNOWN_REQUEST_TYPE', `Unknown request type: ${path}`);
    }
  }
}

/** What an EventSource does, on fetch(): events as `{id, type, data}`. */
export async function* readEvents(url, headers, signal) {
  const response = await fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal });
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let rest = '';

  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true });
    for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
      const event = { data: [] };
      for (const line of rest.slice(0, end).split('\n')) {
        const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (name === 'data') event.data.push(value);
        else if (name !== '') event[name] = value;
      }
      if (event.data.length > 0) yield { ...event, data: event.data.join('\n') };
    }
  }
}
