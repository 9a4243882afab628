/* mbm-server-limits.c — the limits of one server, and the properties that set them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-limits-private.h"

#define MBM_LIMIT_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)

typedef struct
{
  const char *name;
  gsize offset; /* of a guint, or of a guint64 if it is a size */
  gboolean is_size;
  guint minimum;
  guint value; /* the default */
} MbmServerLimit;

/* clang-format off */
static const MbmServerLimit limits[] = {
  /**
   * MbmServer:max-outstanding:
   *
   * How many requests of one connection may wait for their answer. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-outstanding", G_STRUCT_OFFSET (MbmServerLimits, max_outstanding), FALSE, 1, MBM_DEFAULT_MAX_OUTSTANDING },

  /**
   * MbmServer:max-outstanding-size:
   *
   * How large the requests of one connection that wait for their answer may be together, in bytes: a few large
   * ones are as heavy as many small ones. One that waits alone is never too large; a further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-outstanding-size", G_STRUCT_OFFSET (MbmServerLimits, max_outstanding_size), TRUE, 0, MBM_DEFAULT_MAX_OUTSTANDING_SIZE },

  /**
   * MbmServer:max-refused:
   *
   * With how many frames in a row that are no messages a peer is disconnected. Before that it is told with
   * `$error` what was wrong with each.
   *
   * Since: 0.1
   */
  { "max-refused", G_STRUCT_OFFSET (MbmServerLimits, max_refused), FALSE, 1, MBM_DEFAULT_MAX_REFUSED },

  /**
   * MbmServer:max-streams:
   *
   * How many streams one client may have open; see [method@Mbm.ServerRequest.start_stream]. A request for a
   * further one is answered `TOO_MANY_STREAMS`.
   *
   * Since: 0.1
   */
  { "max-streams", G_STRUCT_OFFSET (MbmServerLimits, max_streams), FALSE, 0, MBM_DEFAULT_MAX_STREAMS },

  /**
   * MbmServer:max-client-requests:
   *
   * How many requests of the server may wait for the answer of one client. A further one fails with
   * [error@Mbm.Error.LIMIT].
   *
   * Since: 0.1
   */
  { "max-client-requests", G_STRUCT_OFFSET (MbmServerLimits, max_client_requests), FALSE, 0, MBM_DEFAULT_MAX_CLIENT_REQUESTS },

  /**
   * MbmServer:client-request-timeout:
   *
   * How long [method@Mbm.Server.request_client_async] waits for an answer if a call does not say, in milliseconds;
   * 0: as long as the client is there.
   *
   * Since: 0.1
   */
  { "client-request-timeout", G_STRUCT_OFFSET (MbmServerLimits, client_request_timeout), FALSE, 0, MBM_DEFAULT_CLIENT_REQUEST_TIMEOUT },

  /**
   * MbmServer:max-subscriptions:
   *
   * How many subscriptions one client may have. A further one is answered `TOO_MANY_SUBSCRIPTIONS`, as with the
   * two limits that follow: each subscription is looked at for each event.
   *
   * Since: 0.1
   */
  { "max-subscriptions", G_STRUCT_OFFSET (MbmServerLimits, max_subscriptions), FALSE, 0, MBM_DEFAULT_MAX_SUBSCRIPTIONS },

  /**
   * MbmServer:max-subscribed-events:
   *
   * How many events the subscriptions of one client may name together.
   *
   * Since: 0.1
   */
  { "max-subscribed-events", G_STRUCT_OFFSET (MbmServerLimits, max_subscribed_events), FALSE, 0, MBM_DEFAULT_MAX_SUBSCRIBED_EVENTS },

  /**
   * MbmServer:max-subscription-size:
   *
   * How large the names and filters in the subscriptions of one client may be together, in bytes.
   *
   * Since: 0.1
   */
  { "max-subscription-size", G_STRUCT_OFFSET (MbmServerLimits, max_subscription_size), TRUE, 0, MBM_DEFAULT_MAX_SUBSCRIPTION_SIZE },

  /**
   * MbmServer:max-capabilities:
   *
   * How many capabilities a client may name when it registers.
   *
   * Since: 0.1
   */
  { "max-capabilities", G_STRUCT_OFFSET (MbmServerLimits, max_capabilities), FALSE, 0, MBM_DEFAULT_MAX_CAPABILITIES },

  /**
   * MbmServer:max-metadata-size:
   *
   * How large the metadata may be that a client gives when it registers, in bytes of JSON.
   *
   * Since: 0.1
   */
  { "max-metadata-size", G_STRUCT_OFFSET (MbmServerLimits, max_metadata_size), TRUE, 0, MBM_DEFAULT_MAX_METADATA_SIZE },

  /**
   * MbmServer:max-name-length:
   *
   * How long the ids, types, capabilities and names of events in system requests may be, in bytes.
   *
   * Since: 0.1
   */
  { "max-name-length", G_STRUCT_OFFSET (MbmServerLimits, max_name_length), FALSE, 1, MBM_DEFAULT_MAX_NAME_LENGTH },

  /**
   * MbmServer:max-login-delay:
   *
   * How long a login may be made to wait after others have failed, in milliseconds; 0 for not at all. What a
   * connection, a user name or an address costs grows with each failure until it is this much; a failure is
   * forgiven every minute, and nobody is locked out for good.
   *
   * Since: 0.1
   */
  { "max-login-delay", G_STRUCT_OFFSET (MbmServerLimits, max_login_delay), FALSE, 0, MBM_DEFAULT_MAX_LOGIN_DELAY },

  /**
   * MbmServer:free-logins-per-user:
   *
   * How many logins with a user name may fail, on whichever connections, before the next one has to wait.
   *
   * Since: 0.1
   */
  { "free-logins-per-user", G_STRUCT_OFFSET (MbmServerLimits, free_logins_per_user), FALSE, 1, MBM_DEFAULT_FREE_LOGINS_PER_USER },

  /**
   * MbmServer:free-logins-per-address:
   *
   * How many logins from an address may fail, on whichever connections, before the next one has to wait. Ports
   * are not told apart, nor what belongs to one IPv6 network of 64 bits.
   *
   * Since: 0.1
   */
  { "free-logins-per-address", G_STRUCT_OFFSET (MbmServerLimits, free_logins_per_address), FALSE, 1, MBM_DEFAULT_FREE_LOGINS_PER_ADDRESS },

  /**
   * MbmServer:max-waiting-logins:
   *
   * How many logins from one address may wait because others have failed. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-waiting-logins", G_STRUCT_OFFSET (MbmServerLimits, max_waiting_logins), FALSE, 1, MBM_DEFAULT_MAX_WAITING_LOGINS },

  /**
   * MbmServer:max-login-records:
   *
   * Of how many user names and addresses it is remembered that logins have failed. Those that were not tried for
   * the longest time are forgotten first.
   *
   * Since: 0.1
   */
  { "max-login-records", G_STRUCT_OFFSET (MbmServerLimits, max_login_records), FALSE, 1, MBM_DEFAULT_MAX_LOGIN_RECORDS },

  /**
   * MbmServer:max-tokens:
   *
   * How many tokens are remembered, those that have expired too, so that their owners can be told. With one more
   * the oldest login ends.
   *
   * Since: 0.1
   */
  { "max-tokens", G_STRUCT_OFFSET (MbmServerLimits, max_tokens), FALSE, 1, MBM_DEFAULT_MAX_TOKENS },

  /**
   * MbmServer:anonymous-delay:
   *
   * How long a connection to a server that does not require registration may leave it unsaid whether it will
   * register, in milliseconds. After that it is named. See [property@Mbm.Server:require-registration].
   *
   * Since: 0.1
   */
  { "anonymous-delay", G_STRUCT_OFFSET (MbmServerLimits, anonymous_delay), FALSE, 0, MBM_DEFAULT_ANONYMOUS_DELAY },

  /**
   * MbmServer:stop-timeout:
   *
   * How long [method@Mbm.Server.stop_async] waits for the peers to close in order, in milliseconds. Then they
   * are cut off.
   *
   * Since: 0.1
   */
  { "stop-timeout", G_STRUCT_OFFSET (MbmServerLimits, stop_timeout), FALSE, 0, MBM_DEFAULT_STOP_TIMEOUT },
};
/* clang-format on */

