// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** Users and the tokens that their logins gave. */
import { randomBytes } from 'node:crypto';

const TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1000;

const failure = (code, message) => ({ success: false, error: { code, message } });

export class Accounts {
  #users;
  #tokens = new Map();

  /** @param {Record<string, {password: string, roles: string[]}>} users by name */
  constructor(users) {
    this.#users = users;
  }

  /**
   * @param {{username?: string, password?: string, token?: string}} payload
   * @returns {object} an auth result: one that failed is an answer like any other
   */
  login({ username, password, token }) {
    if (token !== undefined) return this.#loginWithToken(token);

    const known = Object.hasOwn(this.#users, username) ? this.#users[username] : undefined;
    if (known?.password !== password || password === undefined) {
      return failure('invalid_credentials', 'Invalid user name or password');
    }
    const session = {
      token: randomBytes(24).toString('base64url'),
      expiresAt: Date.now() + TOKEN_LIFETIME_MS,
      user: { id: username, username, roles: known.roles },
    };
    this.#tokens.set(session.token, session);
    return { success: true, ...session };
  }

  #loginWithToken(token) {
    const session = this.#tokens.get(token);
    if (!session) return failure('invalid_token', 'The token is not valid');
    if (session.expiresAt <= Date.now()) return failure('token_expired', 'The token has expired');
    return { success: true, ...session };
  }

  /** @param {string} token */
  logout(token) {
    this.#tokens.delete(token);
  }

  /**
   * @param {string} token
   * @returns {object | undefined} the user whose token it is
   */
  userOf(token) {
    const session = this.#tokens.get(token);
    return session && session.expiresAt > Date.now() ? session.user : undefined;
  }
}
