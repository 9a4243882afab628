/* mbm-schema.c — what JSON values have to look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"

/**
 * MbmSchema:
 *
 * A JSON Schema: says whether a value is what it should be, and if not what is wrong with it. It knows draft
 * 2020-12 and draft-07; a schema says by `$schema` which it is, and without counts as the former.
 *
 * A schema works on the text of values, so that numbers are compared exactly, whatever their size. What it
 * does is bounded: by the number of violations it reports, by the work it spends on a value, and in depth.
 * Formats are asserted, not only noted.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */
struct _MbmSchema
{
  MbmSchemaSet *set;
  MbmSchemaNode *node;
  guint max_violations;
  guint64 max_work;
};

G_DEFINE_BOXED_TYPE (MbmSchema, mbm_schema, mbm_schema_ref, mbm_schema_unref)

MbmSchema *
mbm_schema_new_for_node (MbmSchemaSet *set, MbmSchemaNode *node)
{
  MbmSchema *self = g_atomic_rc_box_new0 (MbmSchema);

  self->set = mbm_schema_set_ref (set);
  self->node = node;
  self->max_violations = MBM_SCHEMA_DEFAULT_MAX_VIOLATIONS;
  self->max_work = MBM_SCHEMA_DEFAULT_MAX_WORK;
  return self;
}

/* What it stands for, and the set, which lives as long as @self. */
const MbmSchemaNode *
mbm_schema_get_node (MbmSchema *self, MbmSchemaSet **set)
{
  *set = self->set;
  return self->node;
}

/**
 * mbm_schema_new:
 * @text: a schema, as JSON text
 * @error: return location for an error
 *
 * Makes a schema. Its references may lead to any place in it.
 *
 * Returns: (transfer full): a new schema; %NULL with @error set to %MBM_ERROR_INVALID_SCHEMA, and the place
 * in the text, if it is none, or to an error of [func@Mbm.json_check] if it is no JSON
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_new (GBytes *text, GError **error)
{
  return mbm_schema_new_with_documents (text, NULL, error);
}

/**
 * mbm_schema_new_with_documents:
 * @text: a schema, as JSON text
 * @documents: (nullable) (element-type utf8 GBytes): other schemas that it may refer to, by their URIs
 * @error: return location for an error
 *
 * Makes a schema that may refer to other documents as well: to those that are given, and those these
 * refer to. Nothing is ever fetched.
 *
 * Returns: (transfer full): a new schema; %NULL with @error set as by [ctor@Mbm.Schema.new]
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_new_with_documents (GBytes *text, GHashTable *documents, GError **error)
{
  g_autoptr (MbmSchemaSet) set = NULL;
  g_autoptr (MbmSchema) self = NULL;
  MbmSchemaCompiler compiler;
  MbmSchemaDocument *document;
  MbmSchemaResource *resource;

  g_return_val_if_fail (text != NULL, NULL);

  set = mbm_schema_set_new ();
  document = mbm_schema_set_add_document (set, "", text, error);
  if (document == NULL)
    return NULL;

  mbm_schema_compiler_init (&compiler, set, documents);
  resource = mbm_schema_scan (&compiler, document, 0, MBM_SCHEMA_BASE, MBM_SCHEMA_DRAFT_2020_12, NULL);
  self = mbm_schema_new_for_node (set, mbm_schema_compiler_get_node (&compiler, resource, 0, ""));
  mbm_schema_compiler_run (&compiler);
  if (!mbm_schema_compiler_finish (&compiler, error))
    g_clear_pointer (&self, mbm_schema_unref);
  return g_steal_pointer (&self);
}

/**
 * mbm_schema_new_from_node:
 * @node: a schema, as json-glib's tree
 * @error: return location for an error
 *
 * Makes a schema of a tree. A tree holds numbers less exactly than text does.
 *
 * Returns: (transfer full): a new schema; %NULL with @error set as by [ctor@Mbm.Schema.new]
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_new_from_node (JsonNode *node, GError **error)
{
  g_autoptr (GBytes) text = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  text = mbm_json_print (node);
  return mbm_schema_new (text, error);
}

/**
 * mbm_schema_ref:
 * @self: a schema
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_ref (MbmSchema *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_schema_clear (MbmSchema *self)
{
  mbm_schema_set_unref (self->set);
}

/**
 * mbm_schema_unref:
 * @self: (transfer full): a schema
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_schema_unref (MbmSchema *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_schema_clear);
}

/**
 * mbm_schema_with_limits:
 * @self: a schema
 * @max_violations: how many violations of a value to report at most, at least 1;
 *   %MBM_SCHEMA_DEFAULT_MAX_VIOLATIONS otherwise
 * @max_work: how many steps to spend on a value, beside %MBM_SCHEMA_WORK_PER_BYTE for each of its bytes;
 *   %MBM_SCHEMA_DEFAULT_MAX_WORK otherwise
 *
 * Gives the same schema with other limits. It shares everything with this one.
 *
 * Returns: (transfer full): a schema
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_with_limits (MbmSchema *self, guint max_violations, guint64 max_work)
{
  MbmSchema *other;

  g_return_val_if_fail (self != NULL, NULL);

  other = mbm_schema_new_for_node (self->set, self->node);
  other->max_violations = MAX (max_violations, 1);
  other->max_work = max_work;
  return other;
}

/**
 * mbm_schema_get_max_violations:
 * @self: a schema
 *
 * Tells how many violations of a value it reports at most.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint
mbm_schema_get_max_violations (MbmSchema *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_violations;
}

/**
 * mbm_schema_get_max_work:
 * @self: a schema
 *
 * Tells how many steps it spends on a value, beside those for each of its bytes.
 *
 * Returns: the number of steps
 *
 * Since: 0.1
 */
