/* mbm-schema-validate.c — nodes at work on a value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-schema-private.h"

/* FALSE if there is no work left: the validation then ends with an error. */
gboolean
mbm_validation_spend (MbmValidation *self, guint64 work)
{
  if (work <= self->work_left)
    {
      self->work_left -= work;
      return TRUE;
    }

  self->work_left = 0;
  if (self->error == NULL)
    g_set_error_literal (&self->error, MBM_ERROR, MBM_ERROR_LIMIT,
                         _ ("Validating the value takes more work than the schema's limit allows."));
  return FALSE;
}

/* Whether to look at more after something was found valid or not. */
gboolean
mbm_validation_goes_on (const MbmValidation *self, gboolean valid)
{
  if (self->error != NULL)
    return FALSE;
  return valid || (self->violations != NULL && self->violations->len < self->max_violations);
}

static void
append_steps (GString *out, const MbmFrame *frame)
{
  if (frame->outer == NULL)
    return;

  append_steps (out, frame->outer);
  if (frame->ordinal == MBM_FRAME_SAME)
    return;
  if (mbm_json_outline_type (frame->outer->outline, frame->outer->index) == MBM_JSON_OBJECT)
    mbm_json_append_pointer_token (out, mbm_json_outline_name (frame->outline, frame->index));
  else
    g_string_append_printf (out, "/%u", frame->ordinal);
}

static char *
dup_schema_path (const MbmFrame *frame, guint32 index)
{
  const MbmSchemaDocument *document = frame->node->resource->document;
  g_autofree char *pointer = mbm_json_outline_dup_pointer (&document->outline, index);

  return g_strconcat (document->uri, "#", pointer, NULL);
}

/* Takes note of a violation, if somebody asks for them; returns FALSE, as a check does that failed. */
gboolean
mbm_validation_report_at (MbmValidation *self,
                          const MbmFrame *frame,
                          const char *keyword,
                          guint32 index,
                          const char *message)
{
  g_autoptr (GString) instance_path = NULL;
  g_autofree char *schema_path = NULL;

  if (self->error != NULL || self->violations == NULL || self->violations->len >= self->max_violations)
    return FALSE;

  instance_path = g_string_new (NULL);
  append_steps (instance_path, frame);
  schema_path = dup_schema_path (frame, index);
  g_ptr_array_add (self->violations, mbm_violation_new (instance_path->str, schema_path, keyword, message));
  return FALSE;
}

gboolean
mbm_validation_report (MbmValidation *self,
                       const MbmFrame *frame,
                       const MbmSchemaKeyword *keyword,
                       const char *format,
                       ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  if (self->violations == NULL)
    return FALSE;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return mbm_validation_report_at (self, frame, keyword->type->name, keyword->index, message);
}

static gboolean
refuse_everything (MbmValidation *self, const MbmFrame *frame)
{
  return mbm_validation_report_at (self, frame, frame->node->owner, frame->node->index,
                                   _ ("is not allowed here"));
}

/* Whether the node is at work on this very value already: it would come back here for ever. */
static gboolean
is_circle (const MbmFrame *frame)
{
  for (const MbmFrame *outer = frame; outer->ordinal == MBM_FRAME_SAME && outer->outer != NULL;)
    {
      outer = outer->outer;
      if (outer->node == frame->node && outer->outline == frame->outline && outer->index == frame->index)
        return TRUE;
    }
  return FALSE;
}

