/* sbx-answers-group.c — several answers, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answers-group.h"

#include <glib/gi18n.h>

#include "sbx-answer-row.h"
#include "sbx-undo.h"

struct _SbxAnswersGroup
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *add_button;
  AdwButtonContent *add_content;

  GListStore *answers; /* nullable */
  SbxServer *server;
  char *request;
  GPtrArray *rows; /* in the order of the answers */
  char *error;
  gboolean is_items;
};

enum
{
  PROP_0,
  PROP_IS_ITEMS,
  PROP_ERROR,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxAnswersGroup, sbx_answers_group, ADW_TYPE_PREFERENCES_GROUP)

static void
changed_cb (SbxAnswersGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sbx_answers_group_place (SbxAnswersGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    sbx_answer_row_set_place (self->rows->pdata[i], i, self->rows->len);
}

static void
move_cb (SbxAnswersGroup *self, int by, SbxAnswerRow *row)
{
  g_autoptr (SbxAnswerConfig) answer = g_object_ref (sbx_answer_row_get_answer (row));
  gpointer additions[] = { answer };
  guint position;

  if (!g_list_store_find (self->answers, answer, &position))
    return;

  g_list_store_splice (self->answers, position, 1, NULL, 0);
  g_list_store_splice (self->answers, position + (guint) by, 0, additions, 1);
}

/* What was removed, and from where. */
typedef struct
{
  GListStore *answers;
  SbxAnswerConfig *answer;
  guint position;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->answers);
  g_object_unref (removed->answer);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (removed->answers));

  g_list_store_insert (removed->answers, MIN (removed->position, n), removed->answer);
}

static void
remove_cb (SbxAnswersGroup *self, SbxAnswerRow *row)
{
  Removed *removed = g_new0 (Removed, 1);

  removed->answers = g_object_ref (self->answers);
  removed->answer = g_object_ref (sbx_answer_row_get_answer (row));
  if (!g_list_store_find (self->answers, removed->answer, &removed->position))
    {
      removed_free (removed);
      return;
    }

  g_list_store_remove (self->answers, removed->position);
  gtk_widget_grab_focus (self->add_button);
  sbx_undo_offer (GTK_WIDGET (self), self->is_items ? _ ("Item removed") : _ ("Answer removed"), put_back,
                  NULL, removed, removed_free);
}

static void
add_cb (SbxAnswersGroup *self)
{
  g_autoptr (SbxAnswerConfig) answer = sbx_answer_config_new ();

  if (self->answers == NULL)
    return;

  if (self->is_items)
    g_object_set (answer, "kind", SBX_ANSWER_TEMPLATE, NULL);
  g_list_store_append (self->answers, answer);
  adw_expander_row_set_expanded (self->rows->pdata[self->rows->len - 1], TRUE);
}

static GtkWidget *
sbx_answers_group_create_row (SbxAnswersGroup *self, SbxAnswerConfig *answer)
{
  GtkWidget *row = sbx_answer_row_new (answer, self->server, self->request, self->is_items);

  g_signal_connect_object (row, "move", G_CALLBACK (move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return row;
}

/* The row of @answer among those there are; it is taken out. (nullable) */
static GtkWidget *
steal_row (GPtrArray *rows, SbxAnswerConfig *answer)
{
  for (guint i = 0; i < rows->len; i++)
    if (sbx_answer_row_get_answer (rows->pdata[i]) == answer)
      return g_ptr_array_remove_index (rows, i);

  return NULL;
}

/* A group only appends: all rows are taken out and put in again, each as it was. */
static void
sbx_answers_group_fill (SbxAnswersGroup *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->rows);
  guint n = self->answers != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->answers)) : 0;

  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_free_func (old, NULL);
  for (guint i = 0; i < old->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), old->pdata[i]);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxAnswerConfig) answer = g_list_model_get_item (G_LIST_MODEL (self->answers), i);
      GtkWidget *row = steal_row (old, answer);

      if (row == NULL)
        row = g_object_ref_sink (sbx_answers_group_create_row (self, answer));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }

  for (guint i = 0; i < old->len; i++)
    {
      g_signal_handlers_disconnect_by_func (sbx_answer_row_get_answer (old->pdata[i]), changed_cb, self);
      g_object_unref (old->pdata[i]);
    }
  sbx_answers_group_place (self);
}

