/* sbx-probe-run.c — a probe under way, on its own thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-run-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-probe-link-private.h"

/* Shorter values of headers are no secrets, and would be found everywhere. */
#define MIN_HEADER_SECRET 8

SbxProbeSettings *
sbx_probe_settings_copy (const SbxProbeSettings *self)
{
  SbxProbeSettings *copy = g_new (SbxProbeSettings, 1);

  *copy = *self;
  copy->url = g_strdup (self->url);
  copy->headers = g_strdupv (self->headers);
  copy->ca_file = g_strdup (self->ca_file);
  copy->trusted_fingerprint = g_strdup (self->trusted_fingerprint);
  copy->username = g_strdup (self->username);
  copy->password = g_strdup (self->password);
  copy->token = g_strdup (self->token);
  copy->request_name = g_strdup (self->request_name);
  copy->request_payload = g_strdup (self->request_payload);
  if (copy->certificate != NULL)
    g_object_ref (copy->certificate);
  if (copy->contract != NULL)
    mbm_contract_ref (copy->contract);
  return copy;
}

void
sbx_probe_settings_clear (SbxProbeSettings *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->trusted_fingerprint, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->request_name, g_free);
  g_clear_pointer (&self->request_payload, g_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->contract, mbm_contract_unref);
}

void
sbx_probe_settings_free (SbxProbeSettings *self)
{
  sbx_probe_settings_clear (self);
  g_free (self);
}

