/* sbx-sender.c — sends what was written, and shows what comes of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-context.h"

#include "sbx-context-parts.h"
#include "sbx-draft-send.h"
#include "sbx-format.h"
#include "sbx-sender.h"
#include "sbx-shapes.h"

struct _SbxSender
{
  GObject parent_instance;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  SbxAnswerView *view;       /* a weak pointer */
  GCancellable *cancellable; /* of what is under way */
  char *last_trace;
};

G_DEFINE_FINAL_TYPE (SbxSender, sbx_sender, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* What is under way. */
typedef struct
{
  SbxSender *sender;
  SbxHistoryItem *item;
  SbxDraft *draft; /* as it was written */
} Sending;

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->sender);
  g_object_unref (sending->item);
  g_object_unref (sending->draft);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
set_cancellable (SbxSender *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
set_outcome (Sending *sending, const char *outcome, gboolean failed)
{
  sbx_history_set_outcome (sbx_console_get_history (sending->sender->console), sending->item, outcome,
                           failed);
}

static const char *
name_failure (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _ ("Cancelled");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    return C_ ("of a request", "Timed Out");
  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED) ||
      g_error_matches (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED))
    return _ ("Connection Lost");
  return _ ("No Answer");
}

static void
show_failure (Sending *sending, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  set_outcome (sending, cancelled ? _ ("Cancelled") : error->message, TRUE);
  sbx_answer_view_show_error (sending->sender->view, name_failure (error),
                              cancelled ? _ ("Whoever was asked may have received it all the same.")
                                        : error->message);
}

/* What could not be taken from the answer is said, and no more. */
static void
take_values (Sending *sending, MbmMessage *message)
{
  SbxSender *self = sending->sender;
  g_auto (GStrv) problems =
    sbx_variables_take_answer (sbx_console_get_variables (self->console),
                               sbx_endpoint_get_id (self->endpoint), sbx_draft_get_captures (sending->draft),
                               mbm_message_get_payload_value (message));

  if (problems[0] != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "win.toast", "s", problems[0]);
}

static void
show_answer (Sending *sending, const SbxAnswer *answer)
{
  SbxSender *self = sending->sender;
  SbxShapes *shapes = sbx_endpoint_get_shapes (self->endpoint);
  const char *name = sbx_draft_get_name (sending->draft);
  gboolean success = mbm_message_is_success (answer->message);
  g_autoptr (MbmSchema) schema = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, name, SBX_SHAPE_RESPONSE);
  gboolean learnt = sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, name) != SBX_SHAPE_ORIGIN_CONTRACT;
  g_autofree char *time = sbx_format_latency (answer->latency);
  g_autofree char *outcome = NULL;

  outcome = g_strdup_printf ("%s · %s",
                             success ? _ ("Success") : mbm_message_get_useful_error (answer->message), time);
  set_outcome (sending, outcome, !success);
  if (success)
    take_values (sending, answer->message);
  sbx_answer_view_show_answer (self->view, answer, schema, learnt);
}

static void
show_sent (Sending *sending, int n_receivers)
{
  g_autofree char *text =
    n_receivers >= 0
      ? g_strdup_printf (ngettext ("Event sent to %d client", "Event sent to %d clients", n_receivers),
                         n_receivers)
      : g_strdup (_ ("Event sent"));

  set_outcome (sending, text, FALSE);
  sbx_answer_view_show_sent (sending->sender->view, text,
                             n_receivers == 0 ? _ ("No client is there that takes it.") : NULL);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxSent) sent = sbx_draft_send_finish (SBX_DRAFT (source), result, &error);

  /* Whoever wanted it is gone. */
  if (sending->sender->view == NULL)
    return;

  set_cancellable (sending->sender, NULL);
  if (sent == NULL)
    show_failure (sending, error);
  else if (sent->answer != NULL)
    show_answer (sending, sent->answer);
  else
    show_sent (sending, sent->n_receivers);
}

/* (transfer full) (nullable): the draft with values in place of placeholders. */
static SbxDraft *
expand (SbxSender *self, SbxDraft *draft, GError **error)
{
  g_autoptr (SbxScope) scope = sbx_variables_make_scope (sbx_console_get_variables (self->console),
                                                         sbx_endpoint_get_id (self->endpoint), FALSE);

  sbx_scope_begin (scope);
  return sbx_draft_expand (draft, sbx_scope_lookup, scope, error);
}

