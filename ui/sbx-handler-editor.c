/* sbx-handler-editor.c — an editor for how a hosted server answers a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-handler-editor.h"

#include <glib/gi18n.h>

#include "sbx-answer-editor.h"
#include "sbx-answers-group.h"
#include "sbx-banner.h"
#include "sbx-focus.h"
#include "sbx-item-form.h"
#include "sbx-shapes.h"

struct _SbxHandlerEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  SbxBanner *banner;
  SbxEntryRow *request_row;
  SbxChoiceRow *kind_row;
  SbxEntryRow *description_row;
  GtkWidget *answer_group;
  SbxAnswerEditor *answer_editor;
  SbxAnswersGroup *sequence_group;
  GtkWidget *sequence_end_group;
  SbxChoiceRow *at_end_row;
  GtkWidget *stream_group;
  SbxNumberRow *interval_row;
  SbxNumberRow *count_row;
  SbxChoiceRow *stream_end_row;
  SbxAnswersGroup *items_group;
  GtkWidget *stream_error_group;
  SbxAnswerEditor *stream_error_editor;
  GtkWidget *timing_group;
  SbxNumberRow *delay_row;
  SbxNumberRow *jitter_row;
  SbxNumberRow *failure_rate_row;
  SbxEntryRow *failure_code_row;
  SbxEntryRow *failure_message_row;

  SbxServer *server;
  SbxItemDraft *draft; /* nullable */
  SbxItemForm *form;   /* of the draft's item */
  GSignalGroup *draft_signals;
  GSignalGroup *item_signals;
  /* The items of a stream, which the item has as texts. */
  GListStore *items;
};

enum
{
  PROP_0,
  PROP_DRAFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxHandlerEditor, sbx_handler_editor, GTK_TYPE_WIDGET)

static SbxHandlerConfig *
get_handler (SbxHandlerEditor *self)
{
  return self->draft != NULL ? SBX_HANDLER_CONFIG (sbx_item_draft_get_item (self->draft)) : NULL;
}

/* --- what it is about -------------------------------------------------------------- */

static const char *
explain (SbxHandlerKind kind)
{
  switch (kind)
    {
    case SBX_HANDLER_TEMPLATE:
      return _ ("A document with placeholders, such as {{payload.orderId}}");
    case SBX_HANDLER_ECHO:
      return _ ("The request’s payload, as it came");
    case SBX_HANDLER_ERROR:
      return _ ("The request fails, always");
    case SBX_HANDLER_SEQUENCE:
      return _ ("Each request is given the next of some answers");
    case SBX_HANDLER_STREAM:
      return _ ("A stream’s id at once, and then one item after the other");
    case SBX_HANDLER_SILENT:
      return _ ("Whoever asks runs into a timeout");
    case SBX_HANDLER_FORWARD:
      return _ ("What would answer without the handler, with its delay and its failures");
    case SBX_HANDLER_JSON:
    default:
      return _ ("The same document each time");
    }
}

static const char *
get_mode (SbxHandlerKind kind)
{
  switch (kind)
    {
    case SBX_HANDLER_JSON:
      return "json";
    case SBX_HANDLER_TEMPLATE:
      return "template";
    case SBX_HANDLER_ERROR:
      return "error";
    case SBX_HANDLER_ECHO:
    case SBX_HANDLER_SEQUENCE:
    case SBX_HANDLER_STREAM:
    case SBX_HANDLER_SILENT:
    case SBX_HANDLER_FORWARD:
    default:
      return "";
    }
}

static const char *
get_answer_title (SbxHandlerKind kind)
{
  switch (kind)
    {
    case SBX_HANDLER_TEMPLATE:
      return C_ ("handler", "Template");
    case SBX_HANDLER_ERROR:
      return C_ ("handler", "Error");
    default:
      return C_ ("handler", "Answer");
    }
}

