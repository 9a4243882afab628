/* sbx-probe-row.c — a check of a probe, and what it came to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-row.h"

#include <glib/gi18n.h>

#include "mbm-json.h"
#include "sbx-copy-button.h"
#include "sbx-format.h"
#include "sbx-plain-row.h"

struct _SbxProbeRow
{
  AdwExpanderRow parent_instance;

  GtkStack *signs; /* an image, or a spinner while it runs */
  GtkImage *image;
  GtkSpinner *spinner;
  GtkLabel *duration;
  SbxProbeCheck *check;
  GPtrArray *details; /* GtkWidget: rows that were added, borrowed */
};

G_DEFINE_FINAL_TYPE (SbxProbeRow, sbx_probe_row, ADW_TYPE_EXPANDER_ROW)

static const struct
{
  const char *icon;
  const char *style;
} looks[] = {
  [SBX_PROBE_NOT_RUN] = { "sbx-status-stopped-symbolic", "dim-label" },
  [SBX_PROBE_RUNNING] = { "sbx-status-busy-symbolic", "status-busy" },
  [SBX_PROBE_PASSED] = { "object-select-symbolic", "status-running" },
  [SBX_PROBE_WARNING] = { "dialog-warning-symbolic", "status-busy" },
  [SBX_PROBE_FAILED] = { "dialog-error-symbolic", "status-failed" },
  [SBX_PROBE_NOT_APPLICABLE] = { "list-remove-symbolic", "dim-label" },
};

/* --- what it shows when it is opened ----------------------------------------------- */

static GtkWidget *
make_text (const char *text, gboolean is_code)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "hexpand", TRUE, NULL);

  if (is_code)
    gtk_widget_add_css_class (label, "monospace");
  return label;
}

static GtkWidget *
make_row (GtkWidget *child, const char *name)
{
  GtkWidget *row = sbx_plain_row_new (child);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
add_detail (SbxProbeRow *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->details, row);
}

static void
add_words (SbxProbeRow *self, const char *title, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *heading = gtk_label_new (title);

  if (*words == '\0')
    {
      g_object_unref (g_object_ref_sink (heading));
      g_object_unref (g_object_ref_sink (box));
      return;
    }
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), make_text (words, FALSE));
  gtk_widget_add_css_class (box, "probe-detail");
  add_detail (self, make_row (box, title));
}

static const char *
get_step_title (SbxProbeStepKind kind)
{
  switch (kind)
    {
    case SBX_PROBE_SENT:
      return C_ ("probe", "Sent");
    case SBX_PROBE_GOT:
      return C_ ("probe", "Received");
    case SBX_PROBE_HAPPENED:
    default:
      return C_ ("probe", "Happened");
    }
}

/* JSON in lines that can be read; anything else as it is. */
static char *
dup_shown (const SbxProbeStep *step)
{
  g_autoptr (GString) text = NULL;

  if (!step->cut && step->kind != SBX_PROBE_HAPPENED && mbm_json_check (step->text, -1, NULL))
    return mbm_json_pretty (step->text, -1);
  if (!step->cut)
    return g_strdup (step->text);

  text = g_string_new (step->text);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("… (cut: there were %zu bytes)"), step->size);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_step_head (const SbxProbeStep *step)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *time = sbx_format_latency (step->time);
  /* Translators: “Sent”, “Received” or “Happened”; the number of a connection; a time since the beginning */
  g_autofree char *words = g_strdup_printf (_ ("%s · connection %u · after %s"), get_step_title (step->kind),
                                            step->connection, time);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, step->kind == SBX_PROBE_SENT  ? "sbx-out"
                                   : step->kind == SBX_PROBE_GOT ? "sbx-in"
                                                                 : "dim-label");
  gtk_box_append (GTK_BOX (head), label);
  if (step->kind != SBX_PROBE_HAPPENED)
    gtk_box_append (GTK_BOX (head), g_object_new (SBX_TYPE_COPY_BUTTON, "what", _ ("Copy Text"), "text",
                                                  step->text, "valign", GTK_ALIGN_CENTER, NULL));
  return head;
}

static void
add_step (SbxProbeRow *self, const SbxProbeStep *step)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *text = dup_shown (step);

  gtk_box_append (GTK_BOX (box), make_step_head (step));
  gtk_box_append (GTK_BOX (box), make_text (text, step->kind != SBX_PROBE_HAPPENED));
  gtk_widget_add_css_class (box, "probe-detail");
  add_detail (self, make_row (box, get_step_title (step->kind)));
}

static void
show_details (SbxProbeRow *self)
{
  GPtrArray *steps = sbx_probe_check_get_steps (self->check);
  guint n_left_out = sbx_probe_check_get_n_left_out (self->check);
  /* Translators: where something is written: the chapter of a document */
  g_autofree char *section =
    g_strdup_printf (_ ("The Protocol Asks (%s)"), sbx_probe_check_get_section (self->check));

  add_words (self, C_ ("probe", "Found"), sbx_probe_check_get_message (self->check));
  add_words (self, C_ ("probe", "What to Do"), sbx_probe_check_get_advice (self->check));
  add_words (self, section, sbx_probe_check_get_expectation (self->check));
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    add_step (self, g_ptr_array_index (steps, i));
  if (n_left_out > 0)
    {
      g_autofree char *words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more step is not shown",
                                                             "%u more steps are not shown", n_left_out),
                                                n_left_out);

      add_words (self, C_ ("probe", "Left Out"), words);
    }
}

