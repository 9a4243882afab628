/* sbx-learnt-contract.c — what was learnt, as a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-contract.h"

#include "sbx-json-members-private.h"
#include "sbx-learnt-book-private.h"

static void
append_schema (GString *json, const char *member, MbmSchema *schema)
{
  MbmJsonValue value;

  if (schema == NULL)
    return;
  value = mbm_schema_get_value (schema);
  sbx_json_append_name (json, member);
  g_string_append_len (json, value.text, (gssize) value.length);
}

static void
append_request (SbxLearntBook *self, GString *json, const char *name)
{
  append_schema (json, "request",
                 sbx_learnt_book_get_schema (self, SBX_SHAPE_REQUEST, SBX_SHAPE_PAYLOAD, name));
  append_schema (json, "response",
                 sbx_learnt_book_get_schema (self, SBX_SHAPE_REQUEST, SBX_SHAPE_RESPONSE, name));
}

static void
append_event (SbxLearntBook *self, GString *json, const char *name)
{
  append_schema (json, "schema", sbx_learnt_book_get_schema (self, SBX_SHAPE_EVENT, SBX_SHAPE_PAYLOAD, name));
}

static gboolean
has_name (MbmContract *contract, SbxShapeKind kind, const char *name)
{
  if (contract == NULL)
    return FALSE;
  return kind == SBX_SHAPE_EVENT ? mbm_contract_lookup_event (contract, name) != NULL
                                 : mbm_contract_lookup_request (contract, name) != NULL;
}

/* The members of an object, after those that @json has already. */
static void
append_entries (SbxLearntBook *self, MbmContract *contract, GString *json, SbxShapeKind kind)
{
  g_auto (GStrv) names = sbx_learnt_book_list_names (self, kind);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (has_name (contract, kind, names[i]))
        continue;
      sbx_json_append_name (json, names[i]);
      g_string_append_c (json, '{');
      if (kind == SBX_SHAPE_EVENT)
        append_event (self, json, names[i]);
      else
        append_request (self, json, names[i]);
      g_string_append_c (json, '}');
    }
}

static void
append_table (SbxLearntBook *self,
              MbmContract *contract,
              GString *json,
              const char *member,
              SbxShapeKind kind,
              MbmJsonValue before)
{
  sbx_json_append_name (json, member);
  g_string_append_c (json, '{');
  /* Between the braces of what is there. */
  if (before.length > 2)
    g_string_append_len (json, before.text + 1, (gssize) before.length - 2);
  append_entries (self, contract, json, kind);
  g_string_append_c (json, '}');
}

static void
append_whole (SbxLearntBook *self, GString *json, const char *name, const char *description)
{
  sbx_json_append_name (json, "name");
  mbm_json_append_string (json, *name != '\0' ? name : "learnt", -1);
  sbx_json_append_name (json, "version");
  mbm_json_append_string (json, "1.0.0", -1);
  sbx_json_append_name (json, "description");
  mbm_json_append_string (json, description, -1);
  append_table (self, NULL, json, "requests", SBX_SHAPE_REQUEST, (MbmJsonValue){ 0 });
  append_table (self, NULL, json, "events", SBX_SHAPE_EVENT, (MbmJsonValue){ 0 });
}

/* Everything that @contract has, as it stands there, and what is missing in it. */
static void
append_extended (SbxLearntBook *self, GString *json, MbmContract *contract)
{
  gsize length;
  const char *text = g_bytes_get_data (mbm_contract_get_bytes (contract), &length);
  g_autofree char *compact = mbm_json_compact (text, (gssize) length);
  gboolean has_requests = FALSE;
  gboolean has_events = FALSE;
  MbmJsonIter iter;
  MbmJsonValue key, value;

  mbm_json_iter_init (&iter, mbm_json_value (compact, -1));
  while (mbm_json_iter_next (&iter, &key, &value))
    {
      g_autofree char *member = mbm_json_value_dup_string (key);

      if (g_strcmp0 (member, "requests") == 0)
        append_table (self, contract, json, member, SBX_SHAPE_REQUEST, value);
      else if (g_strcmp0 (member, "events") == 0)
        append_table (self, contract, json, member, SBX_SHAPE_EVENT, value);
      else
        g_string_append_printf (json, "%s%.*s:%.*s", json->len > 1 ? "," : "", (int) key.length, key.text,
                                (int) value.length, value.text);
      has_requests |= g_strcmp0 (member, "requests") == 0;
      has_events |= g_strcmp0 (member, "events") == 0;
    }
  if (!has_requests)
    append_table (self, contract, json, "requests", SBX_SHAPE_REQUEST, (MbmJsonValue){ 0 });
  if (!has_events)
    append_table (self, contract, json, "events", SBX_SHAPE_EVENT, (MbmJsonValue){ 0 });
}

GBytes *
sbx_learnt_book_to_contract (SbxLearntBook *self,
                             MbmContract *contract,
                             const char *name,
                             const char *description,
                             GError **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (MbmContract) made = NULL;
  char *pretty;

  if (contract != NULL)
    append_extended (self, json, contract);
  else
    append_whole (self, json, name, description);
  g_string_append_c (json, '}');

  pretty = mbm_json_pretty (json->str, (gssize) json->len);
  g_string_assign (json, pretty);
  g_string_append_c (json, '\n');
  g_free (pretty);
  text = g_bytes_new (json->str, json->len);
  made = mbm_contract_new (text, error);
  return made != NULL ? g_steal_pointer (&text) : NULL;
}
