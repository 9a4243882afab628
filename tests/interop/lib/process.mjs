// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** Programs under test: started, talked to in lines of JSON, waited for with a deadline, and never left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long anything may take. Generous: a busy machine is not a fault. */
export const DEADLINE_MS = 20_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {() => string} describe what was waited for
 * @param {number} [ms]
 * @returns {Promise<T>}
 */
export function within(promise, describe, ms = DEADLINE_MS) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${ms} ms: ${describe()}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Program {
  /** Every line of stdout, parsed; what is no JSON is kept as `{text}`. */
  lines = [];
  stdout = '';
  stderr = '';
  #waiting = new Set();
  #next = 0;

  /**
   * @param {string[]} command
   * @param {object} [options]
   * @param {NodeJS.ProcessEnv} [options.env] added to the environment
   */
  constructor(command, { env = {} } = {}) {
    const [program, ...args] = command;
    this.name = command.join(' ');
    this.child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
    running.add(this.child);
    this.child.stdin.on('error', () => {}); /* it may be gone already */
    this.child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    const lines = createInterface({ input: this.child.stdout });
    lines.on('line', (line) => this.#addLine(line));
    this.exited = Promise.all([once(this.child, 'close'), once(lines, 'close')])
      .then(([[code, signal]]) => ({ code, signal }))
      .finally(() => {
        running.delete(this.child);
        this.#wake();
      });
    this.exited.catch((error) => (this.stderr += error.message)); /* it could not be started */
  }

  #addLine(line) {
    try {
      this.lines.push(JSON.parse(line));
    } catch {
      this.lines.push({ text: line });
    }
    this.#wake();
  }

  #wake() {
    for (const check of this.#waiting) check();
  }

  /** Writes a command. */
  send(command) {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** Ends stdin. */
  end() {
    this.child.stdin.end();
  }

  /**
   * Waits for a line after that which the last call of this found: for what happens in an order.
   *
   * @param {((line: object) => boolean) | object} wanted a test, or members that the line has to have
   * @param {number} [ms]
   * @returns {Promise<object>}
   */
  async next(wanted, ms) {
    const index = await this.#search(this.#next, wanted, ms);
    this.#next = index + 1;
    return this.lines[index];
  }

  /** Waits for a line, the first of all that is wanted: for what can come at any time. */
  async find(wanted, ms) {
    return this.lines[await this.#search(0, wanted, ms)];
  }

  #search(start, wanted, ms) {
    const matches = typeof wanted === 'function' ? wanted : (line) => hasMembers(line, wanted);
    let check;
    const found = new Promise((resolve, reject) => {
      let index = start;
      check = () => {
        for (; index < this.lines.length; index++) {
          if (matches(this.lines[index])) return resolve(index);
        }
        if (!running.has(this.child)) reject(new Error(`It ended before the line came: ${this.#describe(wanted)}`));
      };
      this.#waiting.add(check);
      check();
    });
    return within(found, () => this.#describe(wanted), ms).finally(() => this.#waiting.delete(check));
  }

  #describe(wanted) {
    const what = typeof wanted === 'function' ? wanted.toString() : JSON.stringify(wanted);
    const seen = this.lines.map((line) => JSON.stringify(line)).join('\n  ');
    return `${what}\nof ${this.name}\nafter\n  ${seen}\n${this.stderr}`;
  }

  /** Waits for the end. */
  async finish(ms) {
    return within(this.exited, () => `the end of ${this.name}\n${this.stdout}\n${this.stderr}`, ms);
  }

  /** Ends it, in order if it can, and makes sure. */
  async stop(signal = 'SIGTERM') {
    if (!running.has(this.child)) return this.exited;
    this.child.kill('SIGCONT');
    this.child.kill(signal);
    try {
      return await this.finish();
    } catch (error) {
      this.child.kill('SIGKILL');
      await this.exited;
      throw error;
    }
  }
}

/** Whether a value has at least the members of another, deeply. */
export function hasMembers(value, wanted) {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(value, wanted);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([name, member]) => hasMembers(value[name], member));
}

/** Runs a program to its end. */
export async function run(command, { input, ms, ...options } = {}) {
  const program = new Program(command, options);
  program.child.stdin.end(input);
  try {
    const { code, signal } = await program.finish(ms);
    return { code, signal, stdout: program.stdout, stderr: program.stderr, lines: program.lines };
  } finally {
    program.child.kill('SIGKILL');
  }
}
