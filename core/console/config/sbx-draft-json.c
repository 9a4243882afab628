/* sbx-draft-json.c — drafts as they are kept in a file, and as they are sent
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-draft-private.h"
#include "sbx-json-members-private.h"
#include "sbx-mask.h"

static void
append_text (GString *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  sbx_json_append_name (json, name);
  mbm_json_append_string (json, text, -1);
}

/* A value of its own where it is one; what is no JSON (yet) is kept as text. */
static void
append_document (GString *json, const char *name, const char *text_name, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (mbm_json_check (text, -1, NULL))
    {
      g_autofree char *compact = mbm_json_compact (text, -1);

      sbx_json_append_name (json, name);
      g_string_append (json, compact);
    }
  else
    {
      append_text (json, text_name, text);
    }
}

static void
append_captures (GString *json, GPtrArray *captures)
{
  if (captures->len == 0)
    return;

  sbx_json_append_name (json, "capture");
  g_string_append_c (json, '[');
  for (guint i = 0; i < captures->len; i++)
    {
      const SbxDraftCapture *capture = g_ptr_array_index (captures, i);

      g_string_append (json, i > 0 ? ",{" : "{");
      append_text (json, "variable", capture->variable);
      append_text (json, "pointer", capture->pointer);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

/* A text without the secrets in it; NULL if there are none. */
static char *
strip (const char *text, gboolean login)
{
  if (text == NULL)
    return NULL;
  return mbm_json_check (text, -1, NULL) ? sbx_mask_strip_secrets (text, login) : sbx_mask_strip_text (text);
}

/**
 * sbx_draft_strip_secrets:
 *
 * Takes out of payload and context what is a secret by its name (`password`, `token`, `apiKey`): it has no
 * value then. Placeholders stay: `{{password}}`.
 *
 * Returns: whether there was any
 */
gboolean
sbx_draft_strip_secrets (SbxDraft *self)
{
  g_autofree char *payload = NULL;
  g_autofree char *context = NULL;

  g_return_val_if_fail (SBX_IS_DRAFT (self), FALSE);

  payload = strip (sbx_draft_get_payload (self), sbx_mask_names_login (sbx_draft_get_name (self)));
  context = strip (sbx_draft_get_context (self), FALSE);
  if (payload != NULL)
    g_object_set (self, "payload", payload, NULL);
  if (context != NULL)
    g_object_set (self, "context", context, NULL);
  return payload != NULL || context != NULL;
}

/**
 * sbx_draft_to_json:
 *
 * Writes a draft as it is kept in a file: members in a fixed order, without those that have their default and
 * without secrets, and after them what sbx_draft_from_json() did not understand.
 *
 * Returns: (transfer full): a JSON object on one line
 */
char *
sbx_draft_to_json (SbxDraft *self)
{
  g_autoptr (SbxDraft) open = NULL;
  GString *json;

  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  open = sbx_draft_copy (self);
  sbx_draft_strip_secrets (open);
  json = g_string_new ("{");
  append_text (json, "title", sbx_draft_get_title (self));
  if (sbx_draft_get_description (self) != NULL)
    {
      sbx_json_append_name (json, "description");
      sbx_json_append_description (json, sbx_draft_get_description (self));
    }
  append_text (json, sbx_draft_get_event (self) ? "event" : "request", sbx_draft_get_name (self));
  append_text (json, "recipient", sbx_draft_get_recipient (self));
  if (sbx_draft_get_recipients (self) != NULL)
    {
      sbx_json_append_name (json, "recipients");
      sbx_json_append_strv (json, sbx_draft_get_recipients (self));
    }
  append_document (json, "payload", "payloadText", sbx_draft_get_payload (open));
  append_document (json, "context", "contextText", sbx_draft_get_context (open));
  if (sbx_draft_get_timeout (self) > 0)
    {
      sbx_json_append_name (json, "timeout");
      g_string_append_printf (json, "%u", sbx_draft_get_timeout (self));
    }
  if (!sbx_draft_get_trace (self))
    {
      sbx_json_append_name (json, "trace");
      g_string_append (json, "false");
    }
  append_captures (json, sbx_draft_get_captures (self));
  if (sbx_draft_get_unknown (self) != NULL)
    g_string_append_printf (json, ",%s", sbx_draft_get_unknown (self));
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* A member that is a string, at @path.@name; (transfer full). */
static char *
read_text (MbmJsonValue value, const char *path, const char *name, GError **error)
{
  char *text = mbm_json_value_dup_string (value);

  if (text == NULL)
    {
      g_autofree char *member_path = g_strdup_printf ("%s.%s", path, name);

      sbx_json_complain (error, member_path, _ ("this must be a string"));
    }
  return text;
}

static gboolean
read_text_into (SbxDraft *self,
                const char *property,
                MbmJsonValue value,
                const char *path,
                const char *name,
                GError **error)
{
  g_autofree char *text = read_text (value, path, name, error);

  if (text == NULL)
    return FALSE;
  g_object_set (self, property, text, NULL);
  return TRUE;
}

/* One that is called as its property is. */
static gboolean
read_property (SbxDraft *self, const char *name, MbmJsonValue value, const char *path, GError **error)
{
  g_auto (GValue) result = G_VALUE_INIT;
  g_autofree char *member_path = g_strdup_printf ("%s.%s", path, name);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);

  g_value_init (&result, pspec->value_type);
  if (!sbx_json_read_value (value, pspec, member_path, &result, error))
    return FALSE;
  g_object_set_property (G_OBJECT (self), name, &result);
  return TRUE;
}

static SbxDraftCapture *
read_capture (MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxDraftCapture) capture = g_new0 (SbxDraftCapture, 1);
  MbmJsonValue member;

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      sbx_json_complain (error, path, _ ("this must be an object"));
      return NULL;
    }
  if (!mbm_json_value_get_member (value, "variable", &member))
    {
      sbx_json_complain (error, path, _ ("the variable is missing"));
      return NULL;
    }
  capture->variable = read_text (member, path, "variable", error);
  if (capture->variable == NULL)
    return NULL;
  capture->pointer = mbm_json_value_get_member (value, "pointer", &member)
                       ? read_text (member, path, "pointer", error)
                       : g_strdup ("");
  return capture->pointer != NULL ? g_steal_pointer (&capture) : NULL;
}

