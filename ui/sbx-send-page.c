/* sbx-send-page.c — requests and events sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-answer-view.h"
#include "sbx-format.h"
#include "sbx-json-editor.h"
#include "sbx-request-form.h"
#include "sbx-send-page.h"
#include "sbx-sent-message.h"

/**
 * SbxSendPage:
 *
 * Writes a message and sends it: a connection's requests and events, or a hosted server's events. The payload
 * is a JSON text; where its shape is known a form shows the same text. One request is under way at a time,
 * and can be cancelled.
 */
struct _SbxSendPage
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkBox *halves;
  GtkWidget *kinds_row;
  GtkToggleButton *request_toggle;
  GtkToggleButton *event_toggle;
  GtkWidget *recipient_row;
  GtkDropDown *recipient;
  GtkEntry *name;
  GtkListStore *names;
  GtkWidget *switcher;
  GtkStack *views;
  SbxRequestForm *form;
  SbxJsonEditor *payload;
  GtkWidget *context_expander;
  SbxJsonEditor *context;
  GtkWidget *timeout_row;
  GtkSpinButton *timeout;
  GtkLabel *hint;
  GtkWidget *cancel_button;
  GtkWidget *send_button;
  SbxAnswerView *answer;
  GtkMenuButton *history_button;
  GtkStack *history_stack;
  GtkListView *history_list;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  GListStore *history; /* of SbxSentMessage, newest first */
  GCancellable *cancellable;
  MbmSchema *shape; /* nullable */
  guint orient_id;
  gboolean wide;
};

G_DEFINE_FINAL_TYPE (SbxSendPage, sbx_send_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CONSOLE,
  PROP_ENDPOINT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Kept for sending again; the traffic has everything. */
#define MAX_HISTORY 50
/* From this width on the answer stands beside the message. */
#define WIDE_FROM 760
#define MIN_WIDTH 320

static gboolean
is_event (SbxSendPage *self)
{
  return gtk_toggle_button_get_active (self->event_toggle);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
context_is_valid (SbxSendPage *self)
{
  g_autofree char *text = sbx_json_editor_dup_text (self->context);

  if (is_blank (text))
    return TRUE;
  return sbx_json_editor_get_valid (self->context) &&
         mbm_json_value_get_type (mbm_json_value (g_strstrip (text), -1)) == MBM_JSON_OBJECT;
}

/* Why nothing can be sent now, for people; NULL if it can. */
static const char *
find_obstacle (SbxSendPage *self)
{
  if (sbx_endpoint_get_state (self->endpoint) != SBX_ENDPOINT_RUNNING)
    return SBX_IS_SERVER (self->endpoint) ? _ ("Start the server to send an event.")
                                          : _ ("Connect to send something.");
  if (*gtk_editable_get_text (GTK_EDITABLE (self->name)) == '\0')
    return is_event (self) ? _ ("Enter the name of an event.") : _ ("Enter the name of a request.");
  if (!sbx_json_editor_get_valid (self->payload))
    return _ ("The payload is not valid JSON yet.");
  if (!context_is_valid (self))
    return _ ("The context must be a JSON object, or empty.");
  return NULL;
}

static void
update_actions (SbxSendPage *self)
{
  const char *obstacle = find_obstacle (self);
  gboolean busy = self->cancellable != NULL;

  gtk_label_set_label (self->hint, obstacle != NULL ? obstacle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), obstacle != NULL && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "send.send", obstacle == NULL && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "send.cancel", busy);
  gtk_widget_set_visible (self->cancel_button, busy);
}

static void
update_names (SbxSendPage *self)
{
  g_auto (GStrv) seen =
    sbx_console_dup_seen_names (self->console, sbx_endpoint_get_id (self->endpoint), is_event (self));

  gtk_list_store_clear (self->names);
  for (guint i = 0; seen != NULL && seen[i] != NULL; i++)
    gtk_list_store_insert_with_values (self->names, NULL, -1, 0, seen[i], -1);
}

static void
set_form_visible (SbxSendPage *self, gboolean visible)
{
  GtkStackPage *page = gtk_stack_get_page (self->views, GTK_WIDGET (self->form));

  gtk_stack_page_set_visible (page, visible);
  gtk_widget_set_visible (self->switcher, visible);
  gtk_stack_set_visible_child_name (self->views, visible ? "form" : "json");
}

static void
update_shape (SbxSendPage *self)
{
  SbxShapes *shapes = sbx_endpoint_get_shapes (self->endpoint);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autoptr (MbmSchema) shape =
    is_event (self) ? NULL : sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, name, SBX_SHAPE_PAYLOAD);
  g_autoptr (GBytes) example = NULL;

  if (shape == self->shape)
    return;

  g_clear_pointer (&self->shape, mbm_schema_unref);
  if (shape != NULL)
    example = mbm_schema_generate (shape, NULL);
  if (example != NULL)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (example, NULL), g_bytes_get_size (example));
      g_autofree char *description = sbx_shapes_dup_description (shapes, SBX_SHAPE_REQUEST, name);
      g_autofree char *json = NULL;

      self->shape = mbm_schema_ref (shape);
      sbx_request_form_set_shape (self->form, description, text);
      json = sbx_request_form_dup_json (self->form);
      sbx_json_editor_set_text (self->payload, json);
    }
  set_form_visible (self, self->shape != NULL);
}

