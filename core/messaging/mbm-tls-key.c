/* mbm-tls-key.c — whether a key belongs to a certificate
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/socket.h>

#include "mbm-tls-private.h"

/* GIO has no way to compare the two, so they are used: a server with them and a client that trusts anybody
 * shake hands over a pair of sockets. That is the same for each kind of key and each backend, and tells of
 * keys the backend cannot use as well. */

typedef struct
{
  guint n_left;
  GError *error; /* the server's, which is the one with the key */
} Trial;

static gboolean
mbm_tls_trial_accept_cb (void)
{
  return TRUE;
}

static void
mbm_tls_trial_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;
  GError *error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error) && trial->error == NULL)
    trial->error = g_steal_pointer (&error);
  g_clear_error (&error);
  /* The other one shall not wait for what does not come. */
  if (trial->error != NULL)
    {
      g_autoptr (GIOStream) base = NULL;

      g_object_get (source, "base-io-stream", &base, NULL);
      g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base)), TRUE, TRUE, NULL);
    }
  trial->n_left--;
}

static GIOStream *
mbm_tls_trial_make_stream (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  g_assert (socket != NULL);
  return G_IO_STREAM (g_object_new (G_TYPE_SOCKET_CONNECTION, "socket", socket, NULL));
}

static gboolean
mbm_tls_trial_run (GTlsCertificate *certificate, int fds[2], GError **error)
{
  g_autoptr (GIOStream) server_base = mbm_tls_trial_make_stream (fds[0]);
  g_autoptr (GIOStream) client_base = mbm_tls_trial_make_stream (fds[1]);
  g_autoptr (GTlsConnection) server = mbm_tls_make_server (server_base, certificate, NULL, error);
  g_autoptr (GTlsConnection) client = NULL;
  GMainContext *context = g_main_context_get_thread_default ();
  Trial trial = { .n_left = 2 };

  if (server != NULL)
    client = mbm_tls_make_client (client_base, NULL, NULL, error);
  if (client == NULL)
    return FALSE;

  g_signal_connect (client, "accept-certificate", G_CALLBACK (mbm_tls_trial_accept_cb), NULL);
  g_tls_connection_handshake_async (server, G_PRIORITY_DEFAULT, NULL, mbm_tls_trial_done_cb, &trial);
  g_tls_connection_handshake_async (client, G_PRIORITY_DEFAULT, NULL, mbm_tls_trial_done_cb, &trial);
  while (trial.n_left > 0)
    g_main_context_iteration (context, TRUE);

  if (trial.error == NULL)
    return TRUE;

  g_propagate_error (error, trial.error);
  return FALSE;
}

gboolean
mbm_tls_check_key (GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) cause = NULL;
  g_autofree char *which = NULL;
  gboolean belongs;
  int fds[2];

  if (!mbm_tls_check_support (error))
    return FALSE;
  /* Without descriptors nothing can be tried, nor served. */
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
    return TRUE;

  g_main_context_push_thread_default (context);
  belongs = mbm_tls_trial_run (certificate, fds, &cause);
  g_main_context_pop_thread_default (context);
  if (belongs)
    return TRUE;

  which = mbm_tls_describe_certificate (certificate);
  g_set_error (
    error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
    _ ("The private key does not belong to the certificate, or cannot be used (%s). The certificate "
       "is: %s"),
    cause->message, which);
  return FALSE;
}