static void
sbx_handler_editor_update_kind (SbxHandlerEditor *self)
{
  SbxHandlerConfig *handler = get_handler (self);
  SbxHandlerKind kind;
  SbxStreamEnd end;
  const char *mode;
  gboolean fails;

  if (handler == NULL)
    return;

  kind = sbx_handler_config_get_kind (handler);
  mode = get_mode (kind);
  g_object_get (handler, "stream-end", &end, NULL);
  fails = kind == SBX_HANDLER_STREAM && end == SBX_STREAM_FAILS;

  g_object_set (self->kind_row, "hint", explain (kind), NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->answer_group), get_answer_title (kind));
  sbx_answer_editor_set_mode (self->answer_editor, mode);
  sbx_answer_editor_set_mode (self->stream_error_editor, fails ? "error" : "");
  gtk_widget_set_visible (self->answer_group, mode[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->sequence_group), kind == SBX_HANDLER_SEQUENCE);
  gtk_widget_set_visible (self->sequence_end_group, kind == SBX_HANDLER_SEQUENCE);
  gtk_widget_set_visible (self->stream_group, kind == SBX_HANDLER_STREAM);
  gtk_widget_set_visible (GTK_WIDGET (self->items_group), kind == SBX_HANDLER_STREAM);
  gtk_widget_set_visible (self->stream_error_group, fails);
  gtk_widget_set_visible (self->timing_group, kind != SBX_HANDLER_SILENT);
}

static void
sbx_handler_editor_update_request (SbxHandlerEditor *self)
{
  SbxHandlerConfig *handler = get_handler (self);
  const char *request;

  if (handler == NULL)
    return;

  request = sbx_handler_config_get_request (handler);
  g_object_set (self->request_row, "hint",
                g_str_equal (request, SBX_HANDLER_ANY) ? _ ("Every request that has no handler of its own")
                                                       : _ ("Its name, or * for all that have no handler"),
                NULL);
  sbx_answer_editor_set_about (self->answer_editor, self->server, request, TRUE);
  sbx_answer_editor_set_about (self->stream_error_editor, self->server, request, FALSE);
}

static char **
suggest_requests (gpointer user_data)
{
  SbxHandlerEditor *self = user_data;

  return sbx_shapes_dup_names (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)), SBX_SHAPE_REQUEST);
}

static char **
suggest_codes (gpointer user_data)
{
  SbxHandlerEditor *self = user_data;
  MbmContract *contract = sbx_shapes_get_contract (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)));

  return contract != NULL ? g_strdupv ((char **) mbm_contract_get_errors (contract)) : NULL;
}

/* --- what is wrong ------------------------------------------------------------------ */

/* A handler that was just added has no name yet: that is no fault to be told in red. */
static gboolean
is_new (SbxHandlerEditor *self)
{
  return sbx_item_draft_get_good (self->draft) == NULL &&
         sbx_handler_config_get_request (get_handler (self))[0] == '\0';
}

static void
sbx_handler_editor_show_error (SbxHandlerEditor *self)
{
  const char *error = sbx_item_draft_get_error (self->draft);
  const char *wrong = sbx_item_draft_get_wrong (self->draft);
  gboolean fresh = is_new (self);
  g_autofree char *text = NULL;

  if (error != NULL && fresh)
    text = g_strdup (_ ("It is in use as soon as it has the name of a request"));
  else if (error != NULL && sbx_item_draft_get_good (self->draft) != NULL)
    /* Translators: %s says what is wrong */
    text = g_strdup_printf (_ ("%s. Until that is put right, the server answers as it did before."), error);
  else if (error != NULL)
    /* Translators: %s says what is wrong */
    text = g_strdup_printf (_ ("%s. Until that is put right, it is not in use."), error);

  g_object_set (self->banner, "text", text, "error", error != NULL && !fresh, NULL);
  if (fresh)
    error = NULL;
  sbx_item_form_show_error (self->form, wrong, error);
  sbx_answer_editor_show_error (self->answer_editor, wrong, error);
  sbx_answer_editor_show_error (self->stream_error_editor, wrong, error);
  g_object_set (self->sequence_group, "error", g_strcmp0 (wrong, "answers") == 0 ? error : NULL, NULL);
  g_object_set (self->items_group, "error", g_strcmp0 (wrong, "items") == 0 ? error : NULL, NULL);
}

