/* sbx-violation-list.c — whether a document fits its schema, and where not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-payload-check.h"
#include "sbx-violation-list.h"

struct _SbxViolationList
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *label;
  GtkToggleButton *open_button;
  GtkRevealer *revealer;
  GtkListBox *list;

  GCancellable *validating; /* nullable */
  guint n_violations;
  guint max_violations; /* so many are looked for */
  gboolean learnt;
};

G_DEFINE_FINAL_TYPE (SbxViolationList, sbx_violation_list, GTK_TYPE_WIDGET)

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_rows (SbxViolationList *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show (SbxViolationList *self, const char *icon, const char *css_class, const char *words)
{
  const char *classes[] = { css_class, NULL };

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->label, words);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static GtkWidget *
make_row (MbmViolation *violation)
{
  const char *path = mbm_violation_get_instance_path (violation);
  g_autofree char *title = g_markup_escape_text (mbm_violation_get_message (violation), -1);
  g_autofree char *subtitle = g_markup_escape_text (*path != '\0' ? path : _ ("The whole document"), -1);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "pointer", g_strdup (path), g_free);
  return row;
}

static void
show_violations (SbxViolationList *self, GPtrArray *violations)
{
  guint n = violations->len;
  g_autofree char *words = NULL;

  self->n_violations = n;
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->list, make_row (violations->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->open_button), n > 0);
  gtk_toggle_button_set_active (self->open_button, n > 0 && !self->learnt);
  if (n == 0)
    {
      show (self, "emblem-ok-symbolic", "success",
            self->learnt ? _ ("Like the answers seen before") : _ ("Fits the contract"));
      return;
    }

  if (self->learnt)
    words = g_strdup (_ ("Unlike the answers seen before"));
  else if (n >= self->max_violations)
    words = g_strdup_printf (ngettext ("Breaks the contract in %u place or more",
                                       "Breaks the contract in %u places or more", n),
                             n);
  else
    words =
      g_strdup_printf (ngettext ("Breaks the contract in %u place", "Breaks the contract in %u places", n),
                       n);
  show (self, "dialog-warning-symbolic", self->learnt ? "dim-label" : "warning", words);
}

static void
on_validated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxViolationList *self = user_data;
  g_autoptr (GError) error = NULL;
  const char *text;
  g_autoptr (GPtrArray) violations = sbx_payload_check_finish (result, &text, &error);

  /* The list may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->validating);
  if (violations != NULL)
    show_violations (self, violations);
  else
    show (self, "dialog-warning-symbolic", "warning", error->message);
}

static void
on_row_activated (SbxViolationList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, g_object_get_data (G_OBJECT (row), "pointer"));
}

static void
sbx_violation_list_dispose (GObject *object)
{
  SbxViolationList *self = SBX_VIOLATION_LIST (object);

  g_cancellable_cancel (self->validating);
  g_clear_object (&self->validating);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_VIOLATION_LIST);

  G_OBJECT_CLASS (sbx_violation_list_parent_class)->dispose (object);
}

static void
sbx_violation_list_class_init (SbxViolationListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_violation_list_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", SBX_TYPE_VIOLATION_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-violation-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, content);
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, label);
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, open_button);
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, revealer);
  gtk_widget_class_bind_template_child (widget_class, SbxViolationList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_violation_list_init (SbxViolationList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sbx_violation_list_clear:
 *
 * Says nothing any more.
 */
void
sbx_violation_list_clear (SbxViolationList *self)
{
  g_return_if_fail (SBX_IS_VIOLATION_LIST (self));

  g_cancellable_cancel (self->validating);
  g_clear_object (&self->validating);
  self->n_violations = 0;
  clear_rows (self);
  gtk_toggle_button_set_active (self->open_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->open_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * sbx_violation_list_validate:
 * @schema: (nullable): what it has to look like; %NULL: nothing is known, and nothing said
 * @json: the document
 * @learnt: whether the schema was made of what was seen before, so that to be otherwise is no fault
 *
 * Validates a document, and shows what came of it when that is done.
 */
void
sbx_violation_list_validate (SbxViolationList *self, MbmSchema *schema, GBytes *json, gboolean learnt)
{
  const char *text;
  gsize length;

  g_return_if_fail (SBX_IS_VIOLATION_LIST (self));

  sbx_violation_list_clear (self);
  if (schema == NULL || json == NULL)
    return;

  self->learnt = learnt;
  self->max_violations = mbm_schema_get_max_violations (schema);
  self->validating = g_cancellable_new ();
  text = g_bytes_get_data (json, &length);
  sbx_payload_check_async (schema, g_strndup (text, length), self->validating, on_validated, self);
}

/**
 * sbx_violation_list_get_n_violations:
 *
 * Returns: how many are shown
 */
guint
sbx_violation_list_get_n_violations (SbxViolationList *self)
{
  g_return_val_if_fail (SBX_IS_VIOLATION_LIST (self), 0);

  return self->n_violations;
}
