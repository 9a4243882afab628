/* mbm-test-peer.h — a peer that says what it is told to, and a server to say it to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm.h"

G_BEGIN_DECLS

/* A raw end of a connection: nothing is filled in, checked or answered by itself, so that tests try the wire
 * rather than our server and client against each other. All calls that wait do so on the default main
 * context, fail the test after twenty seconds, and never sleep. */
typedef struct
{
  MbmTransport *transport;
  MbmChannel *channel;
  MbmDialect dialect; /* what it says and expects; to be set before anything else */
  GQueue frames;      /* MbmMessage, in order of arrival, until somebody takes them */
  char *client_id;
  char *connection_id;
  guint n_requests;
  gboolean closed;
  guint close_code;
  char *close_reason;
  GError *close_error;
} MbmTestPeer;

/* Runs the main context until @condition holds. */
#define mbm_test_wait_until(condition)                                                    \
  G_STMT_START                                                                            \
  {                                                                                       \
    gint64 mbm_test_deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;         \
    gboolean mbm_test_done;                                                               \
    while (!(mbm_test_done = (condition)) && g_get_monotonic_time () < mbm_test_deadline) \
      mbm_test_iterate ();                                                                \
    if (!mbm_test_done)                                                                   \
      g_error ("%s:%d: in vain waited for: %s", __FILE__, __LINE__, #condition);          \
  }                                                                                       \
  G_STMT_END

void mbm_test_iterate (void);

MbmTestPeer *mbm_test_peer_new (const char *uri);
MbmTestPeer *mbm_test_peer_new_magic (const char *uri);
MbmTestPeer *mbm_test_peer_new_registered (const char *uri, const char *client_id);
void mbm_test_peer_free (MbmTestPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmTestPeer, mbm_test_peer_free)

void mbm_test_peer_send (MbmTestPeer *self, const char *text);
void mbm_test_peer_sendf (MbmTestPeer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void mbm_test_peer_emit (MbmTestPeer *self, const char *event, const char *payload);
char *mbm_test_peer_ask (MbmTestPeer *self, const char *name, const char *payload, const char *context);
/* Whether the answer lies there. */
gboolean mbm_test_peer_has_response (MbmTestPeer *self, const char *id);
MbmMessage *mbm_test_peer_await_response (MbmTestPeer *self, const char *id);
MbmMessage *mbm_test_peer_await_event (MbmTestPeer *self, const char *name);
MbmMessage *mbm_test_peer_request (MbmTestPeer *self, const char *name, const char *payload);
MbmMessage *
mbm_test_peer_request_with (MbmTestPeer *self, const char *name, const char *payload, const char *context);
void mbm_test_peer_register (MbmTestPeer *self, const char *client_id);
void mbm_test_peer_sync (MbmTestPeer *self);
guint mbm_test_peer_count_events (MbmTestPeer *self, const char *name);
void mbm_test_peer_forget (MbmTestPeer *self);
void mbm_test_peer_pause (MbmTestPeer *self);
void mbm_test_peer_resume (MbmTestPeer *self);
void mbm_test_peer_await_closed (MbmTestPeer *self);

/* Members of a payload, by a path such as `user.id` or `events.0`. */
char *mbm_test_get (MbmMessage *message, const char *path);
gint64 mbm_test_get_int (MbmMessage *message, const char *path);
void mbm_test_assert_member (MbmMessage *message, const char *path, const char *json);
void mbm_test_assert_string (MbmMessage *message, const char *path, const char *text);
void mbm_test_assert_success (MbmMessage *response);
void mbm_test_assert_error (MbmMessage *response, const char *code, const char *message);

void mbm_test_server_start (MbmServer *server, const char *uri);
gboolean mbm_test_server_try_start (MbmServer *server, const char *uri, GError **error);
void mbm_test_server_stop (MbmServer *server, const char *reason);
GBytes *mbm_test_bytes (const char *text);

G_END_DECLS
