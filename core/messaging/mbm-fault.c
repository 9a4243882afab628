/* mbm-fault.c — what is wrong in a document, and where
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-fault-private.h"

/**
 * MbmFault:
 *
 * Something that is wrong, or looks wrong, in a document such as a contract: where, and what.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */
struct _MbmFault
{
  gboolean warning;
  char *path;
  guint line;
  guint column;
  char *message;
};

G_DEFINE_BOXED_TYPE (MbmFault, mbm_fault, mbm_fault_ref, mbm_fault_unref)

/**
 * mbm_fault_new:
 * @warning: whether the document can be used all the same
 * @path: a JSON Pointer to the place; empty for the document as a whole
 * @line: the line, from 1
 * @column: the character in it, from 1
 * @message: what is wrong, in words for people
 *
 * Says that something is wrong: for who reads documents that are to become contracts.
 *
 * Returns: (transfer full): a fault
 *
 * Since: 0.1
 */
MbmFault *
mbm_fault_new (gboolean warning, const char *path, guint line, guint column, const char *message)
{
  MbmFault *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  self = g_atomic_rc_box_new0 (MbmFault);
  self->warning = warning;
  self->path = g_strdup (path);
  self->line = line;
  self->column = column;
  self->message = g_strdup (message);
  return self;
}

/**
 * mbm_fault_ref:
 * @self: a fault
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmFault *
mbm_fault_ref (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_fault_clear (MbmFault *self)
{
  g_free (self->path);
  g_free (self->message);
}

/**
 * mbm_fault_unref:
 * @self: (transfer full): a fault
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_fault_unref (MbmFault *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_fault_clear);
}

/**
 * mbm_fault_is_warning:
 * @self: a fault
 *
 * Tells whether the document can be used all the same.
 *
 * Returns: %TRUE if it only looks wrong
 *
 * Since: 0.1
 */
gboolean
mbm_fault_is_warning (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->warning;
}

/**
 * mbm_fault_get_path:
 * @self: a fault
 *
 * Tells where it is: a JSON Pointer, such as `/requests/createOrder/request/type`.
 *
 * Returns: (transfer none): the pointer; empty for the document as a whole
 *
 * Since: 0.1
 */
const char *
mbm_fault_get_path (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * mbm_fault_get_line:
 * @self: a fault
 *
 * Tells on which line it is.
 *
 * Returns: the number of the line, from 1
 *
 * Since: 0.1
 */
guint
mbm_fault_get_line (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->line;
}

/**
 * mbm_fault_get_column:
 * @self: a fault
 *
 * Tells where on its line it begins.
 *
 * Returns: the number of the character, from 1
 *
 * Since: 0.1
 */
guint
mbm_fault_get_column (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->column;
}

/**
 * mbm_fault_get_message:
 * @self: a fault
 *
 * Tells what is wrong, in words for people.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
mbm_fault_get_message (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_fault_to_string:
 * @self: a fault
 *
 * Tells where and what on one line, such as `3:14: /requests/createOrder/request/type: must be a string`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
mbm_fault_to_string (MbmFault *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->path[0] == '\0')
    return g_strdup_printf ("%u:%u: %s", self->line, self->column, self->message);
  return g_strdup_printf ("%u:%u: %s: %s", self->line, self->column, self->path, self->message);
}

void
mbm_text_find_line (const char *text, gsize offset, guint *line, guint *column)
{
  const char *start = text;
  const char *end = text + offset;
  const char *newline;

  *line = 1;
  *column = 1;
  while ((newline = memchr (start, '\n', end - start)) != NULL)
    {
      start = newline + 1;
      ++*line;
    }
  for (; start < end; start++)
    *column += ((guchar) *start & 0xc0) != 0x80;
}

gboolean
mbm_faults_is_full (GPtrArray *faults)
{
  return faults->len > MBM_FAULTS_MAX;
}

void
mbm_faults_add (GPtrArray *faults,
                gboolean warning,
                const MbmJsonOutline *outline,
                guint32 index,
                const char *format,
                ...)
{
  g_autofree char *message = NULL;
  g_autofree char *path = NULL;
  guint line, column;
  va_list arguments;

  if (mbm_faults_is_full (faults))
    return;

  va_start (arguments, format);
  message = faults->len < MBM_FAULTS_MAX ? g_strdup_vprintf (format, arguments)
                                         : g_strdup (_ ("There are more faults, which are left out."));
  va_end (arguments);

  path = mbm_json_outline_dup_pointer (outline, index);
  mbm_text_find_line (outline->text, outline->items[index].start, &line, &column);
  g_ptr_array_add (faults,
                   mbm_fault_new (warning && faults->len < MBM_FAULTS_MAX, path, line, column, message));
}

MbmFault *
mbm_faults_find_error (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);

      if (!fault->warning)
        return fault;
    }
  return NULL;
}
