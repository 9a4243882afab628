// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The package `ws`, wherever it is installed: beside this file, on NODE_PATH, or where Debian's node-ws puts it.
 * An `import` of the bare name looks at none but the first.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** @returns {typeof import('ws')} */
function load() {
  const folders = [...(process.env.NODE_PATH ?? '').split(':').filter(Boolean), '/usr/share/nodejs'];
  for (const name of ['ws', ...folders.map((folder) => join(folder, 'ws'))]) {
    try {
      return require(name);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error('The tests need the package ws: install node-ws (Debian), or set NODE_PATH');
}

const ws = load();

export const WebSocket = ws.WebSocket ?? ws;
export const WebSocketServer = ws.WebSocketServer ?? ws.Server;
