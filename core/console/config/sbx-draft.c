/* sbx-draft.c — a request or event as somebody wrote it, to be sent
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-draft-private.h"

struct _SbxDraft
{
  GObject parent_instance;

  gboolean event;
  gboolean trace;
  guint timeout;
  char *name;
  char *payload;
  char *context;
  char *recipient;
  char **recipients;
  char *title;
  char *description;
  GPtrArray *captures;
  char *unknown;
};

enum
{
  PROP_0,
  PROP_EVENT,
  PROP_NAME,
  PROP_PAYLOAD,
  PROP_CONTEXT,
  PROP_TIMEOUT,
  PROP_TRACE,
  PROP_RECIPIENT,
  PROP_RECIPIENTS,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxDraft, sbx_draft, G_TYPE_OBJECT)

/* Where a string property is kept. */
static char **
get_field (SbxDraft *self, guint prop_id)
{
  switch (prop_id)
    {
    case PROP_NAME:
      return &self->name;
    case PROP_PAYLOAD:
      return &self->payload;
    case PROP_CONTEXT:
      return &self->context;
    case PROP_RECIPIENT:
      return &self->recipient;
    case PROP_TITLE:
      return &self->title;
    case PROP_DESCRIPTION:
      return &self->description;
    default:
      return NULL;
    }
}

static void
sbx_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxDraft *self = SBX_DRAFT (object);
  char **field = get_field (self, prop_id);

  if (field != NULL)
    g_value_set_string (value, *field);
  else if (prop_id == PROP_EVENT)
    g_value_set_boolean (value, self->event);
  else if (prop_id == PROP_TRACE)
    g_value_set_boolean (value, self->trace);
  else if (prop_id == PROP_RECIPIENTS)
    g_value_set_boxed (value, self->recipients);
  else if (prop_id == PROP_TIMEOUT)
    g_value_set_uint (value, self->timeout);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
set_text (SbxDraft *self, guint prop_id, const char *text)
{
  char **field = get_field (self, prop_id);

  if (text == NULL && (prop_id == PROP_NAME || prop_id == PROP_PAYLOAD))
    text = "";
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static gboolean
same_recipients (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/* Nobody is not several. */
static void
set_recipients (SbxDraft *self, char **recipients)
{
  if (recipients != NULL && recipients[0] == NULL)
    recipients = NULL;
  if (same_recipients (self->recipients, recipients))
    return;

  g_strfreev (self->recipients);
  self->recipients = g_strdupv (recipients);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECIPIENTS]);
}

static void
sbx_draft_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxDraft *self = SBX_DRAFT (object);

  if (get_field (self, prop_id) != NULL)
    {
      set_text (self, prop_id, g_value_get_string (value));
    }
  else if (prop_id == PROP_EVENT && self->event != g_value_get_boolean (value))
    {
      self->event = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
  else if (prop_id == PROP_RECIPIENTS)
    {
      set_recipients (self, g_value_get_boxed (value));
    }
  else if (prop_id == PROP_TRACE && self->trace != g_value_get_boolean (value))
    {
      self->trace = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
  else if (prop_id == PROP_TIMEOUT && self->timeout != g_value_get_uint (value))
    {
      self->timeout = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
sbx_draft_finalize (GObject *object)
{
  SbxDraft *self = SBX_DRAFT (object);

  for (guint i = PROP_NAME; i < N_PROPS; i++)
    if (get_field (self, i) != NULL)
      g_free (*get_field (self, i));
  g_strfreev (self->recipients);
  g_ptr_array_unref (self->captures);
  g_free (self->unknown);

  G_OBJECT_CLASS (sbx_draft_parent_class)->finalize (object);
}

static void
sbx_draft_class_init (SbxDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sbx_draft_get_property;
  object_class->set_property = sbx_draft_set_property;
  object_class->finalize = sbx_draft_finalize;

  properties[PROP_EVENT] = g_param_spec_boolean ("event", NULL, NULL, FALSE, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_PAYLOAD] = g_param_spec_string ("payload", NULL, NULL, "", flags);
  properties[PROP_CONTEXT] = g_param_spec_string ("context", NULL, NULL, NULL, flags);
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TRACE] = g_param_spec_boolean ("trace", NULL, NULL, TRUE, flags);
  properties[PROP_RECIPIENT] = g_param_spec_string ("recipient", NULL, NULL, NULL, flags);
  properties[PROP_RECIPIENTS] = g_param_spec_boxed ("recipients", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
capture_free (gpointer capture)
{
  sbx_draft_capture_free (capture);
}

static void
sbx_draft_init (SbxDraft *self)
{
  self->name = g_strdup ("");
  self->payload = g_strdup ("");
  self->trace = TRUE;
  self->captures = g_ptr_array_new_with_free_func (capture_free);
}

/**
 * sbx_draft_new:
 * @event: whether it is an event; else a request
 * @name: (nullable): its name
 * @payload: (nullable): JSON text
 *
 * Returns: (transfer full): a draft
 */
SbxDraft *
sbx_draft_new (gboolean event, const char *name, const char *payload)
{
  return g_object_new (SBX_TYPE_DRAFT, "event", event, "name", name, "payload", payload, NULL);
}

static void
copy_captures (GPtrArray *from, GPtrArray *to)
{
  for (guint i = 0; i < from->len; i++)
    {
      const SbxDraftCapture *capture = g_ptr_array_index (from, i);
      SbxDraftCapture *copy = g_new (SbxDraftCapture, 1);

      copy->variable = g_strdup (capture->variable);
      copy->pointer = g_strdup (capture->pointer);
      g_ptr_array_add (to, copy);
    }
}

/**
 * sbx_draft_copy:
 *
 * Returns: (transfer full): another one with the same in it
 */
SbxDraft *
sbx_draft_copy (SbxDraft *self)
{
  SbxDraft *copy;

  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  copy = sbx_draft_new (self->event, NULL, NULL);
  copy->timeout = self->timeout;
  copy->trace = self->trace;
  copy->recipients = g_strdupv (self->recipients);
  for (guint i = PROP_NAME; i < N_PROPS; i++)
    if (get_field (self, i) != NULL)
      set_text (copy, i, *get_field (self, i));
  copy_captures (self->captures, copy->captures);
  copy->unknown = g_strdup (self->unknown);
  return copy;
}

static gboolean
captures_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const SbxDraftCapture *one = g_ptr_array_index (a, i);
      const SbxDraftCapture *other = g_ptr_array_index (b, i);

      if (!g_str_equal (one->variable, other->variable) || !g_str_equal (one->pointer, other->pointer))
        return FALSE;
    }
  return TRUE;
}

/**
 * sbx_draft_equal:
 * @other: another draft
 *
 * Returns: whether both say the same, letter for letter
 */
gboolean
sbx_draft_equal (SbxDraft *self, SbxDraft *other)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), FALSE);
  g_return_val_if_fail (SBX_IS_DRAFT (other), FALSE);

  for (guint i = PROP_NAME; i < N_PROPS; i++)
    if (get_field (self, i) != NULL && g_strcmp0 (*get_field (self, i), *get_field (other, i)) != 0)
      return FALSE;
  return self->event == other->event && self->timeout == other->timeout && self->trace == other->trace &&
         same_recipients (self->recipients, other->recipients) &&
         captures_equal (self->captures, other->captures);
}

