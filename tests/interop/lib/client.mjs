// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** A Magic Button Messaging client of the dialect `messaging`, on `ws`. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';

import { MessagingError, eventFrame, parseFrame, requestFrame } from './frames.mjs';
import { WebSocket } from './ws.mjs';

/**
 * Reports what comes as events: `event` (name, payload, context), `unsolicited` (a response nobody waits for),
 * `refused` (what is no frame) and `close` (code, reason).
 */
export class MessagingClient extends EventEmitter {
  #socket;
  #pending = new Map();
  #heartbeats;
  connectionId;
  token;

  /**
   * @param {object} [options]
   * @param {string} [options.clientId]
   * @param {string} [options.clientType]
   * @param {string[]} [options.capabilities]
   * @param {object} [options.metadata]
   * @param {number} [options.heartbeatInterval] ms; 0 sends none
   * @param {number} [options.requestTimeout] ms
   */
  constructor(options = {}) {
    super();
    this.options = {
      clientId: `node-${randomUUID().slice(0, 8)}`,
      clientType: 'node',
      heartbeatInterval: 30_000,
      requestTimeout: 30_000,
      ...options,
    };
  }

  get clientId() {
    return this.options.clientId;
  }

  /**
   * @param {string} url
   * @param {import('ws').ClientOptions} [socketOptions] such as headers and origin
   */
  async connect(url, socketOptions) {
    this.#socket = new WebSocket(url, { handshakeTimeout: 10_000, ...socketOptions });
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    this.#socket.on('close', (code, reason) => this.#closed(code, reason.toString()));
    await new Promise((resolve, reject) => this.#socket.once('open', resolve).once('error', reject));
    this.#socket.on('error', () => {}); /* a close follows */
  }

  async register() {
    const { clientId, clientType, capabilities, metadata, heartbeatInterval } = this.options;
    const answer = await this.request('$register', { clientId, clientType, capabilities, metadata });
    this.connectionId = answer.connectionId;
    if (heartbeatInterval > 0) this.#heartbeats = setInterval(() => this.heartbeat(), heartbeatInterval);
    return answer;
  }

  /**
   * @param {string} name
   * @param {unknown} [payload]
   * @param {object} [context] members that take the place of the client's own
   * @returns {Promise<unknown>} the answer
   * @throws {MessagingError} with the code of the answer, TIMED_OUT or CLOSED
   */
  request(name, payload, context) {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(id, new MessagingError('TIMED_OUT', `No answer to ${name}`)),
        this.options.requestTimeout,
      );
      this.#pending.set(id, { resolve, reject, timer });
      this.sendRaw(requestFrame(id, name, payload, this.#context(context)));
    });
  }

  /**
   * @param {string} name
   * @param {unknown} [payload]
   * @param {object} [context]
   */
  send(name, payload, context) {
    this.sendRaw(eventFrame(name, payload, this.#context(context)));
  }

  heartbeat() {
    this.send('$heartbeat', { timestamp: Date.now(), clientId: this.clientId });
  }

  /** Stops the heartbeats: to be silent. */
  stopHeartbeats() {
    clearInterval(this.#heartbeats);
  }

  /** @param {{username: string, password: string} | {token: string}} credentials */
  async login(credentials) {
    const result = await this.request('$login', credentials);
    if (result.success) this.token = result.token;
    return result;
  }

  async logout() {
    const result = await this.request('$logout', {});
    this.token = undefined;
    return result;
  }

  /** @param {string} [payload] what is to be echoed */
  ping(payload) {
    return this.request('$ping', { timestamp: Date.now(), payload });
  }

  serverInfo() {
    return this.request('$serverInfo', {});
  }

  /**
   * @param {string[]} events
   * @param {object} [filter]
   */
  subscribe(events, filter) {
    return this.request('$subscribe', { clientId: this.clientId, events, filter });
  }

  /** @param {string} subscriptionId */
  unsubscribe(subscriptionId) {
    return this.request('$unsubscribe', { clientId: this.clientId, subscriptionId });
  }

  unregister() {
    return this.request('$unregister', { clientId: this.clientId, connectionId: this.connectionId });
  }

  /** Sends anything: `options` are those of `ws`, such as binary and fin. */
  sendRaw(data, options = {}) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data, options);
  }

  /** Closes in order, and ends when that is done. */
  async close(code = 1000, reason = '') {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close(code, reason);
    await closed;
  }

  /** Reads nothing more. */
  pause() {
    this.#socket.pause();
  }

  /** Cuts the connection. */
  terminate() {
    this.#socket.terminate();
  }

  #context(own) {
    return {
      source: this.clientId,
      ...(this.token === undefined ? {} : { auth: { token: this.token } }),
      ...own,
    };
  }

  #receive(data, isBinary) {
    let frame;
    try {
      if (isBinary) throw new MessagingError('UNSUPPORTED_DATA', 'The protocol has text messages only');
      frame = parseFrame(data.toString());
    } catch ({ code, message }) {
      this.emit('refused', { code, message });
      return;
    }

    if (frame.type === 'response') this.#answered(frame);
    else if (frame.type === 'event') this.#deliver(frame);
    else this.emit('refused', { code: 'INVALID_FRAME', message: `A client answers no requests: ${frame.requestType}` });
  }

  #answered({ requestId, success, data, error }) {
    if (!this.#pending.has(requestId)) {
      this.emit('unsolicited', { requestId, success, data, error });
      return;
    }
    this.#settle(
      requestId,
      success ? undefined : new MessagingError(error?.code ?? 'UNKNOWN_ERROR', error?.message ?? '', error?.details),
      data,
    );
  }

  /** Simple servers send everyone what is meant for one, and some wrap what they broadcast. */
  #deliver({ event: name, payload, context }) {
    if (context?.target !== undefined && context.target !== this.clientId) return;
    this.emit('event', { name, payload, context });
    if (name === '$broadcast' && typeof payload?.message === 'string') {
      this.emit('event', { name: payload.message, payload: payload.data, context });
    }
  }

  #settle(id, error, data) {
    const { resolve, reject, timer } = this.#pending.get(id);
    clearTimeout(timer);
    this.#pending.delete(id);
    if (error) reject(error);
    else resolve(data);
  }

  #closed(code, reason) {
    this.stopHeartbeats();
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, new MessagingError('CLOSED', `The connection was closed: ${code} ${reason}`.trim()));
    }
    this.emit('close', { code, reason });
  }
}
