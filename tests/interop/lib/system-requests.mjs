// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The requests of the system contract: functions of the server, the connection, the payload and the context. */
import { randomUUID } from 'node:crypto';

import { MessagingError, isObject } from './frames.mjs';

const CHECKS = {
  string: (value) => typeof value === 'string' && value !== '',
  number: Number.isFinite,
  object: isObject,
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};

/**
 * @param {unknown} payload
 * @param {Record<string, string>} shape names of members and their types; a type that ends in `?` may be missing
 * @throws {MessagingError} INVALID_PAYLOAD
 */
function check(payload, shape) {
  if (!isObject(payload)) throw new MessagingError('INVALID_PAYLOAD', 'The payload must be an object');

  for (const [name, type] of Object.entries(shape)) {
    const optional = type.endsWith('?');
    if (optional && payload[name] == null) continue;
    if (!CHECKS[optional ? type.slice(0, -1) : type](payload[name])) {
      throw new MessagingError('INVALID_PAYLOAD', `${name} must be of the type ${type}`);
    }
  }
  return payload;
}

/** Whether a payload speaks of the client that sends it. */
function checkSelf(connection, { clientId }) {
  if (clientId !== connection.clientId) {
    throw new MessagingError('INVALID_PAYLOAD', `clientId must be ${connection.clientId}`);
  }
}

export const systemRequests = {
  $register(server, connection, payload) {
    check(payload, { clientId: 'string', clientType: 'string', capabilities: 'strings?', metadata: 'object?' });
    server.register(connection, payload);
    return {
      success: true,
      connectionId: connection.id,
      serverId: server.options.id,
      serverTime: Date.now(),
      ttl: Math.ceil(server.options.clientTimeout / 1000),
    };
  },

  $unregister(server, connection, payload) {
    checkSelf(connection, check(payload, { clientId: 'string', connectionId: 'string' }));
    if (payload.connectionId !== connection.id) {
      throw new MessagingError('INVALID_PAYLOAD', 'connectionId must be that of this connection');
    }
    setImmediate(() => server.unregister(connection, 'Client unregistered'));
    return { success: true, timestamp: Date.now() };
  },

  $ping(server, connection, payload) {
    const { timestamp, payload: echo } = check(payload, { timestamp: 'number' });
    return { timestamp, serverTime: Date.now(), ...(echo === undefined ? {} : { echo }) };
  },

  $serverInfo(server) {
    const { id: serverId, version, capabilities } = server.options;
    return {
      serverId,
      version,
      uptime: server.uptime,
      connectedClients: server.clientCount,
      capabilities,
      serverTime: Date.now(),
    };
  },

  $subscribe(server, connection, payload) {
    const { events, filter } = check(payload, { clientId: 'string', events: 'strings', filter: 'object?' });
    checkSelf(connection, payload);
    if (events.length === 0) throw new MessagingError('INVALID_PAYLOAD', 'events must name an event');
    const subscriptionId = randomUUID();
    connection.subscriptions.set(subscriptionId, { events, filter });
    return { success: true, subscriptionId, events };
  },

  $unsubscribe(server, connection, payload) {
    checkSelf(connection, check(payload, { clientId: 'string', subscriptionId: 'string' }));
    if (!connection.subscriptions.delete(payload.subscriptionId)) {
      throw new MessagingError('UNKNOWN_SUBSCRIPTION', `There is no subscription ${payload.subscriptionId}`);
    }
    return { success: true };
  },

  $login(server, connection, payload) {
    const withToken = isObject(payload) && payload.token !== undefined;
    check(payload, withToken ? { token: 'string' } : { username: 'string', password: 'string' });
    const result = server.accounts.login(payload);
    if (result.success) Object.assign(connection, { user: result.user, token: result.token });
    return result;
  },

  $logout(server, connection, payload, context) {
    server.accounts.logout(context?.auth?.token ?? connection.token);
    Object.assign(connection, { user: undefined, token: undefined });
    return { success: true };
  },
};