static void
items_changed_cb (SbxAnswersGroup *self)
{
  sbx_answers_group_fill (self);
  changed_cb (self);
}

static void
sbx_answers_group_set_error (SbxAnswersGroup *self, const char *error)
{
  g_autofree char *escaped = error != NULL ? g_markup_escape_text (error, -1) : NULL;

  g_free (self->error);
  self->error = g_strdup (error);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), escaped);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static void
sbx_answers_group_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxAnswersGroup *self = SBX_ANSWERS_GROUP (object);

  switch (prop_id)
    {
    case PROP_IS_ITEMS:
      g_value_set_boolean (value, self->is_items);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_answers_group_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxAnswersGroup *self = SBX_ANSWERS_GROUP (object);

  switch (prop_id)
    {
    case PROP_IS_ITEMS:
      self->is_items = g_value_get_boolean (value);
      break;
    case PROP_ERROR:
      sbx_answers_group_set_error (self, g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_answers_group_constructed (GObject *object)
{
  SbxAnswersGroup *self = SBX_ANSWERS_GROUP (object);

  G_OBJECT_CLASS (sbx_answers_group_parent_class)->constructed (object);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   self->is_items ? _ ("Items") : _ ("Answers"));
  adw_button_content_set_label (self->add_content, self->is_items ? _ ("Add _Item") : _ ("Add _Answer"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->is_items ? _ ("Add Item") : _ ("Add Answer"), -1);
}

static void
sbx_answers_group_dispose (GObject *object)
{
  SbxAnswersGroup *self = SBX_ANSWERS_GROUP (object);

  if (self->answers != NULL)
    g_signal_handlers_disconnect_by_func (self->answers, items_changed_cb, self);
  g_clear_object (&self->answers);
  g_clear_object (&self->server);
  g_ptr_array_set_size (self->rows, 0);

  G_OBJECT_CLASS (sbx_answers_group_parent_class)->dispose (object);
}

static void
sbx_answers_group_finalize (GObject *object)
{
  SbxAnswersGroup *self = SBX_ANSWERS_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->request);
  g_free (self->error);

  G_OBJECT_CLASS (sbx_answers_group_parent_class)->finalize (object);
}

static void
sbx_answers_group_class_init (SbxAnswersGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_answers_group_constructed;
  object_class->get_property = sbx_answers_group_get_property;
  object_class->set_property = sbx_answers_group_set_property;
  object_class->dispose = sbx_answers_group_dispose;
  object_class->finalize = sbx_answers_group_finalize;

  properties[PROP_IS_ITEMS] =
    g_param_spec_boolean ("is-items", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_string ("error", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_ANSWERS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-answers-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAnswersGroup, add_button);
  gtk_widget_class_bind_template_child (widget_class, SbxAnswersGroup, add_content);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
sbx_answers_group_init (SbxAnswersGroup *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sbx_answers_group_set_answers (SbxAnswersGroup *self,
                               GListStore *answers,
                               SbxServer *server,
                               const char *request)
{
  g_return_if_fail (SBX_IS_ANSWERS_GROUP (self));
  g_return_if_fail (answers == NULL || G_IS_LIST_STORE (answers));

  if (self->answers != NULL)
    g_signal_handlers_disconnect_by_func (self->answers, items_changed_cb, self);
  g_set_object (&self->answers, answers);
  g_set_object (&self->server, server);
  g_free (self->request);
  self->request = g_strdup (request);

  sbx_answers_group_fill (self);
  if (answers != NULL)
    g_signal_connect_object (answers, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
}