/* A trace of its own, unless the context says which one it is part of. */
static void
start_trace (SbxDraft *draft)
{
  const char *text = sbx_draft_get_context (draft);
  g_autoptr (GBytes) json = g_bytes_new (text != NULL ? text : "{}", text != NULL ? strlen (text) : 2);
  g_autoptr (MbmContext) context = mbm_context_new_from_json (json, NULL);
  g_autoptr (GBytes) filled = NULL;
  g_autofree char *result = NULL;

  if (context == NULL || mbm_context_get_trace_id (context) != NULL)
    return;

  mbm_context_start_trace (context);
  filled = mbm_context_to_json (context);
  result = g_strndup (g_bytes_get_data (filled, NULL), g_bytes_get_size (filled));
  g_object_set (draft, "context", result, NULL);
}

static void
remember_trace (SbxSender *self, SbxDraft *sent)
{
  g_autoptr (SbxContextParts) parts = sbx_context_parts_new (sbx_draft_get_context (sent));

  g_free (self->last_trace);
  self->last_trace = parts != NULL ? g_strdup (parts->trace_id) : NULL;
}

static void
sbx_sender_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, sbx_sender_get_busy (SBX_SENDER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_sender_finalize (GObject *object)
{
  SbxSender *self = SBX_SENDER (object);

  g_clear_weak_pointer (&self->view);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->console);
  g_free (self->last_trace);

  G_OBJECT_CLASS (sbx_sender_parent_class)->finalize (object);
}

static void
sbx_sender_class_init (SbxSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_sender_get_property;
  object_class->finalize = sbx_sender_finalize;

  props[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_sender_init (SbxSender *self)
{
}

/**
 * sbx_sender_new:
 * @endpoint: what to send through
 * @view: where to show the answers; it may go before the sender does
 */
SbxSender *
sbx_sender_new (SbxConsole *console, SbxEndpoint *endpoint, SbxAnswerView *view)
{
  SbxSender *self = g_object_new (SBX_TYPE_SENDER, NULL);

  self->console = g_object_ref (console);
  self->endpoint = g_object_ref (endpoint);
  g_set_weak_pointer (&self->view, view);
  return self;
}

/**
 * sbx_sender_send:
 * @draft: what was written, with its placeholders
 * @recipients: (nullable): ids of a server's clients; %NULL for the draft's, or all
 *
 * Sends it, unless something is under way.
 */
void
sbx_sender_send (SbxSender *self, SbxDraft *draft, const char *const *recipients)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxDraft) expanded = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  Sending *sending;

  g_return_if_fail (SBX_IS_SENDER (self));

  if (self->cancellable != NULL || self->view == NULL)
    return;

  expanded = expand (self, draft, &error);
  if (expanded == NULL)
    {
      sbx_answer_view_show_error (self->view, C_ ("of a message", "Not Sent"), error->message);
      return;
    }

  sending = g_new (Sending, 1);
  sending->sender = g_object_ref (self);
  sending->draft = g_object_ref (draft);
  sending->item = g_object_ref (
    sbx_history_add (sbx_console_get_history (self->console), sbx_endpoint_get_id (self->endpoint), draft));
  if (sbx_draft_get_trace (draft) && (SBX_IS_CONNECTION (self->endpoint) || !sbx_draft_get_event (draft)))
    start_trace (expanded);
  remember_trace (self, expanded);
  sbx_answer_view_show_waiting (self->view, sbx_draft_get_name (draft));
  cancellable = g_cancellable_new ();
  set_cancellable (self, cancellable);
  sbx_draft_send_async (expanded, self->endpoint, recipients, cancellable, on_sent, sending);
}

/**
 * sbx_sender_cancel:
 *
 * Cancels what is under way, if anything is.
 */
void
sbx_sender_cancel (SbxSender *self)
{
  g_return_if_fail (SBX_IS_SENDER (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * sbx_sender_get_busy:
 *
 * Returns: whether something is under way
 */
gboolean
sbx_sender_get_busy (SbxSender *self)
{
  g_return_val_if_fail (SBX_IS_SENDER (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * sbx_sender_get_last_trace:
 *
 * Returns: (nullable): the trace that the last message was part of
 */
const char *
sbx_sender_get_last_trace (SbxSender *self)
{
  g_return_val_if_fail (SBX_IS_SENDER (self), NULL);

  return self->last_trace;
}
