/* mbm-client-reconnect.c — where a client's session is, and whether it goes on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"

/* --- the machine -------------------------------------------------------- */

#define TO(phase) (1u << MBM_CLIENT_PHASE_##phase)

/* Where each phase may lead. A step of the handshake that does not apply is passed over; a first attempt that
 * fails ends in IDLE, a later one in WAITING; a client that is disposed of ends in IDLE from anywhere. */
static const guint transitions[] = {
  [MBM_CLIENT_PHASE_IDLE] = TO (OPENING),
  [MBM_CLIENT_PHASE_OPENING] =
    TO (LOGGING_IN) | TO (REGISTERING) | TO (SUBSCRIBING) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_LOGGING_IN] =
    TO (REGISTERING) | TO (LOGGING_IN_LATE) | TO (SUBSCRIBING) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_REGISTERING] = TO (LOGGING_IN_LATE) | TO (SUBSCRIBING) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_LOGGING_IN_LATE] = TO (SUBSCRIBING) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_SUBSCRIBING] = TO (READY) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_READY] = TO (CLOSING) | TO (WAITING) | TO (IDLE),
  [MBM_CLIENT_PHASE_WAITING] = TO (OPENING) | TO (IDLE),
  [MBM_CLIENT_PHASE_CLOSING] = TO (IDLE),
};

/**
 * mbm_client_session_set_phase: (skip)
 * @self: a client
 * @phase: where its session is from now on
 *
 * The only way from one phase to another.
 */
void
mbm_client_session_set_phase (MbmClient *self, MbmClientPhase phase)
{
  g_assert (self->phase < G_N_ELEMENTS (transitions));
  g_assert ((transitions[self->phase] & (1u << phase)) != 0);

  self->phase = phase;
}

/* --- trying again ------------------------------------------------------- */

static gboolean
mbm_client_session_again_cb (gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (MBM_CLIENT (user_data));

  mbm_client_clear_timer (&self->session_timer);
  self->retry_time = 0;
  self->n_attempts++;
  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_OPENING);
  mbm_client_session_attempt (self);
  return G_SOURCE_REMOVE;
}

/* A server that said when it will be there again must not be asked before. */
static guint
mbm_client_session_get_delay (MbmClient *self)
{
  const MbmBackoff backoff = { self->reconnect_interval, self->reconnect_max_interval, self->reconnect_factor,
                               self->reconnect_jitter };
  double delay = self->reconnect_delay;

  self->reconnect_delay = -1;
  if (delay >= 0)
    return MAX (1, (guint) (delay * g_random_double_range (1.0, 1.1)));

  return mbm_backoff_get_delay (&backoff, self->n_attempts);
}

static void
mbm_client_session_wait (MbmClient *self)
{
  guint delay = mbm_client_session_get_delay (self);

  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_WAITING);
  self->retry_time = g_get_monotonic_time () + (gint64) delay * 1000;
  self->session_timer = mbm_client_add_timer (self, delay, G_PRIORITY_DEFAULT, mbm_client_session_again_cb);
}

/* What does not become better by itself: the client, or whoever runs it, has to change something. */
static gboolean
mbm_client_session_is_hopeless (const GError *error)
{
  static const MbmError codes[] = {
    MBM_ERROR_INVALID_URI, MBM_ERROR_UNKNOWN_SCHEME,     MBM_ERROR_INVALID_ARGUMENT, MBM_ERROR_ORIGIN_REFUSED,
    MBM_ERROR_CERTIFICATE, MBM_ERROR_CLIENT_CERTIFICATE, MBM_ERROR_REPLACED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MBM_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

/* Why there will not be another attempt; NULL if there will. */
static GError *
mbm_client_session_judge (MbmClient *self, const GError *error)
{
  gint64 seconds = (g_get_monotonic_time () - self->lost_time) / G_USEC_PER_SEC;
  GError *last = NULL;

  if (!self->auto_reconnect || mbm_client_session_is_hopeless (error))
    return g_error_copy (error);
  if (self->max_reconnect_attempts == 0 || self->n_attempts < self->max_reconnect_attempts)
    return NULL;

  last = g_error_copy (error);
  g_free (last->message);
  last->message = g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE,
                 /* Translators: %u: attempts, %d: seconds, %s: address, %s: what went wrong */
                 "Gave up after %u attempt in %d s to connect to %s again: %s",
                 "Gave up after %u attempts in %d s to connect to %s again: %s", self->n_attempts),
    self->n_attempts, (int) MIN (seconds, G_MAXINT), self->uri, error->message);
  return last;
}

/**
 * mbm_client_session_end: (skip)
 * @self: a client without a connection
 * @may_reconnect: whether another attempt is wanted
 * @error: why it has none
 *
 * Ends in WAITING or in IDLE.
 *
 * Returns: (transfer full): what to tell: @error, or more if this was the last attempt
 */
GError *
mbm_client_session_end (MbmClient *self, gboolean may_reconnect, const GError *error)
{
  g_autoptr (GError) last = may_reconnect ? mbm_client_session_judge (self, error) : g_error_copy (error);

  if (last == NULL)
    {
      mbm_client_session_wait (self);
      mbm_client_set_status (self, MBM_CLIENT_RECONNECTING, error);
      return g_error_copy (error);
    }

  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_IDLE);
  mbm_client_set_status (self, MBM_CLIENT_ERROR, last);
  return g_steal_pointer (&last);
}

/**
 * mbm_client_get_retry_time:
 * @self: a client
 *
 * Gets when the next attempt to reconnect is due.
 *
 * Returns: microseconds, as g_get_monotonic_time() counts them; 0 if none is scheduled
 *
 * Since: 0.1
 */
gint64
mbm_client_get_retry_time (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), 0);

  return self->retry_time;
}
