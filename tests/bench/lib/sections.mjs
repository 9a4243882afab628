// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** What is measured. Each section returns what it found, and a text of it. */
import { setTimeout as sleep } from 'node:timers/promises';

import { memory, processorTime } from './programs.mjs';
import { show, showSpread, spread, spreadAll, table } from './statistics.mjs';

/** What the servers are called in the tables. */
const TITLES = {
  plain: 'plain sockets',
  channel: 'libmbm, channels only',
  libmbm: 'libmbm',
  tapped: 'libmbm with a tap',
  mbm: 'mbm serve --demo',
  node: 'Node.js',
};

/** Runs a function for each name in turn, round by round; who is first takes turns as well. */
async function alternate(rounds, names, measure) {
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) found[name].push(await measure(name));
  }
  return found;
}

/** One load on one fresh server: its figures, and the server's processor time for each of what it counts. */
async function measureLoad(programs, server, kind, options) {
  const load = programs.startLoad(kind, server.url, options);
  try {
    await load.next({ event: 'measuring' }, 90_000);
    const before = processorTime(server.pid);
    const result = await load.next({ event: 'done' }, options.time + 20_000);
    const busy = processorTime(server.pid) - before;
    if (result.failures > 0) throw new Error(`${result.failures} requests failed`);
    return { rate: result.rate, cpuUs: (busy * 1e6) / result.count, p50Us: result.p50Us, p99Us: result.p99Us };
  } finally {
    await load.stop();
  }
}

async function withServer(start, use) {
  const server = await start();
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** Ratios of figures that belong to the same round. */
const ratios = (found, name, other, member) =>
  spread(found[name].map((result, round) => result[member] / found[other][round][member]));

function compare(names, found, members) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        ...spreadAll(found[name]),
        ratio: Object.fromEntries(members.map((member) => [member, ratios(found, name, 'node', member)])),
      },
    ]),
  );
}

const verdict = (good) => (good ? 'met' : 'MISSED');

/* --- requests ----------------------------------------------------------------------------------------------------- */

const SHAPES = [
  { connections: 1, inFlight: 64, rate: 2.5 },
  { connections: 8, inFlight: 64, rate: 4, cpuUs: 0.3 },
  { connections: 100, inFlight: 1, rate: 1.15 },
  { connections: 1, inFlight: 1, rate: 1 },
];

export async function requests({ programs, rounds, time }) {
  const names = ['plain', 'channel', 'libmbm', 'tapped', 'mbm', 'node'];
  const shapes = {};
  const text = [];
  for (const { connections, inFlight, ...goals } of SHAPES) {
    const options = { connections, 'in-flight': inFlight, time, 'warm-up': 200 };
    const found = await alternate(rounds, names, (name) =>
      withServer(programs.servers[name].bind(null, connections), (server) =>
        measureLoad(programs, server, 'requests', options),
      ),
    );
    const result = compare(names, found, ['rate', 'cpuUs']);
    const rows = names.map((name) => {
      const { rate, cpuUs, p50Us, p99Us, ratio } = result[name];
      const times = `${show(p50Us.median)} / ${show(p99Us.median)}`;
      return [TITLES[name], showSpread(rate), showSpread(cpuUs), times, showSpread(ratio.rate), showSpread(ratio.cpuUs)];
    });
    const head = ['server', 'requests/s', 'µs of processor each', 'p50 / p99 µs', '× Node.js', '× its processor time'];
    shapes[`${connections}x${inFlight}`] = result;
    text.push(`${connections} × ${inFlight} (connections × requests in flight)`, table(head, rows));
    for (const name of ['libmbm', 'tapped', 'mbm']) {
      const { rate, cpuUs } = result[name].ratio;
      text.push(`goal: ${TITLES[name]}: at least ${goals.rate} × Node.js: ${verdict(rate.median >= goals.rate)}`);
      if (goals.cpuUs !== undefined) {
        text.push(`goal: ${TITLES[name]}: at most ${goals.cpuUs} × its processor time: ${verdict(cpuUs.median <= goals.cpuUs)}`);
      }
    }
    text.push('');
  }
  return { result: shapes, text: text.join('\n') };
}

/* --- events ------------------------------------------------------------------------------------------------------- */

const N_LISTENERS = 1000;
const EVENTS_GOAL = 3;

