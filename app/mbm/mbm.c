/* mbm.c — the mbm command-line tool
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

#include "mbm-commands.h"
#include "mbm-tool-options.h"

typedef struct
{
  const char *name;
  const char *usage;
  const char *summary;
  SbxToolExit (*run) (SbxTool *tool, char **argv);
} Command;

static const Command commands[] = {
  { "serve", "URL", N_ ("Host a server, and print what happens"), sbx_cmd_serve },
  { "info", "URL", N_ ("Ask a server what it is"), sbx_cmd_info },
  { "ping", "URL", N_ ("Measure how fast a server answers"), sbx_cmd_ping },
  { "request", "URL NAME [JSON|-]", N_ ("Send a request, and print its answer"), sbx_cmd_request },
  { "emit", "URL NAME [JSON|-]", N_ ("Send an event"), sbx_cmd_emit },
  { "listen", "URL [EVENT…]", N_ ("Print events as they come"), sbx_cmd_listen },
  { "probe", "URL", N_ ("Try whether a service keeps to the protocol"), sbx_cmd_probe },
  { "contract", "check|import …", N_ ("Check contract files, or make them of AsyncAPI documents"),
    sbx_cmd_contract },
};

static void
print_help (FILE *file)
{
  fprintf (file, "%s\n  mbm %s\n\n", _ ("Usage:"), _ ("COMMAND [OPTION…] …"));
  fprintf (file, "%s\n\n", _ ("Speaks Magic Button Messaging, for scripts and machines without a screen."));
  fprintf (file, "%s\n", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strdup_printf ("%s %s", commands[i].name, commands[i].usage);

      /* By characters: printf() pads bytes. */
      fprintf (file, "  %s%*s%s\n", usage, 27 - (int) g_utf8_strlen (usage, -1), "", _ (commands[i].summary));
    }
  fprintf (file, "\n%s\n",
           _ ("“mbm COMMAND --help” tells the options of a command; “mbm --version” the version."));
  fprintf (file, "%s\n",
           _ ("Output is one JSON document a line. Exit status: 0 done, 1 the service answered with an\n"
              "error, 2 wrong usage, 3 no connection or no answer in time, 130 interrupted."));
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

/* What can be answered without a command. -1: nothing of that. */
static int
run_without_command (int argc, char **argv)
{
  if (argc < 2)
    {
      print_help (stderr);
      return SBX_TOOL_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help (stdout);
      return SBX_TOOL_DONE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("mbm %s\n", PACKAGE_VERSION);
      return SBX_TOOL_DONE;
    }
  if (find_command (argv[1]) == NULL)
    {
      fprintf (stderr, _ ("mbm: there is no command “%s”; “mbm --help” tells which there are.\n"), argv[1]);
      return SBX_TOOL_USAGE;
    }
  return -1;
}

int
main (int argc, char **argv)
{
  SbxTool *tool;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("mbm");
  sbx_tool_take_log ();

  status = run_without_command (argc, argv);
  if (status >= 0)
    return status;

  tool = sbx_tool_new ();
  return sbx_tool_finish (tool, find_command (argv[1])->run (tool, argv + 1));
}