static const MbmServerLimit *
mbm_server_limits_find (guint prop_id)
{
  if (prop_id < MBM_SERVER_PROP_LIMITS || prop_id - MBM_SERVER_PROP_LIMITS >= G_N_ELEMENTS (limits))
    return NULL;

  return &limits[prop_id - MBM_SERVER_PROP_LIMITS];
}

void
mbm_server_limits_init (MbmServerLimits *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i].is_size)
      G_STRUCT_MEMBER (guint64, self, limits[i].offset) = limits[i].value;
    else
      G_STRUCT_MEMBER (guint, self, limits[i].offset) = limits[i].value;
}

void
mbm_server_limits_install (GObjectClass *object_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const MbmServerLimit *limit = &limits[i];
      GParamSpec *pspec = limit->is_size ? g_param_spec_uint64 (limit->name, NULL, NULL, limit->minimum,
                                                                G_MAXUINT64, limit->value, MBM_LIMIT_FLAGS)
                                         : g_param_spec_uint (limit->name, NULL, NULL, limit->minimum,
                                                              G_MAXUINT, limit->value, MBM_LIMIT_FLAGS);

      g_object_class_install_property (object_class, MBM_SERVER_PROP_LIMITS + i, pspec);
    }
}

gboolean
mbm_server_limits_get (MbmServerLimits *self, guint prop_id, GValue *value)
{
  const MbmServerLimit *limit = mbm_server_limits_find (prop_id);

  if (limit == NULL)
    return FALSE;

  if (limit->is_size)
    g_value_set_uint64 (value, G_STRUCT_MEMBER (guint64, self, limit->offset));
  else
    g_value_set_uint (value, G_STRUCT_MEMBER (guint, self, limit->offset));
  return TRUE;
}

gboolean
mbm_server_limits_set (MbmServerLimits *self, guint prop_id, const GValue *value)
{
  const MbmServerLimit *limit = mbm_server_limits_find (prop_id);

  if (limit == NULL)
    return FALSE;

  if (limit->is_size)
    G_STRUCT_MEMBER (guint64, self, limit->offset) = g_value_get_uint64 (value);
  else
    G_STRUCT_MEMBER (guint, self, limit->offset) = g_value_get_uint (value);
  return TRUE;
}
