/* main.c — where Signalbox begins
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "mbm-fd-limit.h"
#include "sbx-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  mbm_raise_fd_limit ();

  application = sbx_application_new ();

  return g_application_run (application, argc, argv);
}
