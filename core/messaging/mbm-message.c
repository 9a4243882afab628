/* mbm-message.c — one message: its bytes, and where its members lie
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-context-private.h"
#include "mbm-json-private.h"
#include "mbm-message-private.h"

/* One allocation: the decoded strings stand behind the struct. */
struct _MbmMessage
{
  gatomicrefcount ref_count;
  MbmMessageKind kind;
  gboolean success;
  GBytes *bytes;
  MbmMessageSpans spans;

  const char *id;
  const char *name;
  const char *error_code;
  const char *error_message;

  /* Made when somebody asks, by whichever thread is first. */
  JsonNode *payload;
  MbmContext *context;
  MbmMessage *translation;

  char strings[];
};

G_DEFINE_BOXED_TYPE (MbmMessage, mbm_message, mbm_message_ref, mbm_message_unref)

static const MbmJsonValue missing = { NULL, 0 };

/* Decodes a string to *@out, and moves that after it. NULL if it is no string, or contains U+0000. */
static const char *
take_string (MbmJsonValue value, char **out)
{
  char *start = *out;
  gsize length;

  if (mbm_json_value_get_type (value) != MBM_JSON_STRING)
    return NULL;

  length = mbm_json_decode_utf8 (value, start);
  *out = start + length + 1;
  return memchr (start, '\0', length) == NULL ? start : NULL;
}

MbmMessage *
mbm_message_new_from_spans (MbmMessageKind kind,
                            GBytes *bytes,
                            const MbmMessageSpans *spans,
                            gboolean success)
{
  MbmJsonValue code = missing, message = missing;
  MbmMessage *self;
  char *strings;

  /* Some servers say what is wrong in a bare string. */
  if (mbm_json_value_get_type (spans->error) == MBM_JSON_STRING)
    message = spans->error;
  else
    {
      mbm_json_value_get_member (spans->error, "code", &code);
      mbm_json_value_get_member (spans->error, "message", &message);
    }

  /* Decoded strings are shorter than their literals, by the quotes at least. */
  self = g_malloc (sizeof *self + spans->id.length + spans->name.length + code.length + message.length);
  *self = (MbmMessage){
    .kind = kind,
    .success = success,
    .bytes = bytes,
    .spans = *spans,
  };
  g_atomic_ref_count_init (&self->ref_count);

  strings = self->strings;
  self->id = take_string (spans->id, &strings);
  self->name = take_string (spans->name, &strings);
  if (self->name != NULL)
    self->name += spans->name_offset;
  self->error_code = take_string (code, &strings);
  self->error_message = take_string (message, &strings);
  return self;
}

/**
 * mbm_message_ref:
 * @self: a message
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_ref (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * mbm_message_unref:
 * @self: (transfer full): a message
 *
 * Drops a reference, and frees the message with the last one.
 *
 * Since: 0.1
 */
void
mbm_message_unref (MbmMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->payload, json_node_unref);
  g_clear_pointer (&self->context, mbm_context_unref);
  g_clear_pointer (&self->translation, mbm_message_unref);
  g_free (self);
}

/**
 * mbm_message_get_bytes:
 * @self: a message
 *
 * Gets the whole frame, byte for byte as it was received or made.
 *
 * Returns: (transfer none): the frame
 *
 * Since: 0.1
 */
GBytes *
mbm_message_get_bytes (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/**
 * mbm_message_get_kind:
 * @self: a message
 *
 * Gets what a message is.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
MbmMessageKind
mbm_message_get_kind (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, MBM_MESSAGE_EVENT);

  return self->kind;
}

/**
 * mbm_message_get_dialect:
 * @self: a message
 *
 * Gets what a message's frame is written in.
 *
 * Returns: the dialect
 *
 * Since: 0.1
 */
MbmDialect
mbm_message_get_dialect (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, MBM_DIALECT_MESSAGING);

  return self->spans.dialect;
}

/**
 * mbm_message_to_dialect:
 * @self: a message
 * @dialect: another dialect, or its own
 *
 * Gets the same message written in a dialect: kind, id, name, payload or error, and context. Members of the
 * envelope that the library does not know stay behind. It is made at the first call and kept, so that a
 * message to many is written once in each dialect.
 *
 * A context loses `source` and `target` on its way to `magic-server`, which does not address messages, and
 * gets `tracing` of its span ids, if it has none. An event gets an `id` of its own.
 *
 * Returns: (transfer none): @self, or its translation, which lives as long as @self
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_to_dialect (MbmMessage *self, MbmDialect dialect)
{
  MbmMessage *translation;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->spans.dialect == dialect)
    return self;

  translation = g_atomic_pointer_get (&self->translation);
  if (translation != NULL)
    return translation;

  translation = mbm_message_translate (self, dialect);
  if (!g_atomic_pointer_compare_and_exchange (&self->translation, NULL, translation))
    mbm_message_unref (translation);
  return g_atomic_pointer_get (&self->translation);
}

MbmMessage *
mbm_message_new_magic_answer (MbmMessage *self)
{
  MbmMessageSpans spans = self->spans;

  return mbm_message_new_from_spans (MBM_MESSAGE_RESPONSE, g_bytes_ref (self->bytes), &spans, TRUE);
}

MbmJsonValue
mbm_message_get_id_value (MbmMessage *self)
{
  return self->spans.id;
}

const char *
mbm_message_peek_id (MbmMessage *self)
{
  return self->id;
}

/**
 * mbm_message_get_id:
 * @self: a message
 *
 * Gets `requestId`, or in the dialect `magic-server` `id`, of a request, or of the request that a response
 * answers.
 *
 * Returns: (transfer none) (nullable): the id; %NULL for an event
 *
 * Since: 0.1
 */
