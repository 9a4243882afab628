/* test-server-thread.c — a server on a thread of its own, as the console has it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-test-peer.h"

typedef struct
{
  const char *listen_uri;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  MbmServer *server; /* the thread's */
  MbmUserStore *users;
  char *uri;
  gint serving; /* atomic, as below */
  gint stopped;
} Host;

static void
check_thread (Host *host)
{
  g_assert_true (g_main_context_is_owner (host->context));
}

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));

  check_thread (user_data);
  g_assert_true (mbm_server_request_respond (request, payload, NULL));
}

static void
client_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  check_thread (user_data);
}

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  check_thread (user_data);
}

static void
started_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  Host *host = user_data;
  g_autoptr (GError) error = NULL;

  check_thread (host);
  mbm_server_start_finish (MBM_SERVER (source_object), result, &error);
  g_assert_no_error (error);
  host->uri = g_strdup (mbm_server_get_uri (host->server));
  g_atomic_int_set (&host->serving, TRUE);
}

static gpointer
host_thread (gpointer data)
{
  Host *host = data;

  g_main_context_push_thread_default (host->context);

  host->users = mbm_user_store_new ();
  g_assert_true (mbm_user_store_add (host->users, "anna", "secret123", NULL, NULL));
  host->server = mbm_server_new ("elsewhere", NULL);
  g_object_set (host->server, "users", host->users, "heartbeat-interval", 20, NULL);
  mbm_server_set_tap (host->server, tap_cb, host, NULL);
  mbm_server_add_request_handler (host->server, "echo", echo_cb, host, NULL);
  g_signal_connect (host->server, "client-added", G_CALLBACK (client_cb), host);
  g_signal_connect (host->server, "client-removed", G_CALLBACK (client_cb), host);
  mbm_server_start_async (host->server, host->listen_uri, NULL, started_cb, host);

  g_main_loop_run (host->loop);

  g_assert_finalize_object (host->server);
  g_assert_finalize_object (host->users);
  g_main_context_pop_thread_default (host->context);
  return NULL;
}

static void
stopped_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  Host *host = user_data;

  check_thread (host);
  g_assert_true (mbm_server_stop_finish (MBM_SERVER (source_object), result, NULL));
  g_atomic_int_set (&host->stopped, TRUE);
}

static gboolean
stop_cb (gpointer user_data)
{
  Host *host = user_data;

  mbm_server_stop_async (host->server, NULL, NULL, stopped_cb, host);
  return G_SOURCE_REMOVE;
}

static gboolean
quit_cb (gpointer user_data)
{
  Host *host = user_data;

  g_main_loop_quit (host->loop);
  return G_SOURCE_REMOVE;
}

static void
test_thread (gconstpointer data)
{
  Host host = { .listen_uri = data };
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) login = NULL;
  g_autoptr (MbmMessage) beat = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;

  host.context = g_main_context_new ();
  host.loop = g_main_loop_new (host.context, FALSE);
  host.thread = g_thread_new ("server", host_thread, &host);
  mbm_test_wait_until (g_atomic_int_get (&host.serving));

  one = mbm_test_peer_new_registered (host.uri, "one");
  two = mbm_test_peer_new_registered (host.uri, "two");
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request (i % 2 == 0 ? one : two, "echo", "{\"n\":1}");

      mbm_test_assert_member (answer, "n", "1");
    }
  login = mbm_test_peer_request (one, "$login", "{\"username\":\"anna\",\"password\":\"secret123\"}");
  mbm_test_assert_member (login, "success", "true");
  beat = mbm_test_peer_await_event (two, "$heartbeat");

  g_main_context_invoke (host.context, stop_cb, &host);
  mbm_test_wait_until (g_atomic_int_get (&host.stopped));
  goodbye = mbm_test_peer_await_event (one, "$disconnected");
  mbm_test_assert_string (goodbye, "reason", "Server shutting down");
  mbm_test_peer_await_closed (two);

  g_main_context_invoke (host.context, quit_cb, &host);
  g_thread_join (host.thread);
  g_main_loop_unref (host.loop);
  g_main_context_unref (host.context);
  g_free (host.uri);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/server-thread/memory", "memory://server-thread", test_thread);
  g_test_add_data_func ("/server-thread/ws", "ws://127.0.0.1:0", test_thread);

  return g_test_run ();
}
