#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * libmbm and a server for Node.js under the same load.
 *
 *     bench.mjs --programs FOLDER --mbm PROGRAM [--only SECTION]… [--rounds N] [--time MS] [--json FILE]
 *
 * Sections: requests, events, idle, clients, fairness. The servers take turns, so that what disturbs the machine
 * disturbs all: a ratio of one round means more than the figures. Build with --buildtype=release; what is measured, and
 * what it means, is in docs/performance.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { makePrograms } from './lib/programs.mjs';
import * as sections from './lib/sections.mjs';

const { values } = parseArgs({
  options: {
    programs: { type: 'string' },
    mbm: { type: 'string' },
    only: { type: 'string', multiple: true, default: ['requests', 'events', 'idle', 'clients', 'fairness'] },
    rounds: { type: 'string', default: '5' },
    time: { type: 'string', default: '700' },
    json: { type: 'string' },
  },
});

const unknown = values.only.find((name) => !Object.hasOwn(sections, name));
if (unknown !== undefined || !values.programs || !values.mbm) {
  console.error(unknown === undefined ? 'Give --programs and --mbm' : `There is no section “${unknown}”`);
  process.exit(2);
}

const options = {
  programs: makePrograms(values.programs, values.mbm),
  rounds: Number(values.rounds),
  time: Number(values.time),
};
const started = Date.now();
const results = {};

console.log(`${cpus().length} processors, Node.js ${process.version}, ${values.rounds} rounds of ${values.time} ms:`);
console.log('median (least–greatest), and the ratio to Node.js of the same round\n');
for (const name of values.only) {
  const { result, text } = await sections[name](options);
  results[name] = result;
  console.log(`== ${name} ==\n${text}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(`${Math.round((Date.now() - started) / 1000)} s`);