static void
on_name_changed (SbxSendPage *self)
{
  update_shape (self);
  update_actions (self);
}

static void
on_name_activate (SbxSendPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "send.send", NULL);
}

static void
on_kind_toggled (SbxSendPage *self)
{
  gtk_widget_set_visible (self->timeout_row, !is_event (self));
  update_names (self);
  update_shape (self);
  update_actions (self);
}

static void
on_json_changed (SbxSendPage *self)
{
  update_actions (self);
}

static void
on_form_changed (SbxSendPage *self)
{
  g_autofree char *json = sbx_request_form_dup_json (self->form);

  sbx_json_editor_set_text (self->payload, json);
  update_actions (self);
}

/* Both views show one document; where the form cannot show it, the JSON view stays. */
static void
on_view_changed (SbxSendPage *self)
{
  g_autofree char *text = NULL;

  if (self->shape == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "form") != 0)
    return;

  text = sbx_json_editor_dup_text (self->payload);
  if (!sbx_request_form_set_json (self->form, text))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                  _ ("The form cannot show this payload; it stays as JSON"));
      gtk_stack_set_visible_child_name (self->views, "json");
    }
}

static void
update_recipients (SbxSendPage *self)
{
  GListModel *peers = sbx_endpoint_get_peers (self->endpoint);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  GtkStringObject *selected = gtk_drop_down_get_selected_item (self->recipient);
  g_autofree char *old = selected != NULL ? g_strdup (gtk_string_object_get_string (selected)) : NULL;
  guint position = 0;

  gtk_string_list_append (list, _ ("All Clients"));
  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);

      gtk_string_list_append (list, sbx_peer_get_id (peer));
      if (g_strcmp0 (sbx_peer_get_id (peer), old) == 0)
        position = i + 1;
    }
  gtk_drop_down_set_model (self->recipient, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->recipient, position);
}

/* NULL: everybody. */
static const char *
get_recipient (SbxSendPage *self)
{
  GtkStringObject *selected = gtk_drop_down_get_selected_item (self->recipient);

  if (selected == NULL || gtk_drop_down_get_selected (self->recipient) == 0)
    return NULL;
  return gtk_string_object_get_string (selected);
}

typedef struct
{
  SbxSendPage *page;
  SbxSentMessage *sent;
} Sending;

static Sending *
sending_new (SbxSendPage *self, SbxSentMessage *sent)
{
  Sending *sending = g_new (Sending, 1);

  sending->page = g_object_ref (self);
  sending->sent = g_object_ref (sent);
  return sending;
}

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->page);
  g_object_unref (sending->sent);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* FALSE: the page is gone, or was disposed of, meanwhile. */
static gboolean
finish_sending (SbxSendPage *self)
{
  if (self->endpoint == NULL)
    return FALSE;

  g_clear_object (&self->cancellable);
  update_names (self);
  update_actions (self);
  return TRUE;
}

static void
show_failure (Sending *sending, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  sbx_sent_message_set_outcome (sending->sent, cancelled ? _ ("Cancelled") : error->message);
  sbx_answer_view_show_error (sending->page->answer, cancelled ? _ ("Cancelled") : _ ("No Answer"),
                              cancelled ? _ ("The service may have received it all the same.")
                                        : error->message);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxAnswer) answer = sbx_connection_request_finish (SBX_CONNECTION (source), result, &error);
  g_autofree char *time = NULL;
  g_autofree char *outcome = NULL;

  if (!finish_sending (sending->page))
    return;
  if (answer == NULL)
    {
      show_failure (sending, error);
      return;
    }

  time = sbx_format_latency (answer->latency);
  outcome = g_strdup_printf ("%s · %s",
                             mbm_message_is_success (answer->message)
                               ? _ ("Success")
                               : mbm_message_get_useful_error (answer->message),
                             time);
  sbx_sent_message_set_outcome (sending->sent, outcome);
  sbx_answer_view_show_answer (sending->page->answer, answer->message, answer->latency);
}

