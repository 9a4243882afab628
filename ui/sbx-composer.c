/* sbx-composer.c — a message that is being written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-composer-private.h"
#include "sbx-connection.h"
#include "sbx-context-parts.h"
#include "sbx-focus.h"
#include "sbx-server.h"

G_DEFINE_FINAL_TYPE (SbxComposer, sbx_composer, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How long a server waits for its clients unless it is told otherwise, in milliseconds. */
#define SERVER_TIMEOUT 30000

static gboolean
is_event (SbxComposer *self)
{
  return gtk_toggle_button_get_active (self->event_toggle);
}

SbxShapeKind
sbx_composer_get_kind (SbxComposer *self)
{
  return is_event (self) ? SBX_SHAPE_EVENT : SBX_SHAPE_REQUEST;
}

/* A server's events have no context of ours. */
static gboolean
has_context (SbxComposer *self)
{
  return SBX_IS_CONNECTION (self->endpoint) || !is_event (self);
}

/* What is worth knowing before it is sent, though it keeps nobody from sending. (nullable) */
static char *
dup_warning (SbxComposer *self)
{
  guint n = sbx_payload_editor_get_n_violations (self->payload);

  if (n == 0)
    return NULL;
  if (sbx_shapes_get_origin (self->shapes, sbx_composer_get_kind (self),
                             sbx_name_entry_get_text (self->name)) == SBX_SHAPE_ORIGIN_LEARNT)
    return g_strdup (_ ("Unlike what was seen before. It is sent as it is."));
  return g_strdup_printf (ngettext ("Does not fit the contract: %u problem. It is sent as it is.",
                                    "Does not fit the contract: %u problems. It is sent as it is.", n),
                          n);
}

static void
update_hint (SbxComposer *self)
{
  g_autofree char *obstacle = sbx_composer_dup_obstacle (self);
  g_autofree char *warning = obstacle == NULL ? dup_warning (self) : NULL;
  const char *text = self->busy ? NULL : obstacle != NULL ? obstacle : warning;
  const char *classes[] = { "caption", warning != NULL ? "warning" : "dim-label", NULL };

  gtk_label_set_label (self->hint, text != NULL ? text : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->hint), classes);
}

static void
on_changed (SbxComposer *self)
{
  g_autofree char *summary = NULL;

  if (self->loading)
    return;

  summary = sbx_context_editor_dup_summary (self->context);
  gtk_label_set_label (self->context_summary, summary);
  update_hint (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_name_changed (SbxComposer *self)
{
  sbx_composer_update_schema (self);
  on_changed (self);
}

static void
on_name_activate (SbxComposer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "send.send", NULL);
}

static void
on_shapes_changed (SbxComposer *self)
{
  sbx_composer_update_schema (self);
  on_changed (self);
}

static void
on_kind_toggled (SbxComposer *self)
{
  g_object_set (self->recipients, "single", !is_event (self), NULL);
  gtk_widget_set_visible (self->timeout_row, !is_event (self));
  gtk_widget_set_visible (self->context_expander, has_context (self));
  sbx_name_entry_set_shapes (self->name, self->shapes, sbx_composer_get_kind (self));
  on_name_changed (self);
}

static guint
get_usual_timeout (SbxComposer *self)
{
  guint timeout = SERVER_TIMEOUT;

  if (SBX_IS_CONNECTION (self->endpoint))
    g_object_get (sbx_endpoint_get_config (self->endpoint), "request-timeout", &timeout, NULL);
  return timeout;
}

static void
sbx_composer_dispose (GObject *object)
{
  SbxComposer *self = SBX_COMPOSER (object);

  self->loading = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_COMPOSER);
  g_clear_object (&self->variables);
  g_clear_object (&self->shapes);
  g_clear_object (&self->base);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_composer_parent_class)->dispose (object);
}

static void
sbx_composer_finalize (GObject *object)
{
  SbxComposer *self = SBX_COMPOSER (object);

  g_free (self->filled);
  g_free (self->schema_name);

  G_OBJECT_CLASS (sbx_composer_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_CONTEXT_EDITOR);
  g_type_ensure (SBX_TYPE_NAME_ENTRY);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  g_type_ensure (SBX_TYPE_RECIPIENT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, content);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, tools);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, request_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, event_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, recipients);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, name);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, context_expander);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, context_summary);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, context);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, timeout_row);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, timeout);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, hint);
  gtk_widget_class_bind_template_child (widget_class, SbxComposer, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static gboolean
sbx_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_COMPOSER (widget)->name));
}

