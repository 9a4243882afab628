/* probe-model.h — a small service that keeps to the protocol, except where it is told not to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm.h"

G_BEGIN_DECLS

/* What it does wrong. */
typedef enum
{
  FLAW_NONE,
  FLAW_SILENT_REGISTER,
  FLAW_REGISTER_REFUSED,
  FLAW_REGISTER_MEMBERS,
  FLAW_TTL_MILLISECONDS,
  FLAW_SECONDS,
  FLAW_REGISTER_TWICE,
  FLAW_BOTH_STAY,
  FLAW_REPLACED_SILENTLY,
  FLAW_ID_IN_USE,
  FLAW_NOBODY_IS_KNOWN,
  FLAW_PING_WRONG_ID,
  FLAW_PING_TIMESTAMP,
  FLAW_PING_ECHO,
  FLAW_PING_TWICE,
  FLAW_PING_MIXED_UP,
  FLAW_INFO_TYPES,
  FLAW_HEARTBEAT_REFUSED,
  FLAW_HEARTBEAT_CLOSES,
  FLAW_HEARTBEAT_IGNORED,
  FLAW_NO_HEARTBEATS,
  FLAW_HEARTBEAT_MEMBERS,
  FLAW_ANNOUNCEMENT_MEMBERS,
  FLAW_NO_SUBSCRIPTION_ID,
  FLAW_UNSUBSCRIBE_AGAIN,
  FLAW_ANY_FILTER,
  FLAW_SUBSCRIPTION_SURVIVES,
  FLAW_UNKNOWN_CODE,
  FLAW_UNKNOWN_SILENT,
  FLAW_UNKNOWN_CLOSES,
  FLAW_UNKNOWN_SUCCEEDS,
  FLAW_UNKNOWN_MESSAGE,
  FLAW_SYSTEM_EVENT_CLOSES,
  FLAW_ANY_PAYLOAD,
  FLAW_ANY_REQUEST_PAYLOAD,
  FLAW_WRONG_RESULT,
  FLAW_ANY_SOURCE,
  FLAW_MALFORMED_CLOSES,
  FLAW_MALFORMED_SILENT,
  FLAW_MALFORMED_KILLS_ALL,
  FLAW_MALFORMED_DEAFENS,
  FLAW_BINARY_CLOSES,
  FLAW_ANSWERS_ANSWERS,
  FLAW_ANY_LOGIN,
  FLAW_LOGIN_FAILS_HARD,
  FLAW_LOGIN_LEAKS,
  FLAW_LOGIN_WITHOUT_REASON,
  FLAW_ANY_TOKEN,
  FLAW_EXPIRED_TOKEN,
  FLAW_LOGOUT_KEEPS_TOKEN,
  FLAW_ANY_ORIGIN,
  FLAW_NO_RECONNECT,
  FLAW_UNREGISTER_STAYS,
  FLAW_NO_JSON,
  FLAW_SLOW_LOGIN,
} ProbeFlaw;

/* Lives on the main context it was made on. */
typedef struct _ProbeModel ProbeModel;

/* User `ann`, password `open sesame`; the request `double {n}` gives `{n}`. */
ProbeModel *probe_model_new (const char *uri, ProbeFlaw flaw);
const char *probe_model_get_uri (ProbeModel *self);
/* How many connections are open. */
guint probe_model_count (ProbeModel *self);
/* Names of requests and events that came and are none of the system's; (transfer none). */
GPtrArray *probe_model_get_seen (ProbeModel *self);
void probe_model_free (ProbeModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProbeModel, probe_model_free)

G_END_DECLS