static void
show_sent (Sending *sending, const char *text)
{
  sbx_sent_message_set_outcome (sending->sent, text);
  sbx_answer_view_show_sent (sending->page->answer, text);
}

static void
on_emitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = sbx_connection_emit_finish (SBX_CONNECTION (source), result, &error);

  if (!finish_sending (sending->page))
    return;
  if (done)
    show_sent (sending, _ ("Event sent"));
  else
    show_failure (sending, error);
}

static void
on_broadcast (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  int n = sbx_server_send_event_finish (SBX_SERVER (source), result, &error);
  g_autofree char *text = NULL;

  if (!finish_sending (sending->page))
    return;
  if (n < 0)
    {
      show_failure (sending, error);
      return;
    }

  text = g_strdup_printf (ngettext ("Event sent to %d client", "Event sent to %d clients", n), n);
  show_sent (sending, text);
}

static void
remember (SbxSendPage *self, SbxSentMessage *sent)
{
  g_list_store_insert (self->history, 0, sent);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->history)) > MAX_HISTORY)
    g_list_store_remove (self->history, MAX_HISTORY);
  gtk_stack_set_visible_child_name (self->history_stack, "list");
}

static void
send_now (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSendPage *self = SBX_SEND_PAGE (widget);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *payload = sbx_json_editor_dup_text (self->payload);
  g_autofree char *context = sbx_json_editor_dup_text (self->context);
  const char *used_payload = is_blank (payload) ? "{}" : payload;
  const char *used_context = is_blank (context) ? NULL : context;
  g_autoptr (SbxSentMessage) sent = NULL;

  if (find_obstacle (self) != NULL || self->cancellable != NULL)
    return;

  sent = sbx_sent_message_new (is_event (self), name, used_payload, used_context);
  remember (self, sent);
  self->cancellable = g_cancellable_new ();
  sbx_answer_view_show_waiting (self->answer, name);
  update_actions (self);

  if (SBX_IS_SERVER (self->endpoint))
    {
      const char *ids[] = { get_recipient (self), NULL };

      sbx_server_send_event_async (SBX_SERVER (self->endpoint), ids[0] != NULL ? ids : NULL, name,
                                   used_payload, self->cancellable, on_broadcast, sending_new (self, sent));
    }
  else if (is_event (self))
    sbx_connection_emit_async (SBX_CONNECTION (self->endpoint), name, used_payload, used_context,
                               self->cancellable, on_emitted, sending_new (self, sent));
  else
    sbx_connection_request_async (SBX_CONNECTION (self->endpoint), name, used_payload, used_context,
                                  gtk_spin_button_get_value_as_int (self->timeout), self->cancellable,
                                  on_answered, sending_new (self, sent));
}

static void
cancel (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_cancellable_cancel (SBX_SEND_PAGE (widget)->cancellable);
}

static void
on_history_activate (SbxSendPage *self, guint position)
{
  g_autoptr (SbxSentMessage) sent = g_list_model_get_item (G_LIST_MODEL (self->history), position);

  gtk_menu_button_popdown (self->history_button);
  if (sbx_sent_message_is_event (sent))
    gtk_toggle_button_set_active (self->event_toggle, TRUE);
  else
    gtk_toggle_button_set_active (self->request_toggle, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->name), sbx_sent_message_get_name (sent));
  sbx_json_editor_set_text (self->payload, sbx_sent_message_get_payload (sent));
  sbx_json_editor_set_text (self->context, sbx_sent_message_get_context (sent));
  on_view_changed (self);
}

static gboolean
on_orient (gpointer user_data)
{
  SbxSendPage *self = user_data;

  self->orient_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->halves),
                                  self->wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (self->halves, self->wide);
  return G_SOURCE_REMOVE;
}