static gboolean
read_captures (SbxDraft *self, MbmJsonValue value, const char *path, GError **error)
{
  GPtrArray *captures = sbx_draft_get_captures (self);
  g_autofree char *array_path = g_strdup_printf ("%s.capture", path);
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, array_path, _ ("this must be an array"));

  g_ptr_array_set_size (captures, 0);
  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *capture_path = g_strdup_printf ("%s[%u]", array_path, i);
      SbxDraftCapture *capture = read_capture (element, capture_path, error);

      if (capture == NULL)
        return FALSE;
      g_ptr_array_add (captures, capture);
    }
  return TRUE;
}

static void
read_document (SbxDraft *self, const char *property, MbmJsonValue value)
{
  g_autofree char *pretty = mbm_json_pretty (value.text, (gssize) value.length);

  g_object_set (self, property, pretty, NULL);
}

static gboolean
read_description (SbxDraft *self, MbmJsonValue value, const char *path, GError **error)
{
  g_autofree char *member_path = g_strdup_printf ("%s.description", path);
  g_autofree char *text = sbx_json_read_description (value, member_path, error);

  if (text == NULL)
    return FALSE;
  g_object_set (self, "description", text, NULL);
  return TRUE;
}

static gboolean
read_member (SbxDraft *self,
             const char *name,
             MbmJsonValue value,
             const char *path,
             gboolean *known,
             GError **error)
{
  *known = TRUE;
  if (g_strcmp0 (name, "request") == 0 || g_strcmp0 (name, "event") == 0)
    {
      g_object_set (self, "event", g_str_equal (name, "event"), NULL);
      return read_text_into (self, "name", value, path, name, error);
    }
  if (g_strcmp0 (name, "description") == 0)
    return read_description (self, value, path, error);
  if (g_strcmp0 (name, "title") == 0 || g_strcmp0 (name, "recipient") == 0)
    return read_text_into (self, name, value, path, name, error);
  if (g_strcmp0 (name, "payloadText") == 0)
    return read_text_into (self, "payload", value, path, name, error);
  if (g_strcmp0 (name, "contextText") == 0)
    return read_text_into (self, "context", value, path, name, error);
  if (g_strcmp0 (name, "timeout") == 0 || g_strcmp0 (name, "trace") == 0 ||
      g_strcmp0 (name, "recipients") == 0)
    return read_property (self, name, value, path, error);
  if (g_strcmp0 (name, "capture") == 0)
    return read_captures (self, value, path, error);

  if (g_strcmp0 (name, "payload") == 0 || g_strcmp0 (name, "context") == 0)
    read_document (self, name, value);
  else
    *known = FALSE;
  return TRUE;
}

