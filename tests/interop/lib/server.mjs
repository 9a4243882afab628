// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** A Magic Button Messaging server of the dialect `messaging`, on `ws`. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import { Accounts } from './accounts.mjs';
import { MessagingError, errorFrame, eventFrame, isObject, parseFrame, responseFrame } from './frames.mjs';
import { systemRequests } from './system-requests.mjs';
import { WebSocketServer } from './ws.mjs';

/** What may be asked before `$register`. */
const OPEN_REQUESTS = new Set(['$register', '$ping', '$serverInfo', '$login']);

const CLOSE_GOING_AWAY = 1001;
const CLOSE_POLICY = 1008;

/** One connection, and who has registered on it. */
class Connection {
  id = randomUUID();
  subscriptions = new Map();
  lastActivity = Date.now();
  clientId;
  clientType;
  capabilities;
  metadata;
  user;
  token;

  /** @param {import('ws').WebSocket} socket */
  constructor(socket) {
    this.socket = socket;
  }

  /** @param {string} frame */
  send(frame) {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(frame);
  }

  /** Whether an application event is for this client. */
  wants(event, payload) {
    if (this.subscriptions.size === 0) return true;
    return [...this.subscriptions.values()].some(
      ({ events, filter }) =>
        events.includes(event) &&
        Object.entries(filter ?? {}).every(
          ([name, value]) => isObject(payload) && JSON.stringify(payload[name]) === JSON.stringify(value),
        ),
    );
  }
}

/**
 * Reports what happens as events: `opened` (with the handshake's headers), `registered`, `unregistered`, `request`,
 * `message` (an event frame), `heartbeat`, `refused` (bytes that are no frame) and `unsolicited` (a response).
 */
export class MessagingServer extends EventEmitter {
  #connections = new Set();
  #clients = new Map();
  #timers = [];
  #http;
  #sockets;
  #startedAt = Date.now();

  /**
   * @param {object} [options]
   * @param {string} [options.id]
   * @param {string} [options.version]
   * @param {string[]} [options.capabilities]
   * @param {number} [options.heartbeatInterval] ms; 0 sends none
   * @param {number} [options.clientTimeout] ms
   * @param {number} [options.maxClients]
   * @param {'event' | 'system'} [options.broadcastStyle]
   * @param {boolean} [options.announceClients] whether everybody is told who comes and goes
   * @param {boolean} [options.throwErrors] whether errors lose their code, as handlers in the field have it
   * @param {{requests: object, users: object}} [options.service]
   */
  constructor(options = {}) {
    super();
    this.options = {
      id: `node-${randomUUID().slice(0, 8)}`,
      version: '1.0.0',
      capabilities: [],
      heartbeatInterval: 30_000,
      clientTimeout: 90_000,
      maxClients: 1000,
      broadcastStyle: 'event',
      announceClients: true,
      throwErrors: false,
      service: { requests: {}, users: {} },
      ...options,
    };
    this.requests = { ...this.options.service.requests };
    this.accounts = new Accounts(this.options.service.users);
  }