static void
sbx_composer_class_init (SbxComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_composer_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_composer_grab_focus;
  object_class->finalize = sbx_composer_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
sbx_composer_init (SbxComposer *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_composer_set_up:
 * @endpoint: what is sent through
 * @variables: what placeholders may stand for
 *
 * To be called once, before anything else.
 */
void
sbx_composer_set_up (SbxComposer *self, SbxEndpoint *endpoint, SbxVariables *variables)
{
  gboolean server = SBX_IS_SERVER (endpoint);

  g_return_if_fail (SBX_IS_COMPOSER (self));
  g_return_if_fail (self->endpoint == NULL);

  self->endpoint = g_object_ref (endpoint);
  self->variables = g_object_ref (variables);
  self->shapes = g_object_ref (sbx_endpoint_get_shapes (self->endpoint));
  g_signal_connect_object (self->shapes, "changed", G_CALLBACK (on_shapes_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endpoint, "notify::state", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->recipients), server);
  if (server)
    g_object_set (self->recipients, "peers", sbx_endpoint_get_peers (self->endpoint), NULL);
  else
    g_signal_connect_object (self->endpoint, "notify::user", G_CALLBACK (on_changed), self,
                             G_CONNECT_SWAPPED);
  g_object_set (self->context, "endpoint", self->endpoint, NULL);
  gtk_spin_button_set_value (self->timeout, get_usual_timeout (self));
  gtk_toggle_button_set_active (server ? self->event_toggle : self->request_toggle, TRUE);
  sbx_composer_set_up_payload (self);
  self->loading = FALSE;
  on_kind_toggled (self);
}

/**
 * sbx_composer_dup_draft:
 *
 * Returns: (transfer full): what was written. A remark about another message, or what was to be taken from
 * its answer, is left behind with that
 */
SbxDraft *
sbx_composer_dup_draft (SbxComposer *self)
{
  const char *name;
  g_autofree char *payload = NULL;
  g_autofree char *context = NULL;
  gboolean trace = TRUE;
  g_auto (GStrv) recipients = NULL;
  SbxDraft *draft;
  guint timeout;

  g_return_val_if_fail (SBX_IS_COMPOSER (self), NULL);

  name = sbx_name_entry_get_text (self->name);
  if (self->base != NULL && g_str_equal (sbx_draft_get_name (self->base), name) &&
      sbx_draft_get_event (self->base) == is_event (self))
    draft = sbx_draft_copy (self->base);
  else
    draft = sbx_draft_new (is_event (self), name, NULL);

  payload = sbx_payload_editor_dup_text (self->payload);
  context =
    has_context (self) ? sbx_context_for_draft (sbx_context_editor_get_text (self->context), &trace) : NULL;
  recipients = sbx_composer_dup_recipients (self);
  /* What was typed just now, too. */
  gtk_spin_button_update (self->timeout);
  timeout = gtk_spin_button_get_value_as_int (self->timeout);
  g_object_set (draft, "payload", payload, "context", context, "trace", trace, "timeout",
                is_event (self) || timeout == get_usual_timeout (self) ? 0 : timeout, "recipient",
                recipients != NULL && recipients[1] == NULL ? recipients[0] : NULL, "recipients",
                recipients != NULL && recipients[0] != NULL && recipients[1] != NULL ? recipients : NULL,
                NULL);
  return draft;
}

/**
 * sbx_composer_set_draft:
 * @draft: what to write on at
 */
void
sbx_composer_set_draft (SbxComposer *self, SbxDraft *draft)
{
  const char *one[2] = { NULL };
  g_autofree char *context = NULL;
  guint timeout;

  g_return_if_fail (SBX_IS_COMPOSER (self));

  context = sbx_context_from_draft (sbx_draft_get_context (draft), sbx_draft_get_trace (draft));

  self->loading = TRUE;
  g_set_object (&self->base, draft);
  one[0] = sbx_draft_get_recipient (draft);
  timeout = sbx_draft_get_timeout (draft);
  gtk_toggle_button_set_active (sbx_draft_get_event (draft) ? self->event_toggle : self->request_toggle,
                                TRUE);
  sbx_recipient_button_set_recipients (self->recipients,
                                       one[0] != NULL ? one : sbx_draft_get_recipients (draft));
  sbx_name_entry_set_text (self->name, sbx_draft_get_name (draft));
  sbx_payload_editor_set_text (self->payload, sbx_draft_get_payload (draft));
  sbx_context_editor_set_text (self->context, context);
  gtk_spin_button_set_value (self->timeout, timeout != 0 ? timeout : get_usual_timeout (self));
  sbx_composer_update_schema (self);
  self->loading = FALSE;
  on_changed (self);
}

/**
 * sbx_composer_dup_recipients:
 *
 * Returns: (transfer full) (nullable): ids of a server's clients; %NULL for all
 */
char **
sbx_composer_dup_recipients (SbxComposer *self)
{
  g_return_val_if_fail (SBX_IS_COMPOSER (self), NULL);

  return SBX_IS_SERVER (self->endpoint) ? sbx_recipient_button_dup_recipients (self->recipients) : NULL;
}

/**
 * sbx_composer_dup_obstacle:
 *
 * Returns: (transfer full) (nullable): why nothing can be sent now, and what to do
 */
char *
sbx_composer_dup_obstacle (SbxComposer *self)
{
  g_auto (GStrv) recipients = NULL;

  g_return_val_if_fail (SBX_IS_COMPOSER (self), NULL);

  if (sbx_endpoint_get_state (self->endpoint) != SBX_ENDPOINT_RUNNING)
    return g_strdup (SBX_IS_SERVER (self->endpoint) ? _ ("Start the server to send something.")
                                                    : _ ("Connect to send something."));
  recipients = sbx_composer_dup_recipients (self);
  if (SBX_IS_SERVER (self->endpoint) && !is_event (self) && recipients == NULL)
    return g_strdup (_ ("Choose the client to ask."));
  if (*sbx_name_entry_get_text (self->name) == '\0')
    return g_strdup (is_event (self) ? _ ("Enter the name of an event.")
                                     : _ ("Enter the name of a request."));
  if (!sbx_payload_editor_get_valid_json (self->payload))
    {
      g_autofree char *text = sbx_payload_editor_dup_text (self->payload);
      g_autoptr (GError) error = NULL;

      mbm_json_check (text, -1, &error);
      /* Translators: %s says where and why */
      return g_strdup_printf (_ ("The payload is not JSON yet: %s"), error != NULL ? error->message : "");
    }
  if (has_context (self))
    return g_strdup (sbx_context_editor_get_problem (self->context));
  return NULL;
}

/**
 * sbx_composer_set_busy:
 * @busy: whether something is under way, which can be cancelled
 */
void
sbx_composer_set_busy (SbxComposer *self, gboolean busy)
{
  g_return_if_fail (SBX_IS_COMPOSER (self));

  self->busy = busy;
  gtk_widget_set_visible (self->cancel_button, busy);
  update_hint (self);
}

/**
 * sbx_composer_set_last_trace:
 * @trace_id: (nullable): which trace the last message was part of
 */
void
sbx_composer_set_last_trace (SbxComposer *self, const char *trace_id)
{
  g_return_if_fail (SBX_IS_COMPOSER (self));

  sbx_context_editor_set_last_trace (self->context, trace_id);
}

/**
 * sbx_composer_get_payload:
 *
 * Returns: (transfer none): where the payload is written
 */
SbxPayloadEditor *
sbx_composer_get_payload (SbxComposer *self)
{
  g_return_val_if_fail (SBX_IS_COMPOSER (self), NULL);

  return self->payload;
}

/**
 * sbx_composer_add_tool:
 * @tool: a button of whoever has the composer
 *
 * Puts a button into its first row.
 */
void
sbx_composer_add_tool (SbxComposer *self, GtkWidget *tool)
{
  g_return_if_fail (SBX_IS_COMPOSER (self));

  gtk_box_append (self->tools, tool);
}
