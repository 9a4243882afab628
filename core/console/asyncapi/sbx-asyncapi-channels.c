/* sbx-asyncapi-channels.c — channels, operations and messages of an AsyncAPI document
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-asyncapi-private.h"

static char *
make_key (gboolean request, const char *name)
{
  return g_strconcat (request ? "r" : "e", name, NULL);
}

static SbxAsyncapiEntry *
find_entry (SbxAsyncapi *self, gboolean request, const char *name)
{
  g_autofree char *key = make_key (request, name);

  return g_hash_table_lookup (self->by_name, key);
}

/* What a message is called: `name`, the name it has where it stands, an id, the operation's, the channel's.
 */
static const char *
get_message_name (SbxAsyncapi *self, SbxDocNode *message, SbxDocNode *operation, const char *place)
{
  const char *name = sbx_asyncapi_get_string (self, message, "name");
  const char *in = message->parent != NULL ? message->parent->name : NULL;

  if (name == NULL && g_strcmp0 (in, "messages") == 0)
    name = message->name;
  if (name == NULL)
    name = sbx_asyncapi_get_string (self, message, "messageId");
  if (name == NULL)
    name = sbx_asyncapi_get_string (self, operation, "operationId");
  if (name == NULL && self->major >= 3 && operation != NULL)
    name = operation->name;
  return name != NULL ? name : place;
}

