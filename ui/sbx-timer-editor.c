/* sbx-timer-editor.c — an editor for an event that a hosted server emits by itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-timer-editor.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-focus.h"
#include "sbx-item-form.h"
#include "sbx-recipients-row.h"
#include "sbx-shapes.h"
#include "sbx-template-help.h"

struct _SbxTimerEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  SbxBanner *banner;
  GtkWidget *send_button;
  GtkLabel *send_words;
  SbxEntryRow *event_row;
  SbxEntryRow *description_row;
  SbxPayloadEditor *payload;
  SbxTemplateHelp *help;
  SbxNumberRow *interval_row;
  SbxNumberRow *jitter_row;
  SbxNumberRow *count_row;
  SbxChoiceRow *to_row;
  SbxEntryRow *recipients_row;
  SbxRecipientsRow *choose_row;
  SbxSwitchRow *in_turn_row;

  SbxServer *server;
  SbxItemDraft *draft; /* nullable */
  SbxItemForm *form;   /* of the draft's item */
  GPtrArray *bindings; /* of the row that chooses */
  GSignalGroup *draft_signals;
  GSignalGroup *item_signals;
  GCancellable *cancellable; /* while it is sent by hand */
};

enum
{
  PROP_0,
  PROP_DRAFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxTimerEditor, sbx_timer_editor, GTK_TYPE_WIDGET)

static SbxTimerConfig *
get_timer (SbxTimerEditor *self)
{
  return self->draft != NULL ? SBX_TIMER_CONFIG (sbx_item_draft_get_item (self->draft)) : NULL;
}

static char *
expand (const char *text, gpointer user_data, GError **error)
{
  return sbx_template_help_expand (SBX_TIMER_EDITOR (user_data)->help, text, error);
}

static void
payload_changed_cb (SbxTimerEditor *self)
{
  g_autofree char *text = sbx_payload_editor_dup_text (self->payload);

  sbx_template_help_set_text (self->help, text);
}

static char **
suggest_events (gpointer user_data)
{
  SbxTimerEditor *self = user_data;

  return sbx_shapes_dup_names (sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server)), SBX_SHAPE_EVENT);
}

/* --- what is shown ------------------------------------------------------------------ */

static void
sbx_timer_editor_update_actions (SbxTimerEditor *self)
{
  gboolean running = sbx_endpoint_get_state (SBX_ENDPOINT (self->server)) == SBX_ENDPOINT_RUNNING;
  gboolean right =
    self->draft != NULL && sbx_item_config_check (sbx_item_draft_get_item (self->draft), NULL, NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "timer.send",
                                 running && right && self->cancellable == NULL);
  if (!running)
    gtk_label_set_text (self->send_words, _ ("The server does not run"));
}

static void
sbx_timer_editor_state_cb (SbxTimerEditor *self)
{
  gtk_label_set_text (self->send_words, "");
  sbx_timer_editor_update_actions (self);
}

static void
sbx_timer_editor_update_recipients (SbxTimerEditor *self)
{
  SbxTimerConfig *timer = get_timer (self);
  SbxRecipients to;

  if (timer == NULL)
    return;

  g_object_get (timer, "to", &to, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->recipients_row), to != SBX_RECIPIENTS_ALL);
  gtk_widget_set_visible (GTK_WIDGET (self->choose_row), to != SBX_RECIPIENTS_ALL);
  g_object_set (self->recipients_row, "hint",
                to == SBX_RECIPIENTS_TYPES   ? _ ("Types, separated by commas")
                : to == SBX_RECIPIENTS_USERS ? _ ("User names, separated by commas")
                                             : _ ("Ids, separated by commas"),
                NULL);
}

static void
sbx_timer_editor_update_event (SbxTimerEditor *self)
{
  SbxTimerConfig *timer = get_timer (self);
  SbxShapes *shapes = sbx_endpoint_get_shapes (SBX_ENDPOINT (self->server));
  g_autoptr (MbmSchema) schema = NULL;

  if (timer == NULL)
    return;

  schema =
    sbx_shapes_dup_schema (shapes, SBX_SHAPE_EVENT, sbx_timer_config_get_event (timer), SBX_SHAPE_PAYLOAD);
  sbx_payload_editor_set_schema (self->payload, schema);
}

