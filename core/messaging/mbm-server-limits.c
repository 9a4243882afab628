/* mbm-server-limits.c — the limits of one server, and the properties that set them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-limits-private.h"

/* clang-format off */
static const MbmField limits[] = {
  /**
   * MbmServer:max-outstanding:
   *
   * How many requests of one connection may wait for their answer. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-outstanding", G_STRUCT_OFFSET (MbmServerLimits, max_outstanding), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_OUTSTANDING },

  /**
   * MbmServer:max-outstanding-size:
   *
   * How large the requests of one connection that wait for their answer may be together, in bytes: a few large
   * ones are as heavy as many small ones. One that waits alone is never too large; a further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-outstanding-size", G_STRUCT_OFFSET (MbmServerLimits, max_outstanding_size), MBM_FIELD_UINT64, 0, G_MAXUINT64, MBM_DEFAULT_MAX_OUTSTANDING_SIZE },

  /**
   * MbmServer:max-refused:
   *
   * With how many frames in a row that are no messages a peer is disconnected. Before that it is told with
   * `$error` what was wrong with each.
   *
   * Since: 0.1
   */
  { "max-refused", G_STRUCT_OFFSET (MbmServerLimits, max_refused), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_REFUSED },

  /**
   * MbmServer:max-streams:
   *
   * How many streams one client may have open; see [method@Mbm.ServerRequest.start_stream]. A request for a
   * further one is answered `TOO_MANY_STREAMS`.
   *
   * Since: 0.1
   */
  { "max-streams", G_STRUCT_OFFSET (MbmServerLimits, max_streams), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_STREAMS },

  /**
   * MbmServer:max-client-requests:
   *
   * How many requests of the server may wait for the answer of one client. A further one fails with
   * [error@Mbm.Error.LIMIT].
   *
   * Since: 0.1
   */
  { "max-client-requests", G_STRUCT_OFFSET (MbmServerLimits, max_client_requests), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_CLIENT_REQUESTS },

  /**
   * MbmServer:client-request-timeout:
   *
   * How long [method@Mbm.Server.request_client_async] waits for an answer if a call does not say, in milliseconds;
   * 0: as long as the client is there.
   *
   * Since: 0.1
   */
  { "client-request-timeout", G_STRUCT_OFFSET (MbmServerLimits, client_request_timeout), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_CLIENT_REQUEST_TIMEOUT },

  /**
   * MbmServer:max-subscriptions:
   *
   * How many subscriptions one client may have. A further one is answered `TOO_MANY_SUBSCRIPTIONS`, as with the
   * two limits that follow: each subscription is looked at for each event.
   *
   * Since: 0.1
   */
  { "max-subscriptions", G_STRUCT_OFFSET (MbmServerLimits, max_subscriptions), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_SUBSCRIPTIONS },

  /**
   * MbmServer:max-subscribed-events:
   *
   * How many events the subscriptions of one client may name together.
   *
   * Since: 0.1
   */
  { "max-subscribed-events", G_STRUCT_OFFSET (MbmServerLimits, max_subscribed_events), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_SUBSCRIBED_EVENTS },

  /**
   * MbmServer:max-subscription-size:
   *
   * How large the names and filters in the subscriptions of one client may be together, in bytes.
   *
   * Since: 0.1
   */
  { "max-subscription-size", G_STRUCT_OFFSET (MbmServerLimits, max_subscription_size), MBM_FIELD_UINT64, 0, G_MAXUINT64, MBM_DEFAULT_MAX_SUBSCRIPTION_SIZE },

  /**
   * MbmServer:max-capabilities:
   *
   * How many capabilities a client may name when it registers.
   *
   * Since: 0.1
   */
  { "max-capabilities", G_STRUCT_OFFSET (MbmServerLimits, max_capabilities), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_CAPABILITIES },

  /**
   * MbmServer:max-metadata-size:
   *
   * How large the metadata may be that a client gives when it registers, in bytes of JSON.
   *
   * Since: 0.1
   */
  { "max-metadata-size", G_STRUCT_OFFSET (MbmServerLimits, max_metadata_size), MBM_FIELD_UINT64, 0, G_MAXUINT64, MBM_DEFAULT_MAX_METADATA_SIZE },

  /**
   * MbmServer:max-name-length:
   *
   * How long the ids, types, capabilities and names of events in system requests may be, in bytes.
   *
   * Since: 0.1
   */
  { "max-name-length", G_STRUCT_OFFSET (MbmServerLimits, max_name_length), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_NAME_LENGTH },

  /**
   * MbmServer:max-login-delay:
   *
   * How long a login may be made to wait after others have failed, in milliseconds; 0 for not at all. What a
   * connection, a user name or an address costs grows with each failure until it is this much; a failure is
   * forgiven every minute, and nobody is locked out for good.
   *
   * Since: 0.1
   */
  { "max-login-delay", G_STRUCT_OFFSET (MbmServerLimits, max_login_delay), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_MAX_LOGIN_DELAY },

  /**
   * MbmServer:free-logins-per-user:
   *
   * How many logins with a user name may fail, on whichever connections, before the next one has to wait.
   *
   * Since: 0.1
   */
  { "free-logins-per-user", G_STRUCT_OFFSET (MbmServerLimits, free_logins_per_user), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_FREE_LOGINS_PER_USER },

  /**
   * MbmServer:free-logins-per-address:
   *
   * How many logins from an address may fail, on whichever connections, before the next one has to wait. Ports
   * are not told apart, nor what belongs to one IPv6 network of 64 bits.
   *
   * Since: 0.1
   */
  { "free-logins-per-address", G_STRUCT_OFFSET (MbmServerLimits, free_logins_per_address), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_FREE_LOGINS_PER_ADDRESS },

  /**
   * MbmServer:max-waiting-logins:
   *
   * How many logins from one address may wait because others have failed. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-waiting-logins", G_STRUCT_OFFSET (MbmServerLimits, max_waiting_logins), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_WAITING_LOGINS },

  /**
   * MbmServer:max-login-records:
   *
   * Of how many user names and addresses it is remembered that logins have failed. Those that were not tried for
   * the longest time are forgotten first.
   *
   * Since: 0.1
   */
  { "max-login-records", G_STRUCT_OFFSET (MbmServerLimits, max_login_records), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_LOGIN_RECORDS },

  /**
   * MbmServer:max-tokens:
   *
   * How many tokens are remembered, those that have expired too, so that their owners can be told. With one more
   * the oldest login ends.
   *
   * Since: 0.1
   */
  { "max-tokens", G_STRUCT_OFFSET (MbmServerLimits, max_tokens), MBM_FIELD_UINT, 1, G_MAXUINT, MBM_DEFAULT_MAX_TOKENS },

  /**
   * MbmServer:anonymous-delay:
   *
   * How long a connection to a server that does not require registration may leave it unsaid whether it will
   * register, in milliseconds. After that it is named. See [property@Mbm.Server:require-registration].
   *
   * Since: 0.1
   */
  { "anonymous-delay", G_STRUCT_OFFSET (MbmServerLimits, anonymous_delay), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_ANONYMOUS_DELAY },

  /**
   * MbmServer:stop-timeout:
   *
   * How long [method@Mbm.Server.stop_async] waits for the peers to close in order, in milliseconds. Then they
   * are cut off.
   *
   * Since: 0.1
   */
  { "stop-timeout", G_STRUCT_OFFSET (MbmServerLimits, stop_timeout), MBM_FIELD_UINT, 0, G_MAXUINT, MBM_DEFAULT_STOP_TIMEOUT },
};
/* clang-format on */

const MbmFieldTable mbm_server_limits = { limits, G_N_ELEMENTS (limits), MBM_SERVER_PROP_LIMITS };
