// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The servers that are compared, the load, and what a process costs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Program, within } from '../../interop/lib/process.mjs';

const peer = fileURLToPath(new URL('../../interop/server.mjs', import.meta.url));

/** User and system time of a process, in seconds. Linux counts it in hundredths. */
export function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What a process has of the memory, in bytes: what it shares with others counts in part. Sockets are the kernel's. */
export function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)[1]) * 1024;
}

/** A port that nobody serves, most likely still in a moment. */
async function findPort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function connectable(port) {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(20);
    } finally {
      socket.destroy();
    }
  }
}

const stopProcess = async (child) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(force);
};

/** A server that says where it listens on its first line, and nothing else. */
async function startQuiet(command) {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.on('error', () => {}); /* no line comes */
  try {
    const [line] = await within(once(createInterface({ input: child.stdout }), 'line'), () => `the start of ${program}`);
    return { pid: child.pid, url: JSON.parse(line).url, stop: () => stopProcess(child) };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}

/** A server that reports: nobody reads that, because it would take a processor from the servers. */
async function startReporting(makeCommand) {
  const port = await findPort();
  const [program, ...args] = makeCommand(port);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  child.on('error', () => {});
  try {
    await within(connectable(port), () => `the start of ${program}`);
    return { pid: child.pid, url: `ws://127.0.0.1:${port}/`, stop: () => stopProcess(child) };
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
}

/**
 * @param {string} folder where the programs of tests/bench were built
 * @param {string} mbm the command-line tool
 */
export function makePrograms(folder, mbm) {
  const bench = (name) => join(folder, `bench-${name}`);
  return {
    /** By name: a function that starts one, given how many clients come and what else there is to say. */
    servers: {
      plain: (clients, ...more) => startQuiet([bench('plain'), ...more]),
      channel: () => startQuiet([bench('server'), '--layer', 'channel']),
      libmbm: (clients, ...more) => startQuiet([bench('server'), '--layer', 'server', ...more]),
      tapped: (clients, ...more) => startQuiet([bench('server'), '--layer', 'tap', ...more]),
      mbm: (clients) =>
        startReporting((port) => [mbm, 'serve', `ws://127.0.0.1:${port}`, '--demo', '--max-clients', String(clients)]),
      node: (clients, ...more) =>
        startQuiet([process.execPath, peer, '--quiet', '--max-clients', String(clients), ...more]),
    },
    /** A load that begins at once: its lines are `measuring` and `done`. */
    startLoad: (kind, url, options) =>
      new Program([bench('load'), kind, url, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])]),
    startClients: (url, ...more) => new Program([bench('client'), url, ...more]),
  };
}