  /**
   * @param {number} port 0 picks one
   * @param {string} [host]
   * @returns {Promise<string>} the URL that is served
   */
  async listen(port, host = '127.0.0.1') {
    const { tls } = this.options;
    const refuse = (request, response) => response.writeHead(426).end();
    this.#http = tls ? createTlsServer(tls, refuse) : createServer(refuse);
    this.#sockets = new WebSocketServer({ server: this.#http, maxPayload: 16 * 1024 * 1024 });
    this.#sockets.on('error', () => {}); /* the HTTP server reports it */
    this.#sockets.on('connection', (socket, request) => this.#accept(socket, request));
    await new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, resolve);
    });
    this.#startTimers();
    return `${tls ? 'wss' : 'ws'}://${host}:${this.#http.address().port}/`;
  }

  /** Tells every client, and ends when all connections are closed. */
  async close(reason = 'Server shutting down') {
    this.#timers.forEach(clearInterval);
    for (const connection of this.#connections) this.#dismiss(connection, reason, CLOSE_GOING_AWAY);
    await new Promise((resolve) => this.#sockets.close(() => this.#http.close(resolve)));
  }

  get uptime() {
    return Date.now() - this.#startedAt;
  }

  get clientCount() {
    return this.#clients.size;
  }

  /** @param {string} clientId */
  client(clientId) {
    return this.#clients.get(clientId);
  }

  /**
   * Sends an application event to every client that wants it.
   *
   * @param {string} event
   * @param {unknown} payload
   */
  broadcast(event, payload) {
    if (this.options.broadcastStyle === 'system') {
      this.#broadcastSystem('$broadcast', { message: event, data: payload, timestamp: Date.now() });
      return;
    }
    const frame = eventFrame(event, payload);
    for (const connection of this.#clients.values()) {
      if (connection.wants(event, payload)) connection.send(frame);
    }
  }

  /**
   * Sends an event to one client.
   *
   * @returns {boolean} whether there is that client
   */
  send(clientId, event, payload) {
    const connection = this.#clients.get(clientId);
    connection?.send(eventFrame(event, payload, { target: clientId }));
    return connection !== undefined;
  }

  /** Makes a connection a client's. */
  register(connection, { clientId, clientType, capabilities = [], metadata }) {
    const older = this.#clients.get(clientId);
    if (connection.clientId !== undefined) {
      throw new MessagingError('ALREADY_REGISTERED', `This connection has registered as ${connection.clientId}`);
    }
    if (older?.user && older.user.id !== connection.user?.id) {
      throw new MessagingError('CLIENT_ID_IN_USE', `Client ${clientId} is logged in on another connection`);
    }
    if (!older && this.#clients.size >= this.options.maxClients) {
      throw new MessagingError('MAX_CLIENTS_REACHED', 'Server has reached maximum number of clients');
    }
    if (older) this.#dismiss(older, 'Replaced by a new connection', CLOSE_POLICY);

    Object.assign(connection, { clientId, clientType, capabilities, metadata });
    this.#clients.set(clientId, connection);
    const { id: connectionId } = connection;
    this.emit('registered', { clientId, clientType, connectionId, capabilities, metadata });
    if (this.options.announceClients) {
      setImmediate(() =>
        this.#broadcastSystem('$connected', { clientId, connectionId, timestamp: Date.now(), metadata }),
      );
    }
  }

  /** Takes a connection's client away, and tells the others. */
  unregister(connection, reason) {
    const { clientId, id: connectionId } = connection;
    if (clientId === undefined) return;

    this.#clients.delete(clientId);
    connection.clientId = undefined;
    connection.subscriptions.clear();
    this.emit('unregistered', { clientId, connectionId, reason });
    if (this.options.announceClients) {
      this.#broadcastSystem('$disconnected', { clientId, connectionId, reason, timestamp: Date.now() });
    }
  }

  /** Sends a system event, which everyone gets. */
  #broadcastSystem(event, payload) {
    const frame = eventFrame(event, payload);
    for (const connection of this.#clients.values()) connection.send(frame);
  }

  /** Says goodbye to a client, and closes. */
  #dismiss(connection, reason, code) {
    const { clientId, id: connectionId } = connection;
    connection.send(eventFrame('$disconnected', { clientId, connectionId, reason, timestamp: Date.now() }));
    this.unregister(connection, reason);
    connection.socket.close(code, reason);
  }

  #startTimers() {
    const { heartbeatInterval, clientTimeout, id: serverId } = this.options;
    if (heartbeatInterval > 0) {
      this.#timers.push(
        setInterval(() => this.#broadcastSystem('$heartbeat', { timestamp: Date.now(), serverId }), heartbeatInterval),
      );
    }
    this.#timers.push(setInterval(() => this.#dropSilent(clientTimeout), Math.max(10, clientTimeout / 10)));
  }

  #dropSilent(clientTimeout) {
    const oldest = Date.now() - clientTimeout;
    for (const connection of this.#clients.values()) {
      if (connection.lastActivity < oldest) this.#dismiss(connection, 'Client timeout', CLOSE_POLICY);
    }
  }

  #accept(socket, { headers }) {
    const connection = new Connection(socket);
    this.#connections.add(connection);
    this.emit('opened', { headers });
    socket.on('error', () => {}); /* a close follows */
    socket.on('close', (code) => {
      this.#connections.delete(connection);
      this.unregister(connection, code === 1006 ? 'Connection lost' : 'Connection closed');
    });
    socket.on('message', (data, isBinary) => this.#receive(connection, data, isBinary));
  }

  #receive(connection, data, isBinary) {
    connection.lastActivity = Date.now();
    try {
      if (isBinary) throw new MessagingError('UNSUPPORTED_DATA', 'The protocol has text messages only');
      const frame = parseFrame(data.toString());
      if (frame.type === 'request') this.#handleRequest(connection, frame);
      else if (frame.type === 'event') this.#handleEvent(connection, frame);
      else this.emit('unsolicited', { clientId: connection.clientId, requestId: frame.requestId });
    } catch ({ code, message }) {
      this.emit('refused', { clientId: connection.clientId, code, message });
      connection.send(eventFrame('$error', { code, message, timestamp: Date.now() }));
    }
  }

  /** Who may speak, and under which name. */
  #checkSender(connection, frame, open) {
    const source = frame.context?.source;
    if (connection.clientId === undefined) {
      if (open) return;
      throw new MessagingError('NOT_REGISTERED', `Client ${source ?? connection.id} not registered`);
    }
    if (source != null && source !== connection.clientId) {
      throw new MessagingError('SOURCE_MISMATCH', `${source} is not the client of this connection`);
    }
  }

  #handleEvent(connection, frame) {
    const { event: name, payload } = frame;
    this.#checkSender(connection, frame, false);
    const { clientId } = connection;
    if (name === '$heartbeat') this.emit('heartbeat', { clientId });
    else this.emit('message', { clientId, name, payload });
  }

  async #handleRequest(connection, frame) {
    const { requestId, requestType: name, payload } = frame;
    try {
      this.#checkSender(connection, frame, OPEN_REQUESTS.has(name));
      this.emit('request', { clientId: connection.clientId, name, payload, context: frame.context });
      connection.send(responseFrame(requestId, await this.#answer(connection, name, payload, frame.context)));
    } catch (error) {
      connection.send(errorFrame(requestId, this.options.throwErrors ? new Error(error.code ?? error.message) : error));
    }
  }

  #answer(connection, name, payload, context) {
    if (Object.hasOwn(systemRequests, name)) return systemRequests[name](this, connection, payload, context);

    if (!Object.hasOwn(this.requests, name)) {
      throw new MessagingError('UNKNOWN_REQUEST_TYPE', `Unknown request type: ${name}`);
    }
    const token = context?.auth?.token;
    const user = token === undefined ? connection.user : this.accounts.userOf(token);
    return this.requests[name](payload ?? {}, { server: this, clientId: connection.clientId, user });
  }
}