guint64
mbm_schema_get_max_work (MbmSchema *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_work;
}

/* FALSE with or without an error: the value is not valid, or it could not be found out. */
static gboolean
run (MbmSchema *self, MbmJsonValue instance, GPtrArray *violations, guint max_violations, GError **error)
{
  g_auto (MbmJsonOutline) outline = { 0 };
  MbmValidation validation = { .set = self->set, .violations = violations, .max_violations = max_violations };
  gboolean valid;

  if (!mbm_json_outline_init (&outline, instance, error))
    return FALSE;

  validation.work_left = self->max_work;
  if (validation.work_left < G_MAXUINT64 / 2)
    validation.work_left += (guint64) MBM_SCHEMA_WORK_PER_BYTE * instance.length;
  valid = mbm_validation_apply (&validation, self->node, NULL, &outline, 0, MBM_FRAME_SAME, NULL);
  if (validation.error == NULL)
    return valid;

  g_propagate_error (error, validation.error);
  return FALSE;
}

/**
 * mbm_schema_validate: (skip)
 * @self: a schema
 * @instance: a value that passed [func@Mbm.json_check]; one without text counts as null
 * @error: return location for an error
 *
 * Finds out what is wrong with a value: everything, or as much as the limit allows.
 *
 * May be called from any thread.
 *
 * Returns: (transfer container) (element-type MbmViolation): the violations; empty if the value is valid.
 * %NULL with
 * @error set to %MBM_ERROR_LIMIT if finding out takes too much
 *
 * Since: 0.1
 */
GPtrArray *
mbm_schema_validate (MbmSchema *self, MbmJsonValue instance, GError **error)
{
  g_autoptr (GPtrArray) violations = NULL;
  GError *local_error = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  violations = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_violation_unref);
  run (self, instance, violations, self->max_violations, &local_error);
  if (local_error == NULL)
    return g_steal_pointer (&violations);

  g_propagate_error (error, local_error);
  return NULL;
}

/**
 * mbm_schema_validate_bytes:
 * @self: a schema
 * @instance: a value, as JSON text
 * @error: return location for an error
 *
 * Finds out what is wrong with a value: everything, or as much as the limit allows.
 *
 * May be called from any thread.
 *
 * Returns: (transfer container) (element-type MbmViolation): the violations; empty if the value is valid.
 * %NULL with
 * @error set to %MBM_ERROR_LIMIT if finding out takes too much, or to an error of [func@Mbm.json_check] if it
 * is no JSON
 *
 * Since: 0.1
 */
GPtrArray *
mbm_schema_validate_bytes (MbmSchema *self, GBytes *instance, GError **error)
{
  const char *text;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (instance != NULL, NULL);

  text = g_bytes_get_data (instance, &length);
  if (!mbm_json_check (text != NULL ? text : "", (gssize) length, error))
    return NULL;
  return mbm_schema_validate (self, mbm_json_value (text, (gssize) length), error);
}

/**
 * mbm_schema_validate_node:
 * @self: a schema
 * @instance: a value, as json-glib's tree
 * @error: return location for an error
 *
 * Finds out what is wrong with a value: everything, or as much as the limit allows. A tree holds numbers less
 * exactly than text does.
 *
 * May be called from any thread.
 *
 * Returns: (transfer container) (element-type MbmViolation): the violations; empty if the value is valid.
 * %NULL with
 * @error set to %MBM_ERROR_LIMIT if finding out takes too much
 *
 * Since: 0.1
 */
GPtrArray *
mbm_schema_validate_node (MbmSchema *self, JsonNode *instance, GError **error)
{
  g_autoptr (GBytes) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (instance != NULL, NULL);

  text = mbm_json_print (instance);
  return mbm_schema_validate_bytes (self, text, error);
}

