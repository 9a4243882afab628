/* sbx-codes-group.c — an endpoint's errors by their code
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-codes-group.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-value-row.h"

struct _SbxCodesGroup
{
  SbxStatsGroup parent_instance;

  GPtrArray *rows; /* SbxValueRow, in their order */
};

G_DEFINE_FINAL_TYPE (SbxCodesGroup, sbx_codes_group, SBX_TYPE_STATS_GROUP)

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  const SbxStatsCode *const *first = a;
  const SbxStatsCode *const *second = b;

  return ((*first)->count < (*second)->count) - ((*first)->count > (*second)->count);
}

static void
show_row (SbxCodesGroup *self, guint position, const char *code, guint64 count, guint64 total)
{
  g_autofree char *number = sbx_format_count (count);
  g_autofree char *name = sbx_format_line (code);
  g_autofree char *text = NULL;
  GtkWidget *row;

  if (position == self->rows->len)
    {
      row = g_object_new (SBX_TYPE_VALUE_ROW, "use-markup", FALSE, NULL);
      gtk_widget_add_css_class (row, "trouble");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  row = g_ptr_array_index (self->rows, position);
  /* Translators: a number of errors, and their percentage of all: "9 (90.0 %)" */
  text = g_strdup_printf (_ ("%s (%.1f %%)"), number, 100.0 * (double) count / (double) total);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  sbx_value_row_set_value (SBX_VALUE_ROW (row), text);
}

static void
drop_rows (SbxCodesGroup *self, guint n_kept)
{
  while (self->rows->len > n_kept)
    {
      GtkWidget *row = g_ptr_array_steal_index (self->rows, self->rows->len - 1);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
    }
}

static void
sbx_codes_group_show (SbxStatsGroup *group, const SbxStats *stats)
{
  SbxCodesGroup *self = SBX_CODES_GROUP (group);
  const SbxStatsCode *sorted[SBX_STATS_N_CODES];
  guint n = MIN (stats->n_codes, SBX_STATS_N_CODES);

  for (guint i = 0; i < n; i++)
    sorted[i] = &stats->codes[i];
  qsort (sorted, n, sizeof *sorted, compare_codes);

  for (guint i = 0; i < n; i++)
    show_row (self, i, sorted[i]->code, sorted[i]->count, stats->errors);
  if (stats->other_codes > 0)
    show_row (self, n++, _ ("Other Codes"), stats->other_codes, stats->errors);
  drop_rows (self, n);
}

static void
sbx_codes_group_dispose (GObject *object)
{
  g_ptr_array_set_size (SBX_CODES_GROUP (object)->rows, 0);

  G_OBJECT_CLASS (sbx_codes_group_parent_class)->dispose (object);
}

static void
sbx_codes_group_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_CODES_GROUP (object)->rows);

  G_OBJECT_CLASS (sbx_codes_group_parent_class)->finalize (object);
}

static void
sbx_codes_group_class_init (SbxCodesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sbx_codes_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_codes_group_finalize;
  SBX_STATS_GROUP_CLASS (klass)->show = sbx_codes_group_show;
}

static void
sbx_codes_group_init (SbxCodesGroup *self)
{
  self->rows = g_ptr_array_new ();
}

/* A group that is hidden is told of no figures. */
static void
stats_changed_cb (SbxEndpoint *endpoint, GParamSpec *pspec, gpointer user_data)
{
  const SbxStats *stats = sbx_endpoint_get_stats (endpoint);

  gtk_widget_set_visible (user_data, stats != NULL && stats->n_codes > 0);
}

GtkWidget *
sbx_codes_group_new (SbxEndpoint *endpoint)
{
  SbxCodesGroup *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_CODES_GROUP, "endpoint", endpoint, "title", _ ("Errors by Code"), NULL);
  g_signal_connect_object (endpoint, "notify::stats", G_CALLBACK (stats_changed_cb), self, 0);
  stats_changed_cb (endpoint, NULL, self);

  return GTK_WIDGET (self);
}