static gboolean
enter (MbmValidation *self, const MbmFrame *frame)
{
  if (!mbm_validation_spend (self, 1))
    return FALSE;
  if (is_circle (frame))
    {
      g_autofree char *path = dup_schema_path (frame, frame->node->index);

      g_set_error (&self->error, MBM_ERROR, MBM_ERROR_LIMIT,
                   _ ("The schema at %s refers to itself without end."), path);
      return FALSE;
    }
  if (self->depth >= MBM_SCHEMA_MAX_DEPTH)
    {
      g_set_error (&self->error, MBM_ERROR, MBM_ERROR_LIMIT,
                   _ ("The schema applies schemas more than %u levels deep to the value."),
                   MBM_SCHEMA_MAX_DEPTH);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_keywords (MbmValidation *self, const MbmFrame *frame, MbmEvaluated *evaluated)
{
  const MbmSchemaNode *node = frame->node;
  guint about = MBM_SCHEMA_ABOUT (mbm_json_outline_type (frame->outline, frame->index));
  gboolean valid = TRUE;

  for (guint i = 0; i < node->n_keywords && mbm_validation_goes_on (self, valid); i++)
    {
      const MbmSchemaKeyword *keyword = &node->keywords[i];

      if ((keyword->type->about & about) == 0)
        continue;
      if (!mbm_validation_spend (self, 1) || !keyword->type->check (self, frame, keyword, evaluated))
        valid = FALSE;
    }
  return valid && self->error == NULL;
}

/* A node with keywords that ask what was seen to begins a count of its own, which counts outside as well if
 * the value is valid. */
static gboolean
check_tracking (MbmValidation *self, const MbmFrame *frame, MbmEvaluated *outer)
{
  guint32 n = frame->outline->items[frame->index].n_children;
  MbmEvaluated evaluated;
  gboolean valid;

  if (n == 0)
    return check_keywords (self, frame, NULL);
  if (!mbm_validation_spend (self, n / 64))
    return FALSE;

  mbm_evaluated_init (&evaluated, n);
  valid = check_keywords (self, frame, &evaluated);
  if (valid && outer != NULL)
    mbm_evaluated_merge (outer, &evaluated);
  mbm_evaluated_clear (&evaluated);
  return valid;
}

/* Applies a node to a value: that of the @outer frame, or one in it. */
gboolean
mbm_validation_apply (MbmValidation *self,
                      const MbmSchemaNode *node,
                      const MbmFrame *outer,
                      const MbmJsonOutline *outline,
                      guint32 index,
                      guint32 ordinal,
                      MbmEvaluated *evaluated)
{
  MbmFrame frame = { node, outline, index, ordinal, outer };
  gboolean valid;

  if (!enter (self, &frame))
    return FALSE;
  if (node->nothing)
    return refuse_everything (self, &frame);

  self->depth++;
  valid = node->tracks ? check_tracking (self, &frame, evaluated) : check_keywords (self, &frame, evaluated);
  self->depth--;
  return valid;
}

/* Another node on the same value. */
gboolean
mbm_validation_apply_here (MbmValidation *self,
                           const MbmSchemaNode *node,
                           const MbmFrame *frame,
                           MbmEvaluated *evaluated)
{
  return mbm_validation_apply (self, node, frame, frame->outline, frame->index, MBM_FRAME_SAME, evaluated);
}

/* Whether a node would find the same value valid. Only then does what it saw to count. */
gboolean
mbm_validation_try_here (MbmValidation *self,
                         const MbmSchemaNode *node,
                         const MbmFrame *frame,
                         MbmEvaluated *evaluated)
{
  GPtrArray *violations = self->violations;
  MbmEvaluated tried;
  gboolean valid;

  self->violations = NULL;
  if (evaluated != NULL)
    mbm_evaluated_init (&tried, evaluated->n);
  valid = mbm_validation_apply_here (self, node, frame, evaluated != NULL ? &tried : NULL);
  if (valid && evaluated != NULL)
    mbm_evaluated_merge (evaluated, &tried);
  if (evaluated != NULL)
    {
      mbm_evaluated_clear (&tried);
      mbm_validation_spend (self, evaluated->n / 64);
    }
  self->violations = violations;
  return valid;
}

void
mbm_evaluated_init (MbmEvaluated *self, guint32 n)
{
  self->n = n;
  self->bits = g_new0 (guint64, (n + 63) / 64);
}

void
mbm_evaluated_clear (MbmEvaluated *self)
{
  g_clear_pointer (&self->bits, g_free);
}

void
mbm_evaluated_merge (MbmEvaluated *self, const MbmEvaluated *other)
{
  for (guint32 i = 0; i < (self->n + 63) / 64; i++)
    self->bits[i] |= other->bits[i];
}

gboolean
mbm_evaluated_has (const MbmEvaluated *self, guint32 ordinal)
{
  return (self->bits[ordinal / 64] >> (ordinal % 64) & 1) != 0;
}