/* One that was just added has no name yet: that is no fault to be told in red. */
static gboolean
is_new (SbxTimerEditor *self)
{
  return sbx_item_draft_get_good (self->draft) == NULL &&
         sbx_timer_config_get_event (get_timer (self))[0] == '\0';
}

static void
sbx_timer_editor_show_error (SbxTimerEditor *self)
{
  const char *error = sbx_item_draft_get_error (self->draft);
  gboolean fresh = is_new (self);
  g_autofree char *text = NULL;

  if (error != NULL && fresh)
    text = g_strdup (_ ("It is in use as soon as it has the name of an event"));
  else if (error != NULL && sbx_item_draft_get_good (self->draft) != NULL)
    /* Translators: %s says what is wrong */
    text = g_strdup_printf (_ ("%s. Until that is put right, it is sent as it was before."), error);
  else if (error != NULL)
    /* Translators: %s says what is wrong */
    text = g_strdup_printf (_ ("%s. Until that is put right, it is not in use."), error);

  g_object_set (self->banner, "text", text, "error", error != NULL && !fresh, NULL);
  sbx_item_form_show_error (self->form, sbx_item_draft_get_wrong (self->draft), fresh ? NULL : error);
  sbx_timer_editor_update_actions (self);
}

/* --- by hand --------------------------------------------------------------------------- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxTimerEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int n = sbx_server_fire_timer_finish (SBX_SERVER (source), result, &error);

  g_clear_object (&self->cancellable);
  if (self->server == NULL)
    return; /* the page is gone */

  if (n >= 0)
    text = g_strdup_printf (ngettext ("Sent to %d client", "Sent to %d clients", n), n);
  gtk_label_set_text (self->send_words, n >= 0 ? text : error->message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send_words), n >= 0 ? NULL : error->message);
  sbx_timer_editor_update_actions (self);
}

static void
send_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTimerEditor *self = SBX_TIMER_EDITOR (widget);

  self->cancellable = g_cancellable_new ();
  sbx_timer_editor_update_actions (self);
  sbx_server_fire_timer_async (self->server, get_timer (self), self->cancellable, sent_cb,
                               g_object_ref (self));
}

/* --- the draft --------------------------------------------------------------------------- */

static void
sbx_timer_editor_bind (SbxTimerEditor *self, SbxItemConfig *item, const char *property, const char *other)
{
  g_ptr_array_add (self->bindings,
                   g_object_ref (g_object_bind_property (item, property, self->choose_row, other,
                                                         G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)));
}

static void
sbx_timer_editor_unbind (SbxTimerEditor *self)
{
  for (guint i = 0; i < self->bindings->len; i++)
    g_binding_unbind (self->bindings->pdata[i]);
  g_ptr_array_set_size (self->bindings, 0);
  g_clear_object (&self->form);
}

static void
sbx_timer_editor_set_draft (SbxTimerEditor *self, SbxItemDraft *draft)
{
  SbxItemConfig *item = draft != NULL ? sbx_item_draft_get_item (draft) : NULL;

  if (self->draft == draft)
    return;

  sbx_timer_editor_unbind (self);
  g_signal_group_set_target (self->draft_signals, NULL);
  g_signal_group_set_target (self->item_signals, NULL);
  g_set_object (&self->draft, draft);
  gtk_label_set_text (self->send_words, "");
  if (draft == NULL)
    return;

  self->form = sbx_item_form_new (item);
  sbx_item_form_add_text (self->form, "event", self->event_row);
  sbx_item_form_add_text (self->form, "description", self->description_row);
  sbx_item_form_add_json (self->form, "payload", self->payload);
  sbx_item_form_add_number (self->form, "interval", self->interval_row, 1);
  sbx_item_form_add_number (self->form, "jitter", self->jitter_row, 1);
  sbx_item_form_add_number (self->form, "count", self->count_row, 1);
  sbx_item_form_add_choice (self->form, "to", self->to_row);
  sbx_item_form_add_list (self->form, "recipients", self->recipients_row);
  sbx_item_form_add_switch (self->form, "in-turn", self->in_turn_row);
  sbx_timer_editor_bind (self, item, "to", "kind");
  sbx_timer_editor_bind (self, item, "recipients", "recipients");
  g_signal_group_set_target (self->draft_signals, draft);
  g_signal_group_set_target (self->item_signals, item);
  sbx_timer_editor_update_event (self);
  sbx_timer_editor_update_recipients (self);
  sbx_timer_editor_show_error (self);
}

