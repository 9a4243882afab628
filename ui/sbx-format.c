/* sbx-format.c — numbers and times as people read them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-format.h"

#include <glib/gi18n.h>

#define LINE_LENGTH         200
#define RETURN_SYMBOL       0x21b5
#define LINE_SEPARATOR      0x2028
#define PARAGRAPH_SEPARATOR 0x2029

char *
sbx_format_bytes (guint64 bytes)
{
  return g_format_size (bytes);
}

char *
sbx_format_count (guint64 count)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
}

char *
sbx_format_duration (gint64 milliseconds)
{
  gint64 seconds = MAX (milliseconds, 0) / 1000;

  if (seconds < 60)
    /* Translators: a duration in seconds */
    return g_strdup_printf (_ ("%d s"), (int) seconds);

  if (seconds < 60 * 60)
    /* Translators: a duration in minutes and seconds */
    return g_strdup_printf (_ ("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));

  if (seconds < 24 * 60 * 60)
    /* Translators: a duration in hours and minutes */
    return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));

  /* Translators: a duration in days and hours */
  return g_strdup_printf (_ ("%d d %d h"), (int) (seconds / 86400), (int) (seconds / 3600 % 24));
}

char *
sbx_format_latency (gint64 microseconds)
{
  if (microseconds < 0)
    return g_strdup ("–");

  if (microseconds == 0)
    return g_strdup (_ ("0 ms"));

  if (microseconds < 9995)
    /* Translators: a latency in milliseconds, with two decimals */
    return g_strdup_printf (_ ("%.2f ms"), microseconds / 1000.0);

  if (microseconds < 999500)
    /* Translators: a latency in whole milliseconds */
    return g_strdup_printf (_ ("%.0f ms"), microseconds / 1000.0);

  /* Translators: a latency in seconds */
  return g_strdup_printf (_ ("%.1f s"), microseconds / 1e6);
}

char *
sbx_format_rate (double per_second)
{
  if (per_second > 0 && per_second < 9.95)
    /* Translators: messages a second, with one decimal */
    return g_strdup_printf (_ ("%.1f/s"), per_second);

  /* Translators: messages a second */
  return g_strdup_printf (_ ("%'.0f/s"), per_second);
}

char *
sbx_format_ago (gint64 time, gint64 now)
{
  g_autofree char *duration = NULL;

  if (time == 0)
    return g_strdup (C_ ("time", "never"));

  if (now - time < G_USEC_PER_SEC)
    return g_strdup (C_ ("time", "now"));

  duration = sbx_format_duration ((now - time) / 1000);

  /* Translators: %s is a duration such as "12 s" */
  return g_strdup_printf (_ ("%s ago"), duration);
}

char *
sbx_format_time (gint64 time)
{
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) then = NULL;

  if (time <= 0)
    return g_strdup ("–");

  now = g_date_time_new_now_local ();
  then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  if (then == NULL)
    return g_strdup ("–");

  if (g_date_time_get_year (now) == g_date_time_get_year (then) &&
      g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (then))
    return g_date_time_format (then, "%X");

  return g_date_time_format (then, "%x %X");
}

char *
sbx_format_list (const char *const *items)
{
  if (items == NULL)
    return g_strdup ("");

  /* Translators: separates the items of a list */
  return g_strjoinv (C_ ("list", ", "), (char **) items);
}

char *
sbx_format_line (const char *text)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const char *end = text;

  for (int i = 0; i < LINE_LENGTH && *end != '\0'; i++)
    {
      gunichar c = g_utf8_get_char (end);

      end = g_utf8_next_char (end);
      if (c == '\t')
        c = ' ';
      else if (g_unichar_iscntrl (c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR)
        c = RETURN_SYMBOL;
      g_string_append_unichar (line, c);
    }

  if (*end != '\0')
    g_string_append (line, "…");

  return g_string_free (g_steal_pointer (&line), FALSE);
}

char **
sbx_split_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", ", \t\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0' && g_hash_table_add (seen, words[i]))
      g_strv_builder_add (builder, words[i]);

  return g_strv_builder_end (builder);
}

void
sbx_inscribe (GtkInscription *cell, const char *text, gboolean at_end)
{
  g_autofree char *line = sbx_format_line (text);
  /* What Pango itself goes by; there is nothing newer for it. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  PangoDirection direction = pango_find_base_dir (line, -1);
  G_GNUC_END_IGNORE_DEPRECATIONS
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (cell)) == GTK_TEXT_DIR_RTL;
  gboolean is_other = direction == (is_rtl ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_RTL);

  gtk_inscription_set_xalign (cell, at_end != is_other ? 1 : 0);
  gtk_inscription_set_text (cell, line);
}

int
sbx_scale_to_text (int pixels)
{
  const int usual = 96 * 1024;
  int dpi = -1;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > usual ? (int) ((gint64) pixels * dpi / usual) : pixels;
}