static void
clear_details (SbxProbeRow *self)
{
  for (guint i = 0; i < self->details->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->details, i));
  g_ptr_array_set_size (self->details, 0);
}

/* Made only for those that somebody opens. */
static void
expanded_cb (SbxProbeRow *self)
{
  if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) && self->details->len == 0)
    show_details (self);
}

/* --- the row itself ------------------------------------------------------------------- */

static void
sbx_probe_row_show_status (SbxProbeRow *self, SbxProbeStatus status)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->image), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->image), looks[status].style);
  gtk_image_set_from_icon_name (self->image, looks[status].icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->signs), sbx_probe_status_get_title (status));

  gtk_spinner_set_spinning (self->spinner, status == SBX_PROBE_RUNNING);
  gtk_stack_set_visible_child (self->signs, status == SBX_PROBE_RUNNING ? GTK_WIDGET (self->spinner)
                                                                        : GTK_WIDGET (self->image));
}

/* A row that may be opened opens by itself, which nobody wants of forty. */
static void
sbx_probe_row_set_can_open (SbxProbeRow *self, gboolean can_open)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (self);
  gboolean was_open = adw_expander_row_get_expanded (row) && can_open;

  clear_details (self);
  g_signal_handlers_block_by_func (self, expanded_cb, NULL);
  adw_expander_row_set_enable_expansion (row, can_open);
  adw_expander_row_set_expanded (row, was_open);
  g_signal_handlers_unblock_by_func (self, expanded_cb, NULL);
  expanded_cb (self);
}

static void
sbx_probe_row_update (SbxProbeRow *self)
{
  SbxProbeStatus status = sbx_probe_check_get_status (self->check);
  const char *message = sbx_probe_check_get_message (self->check);
  gboolean has_run = status != SBX_PROBE_NOT_RUN && status != SBX_PROBE_RUNNING;
  gboolean has_time = has_run && status != SBX_PROBE_NOT_APPLICABLE;
  g_autofree char *subtitle = NULL;
  g_autofree char *time = sbx_format_latency (sbx_probe_check_get_duration (self->check));
  /* Translators: for a screen reader: a check, its status such as “Passed”, and what was found */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s. %s"), sbx_probe_check_get_title (self->check),
                                           sbx_probe_status_get_title (status), message);

  sbx_probe_row_show_status (self, status);
  subtitle =
    g_markup_escape_text (*message != '\0' ? message : sbx_probe_check_get_expectation (self->check), -1);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_label_set_text (self->duration, has_time ? time : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  sbx_probe_row_set_can_open (self, has_run);
}

static void
sbx_probe_row_dispose (GObject *object)
{
  SbxProbeRow *self = SBX_PROBE_ROW (object);

  g_clear_object (&self->check);

  G_OBJECT_CLASS (sbx_probe_row_parent_class)->dispose (object);
}

static void
sbx_probe_row_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_PROBE_ROW (object)->details);

  G_OBJECT_CLASS (sbx_probe_row_parent_class)->finalize (object);
}

static void
sbx_probe_row_class_init (SbxProbeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sbx_probe_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_probe_row_finalize;
}

static void
sbx_probe_row_init (SbxProbeRow *self)
{
  self->details = g_ptr_array_new ();
  self->signs = GTK_STACK (gtk_stack_new ());
  self->image = GTK_IMAGE (gtk_image_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->duration = GTK_LABEL (gtk_label_new (NULL));

  gtk_stack_add_child (self->signs, GTK_WIDGET (self->image));
  gtk_stack_add_child (self->signs, GTK_WIDGET (self->spinner));
  gtk_widget_set_valign (GTK_WIDGET (self->signs), GTK_ALIGN_CENTER);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->signs));
  gtk_widget_add_css_class (GTK_WIDGET (self->duration), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->duration), "numeric");
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->duration));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

GtkWidget *
sbx_probe_row_new (SbxProbeCheck *check)
{
  SbxProbeRow *self;

  g_return_val_if_fail (SBX_IS_PROBE_CHECK (check), NULL);

  self = g_object_new (SBX_TYPE_PROBE_ROW, "title", sbx_probe_check_get_title (check), NULL);
  self->check = g_object_ref (check);
  /* The last that changes of a check. */
  g_signal_connect_object (check, "notify::duration", G_CALLBACK (sbx_probe_row_update), self,
                           G_CONNECT_SWAPPED);
  sbx_probe_row_update (self);
  return GTK_WIDGET (self);
}

SbxProbeCheck *
sbx_probe_row_get_check (SbxProbeRow *self)
{
  g_return_val_if_fail (SBX_IS_PROBE_ROW (self), NULL);

  return self->check;
}