static void
warn_of_rest (SbxAsyncapi *self, SbxDocNode *message)
{
  static const struct
  {
    const char *member;
    const char *text;
  } unknown[] = {
    { "headers", N_ ("A contract has no headers: they are left out") },
    { "correlationId", N_ ("Answers are found by the protocol: where the correlation ID is is left out") },
    { "bindings", N_ ("A contract has no bindings: they are left out") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      SbxDocNode *node = sbx_asyncapi_get (self, message, unknown[i].member);

      if (node != NULL)
        sbx_asyncapi_warn_once (self, node, _ (unknown[i].text));
    }
}

/* A name that nobody has: with that of the channel, or a number as well. */
static char *
make_free_name (SbxAsyncapi *self, gboolean request, const char *name, const char *place)
{
  g_autofree char *start =
    g_str_equal (name, place) ? g_strdup (name) : g_strdup_printf ("%s %s", place, name);
  char *free_name = g_strdup (start);

  for (guint i = 2; find_entry (self, request, free_name) != NULL; i++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%s %u", start, i);
    }
  return free_name;
}

/* The same message once more. */
static void
extend_entry (SbxAsyncapi *self, SbxAsyncapiEntry *entry, const char *place, GPtrArray *responses)
{
  if (g_strcmp0 (entry->place, place) != 0)
    sbx_asyncapi_warn_once (self, entry->message,
                            _ ("It is sent on several channels; in a contract it is one and the same"));
  for (guint i = 0; responses != NULL && i < responses->len; i++)
    if (entry->responses->len < SBX_ASYNCAPI_MAX_RESPONSES &&
        !g_ptr_array_find (entry->responses, responses->pdata[i], NULL))
      g_ptr_array_add (entry->responses, responses->pdata[i]);
}

/* Adds a message: as a request if there are @responses (nullable), else as an event. */
static void
add_message (SbxAsyncapi *self,
             SbxDocNode *message,
             SbxDocNode *operation,
             const char *place,
             GPtrArray *responses)
{
  gboolean request = responses != NULL;
  const char *name = get_message_name (self, message, operation, place);
  SbxAsyncapiEntry *entry = find_entry (self, request, name);
  g_autofree char *used = NULL;

  if (++self->n_messages > SBX_ASYNCAPI_MAX_MESSAGES)
    {
      if (self->n_messages == SBX_ASYNCAPI_MAX_MESSAGES + 1)
        sbx_doc_complain (self->doc, message, _ ("There are more messages than can be taken over"));
      return;
    }

  warn_of_rest (self, message);
  if (entry != NULL && entry->message == message)
    {
      extend_entry (self, entry, place, responses);
      return;
    }

  used = entry != NULL ? make_free_name (self, request, name, place) : g_strdup (name);
  if (entry != NULL)
    sbx_doc_warn (self->doc, message, _ ("There is another message “%s”; this one is called “%s”"), name,
                  used);
  entry = g_new0 (SbxAsyncapiEntry, 1);
  entry->message = message;
  entry->operation = operation;
  entry->place = place;
  if (request)
    {
      entry->responses = g_ptr_array_new ();
      extend_entry (self, entry, place, responses);
    }
  g_ptr_array_add (request ? self->requests : self->events, entry);
  g_hash_table_insert (self->by_name, make_key (request, used), entry);
  entry->name = g_steal_pointer (&used);
}

/* Messages that stand in a `oneOf`, an array, an object of them (version 3), or alone. */
static void
list_messages (SbxAsyncapi *self, SbxDocNode *node, gboolean by_name, GPtrArray *messages)
{
  SbxDocNode *found = sbx_asyncapi_resolve (self, node);
  SbxDocNode *choice = by_name ? NULL : sbx_doc_node_get (found, "oneOf");

  if (choice != NULL)
    found = choice;
  if (found == NULL)
    return;
  if (found->type == MBM_JSON_ARRAY || (by_name && found->type == MBM_JSON_OBJECT))
    {
      for (guint i = 0; i < sbx_doc_node_get_n_children (found); i++)
        {
          SbxDocNode *message = sbx_asyncapi_resolve (self, sbx_doc_node_get_child (found, i));

          if (sbx_doc_node_is_object (message))
            g_ptr_array_add (messages, message);
        }
    }
  else if (found->type == MBM_JSON_OBJECT)
    {
      g_ptr_array_add (messages, found);
    }
  else
    {
      sbx_asyncapi_warn_once (self, found, _ ("This is no message"));
    }
}

/* --- version 2 ------------------------------------------------------------------ */

/* A convention, as version 2 has nothing of its own: `x-response` of a message or an operation.
 * (nullable) (transfer full) */
static GPtrArray *
list_responses (SbxAsyncapi *self, SbxDocNode *message, SbxDocNode *operation)
{
  SbxDocNode *response = sbx_asyncapi_get (self, message, "x-response");
  GPtrArray *responses;

  if (response == NULL)
    response = sbx_asyncapi_get (self, operation, "x-response");
  if (response == NULL)
    return NULL;
  responses = g_ptr_array_new ();
  list_messages (self, response, FALSE, responses);
  return responses;
}

static void
warn_of_operation (SbxAsyncapi *self, SbxDocNode *operation)
{
  SbxDocNode *bindings = sbx_asyncapi_get (self, operation, "bindings");
  SbxDocNode *security = sbx_asyncapi_get (self, operation, "security");

  if (bindings != NULL)
    sbx_asyncapi_warn_once (self, bindings, _ ("A contract has no bindings: they are left out"));
  if (security != NULL)
    sbx_asyncapi_warn_once (self, security,
                            _ ("Who may use it is not taken over: add “access” to the contract"));
}

static void
read_operation_2 (SbxAsyncapi *self, SbxDocNode *channel, const char *address, const char *action)
{
  SbxDocNode *operation = sbx_doc_node_get (channel, action);
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  SbxDocNode *message;

  if (operation == NULL)
    return;
  warn_of_operation (self, operation);
  message = sbx_asyncapi_get (self, operation, "message");
  if (message != NULL)
    list_messages (self, message, FALSE, messages);
  if (messages->len == 0)
    sbx_asyncapi_warn_once (self, operation, _ ("It has no message, and so nothing comes of it"));

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GPtrArray) responses = list_responses (self, messages->pdata[i], operation);

      add_message (self, messages->pdata[i], operation, address, responses);
    }
}

static void
warn_of_channel (SbxAsyncapi *self, SbxDocNode *channel)
{
  SbxDocNode *parameters = sbx_doc_node_get (channel, "parameters");
  SbxDocNode *bindings = sbx_doc_node_get (channel, "bindings");

  if (sbx_doc_node_get_n_children (parameters) > 0)
    sbx_asyncapi_warn_once (self, parameters,
                            _ ("A contract has no parameters of addresses: they are left out"));
  if (bindings != NULL)
    sbx_asyncapi_warn_once (self, bindings, _ ("A contract has no bindings: they are left out"));
}

void
sbx_asyncapi_read_channels (SbxAsyncapi *self, SbxDocNode *root)
{
  SbxDocNode *channels = sbx_asyncapi_resolve (self, sbx_doc_node_get (root, "channels"));

  for (guint i = 0; sbx_doc_node_is_object (channels) && i < sbx_doc_node_get_n_children (channels); i++)
    {
      SbxDocNode *channel = sbx_asyncapi_resolve (self, sbx_doc_node_get_child (channels, i));
      const char *address = sbx_doc_node_get_name (channels, i);

      if (!sbx_doc_node_is_object (channel))
        continue;
      warn_of_channel (self, channel);
      read_operation_2 (self, channel, address, "publish");
      read_operation_2 (self, channel, address, "subscribe");
    }
}

