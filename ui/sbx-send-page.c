/* sbx-send-page.c — requests and events sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-answer-view.h"
#include "sbx-composer.h"
#include "sbx-focus.h"
#include "sbx-master-detail.h"
#include "sbx-message-tools.h"
#include "sbx-keys.h"
#include "sbx-placeholders.h"
#include "sbx-questions-view.h"
#include "sbx-replies-dialog.h"
#include "sbx-send-page.h"
#include "sbx-sender.h"
#include "sbx-subscriptions-dialog.h"

/**
 * SbxSendPage:
 *
 * Writes a message and sends it: a connection's requests and events, or what a hosted server has for its
 * clients. The message stands beside the answer, or where there is no room for both the one that matters is
 * seen. One message is under way at a time, and can be cancelled; what is under way outlives the page, but
 * not the endpoint.
 */
struct _SbxSendPage
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkToggleButton *message_toggle;
  GtkToggleButton *answer_toggle;
  SbxQuestionsView *questions;
  SbxMasterDetail *panes;
  SbxComposer *composer;
  SbxAnswerView *answer;
  SbxMessageTools *tools;
  GMenuModel *connection_menu;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  SbxSender *sender;
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

static void
update_actions (SbxSendPage *self)
{
  g_autofree char *obstacle = sbx_composer_dup_obstacle (self->composer);
  gboolean busy = sbx_sender_get_busy (self->sender);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "send.send", obstacle == NULL && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "send.cancel", busy);
}

static void
on_busy_changed (SbxSendPage *self)
{
  sbx_composer_set_busy (self->composer, sbx_sender_get_busy (self->sender));
  update_actions (self);
}

/* Where there is room for one pane only. */
static void
show_pane (SbxSendPage *self, gboolean answer)
{
  gtk_toggle_button_set_active (answer ? self->answer_toggle : self->message_toggle, TRUE);
}

static void
on_pane_toggled (SbxSendPage *self)
{
  sbx_master_detail_set_in_detail (self->panes, gtk_toggle_button_get_active (self->answer_toggle));
}

static void
send_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSendPage *self = SBX_SEND_PAGE (widget);
  g_autofree char *obstacle = sbx_composer_dup_obstacle (self->composer);
  g_autoptr (SbxDraft) draft = NULL;
  g_auto (GStrv) recipients = NULL;

  if (obstacle != NULL || sbx_sender_get_busy (self->sender))
    return;

  draft = sbx_composer_dup_draft (self->composer);
  recipients = sbx_composer_dup_recipients (self->composer);
  show_pane (self, TRUE);
  sbx_sender_send (self->sender, draft, (const char *const *) recipients);
  sbx_composer_set_last_trace (self->composer, sbx_sender_get_last_trace (self->sender));
}

static void
cancel_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_sender_cancel (SBX_SEND_PAGE (widget)->sender);
}

static void
subscriptions_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSendPage *self = SBX_SEND_PAGE (widget);
  GtkWindow *dialog = sbx_subscriptions_dialog_new (SBX_CONNECTION (self->endpoint));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (dialog);
}

static void
replies_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxSendPage *self = SBX_SEND_PAGE (widget);
  GtkWindow *dialog = sbx_replies_dialog_new (SBX_CONNECTION (self->endpoint));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (dialog);
}

static void
on_show_in_traffic (SbxSendPage *self, gint64 sequence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "endpoint.show-row", "x", sequence);
}

static SbxDraft *
get_draft (gpointer user_data)
{
  return sbx_composer_dup_draft (SBX_SEND_PAGE (user_data)->composer);
}

static void
on_draft_activated (SbxSendPage *self, SbxDraft *draft)
{
  sbx_composer_set_draft (self->composer, draft);
  show_pane (self, FALSE);
}

static void
on_send_requested (SbxSendPage *self, SbxDraft *draft)
{
  sbx_composer_set_draft (self->composer, draft);
  gtk_widget_activate_action (GTK_WIDGET (self), "send.send", NULL);
}

static void
sbx_send_page_constructed (GObject *object)
{
  SbxSendPage *self = SBX_SEND_PAGE (object);

  G_OBJECT_CLASS (sbx_send_page_parent_class)->constructed (object);

  self->sender = sbx_sender_new (self->console, self->endpoint, self->answer);
  g_signal_connect_object (self->sender, "notify::busy", G_CALLBACK (on_busy_changed), self,
                           G_CONNECT_SWAPPED);
  sbx_composer_set_up (self->composer, self->endpoint, sbx_console_get_variables (self->console));
  sbx_placeholders_provide (GTK_WIDGET (self), self->console, self->endpoint);
  sbx_message_tools_set_up (self->tools, self->console, self->endpoint, get_draft, self);
  if (SBX_IS_CONNECTION (self->endpoint))
    {
      sbx_message_tools_add_section (self->tools, self->connection_menu);
      sbx_questions_view_set_connection (self->questions, SBX_CONNECTION (self->endpoint));
    }
  update_actions (self);
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

  if (self->sender != NULL)
    sbx_sender_cancel (self->sender);
  g_clear_object (&self->sender);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_SEND_PAGE);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_send_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_ANSWER_VIEW);
  g_type_ensure (SBX_TYPE_COMPOSER);
  g_type_ensure (SBX_TYPE_MASTER_DETAIL);
  g_type_ensure (SBX_TYPE_MESSAGE_TOOLS);
  g_type_ensure (SBX_TYPE_QUESTIONS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-send-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, content);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, message_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, answer_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, tools);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, connection_menu);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, questions);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, panes);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, composer);
  gtk_widget_class_bind_template_child (widget_class, SbxSendPage, answer);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, on_pane_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_show_in_traffic);
  gtk_widget_class_bind_template_callback (widget_class, on_draft_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_send_requested);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static gboolean
sbx_send_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_SEND_PAGE (widget)->composer));
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
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_send_page_grab_focus;

  props[PROP_CONSOLE] =
    g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "send.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "send.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "send.subscriptions", NULL, subscriptions_action);
  gtk_widget_class_install_action (widget_class, "send.replies", NULL, replies_action);
}

static const SbxKey keys[] = {
  { GDK_KEY_Return, GDK_CONTROL_MASK, "send.send" },
  { GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "send.send" },
};

static void
sbx_send_page_init (SbxSendPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_keys_add_to_page (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
  sbx_composer_add_tool (self->composer, GTK_WIDGET (self->tools));
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
