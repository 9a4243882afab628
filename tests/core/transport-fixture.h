/* transport-fixture.h — both ends of a connection, with a record of what each was told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

/* Runs the main context until @condition holds; fails the test when that takes ten seconds. */
#define wait_until(condition)                                        \
  G_STMT_START                                                       \
  {                                                                  \
    Deadline deadline_;                                              \
    deadline_start (&deadline_);                                     \
    while (!(condition))                                             \
      deadline_iterate (&deadline_, __FILE__, __LINE__, #condition); \
    deadline_stop (&deadline_);                                      \
  }                                                                  \
  G_STMT_END

typedef struct
{
  GSource *source;
  gboolean passed;
} Deadline;

void deadline_start (Deadline *deadline);
void deadline_iterate (Deadline *deadline, const char *file, int line, const char *condition);
void deadline_stop (Deadline *deadline);

/* Runs the main context until it has nothing to do. */
void settle (void);

/* One end of a connection, and what it was told. */
typedef struct
{
  MbmChannel *channel;
  GPtrArray *received; /* GBytes */
  GPtrArray *refused;  /* GBytes */
  GPtrArray *refused_errors;
  guint n_closed;
  guint n_drained;
  guint close_code;
  char *close_reason;
  GError *close_error;
  gboolean echo;
  guint n_bytes;
} End;

End *end_new (MbmChannel *channel);
void end_free (End *end);
void end_send (End *end, const char *text);
/* The same, where the connection may be lost already. */
gboolean end_try_send (End *end, const char *text);
void end_drop_channel (End *end);
char *end_get_text (End *end, guint index);
const GError *end_get_refusal (End *end, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (End, end_free)

/* A served address and those who came. */
typedef struct
{
  MbmTransport *transport;
  MbmListener *listener;
  GPtrArray *ends;           /* End */
  GPtrArray *refused_errors; /* GError */
  char *refused_address;
  char **refused_headers;
  gboolean echo;
} Service;

Service *service_new (const char *uri);
Service *service_new_for_transport (MbmTransport *transport, const char *uri);
void service_free (Service *service);
const char *service_get_uri (Service *service);
/* The end of the connection number @index; waits for it. */
End *service_get_end (Service *service, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Service, service_free)

/* What is done to each transport that a test gets by transport_for(). */
extern void (*transport_prepare) (MbmTransport *transport);
MbmTransport *transport_for (const char *uri);
MbmListener *listen_at (MbmTransport *transport, const char *uri, GError **error);
MbmChannel *connect_to (MbmTransport *transport, const char *uri, GCancellable *cancellable, GError **error);
/* An open connection, or the test fails. */
End *end_connect (const char *uri);

/* The value of a header of that name in any case, or NULL. */
char *find_header (const char *const *headers, const char *name);

guint count_open_fds (void);

G_END_DECLS
