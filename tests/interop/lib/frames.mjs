// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The frames of the dialect `messaging`: one JSON object in each text message. */

/** Something that a peer did wrong, or that went wrong for it: `code` is what goes on the wire. */
export class MessagingError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {unknown} [details]
   */
  constructor(code, message, details) {
    super(message);
    this.name = 'MessagingError';
    this.code = code;
    this.details = details;
  }
}

/** @param {unknown} value */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What each kind of frame has to have, besides its type. */
const REQUIRED = {
  request: { requestId: 'string', requestType: 'string' },
  response: { requestId: 'string', success: 'boolean' },
  event: { event: 'string' },
};

/**
 * Reads a text message.
 *
 * @param {string} text
 * @returns {object} the frame
 * @throws {MessagingError} INVALID_JSON or INVALID_FRAME
 */
export function parseFrame(text) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch (error) {
    throw new MessagingError('INVALID_JSON', error.message);
  }

  if (!isObject(frame) || !Object.hasOwn(REQUIRED, frame.type)) {
    throw new MessagingError('INVALID_FRAME', 'A frame is an object with the type request, response or event');
  }
  for (const [name, type] of Object.entries(REQUIRED[frame.type])) {
    if (typeof frame[name] !== type) {
      throw new MessagingError('INVALID_FRAME', `The member ${name} of the ${frame.type} has to be a ${type}`);
    }
  }
  if (frame.context != null && !isObject(frame.context)) {
    throw new MessagingError('INVALID_FRAME', 'The context has to be an object');
  }
  return frame;
}

/** A context, or nothing for one without members. */
function optional(context) {
  return context && Object.keys(context).length > 0 ? { context } : {};
}

/**
 * @param {string} requestId
 * @param {string} requestType
 * @param {unknown} [payload]
 * @param {object} [context]
 */
export function requestFrame(requestId, requestType, payload = {}, context) {
  return JSON.stringify({ type: 'request', requestId, requestType, payload, ...optional(context) });
}

/**
 * @param {string} event
 * @param {unknown} [payload]
 * @param {object} [context]
 */
export function eventFrame(event, payload = {}, context) {
  return JSON.stringify({ type: 'event', event, payload, ...optional(context) });
}

/**
 * @param {string} requestId
 * @param {unknown} [data]
 */
export function responseFrame(requestId, data = null) {
  return JSON.stringify({ type: 'response', requestId, success: true, data });
}

/**
 * @param {string} requestId
 * @param {Error} error one without a code becomes UNKNOWN_ERROR, as in the field
 */
export function errorFrame(requestId, error) {
  const { code = 'UNKNOWN_ERROR', message, details } = error;
  return JSON.stringify({
    type: 'response',
    requestId,
    success: false,
    error: { code, message, ...(details === undefined ? {} : { details }) },
  });
}