export async function events({ programs, rounds, time }) {
  const names = ['plain', 'libmbm', 'tapped', 'mbm', 'node'];
  const more = { plain: ['--events'], node: ['--no-announcements'] };
  const results = {};
  const text = [];
  for (const inFlight of [1, 16]) {
    const options = { connections: N_LISTENERS, 'in-flight': inFlight, time, 'warm-up': 200 };
    const found = await alternate(rounds, names, (name) =>
      withServer(
        () => programs.servers[name](N_LISTENERS, ...(more[name] ?? [])),
        (server) => measureLoad(programs, server, 'events', options),
      ),
    );
    const result = compare(names, found, ['rate', 'cpuUs']);
    const rows = names.map((name) => {
      const { rate, cpuUs, p50Us, ratio } = result[name];
      return [TITLES[name], showSpread(rate), showSpread(cpuUs), show(p50Us.median / 1000), showSpread(ratio.rate)];
    });
    results[inFlight] = result;
    text.push(
      `To ${N_LISTENERS} clients, ${inFlight === 1 ? 'one event at a time' : `${inFlight} events at a time`}`,
      table(['server', 'deliveries/s', 'µs of processor each', 'ms until all have it', '× Node.js'], rows),
    );
    for (const name of ['libmbm', 'tapped']) {
      const { rate } = result[name].ratio;
      text.push(`goal: ${TITLES[name]}: at least ${EVENTS_GOAL} × Node.js: ${verdict(rate.median >= EVENTS_GOAL)}`);
    }
    text.push('');
  }
  return { result: results, text: text.join('\n') };
}

/* --- idle clients ------------------------------------------------------------------------------------------------- */

const N_IDLE = 10_000;
const BEAT_MS = 30_000;
const MEMORY_GOAL = 0.4;
const BEATS_GOAL = 0.05;

async function measureIdle(programs, name, start) {
  return withServer(start, async (server) => {
    const before = memory(server.pid);
    const options = { connections: N_IDLE, time: BEAT_MS + 1000, 'warm-up': 2000, beat: BEAT_MS };
    const load = programs.startLoad('idle', server.url, options);
    try {
      const { seconds } = await load.next({ event: 'connected' }, 90_000);
      await load.next({ event: 'measuring' }, 10_000);
      const processor = processorTime(server.pid);
      const atFirst = memory(server.pid);
      const { count } = await load.next({ event: 'done' }, BEAT_MS + 20_000);
      if (count < N_IDLE) throw new Error(`${name} sent ${count} heartbeats in ${options.time} ms`);
      const busy = (processorTime(server.pid) - processor) / (options.time / 1000);
      /* A collector of garbage may have been there meanwhile. */
      const each = (Math.min(atFirst, memory(server.pid)) - before) / N_IDLE;
      return { each, busy, seconds };
    } finally {
      await load.stop('SIGKILL');
    }
  });
}

export async function idle({ programs }) {
  const names = ['libmbm', 'tapped', 'node'];
  const more = { node: ['--no-announcements'] };
  /* Side by side: they have little to do, and wait for the same half minute. */
  const found = await Promise.all(
    names.map((name) => measureIdle(programs, name, () => programs.servers[name](N_IDLE, ...(more[name] ?? [])))),
  );
  const result = Object.fromEntries(names.map((name, i) => [name, found[i]]));
  const rows = names.map((name) => {
    const { each, busy, seconds } = result[name];
    const ratio = (each / result.node.each).toFixed(2);
    return [TITLES[name], show(each), ratio, `${(busy * 100).toFixed(2)} %`, seconds.toFixed(1)];
  });
  const text = [
    `${N_IDLE} clients that are registered and send nothing but heartbeats, both ways every ${BEAT_MS / 1000} s`,
    table(['server', 'bytes a client', '× Node.js', 'of one core', 's to connect all'], rows),
  ];
  for (const name of ['libmbm', 'tapped']) {
    const { each, busy } = result[name];
    text.push(
      `goal: ${TITLES[name]}: at most ${MEMORY_GOAL} × its memory: ${verdict(each / result.node.each <= MEMORY_GOAL)}`,
      `goal: ${TITLES[name]}: under ${BEATS_GOAL * 100} % of a core: ${verdict(busy < BEATS_GOAL)}`,
    );
  }
  return { result, text: `${text.join('\n')}\n` };
}

/* --- our client --------------------------------------------------------------------------------------------------- */

const CLIENT_SECONDS = 10;
/** Queues and the allocator's pools fill meanwhile. */
const FILLING_SECONDS = 3;
const GROWTH_GOAL = 1024 * 1024;
const FAIRNESS_GOAL = 1.2;