char *
sbx_probe_make_token (void)
{
  return g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

/* --- what checks say --------------------------------------------------------- */

static void G_GNUC_PRINTF (4, 0)
  say (SbxProbeRun *run, SbxProbeStatus status, const char *advice, const char *format, va_list args)
{
  g_autofree char *message = g_strdup_vprintf (format, args);

  sbx_probe_result_add (run->result, status, message, advice);
}

void
sbx_probe_fault (SbxProbeRun *run, const char *advice, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (run, SBX_PROBE_FAILED, advice, format, args);
  va_end (args);
}

void
sbx_probe_warn (SbxProbeRun *run, const char *advice, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (run, SBX_PROBE_WARNING, advice, format, args);
  va_end (args);
}

void
sbx_probe_skip (SbxProbeRun *run, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (run, SBX_PROBE_NOT_APPLICABLE, NULL, format, args);
  va_end (args);
}

void
sbx_probe_remark (SbxProbeRun *run, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  say (run, SBX_PROBE_PASSED, NULL, format, args);
  va_end (args);
}

void
sbx_probe_step (SbxProbeRun *run, SbxProbeStepKind kind, guint connection, const char *text, gsize size)
{
  if (run->result != NULL)
    sbx_probe_result_add_step (run->result, kind, connection, text != NULL ? text : "", size);
}

void
sbx_probe_happened (SbxProbeRun *run, guint connection, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  sbx_probe_step (run, SBX_PROBE_HAPPENED, connection, words, strlen (words));
}

void
sbx_probe_hide (SbxProbeRun *run, const char *secret)
{
  if (secret == NULL || *secret == '\0' ||
      g_ptr_array_find_with_equal_func (run->secrets, secret, g_str_equal, NULL))
    return;

  g_ptr_array_add (run->secrets, g_strdup (secret));
}

/* --- waiting -------------------------------------------------------------------- */

gboolean
sbx_probe_is_stopped (SbxProbeRun *run)
{
  return g_cancellable_is_cancelled (run->cancellable);
}

static gboolean
timer_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
sbx_probe_wait (SbxProbeRun *run, guint milliseconds, SbxProbeCondition condition, gpointer user_data)
{
  gint64 until = run->deadline;
  gboolean is_met;
  GSource *timer;

  if (milliseconds < G_MAXUINT)
    until = MIN (until, g_get_monotonic_time () + (gint64) milliseconds * 1000);

  /* Only wakes up whoever waits, once the time is over. */
  timer = g_timeout_source_new (1);
  g_source_set_ready_time (timer, until);
  g_source_set_callback (timer, timer_cb, NULL, NULL);
  g_source_attach (timer, run->context);
  while (!(is_met = condition (user_data)) && (run->is_closing || !sbx_probe_is_stopped (run)) &&
         g_get_monotonic_time () < until)
    g_main_context_iteration (run->context, TRUE);
  g_source_destroy (timer);
  g_source_unref (timer);

  return is_met;
}

/* --- the checks ---------------------------------------------------------------------- */

static gboolean
has_scheme (const SbxProbeSettings *settings, const char *scheme, const char *encrypted)
{
  g_autofree char *own = g_uri_parse_scheme (settings->url);

  return own != NULL && (g_ascii_strcasecmp (own, scheme) == 0 || g_ascii_strcasecmp (own, encrypted) == 0);
}

/* Why a check cannot be run, translated; NULL: it can. */
static const char *
find_obstacle (SbxProbeRun *run, SbxProbeNeeds needs)
{
  const SbxProbeSettings *settings = run->settings;
  gboolean is_http = has_scheme (settings, "http", "https");
  gboolean is_socket = has_scheme (settings, "ws", "wss");

  if (needs & (SBX_PROBE_NEEDS_MESSAGING | SBX_PROBE_NEEDS_REGISTRATION) &&
      settings->dialect != MBM_DIALECT_MESSAGING)
    return _ ("The dialect “magic-server” does not have it.");
  if (needs & SBX_PROBE_NEEDS_REGISTRATION && !settings->registers)
    return _ ("Clients do not register at this service.");
  if (needs & SBX_PROBE_NEEDS_HTTP && !is_http)
    return _ ("It is about HTTP.");
  if (needs & SBX_PROBE_NEEDS_SOCKET && !is_socket)
    return _ ("It is about WebSockets.");
  if (needs & SBX_PROBE_NEEDS_FRAMES && is_http)
    return _ ("HTTP has no frames.");
  if (needs & SBX_PROBE_NEEDS_WEB && !is_http && !is_socket)
    return _ ("Pages do not reach memory.");
  if (needs & SBX_PROBE_NEEDS_REQUEST && settings->request_name == NULL)
    return _ ("No request is named that may be made.");
  if (needs & SBX_PROBE_NEEDS_USERNAME && settings->username == NULL)
    return _ ("No user is named.");
  if (needs & SBX_PROBE_NEEDS_LOGIN && (settings->username == NULL || settings->password == NULL))
    return _ ("No user name and password are given.");
  return NULL;
}

SbxProbeResult *
sbx_probe_run_check (SbxProbeRun *run, const SbxProbeSpec *spec)
{
  SbxProbeResult *result = sbx_probe_result_new ();
  const char *obstacle = find_obstacle (run, spec->needs);

  run->result = result;
  run->n_events = 0;
  run->deadline = g_get_monotonic_time () + (gint64) run->settings->timeout * 1000;
  if (run->link != NULL)
    sbx_probe_link_forget (run->link);

  if (obstacle != NULL)
    sbx_probe_skip (run, "%s", obstacle);
  else if (run->connect_error != NULL)
    sbx_probe_skip (run, "%s", _ ("There is no connection."));
  else
    spec->run (run);

  if (run->n_events > 0)
    sbx_probe_happened (run, 1,
                        g_dngettext (GETTEXT_PACKAGE, "Besides came %u event of the application",
                                     "Besides came %u events of the application", run->n_events),
                        run->n_events);
  result->duration = g_get_monotonic_time () - result->begin;
  sbx_probe_result_mask (result, run->secrets);
  run->result = NULL;
  return result;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_main_context_wakeup (user_data);
}

SbxProbeRun *
sbx_probe_run_new (const SbxProbeSettings *settings, GCancellable *cancellable)
{
  SbxProbeRun *run = g_new0 (SbxProbeRun, 1);
  g_autofree char *id = sbx_probe_make_token ();
  g_autofree char *name = sbx_probe_make_token ();

  run->settings = settings;
  run->cancellable = g_object_ref (cancellable);
  run->context = g_main_context_ref_thread_default ();
  run->cancelled_handler =
    g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), g_main_context_ref (run->context),
                           (GDestroyNotify) g_main_context_unref);
  run->client_id = g_strconcat ("signalbox-probe-", id, NULL);
  run->unknown_name = g_strconcat ("signalboxProbe.", name, NULL);
  run->secrets = g_ptr_array_new_with_free_func (g_free);
  sbx_probe_hide (run, settings->password);
  sbx_probe_hide (run, settings->token);
  for (guint i = 0; settings->headers != NULL && settings->headers[i] != NULL; i++)
    {
      const char *colon = strchr (settings->headers[i], ':');

      if (colon != NULL && strlen (colon + 1) >= MIN_HEADER_SECRET)
        sbx_probe_hide (run, colon + 1 + strspn (colon + 1, " \t"));
    }
  return run;
}

void
sbx_probe_run_free (SbxProbeRun *run)
{
  if (run->link != NULL)
    sbx_probe_link_close (run->link);
  g_clear_pointer (&run->link, sbx_probe_link_free);
  /* What was dropped may have something to finish. */
  while (g_main_context_iteration (run->context, FALSE))
    continue;

  g_cancellable_disconnect (run->cancellable, run->cancelled_handler);
  g_clear_error (&run->connect_error);
  g_object_unref (run->cancellable);
  g_main_context_unref (run->context);
  g_free (run->client_id);
  g_free (run->unknown_name);
  g_ptr_array_unref (run->secrets);
  g_free (run);
}