static gboolean
sbx_timer_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_TIMER_EDITOR (widget)->event_row));
}

static void
sbx_timer_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DRAFT:
      g_value_set_object (value, SBX_TIMER_EDITOR (object)->draft);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_timer_editor_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DRAFT:
      sbx_timer_editor_set_draft (SBX_TIMER_EDITOR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_timer_editor_dispose (GObject *object)
{
  SbxTimerEditor *self = SBX_TIMER_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  sbx_timer_editor_unbind (self);
  g_clear_object (&self->draft_signals);
  g_clear_object (&self->item_signals);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (sbx_timer_editor_parent_class)->dispose (object);
}

static void
sbx_timer_editor_finalize (GObject *object)
{
  SbxTimerEditor *self = SBX_TIMER_EDITOR (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->bindings);

  G_OBJECT_CLASS (sbx_timer_editor_parent_class)->finalize (object);
}

static void
sbx_timer_editor_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, box);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, send_button);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, send_words);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, event_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, description_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, help);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, interval_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, jitter_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, count_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, to_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, recipients_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, choose_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTimerEditor, in_turn_row);
}

static void
sbx_timer_editor_class_init (SbxTimerEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_timer_editor_get_property;
  object_class->set_property = sbx_timer_editor_set_property;
  object_class->dispose = sbx_timer_editor_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_timer_editor_grab_focus;
  object_class->finalize = sbx_timer_editor_finalize;

  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, SBX_TYPE_ITEM_DRAFT,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "timer.send", NULL, send_action);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  g_type_ensure (SBX_TYPE_RECIPIENTS_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  g_type_ensure (SBX_TYPE_TEMPLATE_HELP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-timer-editor.ui");
  sbx_timer_editor_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, payload_changed_cb);
}

static void
sbx_timer_editor_init (SbxTimerEditor *self)
{
  self->bindings = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->draft_signals = g_signal_group_new (SBX_TYPE_ITEM_DRAFT);
  g_signal_group_connect_swapped (self->draft_signals, "notify::error",
                                  G_CALLBACK (sbx_timer_editor_show_error), self);
  g_signal_group_connect_swapped (self->draft_signals, "notify::in-use",
                                  G_CALLBACK (sbx_timer_editor_show_error), self);
  g_signal_group_connect_swapped (self->draft_signals, "edited", G_CALLBACK (sbx_timer_editor_update_actions),
                                  self);

  self->item_signals = g_signal_group_new (SBX_TYPE_TIMER_CONFIG);
  g_signal_group_connect_swapped (self->item_signals, "notify::to",
                                  G_CALLBACK (sbx_timer_editor_update_recipients), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::event",
                                  G_CALLBACK (sbx_timer_editor_update_event), self);

  sbx_entry_row_set_suggestions (self->event_row, suggest_events, self, NULL);
  sbx_payload_editor_set_expander (self->payload, expand, self, NULL);
}

GtkWidget *
sbx_timer_editor_new (SbxServer *server)
{
  SbxTimerEditor *self;

  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  self = g_object_new (SBX_TYPE_TIMER_EDITOR, NULL);
  self->server = g_object_ref (server);
  sbx_recipients_row_set_server (self->choose_row, server);
  sbx_template_help_set_about (self->help, server, NULL);
  g_signal_connect_object (server, "notify::state", G_CALLBACK (sbx_timer_editor_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sbx_endpoint_get_shapes (SBX_ENDPOINT (server)), "notify::contract",
                           G_CALLBACK (sbx_timer_editor_update_event), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
