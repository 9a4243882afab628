/* signalbox-rtl.c — the console as people see it who read from right to left
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GTK takes the direction from the translation of a program, and there is none yet into a language that needs
 * it.
 */

#include "config.h"

#include <gtk/gtk.h>

#include "sbx-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = NULL;

  gtk_init ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  application = sbx_application_new ();

  return g_application_run (application, argc, argv);
}