/**
 * sbx_draft_from_json:
 * @value: what sbx_draft_to_json() wrote, and people may have edited
 * @path: where it lies, for the error: `messages[2]`
 * @error: return location for an error: %G_IO_ERROR_INVALID_DATA
 *
 * Reads a draft. Members that are not understood are kept and written back.
 *
 * Returns: (transfer full): the draft; %NULL with an error that names the JSON path
 */
SbxDraft *
sbx_draft_from_json (MbmJsonValue value, const char *path, GError **error)
{
  g_autoptr (SbxDraft) self = sbx_draft_new (FALSE, NULL, NULL);
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, member;

  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    {
      sbx_json_complain (error, path, _ ("this must be an object"));
      return NULL;
    }

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &key, &member))
    {
      g_autofree char *name = mbm_json_value_dup_string (key);
      gboolean known;

      if (!read_member (self, name, member, path, &known, error))
        return NULL;
      if (!known)
        g_string_append_printf (unknown, "%s%.*s:%.*s", unknown->len > 0 ? "," : "", (int) key.length,
                                key.text, (int) member.length, member.text);
    }

  if (*sbx_draft_get_name (self) == '\0')
    {
      sbx_json_complain (error, path, _ ("there must be the name of a request or of an event"));
      return NULL;
    }
  if (unknown->len > 0)
    sbx_draft_set_unknown (self, unknown->str);
  return g_steal_pointer (&self);
}

/* --- as they are sent ---------------------------------------------------------- */

static gboolean
expand_into (SbxDraft *copy,
             const char *property,
             char *(*expand) (const char *, SbxTemplateLookup, gpointer, GError **),
             const char *text,
             SbxTemplateLookup lookup,
             gpointer user_data,
             GError **error)
{
  g_autofree char *expanded = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  expanded = expand (text, lookup, user_data, error);
  if (expanded == NULL)
    {
      g_prefix_error (error, "%s: ", property);
      return FALSE;
    }
  g_object_set (copy, property, expanded, NULL);
  return TRUE;
}

/**
 * sbx_draft_expand:
 * @lookup: (nullable) (scope call): finds values, as with sbx_template_expand()
 * @user_data: for @lookup
 * @error: return location for an error, which begins with the part that it is in: `payload: /orderId: …`
 *
 * Puts values in the place of all placeholders. What was empty is still so; a payload and a context that are
 * not are JSON then.
 *
 * Returns: (transfer full) (nullable): the draft as it is sent; %NULL with an error
 */
SbxDraft *
sbx_draft_expand (SbxDraft *self, SbxTemplateLookup lookup, gpointer user_data, GError **error)
{
  g_autoptr (SbxDraft) copy = NULL;

  g_return_val_if_fail (SBX_IS_DRAFT (self), NULL);

  copy = sbx_draft_copy (self);
  if (!expand_into (copy, "name", sbx_template_expand_text, sbx_draft_get_name (self), lookup, user_data,
                    error) ||
      !expand_into (copy, "payload", sbx_template_expand, sbx_draft_get_payload (self), lookup, user_data,
                    error) ||
      !expand_into (copy, "context", sbx_template_expand, sbx_draft_get_context (self), lookup, user_data,
                    error) ||
      !expand_into (copy, "recipient", sbx_template_expand_text, sbx_draft_get_recipient (self), lookup,
                    user_data, error))
    return NULL;
  return g_steal_pointer (&copy);
}