const char *
mbm_message_get_id (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind != MBM_MESSAGE_EVENT ? self->id : NULL;
}

/**
 * mbm_message_get_name:
 * @self: a message
 *
 * Gets the name of a request or event, or in the dialect `magic-server` of the request that a response
 * answers.
 *
 * Returns: (transfer none) (nullable): the name; %NULL for a response that has none on the wire, as in the
 * dialect `messaging`
 *
 * Since: 0.1
 */
const char *
mbm_message_get_name (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mbm_message_is_system:
 * @self: a message
 *
 * Tells whether a message belongs to the system contract: whether its name begins with `$`, or its type in
 * the dialect `magic-server` with `system.`.
 *
 * Returns: %TRUE if it does; %FALSE for a response
 *
 * Since: 0.1
 */
gboolean
mbm_message_is_system (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->name == NULL || self->kind == MBM_MESSAGE_RESPONSE)
    return FALSE;

  return self->name[0] == '$' ||
         (self->spans.dialect == MBM_DIALECT_MAGIC_SERVER && self->spans.name_offset == 0);
}

/**
 * mbm_message_get_payload_value: (skip)
 * @self: a message
 *
 * Gets `payload` of a request or event, `data` (`magic-server`: `payload`) of a response, as it is in the
 * frame.
 *
 * Returns: the value, valid as long as the message; its text is %NULL if it is missing
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_message_get_payload_value (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, missing);

  return self->spans.payload;
}

/**
 * mbm_message_dup_payload:
 * @self: a message
 *
 * Gets `payload` of a request or event, `data` (`magic-server`: `payload`) of a response, as it is in the
 * frame. Nothing is copied: the bytes keep the frame.
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL if it is missing
 *
 * Since: 0.1
 */
GBytes *
mbm_message_dup_payload (MbmMessage *self)
{
  const char *frame;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->spans.payload.text == NULL)
    return NULL;

  frame = g_bytes_get_data (self->bytes, NULL);
  return g_bytes_new_from_bytes (self->bytes, self->spans.payload.text - frame, self->spans.payload.length);
}

/**
 * mbm_message_get_payload:
 * @self: a message
 *
 * Gets `payload` of a request or event, `data` of a response, as json-glib's tree. It is parsed at the first
 * call; see [func@Mbm.json_parse] for what a tree cannot say.
 *
 * Returns: (transfer none) (nullable): the tree, which must not be changed; %NULL if it is missing
 *
 * Since: 0.1
 */
JsonNode *
mbm_message_get_payload (MbmMessage *self)
{
  JsonNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = g_atomic_pointer_get (&self->payload);
  if (node != NULL || self->spans.payload.text == NULL)
    return node;

  node = mbm_json_value_to_node (self->spans.payload);
  json_node_seal (node);
  if (!g_atomic_pointer_compare_and_exchange (&self->payload, NULL, node))
    json_node_unref (node);
  return g_atomic_pointer_get (&self->payload);
}

/**
 * mbm_message_get_context:
 * @self: a message
 *
 * Gets the context. It is parsed at the first call.
 *
 * Returns: (transfer none): the context, which must not be changed; an empty one if the frame has none
 *
 * Since: 0.1
 */
MbmContext *
mbm_message_get_context (MbmMessage *self)
{
  MbmContext *context;

  g_return_val_if_fail (self != NULL, NULL);

  context = g_atomic_pointer_get (&self->context);
  if (context != NULL)
    return context;

  context = self->spans.context.text != NULL ? mbm_context_new_from_value (self->bytes, self->spans.context)
                                             : mbm_context_new ();
  if (!g_atomic_pointer_compare_and_exchange (&self->context, NULL, context))
    mbm_context_unref (context);
  return g_atomic_pointer_get (&self->context);
}

/**
 * mbm_message_get_context_value: (skip)
 * @self: a message
 *
 * Gets the context as it is in the frame.
 *
 * Returns: the value, valid as long as the message; its text is %NULL if it is missing or `null`
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_message_get_context_value (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, missing);

  return self->spans.context;
}

MbmMessageSender
mbm_message_find_sender (MbmMessage *self)
{
  static const MbmJsonName names[] = { MBM_JSON_NAME ("source"), MBM_JSON_NAME ("auth") };
  MbmJsonValue values[G_N_ELEMENTS (names)];

  mbm_json_value_find_members (self->spans.context, names, G_N_ELEMENTS (names), values);
  return (MbmMessageSender){ .source = values[0], .auth = values[1] };
}

/**
 * mbm_message_is_success:
 * @self: a message
 *
 * Tells whether a response says `success`.
 *
 * Returns: %FALSE if it says that the request failed; %TRUE for messages that are no response
 *
 * Since: 0.1
 */
gboolean
mbm_message_is_success (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->success;
}

/**
 * mbm_message_get_error_code:
 * @self: a message
 *
 * Gets `error.code` of a response.
 *
 * Returns: (transfer none) (nullable): the code; %NULL if it is missing or no string
 *
 * Since: 0.1
 */
const char *
mbm_message_get_error_code (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error_code;
}

/**
 * mbm_message_get_error_message:
 * @self: a message
 *
 * Gets `error.message` of a response, or `error` if that is a string itself.
 *
 * Returns: (transfer none) (nullable): the message; %NULL if it is missing or no string
 *
 * Since: 0.1
 */
const char *
mbm_message_get_error_message (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error_message;
}

/**
 * mbm_message_get_error_value: (skip)
 * @self: a message
 *
 * Gets `error` of a response as it is in the frame.
 *
 * Returns: the value, valid as long as the message; its text is %NULL if it is missing
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_message_get_error_value (MbmMessage *self)
{
  g_return_val_if_fail (self != NULL, missing);

  return self->spans.error;
}