/* --- lists ---------------------------------------------------------------------------- */

static void
answers_changed_cb (SbxHandlerEditor *self)
{
  if (self->draft != NULL)
    sbx_item_draft_touch (self->draft);
}

static void
items_changed_cb (SbxHandlerEditor *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  if (self->draft == NULL || self->items == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      g_autofree char *text = NULL;

      g_object_get (item, "answer", &text, NULL);
      g_strv_builder_add (builder, text != NULL ? text : "{}");
    }

  texts = g_strv_builder_end (builder);
  g_object_set (sbx_item_draft_get_item (self->draft), "items", texts, NULL);
}

static void
sbx_handler_editor_fill_items (SbxHandlerEditor *self, SbxHandlerConfig *handler)
{
  g_auto (GStrv) texts = NULL;

  g_clear_object (&self->items);
  self->items = g_list_store_new (SBX_TYPE_ANSWER_CONFIG);
  g_object_get (handler, "items", &texts, NULL);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autoptr (SbxAnswerConfig) item = sbx_answer_config_new ();

      g_object_set (item, "kind", SBX_ANSWER_TEMPLATE, "answer", texts[i], NULL);
      g_list_store_append (self->items, item);
    }
}

/* --- the draft -------------------------------------------------------------------------- */

static void
sbx_handler_editor_fill_form (SbxHandlerEditor *self, SbxItemForm *form)
{
  sbx_item_form_add_text (form, "request", self->request_row);
  sbx_item_form_add_choice (form, "kind", self->kind_row);
  sbx_item_form_add_text (form, "description", self->description_row);
  sbx_item_form_add_choice (form, "at-end", self->at_end_row);
  sbx_item_form_add_number (form, "interval", self->interval_row, 1);
  sbx_item_form_add_number (form, "count", self->count_row, 1);
  sbx_item_form_add_choice (form, "stream-end", self->stream_end_row);
  sbx_item_form_add_number (form, "delay", self->delay_row, 1);
  sbx_item_form_add_number (form, "jitter", self->jitter_row, 1);
  sbx_item_form_add_number (form, "failure-rate", self->failure_rate_row, 100);
  sbx_item_form_add_text (form, "failure-code", self->failure_code_row);
  sbx_item_form_add_text (form, "failure-message", self->failure_message_row);
}

static void
sbx_handler_editor_set_draft (SbxHandlerEditor *self, SbxItemDraft *draft)
{
  SbxItemConfig *item = draft != NULL ? sbx_item_draft_get_item (draft) : NULL;
  const char *request;

  if (self->draft == draft)
    return;

  g_clear_object (&self->form);
  g_signal_group_set_target (self->draft_signals, NULL);
  g_signal_group_set_target (self->item_signals, NULL);
  g_set_object (&self->draft, draft);
  sbx_answer_editor_set_item (self->answer_editor, NULL);
  sbx_answer_editor_set_item (self->stream_error_editor, NULL);
  sbx_answers_group_set_answers (self->sequence_group, NULL, self->server, NULL);
  sbx_answers_group_set_answers (self->items_group, NULL, self->server, NULL);
  if (draft == NULL)
    return;

  request = sbx_handler_config_get_request (SBX_HANDLER_CONFIG (item));
  sbx_handler_editor_update_kind (self);
  sbx_handler_editor_update_request (self);
  self->form = sbx_item_form_new (item);
  sbx_handler_editor_fill_form (self, self->form);
  sbx_answer_editor_set_item (self->answer_editor, item);
  sbx_answer_editor_set_item (self->stream_error_editor, item);
  sbx_handler_editor_fill_items (self, SBX_HANDLER_CONFIG (item));
  sbx_answers_group_set_answers (self->sequence_group,
                                 sbx_handler_config_get_answers (SBX_HANDLER_CONFIG (item)), self->server,
                                 request);
  sbx_answers_group_set_answers (self->items_group, self->items, self->server, request);
  g_signal_group_set_target (self->draft_signals, draft);
  g_signal_group_set_target (self->item_signals, item);
  sbx_handler_editor_show_error (self);
}

