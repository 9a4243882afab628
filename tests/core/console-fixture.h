/* console-fixture.h — a console in a directory of its own, and ways to wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-console.h"

G_BEGIN_DECLS

/* How long a test waits for anything, in microseconds. */
#define CONSOLE_DEADLINE (20 * G_USEC_PER_SEC)

/* Runs the main loop until @condition holds; the test fails when it does not in time. */
#define wait_until(condition)                                          \
  G_STMT_START                                                         \
  {                                                                    \
    gint64 wait_end_ = g_get_monotonic_time () + CONSOLE_DEADLINE;     \
                                                                       \
    while (!(condition))                                               \
      {                                                                \
        if (g_get_monotonic_time () > wait_end_)                       \
          g_error ("%s: waited in vain for %s", G_STRLOC, #condition); \
        console_fixture_iterate ();                                    \
      }                                                                \
  }                                                                    \
  G_STMT_END

typedef struct
{
  char *directory;
  SbxConsole *console;
  guint n_sockets; /* of the process, before */
} ConsoleFixture;

/* To be called first: tests with a console see no Secret Service but their own. */
void console_fixture_init (int *argc, char ***argv);
void console_fixture_iterate (void);

ConsoleFixture *console_fixture_new (void);
/* Shuts the console down, sees that nothing is left of it, and opens another on the same directory. */
void console_fixture_restart (ConsoleFixture *self);
void console_fixture_free (ConsoleFixture *self);
/* A file in the directory; (transfer full). */
char *console_fixture_path (ConsoleFixture *self, const char *name);
char *console_fixture_read (ConsoleFixture *self, const char *name);

SbxServer *console_fixture_add_server (ConsoleFixture *self, const char *url);
SbxConnection *console_fixture_add_connection (ConsoleFixture *self, const char *url);
/* A running server on a free port, and a connection that is connected to it. */
SbxServer *console_fixture_serve (ConsoleFixture *self);
SbxConnection *console_fixture_connect (ConsoleFixture *self, SbxServer *server);

/* Calls that wait for their end. */
gboolean start_endpoint (gpointer endpoint, GError **error);
void stop_endpoint (gpointer endpoint);
void store_secret (SbxSecrets *secrets, const char *key, const char *secret);
char *lookup_secret (SbxSecrets *secrets, const char *key);

/* GAsyncReadyCallback that puts the result into a GAsyncResult *. */
void take_result (GObject *source, GAsyncResult *result, gpointer location);
/* Waits for it; (transfer full). */
GAsyncResult *wait_for_result (GAsyncResult **location);

/* Values of properties; strings are (transfer full). */
char *get_string (gpointer object, const char *property);
gint64 get_int64 (gpointer object, const char *property);
guint get_uint (gpointer object, const char *property);
guint64 get_uint64 (gpointer object, const char *property);
gboolean get_boolean (gpointer object, const char *property);

G_END_DECLS