/**
 * mbm_schema_check: (skip)
 * @self: a schema
 * @instance: a value that passed [func@Mbm.json_check]; one without text counts as null
 * @error: return location for an error
 *
 * Finds out whether a value is valid, and stops at the first thing that is wrong: faster than
 * [method@Mbm.Schema.validate].
 *
 * May be called from any thread.
 *
 * Returns: %TRUE if it is valid; %FALSE with @error set to %MBM_ERROR_INVALID_PAYLOAD and what is wrong, or
 * to %MBM_ERROR_LIMIT if finding out takes too much
 *
 * Since: 0.1
 */
gboolean
mbm_schema_check (MbmSchema *self, MbmJsonValue instance, GError **error)
{
  g_autoptr (GPtrArray) violations = NULL;
  g_autofree char *text = NULL;
  GError *local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  violations = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_violation_unref);
  if (run (self, instance, violations, 1, &local_error))
    return TRUE;
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }

  text = mbm_violation_to_string (g_ptr_array_index (violations, 0));
  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD, text);
  return FALSE;
}

/**
 * mbm_schema_get_value: (skip)
 * @self: a schema
 *
 * Gives the schema's own text, for who wants to read its title, description, default or examples.
 *
 * Returns: the text, which lives as long as @self
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_schema_get_value (MbmSchema *self)
{
  g_return_val_if_fail (self != NULL, ((MbmJsonValue){ NULL, 0 }));

  return mbm_json_outline_value (mbm_schema_node_outline (self->node), self->node->index);
}

/**
 * mbm_schema_dup_bytes:
 * @self: a schema
 *
 * Gives the schema's own text, for who wants to read its title, description, default or examples.
 *
 * Returns: (transfer full): the text, as JSON
 *
 * Since: 0.1
 */
GBytes *
mbm_schema_dup_bytes (MbmSchema *self)
{
  MbmJsonValue value;

  g_return_val_if_fail (self != NULL, NULL);

  value = mbm_schema_get_value (self);
  return g_bytes_new (value.text, value.length);
}

/**
 * mbm_schema_get_dialect:
 * @self: a schema
 *
 * Tells which draft of JSON Schema it is written in.
 *
 * Returns: (transfer none): `2020-12` or `draft-07`
 *
 * Since: 0.1
 */
const char *
mbm_schema_get_dialect (MbmSchema *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->node->resource->draft == MBM_SCHEMA_DRAFT_7 ? "draft-07" : "2020-12";
}

/**
 * mbm_schema_dup_path:
 * @self: a schema
 *
 * Tells where in its document it stands, in the form of [method@Mbm.Violation.get_schema_path].
 *
 * Returns: (transfer full): the place, such as `#/$defs/item`; `#` for all of the document
 *
 * Since: 0.1
 */
char *
mbm_schema_dup_path (MbmSchema *self)
{
  g_autofree char *pointer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  pointer = mbm_json_outline_dup_pointer (mbm_schema_node_outline (self->node), self->node->index);
  return g_strconcat (self->node->resource->document->uri, "#", pointer, NULL);
}

/**
 * mbm_schema_lookup:
 * @self: a schema
 * @pointer: a JSON Pointer from this schema, such as `/properties/items/items`
 *
 * Finds a schema that stands in this one: for programs that walk through a schema, such as one that makes a
 * form of it. References are not followed on the way; [method@Mbm.Schema.resolve] follows them.
 *
 * Returns: (transfer full) (nullable): the schema, with the limits of @self; %NULL if there is none
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_lookup (MbmSchema *self, const char *pointer)
{
  MbmSchemaResource *resource;
  MbmSchemaNode *node;
  MbmSchema *other;
  guint32 index;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (pointer != NULL, NULL);

  resource = self->node->resource;
  index = self->node->index;
  if (!mbm_schema_follow_pointer (&resource, &index, pointer, FALSE))
    return NULL;
  node = g_hash_table_lookup (resource->document->nodes, GUINT_TO_POINTER (index));
  if (node == NULL)
    return NULL;

  other = mbm_schema_with_limits (self, self->max_violations, self->max_work);
  other->node = node;
  return other;
}

/**
 * mbm_schema_resolve:
 * @self: a schema
 *
 * Follows a schema's `$ref`, and that of what it refers to, to the end.
 *
 * Returns: (transfer full): the schema at the end; @self if it refers to nothing
 *
 * Since: 0.1
 */
MbmSchema *
mbm_schema_resolve (MbmSchema *self)
{
  MbmSchema *other;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->node->target == NULL)
    return mbm_schema_ref (self);

  other = mbm_schema_with_limits (self, self->max_violations, self->max_work);
  while (other->node->target != NULL)
    other->node = other->node->target;
  return other;
}
