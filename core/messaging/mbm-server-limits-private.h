/* mbm-server-limits-private.h — the limits of one server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-field-table-private.h"
#include "mbm-server-limits.h"

G_BEGIN_DECLS

/* What each is about is said at the property of its name. */
typedef struct
{
  guint max_outstanding;
  guint64 max_outstanding_size;
  guint max_refused;
  guint max_streams;
  guint max_client_requests;
  guint client_request_timeout; /* ms */
  guint max_subscriptions;
  guint max_subscribed_events;
  guint64 max_subscription_size;
  guint max_capabilities;
  guint64 max_metadata_size;
  guint max_name_length;
  guint max_login_delay; /* ms */
  guint free_logins_per_user;
  guint free_logins_per_address;
  guint max_waiting_logins;
  guint max_login_records;
  guint max_tokens;
  guint anonymous_delay; /* ms */
  guint stop_timeout;    /* ms */
} MbmServerLimits;

/* Ids of properties that are limits begin here. */
#define MBM_SERVER_PROP_LIMITS 1000

extern const MbmFieldTable mbm_server_limits;

G_END_DECLS
