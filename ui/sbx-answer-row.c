/* sbx-answer-row.c — one of several answers, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answer-row.h"

#include <glib/gi18n.h>

#include "sbx-answer-editor.h"
#include "sbx-item-form.h"
#include "sbx-plain-row.h"

struct _SbxAnswerRow
{
  AdwExpanderRow parent_instance;

  SbxAnswerConfig *answer;
  SbxServer *server;
  char *request;
  gboolean is_item;
  guint position;

  /* Once it was unfolded. */
  SbxAnswerEditor *editor;
  SbxItemForm *form;
};

enum
{
  REMOVE,
  MOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxAnswerRow, sbx_answer_row, ADW_TYPE_EXPANDER_ROW)

static SbxAnswerKind
get_kind (SbxAnswerRow *self)
{
  SbxAnswerKind kind;

  g_object_get (self->answer, "kind", &kind, NULL);
  return kind;
}

/* What it is, in a line. */
static char *
describe (SbxAnswerRow *self)
{
  g_autofree char *answer = NULL;
  g_autofree char *code = NULL;
  g_autofree char *compact = NULL;

  g_object_get (self->answer, "answer", &answer, "error-code", &code, NULL);
  if (get_kind (self) == SBX_ANSWER_ERROR)
    /* Translators: %s is an error’s code, such as ORDER_NOT_FOUND */
    return g_strdup_printf (C_ ("handler", "Error %s"), code);

  if (answer != NULL)
    compact = mbm_json_compact (answer, -1);

  return g_strdup (compact != NULL ? compact : answer != NULL ? answer : "{}");
}

static void
sbx_answer_row_update (SbxAnswerRow *self)
{
  g_autofree char *words = describe (self);
  g_autofree char *shown = g_utf8_make_valid (words, MIN (strlen (words), 200));
  g_autofree char *subtitle = g_markup_escape_text (shown, -1);
  /* Translators: %u is a position in a list, from 1 */
  g_autofree char *title =
    g_strdup_printf (self->is_item ? _ ("Item %u") : _ ("Answer %u"), self->position + 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

static void
answer_changed_cb (SbxAnswerRow *self)
{
  sbx_answer_row_update (self);

  if (self->editor != NULL)
    {
      g_autoptr (GError) error = NULL;
      const char *wrong = NULL;
      static const char *const modes[] = { "json", "template", "error" };

      sbx_item_config_check (SBX_ITEM_CONFIG (self->answer), &wrong, &error);
      sbx_answer_editor_set_mode (self->editor, modes[get_kind (self)]);
      sbx_answer_editor_show_error (self->editor, wrong, error != NULL ? error->message : NULL);
    }
}

static GtkWidget *
create_kind_row (void)
{
  const char *labels[] = { C_ ("handler", "JSON"), C_ ("handler", "Template"), C_ ("handler", "Error"),
                           NULL };
  static const char *const values[] = { "json", "template", "error", NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (labels);
  GtkWidget *row = sbx_choice_row_new ();

  g_object_set (row, "title", _ ("_Kind"), "labels", list, "values", values, NULL);
  return row;
}

/* An editor is heavy, and a sequence may be long. */
static void
expanded_cb (SbxAnswerRow *self)
{
  if (self->editor != NULL || self->answer == NULL ||
      !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;

  if (!self->is_item)
    {
      GtkWidget *kind_row = create_kind_row ();

      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), kind_row);
      self->form = sbx_item_form_new (SBX_ITEM_CONFIG (self->answer));
      sbx_item_form_add_choice (self->form, "kind", SBX_CHOICE_ROW (kind_row));
    }

  self->editor = SBX_ANSWER_EDITOR (sbx_answer_editor_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->editor), "sbx-in-row");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), sbx_plain_row_new (GTK_WIDGET (self->editor)));
  sbx_answer_editor_set_about (self->editor, self->server, self->request, !self->is_item);
  sbx_answer_editor_set_item (self->editor, SBX_ITEM_CONFIG (self->answer));
  answer_changed_cb (self);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVE], 0, g_str_equal (action_name, "answer.move-up") ? -1 : 1);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, signals[REMOVE], 0);
}

static void
sbx_answer_row_dispose (GObject *object)
{
  SbxAnswerRow *self = SBX_ANSWER_ROW (object);

  g_clear_object (&self->form);
  g_clear_object (&self->answer);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_answer_row_parent_class)->dispose (object);
}

static void
sbx_answer_row_finalize (GObject *object)
{
  g_free (SBX_ANSWER_ROW (object)->request);

  G_OBJECT_CLASS (sbx_answer_row_parent_class)->finalize (object);
}

static void
sbx_answer_row_class_init (SbxAnswerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_answer_row_dispose;
  object_class->finalize = sbx_answer_row_finalize;

  signals[REMOVE] =
    g_signal_new ("remove", SBX_TYPE_ANSWER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE] = g_signal_new ("move", SBX_TYPE_ANSWER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_install_action (widget_class, "answer.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "answer.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "answer.remove", NULL, remove_action);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-answer-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
}

static void
sbx_answer_row_init (SbxAnswerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_answer_row_new (SbxAnswerConfig *answer, SbxServer *server, const char *request, gboolean is_item)
{
  SbxAnswerRow *self;

  g_return_val_if_fail (SBX_IS_ANSWER_CONFIG (answer), NULL);
  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  self = g_object_new (SBX_TYPE_ANSWER_ROW, NULL);
  self->answer = g_object_ref (answer);
  self->server = g_object_ref (server);
  self->request = g_strdup (request);
  self->is_item = is_item;
  g_signal_connect_object (answer, "notify", G_CALLBACK (answer_changed_cb), self, G_CONNECT_SWAPPED);
  sbx_answer_row_update (self);

  return GTK_WIDGET (self);
}

SbxAnswerConfig *
sbx_answer_row_get_answer (SbxAnswerRow *self)
{
  g_return_val_if_fail (SBX_IS_ANSWER_ROW (self), NULL);

  return self->answer;
}

void
sbx_answer_row_set_place (SbxAnswerRow *self, guint position, guint n)
{
  g_return_if_fail (SBX_IS_ANSWER_ROW (self));

  self->position = position;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "answer.move-up", position > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "answer.move-down", position + 1 < n);
  sbx_answer_row_update (self);
}
