/* sbx-scope.c — what names in a message stand for, at one moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-scope-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

struct _SbxCounter
{
  gatomicrefcount ref_count;
  _Atomic guint64 number;
};

struct _SbxScope
{
  GHashTable *values;
  char *last;
  SbxCounter *counter;
  gboolean preview;
  guint64 number; /* this message's, 0 while nobody has asked */
};

SbxCounter *
sbx_counter_new (void)
{
  SbxCounter *self = g_new0 (SbxCounter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

SbxCounter *
sbx_counter_ref (SbxCounter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sbx_counter_unref (SbxCounter *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

guint64
sbx_counter_get (SbxCounter *self)
{
  return atomic_load (&self->number);
}

void
sbx_counter_set (SbxCounter *self, guint64 number)
{
  atomic_store (&self->number, number);
}

guint64
sbx_counter_next (SbxCounter *self)
{
  return atomic_fetch_add (&self->number, 1) + 1;
}

SbxScope *
sbx_scope_new (GHashTable *values, char *last, SbxCounter *counter, gboolean preview)
{
  SbxScope *self = g_new0 (SbxScope, 1);

  self->values = values;
  self->last = last != NULL ? g_ref_string_acquire (last) : NULL;
  self->counter = sbx_counter_ref (counter);
  self->preview = preview;
  return self;
}

/**
 * sbx_scope_free:
 *
 * Frees a scope.
 */
void
sbx_scope_free (SbxScope *self)
{
  g_hash_table_unref (self->values);
  g_clear_pointer (&self->last, g_ref_string_release);
  sbx_counter_unref (self->counter);
  g_free (self);
}

/**
 * sbx_scope_begin:
 *
 * Goes on to another message: `{{counter}}` is another number. Throughout one message it is the same.
 */
void
sbx_scope_begin (SbxScope *self)
{
  self->number = 0;
}

static char *
make_number (SbxScope *self)
{
  if (self->number == 0)
    self->number = self->preview ? sbx_counter_get (self->counter) + 1 : sbx_counter_next (self->counter);
  return g_strdup_printf ("%" PRIu64, self->number);
}

/* The value that the first word of a name stands for. */
static gboolean
find_root (SbxScope *self, const char *word, MbmJsonValue *value, GError **error)
{
  const char *text = g_hash_table_lookup (self->values, word);

  if (text == NULL && g_str_equal (word, "last"))
    {
      text = self->last;
      if (text == NULL)
        g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN,
                             _ ("there is no answer yet that it could be taken from"));
    }
  if (text != NULL)
    *value = mbm_json_value (text, -1);
  return text != NULL;
}

/**
 * sbx_scope_lookup:
 * @name: what stands between the braces
 * @scope: (type SbxScope): the scope
 * @error: return location for an error
 *
 * Finds the value of a name: a [callback@SbxTemplateLookup].
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL if there is no variable of that name
 */
char *
sbx_scope_lookup (const char *name, gpointer scope, GError **error)
{
  SbxScope *self = scope;
  gsize length = strcspn (name, ".[");
  g_autofree char *word = g_strndup (name, length);
  const char *path = name + length;
  MbmJsonValue value;

  if (g_str_equal (name, "counter"))
    return make_number (self);
  if (!find_root (self, word, &value, error))
    return NULL;

  if (!sbx_template_lookup_path (value, *path == '.' ? path + 1 : path, &value) ||
      (*path == '.' && path[1] == '\0'))
    {
      g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN, _ ("there is no such part of “%s”"),
                   word);
      return NULL;
    }
  return g_strndup (value.text, value.length);
}
