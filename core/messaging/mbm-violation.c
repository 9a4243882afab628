/* mbm-violation.c — where a value breaks a schema, and how
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-violation.h"

/**
 * MbmViolation:
 *
 * One way in which a value breaks a schema: which part of the value, which keyword of the schema, and what is
 * wrong, in words for people.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */
struct _MbmViolation
{
  char *instance_path;
  char *schema_path;
  char *keyword;
  char *message;
};

G_DEFINE_BOXED_TYPE (MbmViolation, mbm_violation, mbm_violation_ref, mbm_violation_unref)

/**
 * mbm_violation_new:
 * @instance_path: a JSON Pointer to the part of the value; empty for all of it
 * @schema_path: a JSON Pointer to the keyword, after `#`
 * @keyword: the keyword
 * @message: what is wrong
 *
 * Describes a violation: for checks of a program's own, which are to look like a schema's.
 *
 * Returns: (transfer full): a new violation
 *
 * Since: 0.1
 */
MbmViolation *
mbm_violation_new (const char *instance_path,
                   const char *schema_path,
                   const char *keyword,
                   const char *message)
{
  MbmViolation *self;

  g_return_val_if_fail (instance_path != NULL, NULL);
  g_return_val_if_fail (schema_path != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  self = g_atomic_rc_box_new0 (MbmViolation);
  self->instance_path = g_strdup (instance_path);
  self->schema_path = g_strdup (schema_path);
  self->keyword = g_strdup (keyword);
  self->message = g_strdup (message);

  return self;
}

/**
 * mbm_violation_ref:
 * @self: a violation
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmViolation *
mbm_violation_ref (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_violation_clear (MbmViolation *self)
{
  g_free (self->instance_path);
  g_free (self->schema_path);
  g_free (self->keyword);
  g_free (self->message);
}

/**
 * mbm_violation_unref:
 * @self: (transfer full): a violation
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_violation_unref (MbmViolation *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_violation_clear);
}

/**
 * mbm_violation_get_instance_path:
 * @self: a violation
 *
 * Tells which part of the value it is about: a JSON Pointer, such as `/items/0/price`.
 *
 * Returns: (transfer none): the pointer; empty for all of the value
 *
 * Since: 0.1
 */
const char *
mbm_violation_get_instance_path (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->instance_path;
}

/**
 * mbm_violation_get_schema_path:
 * @self: a violation
 *
 * Tells which keyword asks for something else: a JSON Pointer within the document that the schema was made
 * from, after `#` and, if it is a document of another address, that address. References are followed: it is
 * the place where the keyword stands, such as `#/$defs/item/properties/price/minimum`.
 *
 * Returns: (transfer none): the place
 *
 * Since: 0.1
 */
const char *
mbm_violation_get_schema_path (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->schema_path;
}

/**
 * mbm_violation_get_keyword:
 * @self: a violation
 *
 * Tells the keyword, such as `minimum`.
 *
 * Returns: (transfer none): the keyword; empty where the schema is `false`, which allows nothing
 *
 * Since: 0.1
 */
const char *
mbm_violation_get_keyword (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->keyword;
}

/**
 * mbm_violation_get_message:
 * @self: a violation
 *
 * Tells what is wrong, in words for people, such as `must be 0 or more`.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
mbm_violation_get_message (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_violation_to_string:
 * @self: a violation
 *
 * Tells where and what, on one line, such as `/items/0/price: must be 0 or more`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
mbm_violation_to_string (MbmViolation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->instance_path[0] == '\0')
    return g_strdup (self->message);
  return g_strdup_printf ("%s: %s", self->instance_path, self->message);
}