/**
 * sbx_draft_get_event:
 *
 * Returns: whether it is an event; else it is a request
 */
gboolean
sbx_draft_get_event (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), FALSE);

  return self->event;
}

/**
 * sbx_draft_get_name:
 *
 * Returns: the name of the request or event
 */
const char *
sbx_draft_get_name (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->name;
}

/**
 * sbx_draft_get_payload:
 *
 * Returns: JSON text, or what was typed so far
 */
const char *
sbx_draft_get_payload (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->payload;
}

/**
 * sbx_draft_get_context:
 *
 * Returns: (nullable): a JSON object as text
 */
const char *
sbx_draft_get_context (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->context;
}

/**
 * sbx_draft_get_timeout:
 *
 * Returns: in milliseconds; 0: that of the connection
 */
guint
sbx_draft_get_timeout (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), 0);

  return self->timeout;
}

/**
 * sbx_draft_get_trace:
 *
 * Returns: whether every message gets new trace and span ids
 */
gboolean
sbx_draft_get_trace (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), FALSE);

  return self->trace;
}

/**
 * sbx_draft_get_recipient:
 *
 * Returns: (nullable): the id of a client
 */
const char *
sbx_draft_get_recipient (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->recipient;
}

/**
 * sbx_draft_get_recipients:
 *
 * Returns: (nullable): the ids of several clients
 */
const char *const *
sbx_draft_get_recipients (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return (const char *const *) self->recipients;
}

/**
 * sbx_draft_get_title:
 *
 * Returns: (nullable): what people call it
 */
const char *
sbx_draft_get_title (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->title;
}

/**
 * sbx_draft_get_description:
 *
 * Returns: (nullable): a remark
 */
const char *
sbx_draft_get_description (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->description;
}

/**
 * sbx_draft_get_captures:
 *
 * Returns: (transfer none) (element-type SbxDraftCapture): what is taken from the answer
 */
GPtrArray *
sbx_draft_get_captures (SbxDraft *self)
{
  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  return self->captures;
}

/**
 * sbx_draft_set_captures:
 * @captures: (element-type SbxDraftCapture): what to take from the answer; copied
 *
 * Sets what is taken from the answer.
 */
void
sbx_draft_set_captures (SbxDraft *self, GPtrArray *captures)
{
  g_autoptr (GPtrArray) copy = NULL;

  g_return_if_fail (SBX_IS_DRAFT (self));
  g_return_if_fail (captures != NULL);

  copy = g_ptr_array_new_with_free_func (capture_free);
  copy_captures (captures, copy);
  g_ptr_array_unref (self->captures);
  self->captures = g_steal_pointer (&copy);
}

/**
 * sbx_draft_capture_free:
 *
 * Frees it.
 */
void
sbx_draft_capture_free (SbxDraftCapture *self)
{
  g_free (self->variable);
  g_free (self->pointer);
  g_free (self);
}

const char *
sbx_draft_get_unknown (SbxDraft *self)
{
  return self->unknown;
}

void
sbx_draft_set_unknown (SbxDraft *self, const char *unknown)
{
  g_free (self->unknown);
  self->unknown = g_strdup (unknown);
}
