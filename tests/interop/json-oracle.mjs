#!/usr/bin/env node
// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What JavaScript takes for JSON. Reads texts as lines of base64; writes a line of JSON for each: whether
 * `JSON.parse()` accepts it, and the strings among the members that it is asked for by name.
 *
 * Two things are ours rather than JavaScript's: bytes that are not UTF-8 and nesting over 512 levels count as refused.
 */
import { readFileSync } from 'node:fs';

const MAX_DEPTH = 512;
const names = process.argv.slice(2);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Level by level, since a function that calls itself could run out of stack. */
function isTooDeep(document) {
  let level = [document];
  for (let depth = 0; level.length > 0; depth++) {
    level = level.filter((value) => typeof value === 'object' && value !== null);
    if (depth === MAX_DEPTH && level.length > 0) return true;
    level = level.flatMap((value) => Object.values(value));
  }
  return false;
}

function judge(bytes) {
  let document;
  try {
    document = JSON.parse(decoder.decode(bytes));
  } catch {
    return { accepted: false };
  }
  if (isTooDeep(document)) return { accepted: false };

  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
  const strings = {};
  for (const name of isObject ? names : []) {
    if (Object.hasOwn(document, name) && typeof document[name] === 'string') strings[name] = document[name];
  }
  return { accepted: true, isObject, strings };
}

const lines = readFileSync(0, 'latin1').split('\n').slice(0, -1);
process.stdout.write(lines.map((line) => `${JSON.stringify(judge(Buffer.from(line, 'base64')))}\n`).join(''));
