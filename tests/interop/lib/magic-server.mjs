// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A server and a client of the dialect `magic-server`, on the package `ws` alone: `{id, type, payload, timestamp,
 * context?}`, where the type is `request.NAME`, `event.NAME`, `error.request.NAME` or `system.shutdown`.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

import { MessagingError, isObject } from './frames.mjs';
import { within } from './process.mjs';
import { WebSocket, WebSocketServer } from './ws.mjs';

const frame = (id, type, payload, context) =>
  JSON.stringify({ id, type, payload, timestamp: Date.now(), ...(context ? { context } : {}) });

/** @param {string} text */
function parse(text) {
  const message = JSON.parse(text);
  if (!isObject(message) || typeof message.id !== 'string' || typeof message.type !== 'string') {
    throw new MessagingError('INVALID_FRAME', `${text} has no id or no type`);
  }
  return message;
}

/** Emits `connected`, `message` (every frame as it came), `event`, `pong` and `closed`. */
export class MagicServer extends EventEmitter {
  #server;
  #nextClient = 1;
  clients = new Map();
  requests = {};

  /**
   * @param {object} [settings]
   * @param {(name: string) => string} [settings.answerType] the type of an answer: servers of the field differ
   * @param {number} [settings.pingInterval] how often to ask by pings who is there; silence for one is the end
   * @param {number} [settings.reconnectIn]
   * @param {object} [settings.socket] options of the WebSocketServer
   */
  constructor({ answerType = (name) => `response.${name}`, pingInterval = 0, reconnectIn = 5000, socket = {} } = {}) {
    super();
    Object.assign(this, { answerType, pingInterval, reconnectIn, socketOptions: socket });
  }

  async listen(port = 0, host = '127.0.0.1') {
    this.#server = new WebSocketServer({ port, host, ...this.socketOptions });
    this.#server.on('connection', (socket, request) => this.#welcome(socket, request));
    await once(this.#server, 'listening');
    return `ws://${host}:${this.#server.address().port}/`;
  }

  /** Connecting is registering. */
  #welcome(socket, request) {
    const client = { id: `client-${this.#nextClient++}`, socket, alive: true };
    this.clients.set(client.id, client);
    socket.on('message', (data) => this.#received(client, data.toString()));
    socket.on('pong', () => {
      client.alive = true;
      this.emit('pong', client);
    });
    const timer = this.pingInterval && setInterval(() => this.#check(client), this.pingInterval);
    socket.on('close', (code, reason) => {
      clearInterval(timer);
      this.clients.delete(client.id);
      this.emit('closed', { client, code, reason: reason.toString() });
    });
    this.emit('connected', { client, headers: request.headers });
  }

  #check(client) {
    if (!client.alive) return client.socket.terminate();
    client.alive = false;
    return client.socket.ping();
  }

  async #received(client, text) {
    const message = parse(text);
    const { id, type, payload, context } = message;
    this.emit('message', { client, message });
    if (type.startsWith('event.')) this.emit('event', { client, name: type.slice('event.'.length), payload });
    if (!type.startsWith('request.')) return;

    const name = type.slice('request.'.length);
    try {
      if (!Object.hasOwn(this.requests, name)) throw new MessagingError('NOT_FOUND', `No handler for ${name}`);
      const answer = await this.requests[name](payload, { client, context, server: this });
      client.socket.send(frame(id, this.answerType(name), answer ?? null));
    } catch ({ code = 'UNKNOWN_ERROR', message: words }) {
      client.socket.send(frame(id, `error.${type}`, { message: words, code }));
    }
  }

  /** To one client, if `client` is given. */
  send(name, payload, client) {
    const text = frame(randomUUID(), `event.${name}`, payload);
    for (const { socket } of client ? [client] : this.clients.values()) socket.send(text);
  }

  async close(reason = 'Server shutting down') {
    const { reconnectIn } = this;
    for (const { socket } of this.clients.values()) {
      socket.send(frame(randomUUID(), 'system.shutdown', { reason, reconnectIn }));
      socket.close(1001, reason);
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Emits `event` (name, payload, message), `shutdown` (payload), `message` (every frame), `ping` and `closed`. */
export class MagicClient extends EventEmitter {
  #pending = new Map();

  /**
   * @param {string} url
   * @param {object} [options] of the WebSocket
   */
  constructor(url, options = {}) {
    super();
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data) => this.#received(data.toString()));
    this.socket.on('ping', () => this.emit('ping'));
    this.socket.on('close', (code, reason) => {
      for (const { reject } of this.#pending.values()) reject(new MessagingError('CLOSED', 'The connection ended'));
      this.#pending.clear();
      this.emit('closed', { code, reason: reason.toString() });
    });
  }

  /** @param {string} url */
  static async connect(url, options) {
    const client = new MagicClient(url, options);
    await within(once(client.socket, 'open'), () => `a connection to ${url}`);
    return client;
  }

  #received(text) {
    const message = parse(text);
    const { id, type, payload } = message;
    this.emit('message', message);

    const pending = this.#pending.get(id);
    if (pending) {
      this.#pending.delete(id);
      if (type.startsWith('error.')) pending.reject(new MessagingError(payload.code, payload.message, message));
      else pending.resolve(payload);
    } else if (type.startsWith('event.')) {
      this.emit('event', { name: type.slice('event.'.length), payload, message });
    } else if (type === 'system.shutdown') {
      this.emit('shutdown', payload);
    }
  }

  /** @returns {Promise<unknown>} what is answered */
  request(name, payload = {}, context) {
    const id = randomUUID();
    const answer = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.socket.send(frame(id, `request.${name}`, payload, context));
    return within(answer, () => `the answer to ${name}`);
  }

  emitEvent(name, payload = {}, context) {
    this.socket.send(frame(randomUUID(), `event.${name}`, payload, context));
  }

  close() {
    this.socket.close();
  }
}
