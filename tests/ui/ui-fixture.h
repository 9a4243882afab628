/* ui-fixture.h — a console of its own for each test, and waiting
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

typedef struct
{
  char *directory;
  SbxConsole *console;
} UiFixture;

/* For g_test_add(): a console in a directory of its own, which is shut down and removed at the end. */
void ui_fixture_set_up (UiFixture *fixture, gconstpointer user_data);
void ui_fixture_tear_down (UiFixture *fixture, gconstpointer user_data);

SbxServer *ui_fixture_add_server (UiFixture *fixture, const char *name, const char *url);
SbxConnection *ui_fixture_add_connection (UiFixture *fixture, const char *name, const char *url);

/* Starts it, and waits until it runs. */
void ui_fixture_start (SbxEndpoint *endpoint);

/* Runs the main loop until @condition holds; the test fails when it takes too long. */
#define ui_wait_until(condition)                                             \
  G_STMT_START                                                               \
  {                                                                          \
    gint64 ui_deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;      \
    guint ui_wake = g_timeout_add (20, ui_continue, NULL);                   \
    gboolean ui_met;                                                         \
    while (!(ui_met = (condition)) && g_get_monotonic_time () < ui_deadline) \
      g_main_context_iteration (NULL, TRUE);                                 \
    g_source_remove (ui_wake);                                               \
    if (!ui_met)                                                             \
      g_error ("%s: this did not come: %s", G_STRLOC, #condition);           \
  }                                                                          \
  G_STMT_END

gboolean ui_continue (gpointer user_data);

/* A named part of a widget made of a template. */
#define ui_part(widget, name) \
  ((gpointer) gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name))

/* The first descendant of @type, or NULL. */
gpointer ui_find (GtkWidget *widget, GType type);
/* Whether a label that is on screen says @text. */
gboolean ui_shows (GtkWidget *widget, const char *text);

/* Destroys the window, and sees to it that it is gone with all that is in it. */
void ui_assert_window_goes (GtkWindow *window);

G_END_DECLS
