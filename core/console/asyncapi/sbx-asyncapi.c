/* sbx-asyncapi.c — from an AsyncAPI document to a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-contract.h"

#include "sbx-asyncapi-private.h"

static void
entry_free (gpointer data)
{
  SbxAsyncapiEntry *entry = data;

  g_free (entry->name);
  g_clear_pointer (&entry->responses, g_ptr_array_unref);
  g_free (entry);
}

static void
definition_free (gpointer data)
{
  SbxAsyncapiDefinition *definition = data;

  g_free (definition->name);
  g_free (definition);
}

static void
clear_origin (gpointer data)
{
  SbxAsyncapiOrigin *origin = data;

  g_free (origin->pointer);
}

static void
init (SbxAsyncapi *self, SbxDoc *doc)
{
  *self = (SbxAsyncapi){ .doc = doc };
  self->requests = g_ptr_array_new_with_free_func (entry_free);
  self->events = g_ptr_array_new_with_free_func (entry_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->definitions = g_ptr_array_new_with_free_func (definition_free);
  self->defined = g_hash_table_new (NULL, NULL);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  self->origins = g_array_new (FALSE, FALSE, sizeof (SbxAsyncapiOrigin));
  g_array_set_clear_func (self->origins, clear_origin);
  self->pointer = g_string_new (NULL);
  self->told = g_hash_table_new (NULL, NULL);
}

static void
clear (SbxAsyncapi *self)
{
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->events);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->defined);
  g_ptr_array_unref (self->definitions);
  g_array_unref (self->origins);
  g_string_free (self->pointer, TRUE);
  g_hash_table_unref (self->told);
}

/* --- writing -------------------------------------------------------------------- */

static void
append_name (GString *json, const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  mbm_json_append_string (json, name, -1);
  g_string_append_c (json, ':');
}

/* What an entry is for, in the shortest words there are. */
static void
append_description (SbxAsyncapi *self, SbxAsyncapiEntry *entry, GString *json)
{
  static const char *const members[] = { "summary", "description", "title" };
  SbxDocNode *const sources[] = { entry->message, entry->operation };
  const char *text = NULL;

  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (members); i++)
    for (guint j = 0; text == NULL && j < G_N_ELEMENTS (sources); j++)
      text = sbx_asyncapi_get_string (self, sources[j], members[i]);
  if (text == NULL)
    return;
  append_name (json, "description");
  mbm_json_append_string (json, text, -1);
}

static void
append_part (SbxAsyncapi *self, const char *part, SbxDocNode *message, GString *json)
{
  gsize length = self->pointer->len;

  append_name (json, part);
  sbx_asyncapi_push (self, part);
  sbx_asyncapi_append_payload (self, message, json);
  sbx_asyncapi_pop (self, length);
}

/* One of several messages answers. */
static void
append_responses (SbxAsyncapi *self, GPtrArray *responses, GString *json)
{
  gsize length = self->pointer->len;

  if (responses->len == 1)
    append_part (self, "response", responses->pdata[0], json);
  if (responses->len <= 1)
    return;

  append_name (json, "response");
  g_string_append (json, "{\"anyOf\":[");
  for (guint i = 0; i < responses->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      g_string_append_printf (self->pointer, "/response/anyOf/%u", i);
      sbx_asyncapi_append_payload (self, responses->pdata[i], json);
      sbx_asyncapi_pop (self, length);
    }
  g_string_append (json, "]}");
}

static void
append_entries (SbxAsyncapi *self, const char *member, GPtrArray *entries, GString *json)
{
  gsize length = self->pointer->len;

  append_name (json, member);
  g_string_append_c (json, '{');
  for (guint i = 0; i < entries->len; i++)
    {
      SbxAsyncapiEntry *entry = g_ptr_array_index (entries, i);

      append_name (json, entry->name);
      g_string_append_c (json, '{');
      sbx_asyncapi_push (self, member);
      sbx_asyncapi_push (self, entry->name);
      append_description (self, entry, json);
      append_part (self, entry->responses != NULL ? "request" : "schema", entry->message, json);
      if (entry->responses != NULL)
        append_responses (self, entry->responses, json);
      sbx_asyncapi_pop (self, length);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, '}');
}

/* A text of `info`; a number, which YAML makes of `1.0`, is taken as it is written. */
static char *
dup_info (SbxAsyncapi *self, SbxDocNode *info, const char *member)
{
  SbxDocNode *node = sbx_doc_node_get (info, member);

  if (node != NULL && node->type == MBM_JSON_STRING && *node->text != '\0')
    return g_strdup (node->text);
  if (node != NULL && node->type == MBM_JSON_NUMBER)
    {
      sbx_doc_warn (self->doc, node, _ ("This has to be a text: put it in quotes"));
      return g_strdup (node->text);
    }
  sbx_doc_complain (self->doc, node != NULL ? node : info, _ ("“info” needs “%s”, a text that is not empty"),
                    member);
  return g_strdup ("");
}

