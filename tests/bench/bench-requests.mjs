#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Requests per second of `mbm serve --demo` and of the Node.js peer.
 *
 *     bench-requests.mjs --load PROGRAM --mbm PROGRAM [--runs N] [--time MS] [--shape CONNECTIONSxIN-FLIGHT]…
 *                        [--json]
 *
 * Both serve the same demo to the same load, taking turns, so that what disturbs the machine disturbs both: a ratio of
 * neighbouring runs means more than the figures. mbm reports every request, as it always does; the peer is spared that.
 * Build with --buildtype=release.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Program, within } from '../interop/lib/process.mjs';

const { values } = parseArgs({
  options: {
    load: { type: 'string' },
    mbm: { type: 'string' },
    runs: { type: 'string', default: '5' },
    time: { type: 'string', default: '2000' },
    shape: { type: 'string', multiple: true, default: ['1x64', '8x64', '100x1'] },
    json: { type: 'boolean', default: false },
  },
});

const WARM_UP_MS = 500;
const peer = fileURLToPath(new URL('../interop/server.mjs', import.meta.url));
const servers = {
  mbm: (port) => [values.mbm, 'serve', `ws://127.0.0.1:${port}`, '--demo'],
  node: (port) => [process.execPath, peer, '--port', String(port), '--quiet'],
};

/** Processor time of a process, in seconds. Linux counts it in hundredths. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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

/**
 * Starts a server. Nobody reads its reports: that would take a processor from the servers.
 *
 * @param {(port: number) => string[]} command
 */
async function startServer(command) {
  const port = await findPort();
  const [program, ...args] = command(port);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };

  try {
    await within(connectable(port), () => `the start of ${program}`);
    return { pid: child.pid, url: `ws://127.0.0.1:${port}/`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function measure(command, shape) {
  const [connections, inFlight] = shape.split('x');
  const server = await startServer(command);
  const shaped = ['-c', connections, '-f', inFlight, '-t', values.time, '-w', String(WARM_UP_MS)];
  const load = new Program([values.load, ...shaped, server.url]);
  try {
    const before = processorTime(server.pid);
    const result = await load.next((line) => line.rate !== undefined, Number(values.time) + 60_000);
    /* The time of the warm-up counts on both sides of this fraction, roughly. */
    const busy = (processorTime(server.pid) - before) * (result.seconds / (result.seconds + WARM_UP_MS / 1000));
    return { ...result, cpuUs: (busy * 1e6) / result.requests };
  } finally {
    await load.stop();
    await server.stop();
  }
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)];

/** Median, least and greatest. */
function spread(numbers) {
  return { median: median(numbers), least: Math.min(...numbers), greatest: Math.max(...numbers) };
}

const show = ({ median: middle, least, greatest }, digits = 0) => {
  const format = (number) => number.toLocaleString('en', { maximumFractionDigits: digits });
  return `${format(middle)} (${format(least)}–${format(greatest)})`;
};

const results = [];
for (const shape of values.shape) {
  const rounds = [];
  for (let i = 0; i < Number(values.runs); i++) {
    const round = {};
    /* Who goes first takes turns too. */
    for (const name of i % 2 === 0 ? ['mbm', 'node'] : ['node', 'mbm']) {
      round[name] = await measure(servers[name], shape);
    }
    rounds.push(round);
  }

  const of = (name, member) => spread(rounds.map((round) => round[name][member]));
  const result = {
    shape,
    mbm: { rate: of('mbm', 'rate'), cpuUs: of('mbm', 'cpuUs'), p99Us: of('mbm', 'p99Us') },
    node: { rate: of('node', 'rate'), cpuUs: of('node', 'cpuUs'), p99Us: of('node', 'p99Us') },
    ratio: spread(rounds.map((round) => round.mbm.rate / round.node.rate)),
  };
  results.push(result);
  if (!values.json) {
    console.log(`${shape}: connections × requests in flight, ${rounds.length} rounds, median (least–greatest)`);
    for (const name of ['mbm', 'node']) {
      const { rate, cpuUs, p99Us } = result[name];
      const figures = [`${show(rate)} requests/s`, `${show(cpuUs, 2)} µs CPU each`, `p99 ${show(p99Us)} µs`];
      console.log(`  ${name.padEnd(5)} ${figures.join(', ')}`);
    }
    console.log(`  ratio ${show(result.ratio, 2)}`);
  }
}
if (values.json) console.log(JSON.stringify(results));
