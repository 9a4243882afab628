/* sbx-format.h — numbers and times as people read them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* All return new strings in the user's language. Times are µs since the epoch, durations as said. */

/* "512 B", "1.5 kB" */
char *sbx_format_bytes (guint64 bytes);
/* "1,234" with the locale's grouping */
char *sbx_format_count (guint64 count);
/* @milliseconds: "0 s", "42 s", "3 min 5 s", "2 h 5 min", "4 d 1 h" */
char *sbx_format_duration (gint64 milliseconds);
/* @microseconds: "0.42 ms", "12 ms", "1.3 s"; "–" when negative */
char *sbx_format_latency (gint64 microseconds);
/* @per_second: "0/s", "3.5/s", "120/s" */
char *sbx_format_rate (double per_second);
/* "now", "12 s ago"; "never" when @time is 0 */
char *sbx_format_ago (gint64 time, gint64 now);
/* The time of day, with the date unless it is today's; "–" when @time is 0 */
char *sbx_format_time (gint64 time);
/* "a, b, c"; "" for none */
char *sbx_format_list (const char *const *items);
/* Puts a text into a cell, at its start or @at_end as the language runs: GTK goes by the text's own
 * direction, and words of the protocol would stand at the wrong side where one reads from right to left. */
void sbx_inscribe (GtkInscription *cell, const char *text, gboolean at_end);
/* @text as one line of at most 200 characters, for names from the wire: what breaks a line or controls a
 * terminal is shown as "↵", or as a space where it is white; "…" ends what was longer */
char *sbx_format_line (const char *text);
/* What takes so many pixels with text of the usual size, with text as large as it is */
int sbx_scale_to_text (int pixels);
/* The items of a text separated by commas or white space, each once; never NULL */
char **sbx_split_list (const char *text);

G_END_DECLS