static GString *
print (SbxAsyncapi *self)
{
  SbxDocNode *info = sbx_asyncapi_resolve (self, sbx_doc_node_get (self->doc->root, "info"));
  g_autofree char *title = dup_info (self, info, "title");
  g_autofree char *version = dup_info (self, info, "version");
  const char *description = sbx_doc_node_get_string (info, "description");
  GString *json = g_string_new ("{");
  GString *rest = g_string_new ("{");

  append_name (json, "name");
  mbm_json_append_string (json, title, -1);
  append_name (json, "version");
  mbm_json_append_string (json, version, -1);
  if (description != NULL)
    {
      append_name (json, "description");
      mbm_json_append_string (json, description, -1);
    }

  append_entries (self, "requests", self->requests, rest);
  append_entries (self, "events", self->events, rest);
  if (self->definitions->len > 0)
    {
      append_name (json, "$defs");
      g_string_append_c (json, '{');
      sbx_asyncapi_push (self, "$defs");
      sbx_asyncapi_append_definitions (self, json);
      sbx_asyncapi_pop (self, 0);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ',');
  g_string_append_len (json, rest->str + 1, (gssize) rest->len - 1);
  g_string_append_c (json, '}');
  g_string_free (rest, TRUE);
  return json;
}

/* --- faults of what was written --------------------------------------------------- */

/* The place in the document that a place in the contract was made of; NULL if it was made of several. */
static SbxDocNode *
find_origin (SbxAsyncapi *self, const char *pointer)
{
  SbxDocNode *found = NULL;
  gsize longest = 0;

  for (guint i = 0; i < self->origins->len; i++)
    {
      const SbxAsyncapiOrigin *origin = &g_array_index (self->origins, SbxAsyncapiOrigin, i);
      gsize length = strlen (origin->pointer);

      if (length < longest || strncmp (pointer, origin->pointer, length) != 0 ||
          (pointer[length] != '/' && pointer[length] != '\0'))
        continue;
      found = origin->node;
      longest = length;
    }
  for (pointer += longest; found != NULL && *pointer == '/';)
    {
      gsize length = strcspn (pointer + 1, "/");
      g_autofree char *token = g_strndup (pointer + 1, length);
      SbxDocNode *child = NULL;

      for (guint i = 0; child == NULL && i < sbx_doc_node_get_n_children (found); i++)
        {
          g_autoptr (GString) name = g_string_new (NULL);

          if (found->type == MBM_JSON_OBJECT)
            sbx_json_pointer_append (name, sbx_doc_node_get_name (found, i));
          else
            g_string_printf (name, "/%u", i);
          if (g_str_equal (name->str + 1, token))
            child = sbx_doc_node_get_child (found, i);
        }
      if (child == NULL)
        break;
      found = child;
      pointer += 1 + length;
    }
  return found;
}

static void
take_faults (SbxAsyncapi *self, GBytes *contract)
{
  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (contract);

  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);
      SbxDocNode *node = find_origin (self, mbm_fault_get_path (fault));

      if (mbm_fault_is_warning (fault))
        sbx_doc_warn (self->doc, node, "%s", mbm_fault_get_message (fault));
      else
        sbx_doc_complain (self->doc, node, "%s", mbm_fault_get_message (fault));
    }
}

static gboolean
check_version (SbxAsyncapi *self)
{
  SbxDocNode *root = self->doc->root;
  const char *version = sbx_doc_node_get_string (root, "asyncapi");

  if (version != NULL && g_str_has_prefix (version, "2."))
    self->major = 2;
  else if (version != NULL && g_str_has_prefix (version, "3."))
    self->major = 3;
  else
    sbx_doc_complain (self->doc, sbx_doc_node_get (root, "asyncapi"),
                      _ ("Only AsyncAPI of the versions 2 and 3 can be read"));
  return self->major != 0;
}

static void
warn_of_document (SbxAsyncapi *self)
{
  SbxDocNode *root = self->doc->root;
  SbxDocNode *components = sbx_doc_node_get (root, "components");
  SbxDocNode *servers = sbx_doc_node_get (root, "servers");
  SbxDocNode *schemes = sbx_doc_node_get (components, "securitySchemes");

  if (sbx_doc_node_get_n_children (servers) > 0)
    sbx_asyncapi_warn_once (self, servers, _ ("A contract has no addresses: the servers are left out"));
  if (sbx_doc_node_get_n_children (schemes) > 0)
    sbx_asyncapi_warn_once (
      self, schemes,
      _ ("How to log in is not taken over: who may use what is for “access” and “roles” to say"));
  if (self->requests->len == 0 && self->events->len == 0)
    sbx_doc_warn (self->doc, NULL, _ ("No message is sent or received in it, so the contract is empty"));
}

GBytes *
sbx_asyncapi_convert (SbxDoc *doc)
{
  SbxAsyncapi self;
  g_autoptr (GBytes) contract = NULL;
  GString *json;

  init (&self, doc);
  if (check_version (&self))
    {
      if (self.major == 2)
        sbx_asyncapi_read_channels (&self, doc->root);
      else
        sbx_asyncapi_read_operations (&self, doc->root);
      warn_of_document (&self);
      json = print (&self);
      if (!sbx_doc_has_error (doc))
        {
          char *pretty = mbm_json_pretty (json->str, (gssize) json->len);
          gsize length = strlen (pretty);

          pretty = g_realloc (pretty, length + 2);
          pretty[length++] = '\n';
          contract = g_bytes_new_take (pretty, length);
          take_faults (&self, contract);
        }
      g_string_free (json, TRUE);
    }
  clear (&self);
  return sbx_doc_has_error (doc) ? NULL : g_steal_pointer (&contract);
}
