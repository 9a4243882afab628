/* sbx-traffic-count.c — how much of the traffic is shown, in words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-traffic-count.h"

#include <glib/gi18n.h>

#include "sbx-format.h"

/**
 * sbx_traffic_count_make_text:
 * @store: where @model has its rows from
 *
 * Says what is shown, and what is not: never silently.
 *
 * Returns: (transfer full): the text
 */
char *
sbx_traffic_count_make_text (SbxTraceModel *model, SbxStore *store)
{
  g_autofree char *shown = sbx_format_count (sbx_trace_model_get_n_shown (model));
  g_autofree char *total = sbx_format_count (sbx_trace_model_get_n_total (model));
  guint held = sbx_trace_model_get_n_held (model);
  g_autoptr (GString) text = g_string_new (NULL);

  if (sbx_trace_filter_is_empty (sbx_trace_model_get_filter (model)))
    /* Translators: how many rows there are */
    g_string_printf (text, ngettext ("%s row", "%s rows", sbx_trace_model_get_n_shown (model)), shown);
  else
    /* Translators: how many rows pass the filter, of how many */
    g_string_printf (text, ngettext ("%s of %s row", "%s of %s rows", sbx_trace_model_get_n_total (model)),
                     shown, total);

  if (sbx_trace_model_get_filtering (model))
    g_string_append_printf (text, _ (" · searching, %.0f %%"), 100 * sbx_trace_model_get_progress (model));
  if (held > 0)
    g_string_append_printf (text, ngettext (" · paused, %u waits", " · paused, %u wait", held), held);
  else if (sbx_trace_model_get_paused (model))
    g_string_append (text, _ (" · paused"));
  if (sbx_store_get_n_removed (store) > 0)
    {
      g_autofree char *removed = sbx_format_count (sbx_store_get_n_removed (store));

      g_string_append_printf (text, _ (" · %s older ones removed: the history is full"), removed);
    }
  if (sbx_store_get_n_lost (store) > 0)
    {
      g_autofree char *lost = sbx_format_count (sbx_store_get_n_lost (store));
      const char *error = sbx_store_get_error (store);

      g_string_append_printf (text, _ (" · %s could not be recorded"), lost);
      if (error != NULL)
        g_string_append_printf (text, ": %s", error);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
