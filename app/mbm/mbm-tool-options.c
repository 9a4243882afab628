/* mbm-tool-options.c — reading a command line
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "mbm-tool-options.h"
#include "mbm-tool.h"

/**
 * sbx_tool_wrong_usage: (skip)
 * @format: what is wrong, translated
 * @...: what it is about
 *
 * Says what is wrong with the command line, and where to read how it should be.
 *
 * Returns: %FALSE, always
 */
gboolean
sbx_tool_wrong_usage (const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);

  fprintf (stderr, "%s: %s\n", g_get_prgname (), words);
  /* Translators: %s is a command, such as "mbm request" */
  fprintf (stderr, _ ("“%s --help” says how it is used.\n"), g_get_prgname ());
  return FALSE;
}

/**
 * sbx_tool_parse: (skip)
 * @argv: the command line, from the command's name on
 * @usage: what follows the options, such as `URL NAME [JSON|-]`
 * @summary: what the command does, translated
 * @own: (nullable): the command's own options
 * @common: (nullable): options that it shares with others
 *
 * Reads a command line; `--help` is answered here, and ends the program.
 *
 * Returns: %FALSE if it is wrong, which has been said then
 */
gboolean
sbx_tool_parse (char **argv,
                const char *usage,
                const char *summary,
                const GOptionEntry *own,
                const GOptionEntry *common)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autofree char *name = g_strdup_printf ("mbm %s", argv[0]);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  if (own != NULL)
    g_option_context_add_main_entries (context, own, GETTEXT_PACKAGE);
  if (common != NULL)
    g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);

  if (!g_option_context_parse_strv (context, &arguments, &error))
    return sbx_tool_wrong_usage ("%s", error->message);

  return TRUE;
}

/**
 * sbx_tool_check_positional: (skip)
 * @positional: (nullable): what is left of the command line
 * @usage: what it should be
 * @n_min: how many there must be
 * @n_max: how many there may be
 *
 * Returns: %FALSE if it is wrong, which has been said then
 */
gboolean
sbx_tool_check_positional (char **positional, const char *usage, guint n_min, guint n_max)
{
  guint n = positional != NULL ? g_strv_length (positional) : 0;

  if (n < n_min)
    /* Translators: %s is what is expected, such as "URL NAME [JSON|-]" */
    return sbx_tool_wrong_usage (_ ("Something is missing; expected: %s"), usage);
  if (n > n_max)
    return sbx_tool_wrong_usage (_ ("“%s” is too much; expected: %s"), positional[n_max], usage);

  for (guint i = 0; i < n; i++)
    if (!g_utf8_validate (positional[i], -1, NULL))
      return sbx_tool_wrong_usage (_ ("Argument %u is not UTF-8"), i + 1);

  return TRUE;
}

/**
 * sbx_tool_read_choice: (skip)
 * @option: the option's name, such as `--dialect`
 * @nick: (nullable): what it was given
 * @type: an enumeration whose nicks it takes
 * @value: (inout): what that stands for; left as it is without @nick
 *
 * Reads an option that takes one of a few words.
 *
 * Returns: %FALSE if it is none of them, which has been said then
 */
gboolean
sbx_tool_read_choice (const char *option, const char *nick, GType type, int *value)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);
  g_autoptr (GString) words = g_string_new (NULL);
  GEnumValue *choice = NULL;

  if (nick == NULL)
    return TRUE;

  choice = g_enum_get_value_by_nick (choices, nick);
  if (choice != NULL)
    {
      *value = choice->value;
      return TRUE;
    }

  for (guint i = 0; i < choices->n_values; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", choices->values[i].value_nick);
  /* Translators: the first %s is an option, the second a list of words such as "messaging, magic-server" */
  return sbx_tool_wrong_usage (_ ("%s takes one of: %s"), option, words->str);
}

/* --- what the library says ---------------------------------------------- */

static gboolean verbose;

static const char *
sbx_tool_find_log_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key) && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
sbx_tool_write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *domain = sbx_tool_find_log_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = sbx_tool_find_log_field (fields, n_fields, "MESSAGE");
  gboolean ours = g_strcmp0 (domain, "Mbm") == 0 || g_strcmp0 (domain, G_LOG_DOMAIN) == 0;

  if (!verbose || !ours || message == NULL || (level & G_LOG_LEVEL_INFO) == 0)
    return g_log_writer_default (level, fields, n_fields, user_data);

  fprintf (stderr, "mbm: %s\n", message);
  return G_LOG_WRITER_HANDLED;
}

/**
 * sbx_tool_take_log: (skip)
 *
 * Keeps the library's messages away from the output, where only JSON belongs. To be called first of all.
 */
void
sbx_tool_take_log (void)
{
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (sbx_tool_write_log, NULL, NULL);
}

/**
 * sbx_tool_be_verbose: (skip)
 *
 * Lets the library say on standard error what it does.
 */
void
sbx_tool_be_verbose (void)
{
  verbose = TRUE;
}