/** What came second by second, and what both processes had of the memory. */
async function watchClients(programs, server) {
  const load = programs.startClients(server.url, '--connections', '8', '--in-flight', '64', '--seconds', String(CLIENT_SECONDS + 1));
  const seconds = [];
  try {
    while (seconds.length < CLIENT_SECONDS) {
      const second = await load.next({ event: 'second' }, 30_000);
      seconds.push({ ...second, serverMemory: memory(server.pid), clientMemory: memory(load.child.pid) });
    }
  } finally {
    await load.stop('SIGKILL');
  }
  return seconds.slice(FILLING_SECONDS);
}

export async function clients({ programs }) {
  const seconds = await withServer(programs.servers.libmbm.bind(null, 8, '--flow'), (server) => watchClients(programs, server));
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const flow = (member) => {
    const each = seconds[0][member].map((_, i) => sum(seconds.map((second) => second[member][i])));
    return {
      rate: spread(seconds.map((second) => sum(second[member]) / second.seconds)),
      unfair: Math.max(...each) / Math.min(...each),
    };
  };
  const held = (member) => ({ end: seconds.at(-1)[member], growth: seconds.at(-1)[member] - seconds[0][member] });
  const result = {
    answers: flow('answers'), events: flow('events'), server: held('serverMemory'), clients: held('clientMemory'),
  };
  const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
  const flowRow = (title, { rate, unfair }) => [title, showSpread(rate), unfair.toFixed(2)];
  const heldRow = (title, { end, growth }) => [title, mebibytes(end), mebibytes(growth)];
  const text = [
    '8 MbmClient with 64 requests in flight each, an event emitted after each answer, and four events from the server with each',
    table(['', 'a second', 'most ÷ least of one client'], [
      flowRow('answers to clients, as many events from them', result.answers),
      flowRow('events to clients', result.events),
    ]),
    table(['', 'memory at the end', `growth in ${CLIENT_SECONDS - FILLING_SECONDS} s`], [
      heldRow('server', result.server),
      heldRow('clients', result.clients),
    ]),
    `goal: stable memory: ${verdict(Math.max(result.server.growth, result.clients.growth) < GROWTH_GOAL)}`,
    `goal: fair: ${verdict(Math.max(result.answers.unfair, result.events.unfair) < FAIRNESS_GOAL)}`,
    '',
  ];
  return { result, text: text.join('\n') };
}

/* --- fairness ----------------------------------------------------------------------------------------------------- */

/** What else is on the server while somebody well-behaved asks. */
const CROWDS = {
  quiet: null,
  'one connection floods': { kind: 'requests', connections: 1, 'in-flight': 4000, time: 60_000, 'warm-up': 0 },
  'eight connections flood': { kind: 'requests', connections: 8, 'in-flight': 500, time: 60_000, 'warm-up': 0 },
  '1,000 clients are there': { kind: 'idle', connections: 1000, time: 60_000, 'warm-up': 0, beat: 1000 },
  '1,000 clients get events': { kind: 'events', connections: 1000, 'in-flight': 1, time: 60_000, 'warm-up': 0 },
};

async function measureProbe(programs, server, crowd, time) {
  const { kind, ...options } = crowd ?? {};
  const others = crowd ? programs.startLoad(kind, server.url, options) : undefined;
  try {
    await others?.next({ event: 'measuring' }, 60_000);
    const result = await measureLoad(programs, server, 'requests', { connections: 1, 'in-flight': 1, time, 'warm-up': 200 });
    if (others && others.child.exitCode !== null) throw new Error(`The others are gone: ${others.stderr}`);
    return result;
  } finally {
    await others?.stop('SIGKILL');
  }
}

export async function fairness({ programs, rounds, time }) {
  const names = ['libmbm', 'node'];
  const more = { node: ['--no-announcements'] };
  const results = {};
  const rows = [];
  for (const [title, crowd] of Object.entries(CROWDS)) {
    const found = await alternate(Math.min(rounds, 3), names, (name) =>
      withServer(
        () => programs.servers[name](1002, ...(more[name] ?? [])),
        (server) => measureProbe(programs, server, crowd, time),
      ),
    );
    results[title] = Object.fromEntries(names.map((name) => [name, spreadAll(found[name])]));
    for (const name of names) {
      const { p50Us, p99Us } = results[title][name];
      rows.push([title, TITLES[name], ...[p50Us, p99Us].map((time) => (time.median > 0 ? showSpread(time) : 'no answer'))]);
    }
  }
  const text = [
    'How long one client waits that has one request in flight',
    table(['meanwhile', 'server', 'p50 µs', 'p99 µs'], rows),
    '',
  ];
  return { result: results, text: text.join('\n') };
}