/* What an allocation allocates must not change within it. */
static void
sbx_send_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SbxSendPage *self = SBX_SEND_PAGE (widget);
  gboolean wide = width >= WIDE_FROM;
  int minimum;

  /* Until the halves stand as they should they may want more than there is. */
  gtk_widget_measure (self->scroller, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->scroller, MAX (width, minimum), height, baseline, NULL);
  if (wide != self->wide && self->orient_id == 0)
    self->orient_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_orient, self, NULL);
  self->wide = wide;
}

static void
sbx_send_page_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (SBX_SEND_PAGE (widget)->scroller, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MIN_WIDTH);
}

static void
setup_server (SbxSendPage *self)
{
  GListModel *peers = sbx_endpoint_get_peers (self->endpoint);

  gtk_toggle_button_set_active (self->event_toggle, TRUE);
  gtk_widget_set_visible (self->kinds_row, FALSE);
  gtk_widget_set_visible (self->context_expander, FALSE);
  gtk_widget_set_visible (self->recipient_row, TRUE);
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (update_recipients), self, G_CONNECT_SWAPPED);
  update_recipients (self);
}

static void
setup_connection (SbxSendPage *self)
{
  guint timeout;

  g_object_get (sbx_endpoint_get_config (self->endpoint), "request-timeout", &timeout, NULL);
  gtk_spin_button_set_value (self->timeout, timeout);
  g_signal_connect_object (self->endpoint, "notify::server-capabilities", G_CALLBACK (on_name_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
sbx_send_page_constructed (GObject *object)
{
  SbxSendPage *self = SBX_SEND_PAGE (object);
  g_autoptr (GtkNoSelection) selection = NULL;

  G_OBJECT_CLASS (sbx_send_page_parent_class)->constructed (object);

  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->history)));
  gtk_list_view_set_model (self->history_list, GTK_SELECTION_MODEL (selection));
  sbx_json_editor_set_text (self->payload, "{}");
  gtk_stack_set_visible_child_name (self->views, "json");
  if (SBX_IS_SERVER (self->endpoint))
    setup_server (self);
  else
    setup_connection (self);
  g_signal_connect_object (self->endpoint, "notify::state", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_names (self);
  update_actions (self);
}

static void
sbx_send_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_send_page_parent_class)->map (widget);

  update_names (SBX_SEND_PAGE (widget));
}

static void
sbx_send_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxSendPage *self = SBX_SEND_PAGE (object);

  switch (id)
    {
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    case PROP_ENDPOINT:
      g_value_set_object (value, self->endpoint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_send_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxSendPage *self = SBX_SEND_PAGE (object);

  switch (id)
    {
    case PROP_CONSOLE:
      self->console = g_value_dup_object (value);
      break;
    case PROP_ENDPOINT:
      self->endpoint = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_send_page_dispose (GObject *object)
{
  SbxSendPage *self = SBX_SEND_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->orient_id, g_source_remove);
  g_clear_object (&self->history);
  g_clear_pointer (&self->shape, mbm_schema_unref);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->console);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_SEND_PAGE);

  G_OBJECT_CLASS (sbx_send_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_ANSWER_VIEW);
  g_type_ensure (SBX_TYPE_JSON_EDITOR);
  g_type_ensure (SBX_TYPE_REQUEST_FORM);
  g_type_ensure (SBX_TYPE_SENT_MESSAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-send-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, halves);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, kinds_row);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, request_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, event_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, recipient_row);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, recipient);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, name);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, names);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, views);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, form);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, context_expander);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, context);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, timeout_row);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, timeout);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, send_button);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, answer);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, history_button);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, history_stack);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, history_list);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_json_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_history_activate);
}

static void
sbx_send_page_class_init (SbxSendPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_send_page_constructed;
  object_class->get_property = sbx_send_page_get_property;
  object_class->set_property = sbx_send_page_set_property;
  object_class->dispose = sbx_send_page_dispose;
  widget_class->size_allocate = sbx_send_page_size_allocate;
  widget_class->measure = sbx_send_page_measure;
  widget_class->map = sbx_send_page_map;

  props[PROP_CONSOLE] =
    g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "send.send", NULL, send_now);
  gtk_widget_class_install_action (widget_class, "send.cancel", NULL, cancel);
}

static void
sbx_send_page_init (SbxSendPage *self)
{
  self->history = g_list_store_new (SBX_TYPE_SENT_MESSAGE);

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_send_page_new:
 * @endpoint: whose messages are sent: a connection, or a hosted server
 */
GtkWidget *
sbx_send_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  return g_object_new (SBX_TYPE_SEND_PAGE, "console", console, "endpoint", endpoint, NULL);
}