/* --- version 3 ------------------------------------------------------------------ */

/* Those it names, or all of its channel. */
static GPtrArray *
list_messages_3 (SbxAsyncapi *self, SbxDocNode *operation, SbxDocNode *channel)
{
  GPtrArray *messages = g_ptr_array_new ();
  SbxDocNode *named = sbx_doc_node_get (operation, "messages");

  if (named != NULL)
    list_messages (self, named, FALSE, messages);
  else if (sbx_doc_node_get (channel, "messages") != NULL)
    list_messages (self, sbx_doc_node_get (channel, "messages"), TRUE, messages);
  return messages;
}

static SbxDocNode *
get_channel (SbxAsyncapi *self, SbxDocNode *node)
{
  return sbx_asyncapi_resolve (self, sbx_doc_node_get (node, "channel"));
}

static const char *
get_place (SbxDocNode *channel)
{
  const char *address = sbx_doc_node_get_string (channel, "address");

  if (address != NULL)
    return address;
  return channel != NULL && channel->name != NULL ? channel->name : "";
}

/* (nullable) (transfer full): NULL without `reply` */
static GPtrArray *
list_replies (SbxAsyncapi *self, SbxDocNode *operation)
{
  SbxDocNode *reply = sbx_asyncapi_resolve (self, sbx_doc_node_get (operation, "reply"));

  if (!sbx_doc_node_is_object (reply))
    return NULL;
  return list_messages_3 (self, reply, get_channel (self, reply));
}

static void
read_operation_3 (SbxAsyncapi *self, SbxDocNode *operation, GHashTable *used)
{
  SbxDocNode *channel = get_channel (self, operation);
  g_autoptr (GPtrArray) replies = list_replies (self, operation);
  g_autoptr (GPtrArray) messages = NULL;

  warn_of_operation (self, operation);
  if (channel != NULL)
    g_hash_table_add (used, channel);
  messages = list_messages_3 (self, operation, channel);
  if (messages->len == 0)
    sbx_asyncapi_warn_once (self, operation, _ ("It has no message, and so nothing comes of it"));
  for (guint i = 0; i < messages->len; i++)
    add_message (self, messages->pdata[i], operation, get_place (channel), replies);
  for (guint i = 0; replies != NULL && i < replies->len; i++)
    warn_of_rest (self, replies->pdata[i]);
  channel = get_channel (self, sbx_asyncapi_resolve (self, sbx_doc_node_get (operation, "reply")));
  if (channel != NULL)
    g_hash_table_add (used, channel);
}

/* What no operation is about is taken for what may be seen there. */
static void
read_unused (SbxAsyncapi *self, SbxDocNode *channels, GHashTable *used)
{
  for (guint i = 0; sbx_doc_node_is_object (channels) && i < sbx_doc_node_get_n_children (channels); i++)
    {
      SbxDocNode *channel = sbx_asyncapi_resolve (self, sbx_doc_node_get_child (channels, i));
      g_autoptr (GPtrArray) messages = g_ptr_array_new ();

      if (!sbx_doc_node_is_object (channel))
        continue;
      warn_of_channel (self, channel);
      if (g_hash_table_contains (used, channel))
        continue;
      if (sbx_doc_node_get (channel, "messages") != NULL)
        list_messages (self, sbx_doc_node_get (channel, "messages"), TRUE, messages);
      if (messages->len > 0)
        sbx_asyncapi_warn_once (self, channel,
                                _ ("No operation is about this channel: its messages are taken for events"));
      for (guint j = 0; j < messages->len; j++)
        add_message (self, messages->pdata[j], NULL, get_place (channel), NULL);
    }
}

void
sbx_asyncapi_read_operations (SbxAsyncapi *self, SbxDocNode *root)
{
  SbxDocNode *operations = sbx_asyncapi_resolve (self, sbx_doc_node_get (root, "operations"));
  SbxDocNode *channels = sbx_asyncapi_resolve (self, sbx_doc_node_get (root, "channels"));
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);

  for (guint i = 0; sbx_doc_node_is_object (operations) && i < sbx_doc_node_get_n_children (operations); i++)
    {
      SbxDocNode *operation = sbx_asyncapi_resolve (self, sbx_doc_node_get_child (operations, i));

      if (sbx_doc_node_is_object (operation))
        read_operation_3 (self, operation, used);
    }
  read_unused (self, channels, used);
}