static gboolean
sbx_handler_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_HANDLER_EDITOR (widget)->request_row));
}

static void
sbx_handler_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxHandlerEditor *self = SBX_HANDLER_EDITOR (object);

  switch (prop_id)
    {
    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_handler_editor_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DRAFT:
      sbx_handler_editor_set_draft (SBX_HANDLER_EDITOR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_handler_editor_dispose (GObject *object)
{
  SbxHandlerEditor *self = SBX_HANDLER_EDITOR (object);

  g_clear_object (&self->form);
  g_clear_object (&self->draft_signals);
  g_clear_object (&self->item_signals);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_object (&self->draft);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_handler_editor_parent_class)->dispose (object);
}

static void
sbx_handler_editor_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, request_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, description_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, answer_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, answer_editor);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, sequence_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, sequence_end_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, at_end_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, stream_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, interval_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, count_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, stream_end_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, items_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, stream_error_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, stream_error_editor);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, timing_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, delay_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, jitter_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, failure_rate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, failure_code_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHandlerEditor, failure_message_row);
}

static void
sbx_handler_editor_class_init (SbxHandlerEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_handler_editor_get_property;
  object_class->set_property = sbx_handler_editor_set_property;
  object_class->dispose = sbx_handler_editor_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_handler_editor_grab_focus;

  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, SBX_TYPE_ITEM_DRAFT,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SBX_TYPE_ANSWER_EDITOR);
  g_type_ensure (SBX_TYPE_ANSWERS_GROUP);
  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-handler-editor.ui");
  sbx_handler_editor_bind_children (widget_class);
}

static void
sbx_handler_editor_init (SbxHandlerEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->draft_signals = g_signal_group_new (SBX_TYPE_ITEM_DRAFT);
  g_signal_group_connect_swapped (self->draft_signals, "notify::error",
                                  G_CALLBACK (sbx_handler_editor_show_error), self);
  g_signal_group_connect_swapped (self->draft_signals, "notify::in-use",
                                  G_CALLBACK (sbx_handler_editor_show_error), self);

  self->item_signals = g_signal_group_new (SBX_TYPE_HANDLER_CONFIG);
  g_signal_group_connect_swapped (self->item_signals, "notify::kind",
                                  G_CALLBACK (sbx_handler_editor_update_kind), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::stream-end",
                                  G_CALLBACK (sbx_handler_editor_update_kind), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::request",
                                  G_CALLBACK (sbx_handler_editor_update_request), self);

  g_signal_connect_object (self->sequence_group, "changed", G_CALLBACK (answers_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items_group, "changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sbx_entry_row_set_suggestions (self->request_row, suggest_requests, self, NULL);
  sbx_entry_row_set_suggestions (self->failure_code_row, suggest_codes, self, NULL);
}

GtkWidget *
sbx_handler_editor_new (SbxServer *server)
{
  SbxHandlerEditor *self;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  self = g_object_new (SBX_TYPE_HANDLER_EDITOR, NULL);
  self->server = g_object_ref (server);
  /* Its contract may be read later, or be another one. */
  g_signal_connect_object (sbx_endpoint_get_shapes (SBX_ENDPOINT (server)), "notify::contract",
                           G_CALLBACK (sbx_handler_editor_update_request), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
