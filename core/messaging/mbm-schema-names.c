/* mbm-schema-names.c — names of a schema, found quickly whoever chose them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-schema-private.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return mbm_json_span_compare (((const MbmSchemaName *) a)->name, ((const MbmSchemaName *) b)->name);
}

static int
compare_in_order (gconstpointer a, gconstpointer b, gpointer data)
{
  const MbmSchemaName *left = a;
  const MbmSchemaName *right = b;
  int order = compare_names (a, b);

  return order != 0 ? order : left->position < right->position ? -1 : left->position > right->position;
}

/* The names of an object's members, or the strings of an array. @outline has to stay. */
void
mbm_schema_names_init (MbmSchemaNames *self, const MbmJsonOutline *outline, guint32 index)
{
  gboolean array = mbm_json_outline_type (outline, index) == MBM_JSON_ARRAY;

  self->names = g_new0 (MbmSchemaName, MAX (outline->items[index].n_children, 1));
  self->n_names = 0;
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  {
    MbmSchemaName *name = &self->names[self->n_names];

    name->name =
      mbm_json_span (array ? mbm_json_outline_value (outline, child) : mbm_json_outline_name (outline, child),
                     &name->decoded);
    name->index = child;
    name->position = self->n_names++;
  }
  g_qsort_with_data (self->names, (int) self->n_names, sizeof (MbmSchemaName), compare_in_order, NULL);
}

void
mbm_schema_names_clear (MbmSchemaNames *self)
{
  for (guint i = 0; i < self->n_names; i++)
    g_free (self->names[i].decoded);
  g_clear_pointer (&self->names, g_free);
}

void
mbm_schema_names_free (MbmSchemaNames *self)
{
  mbm_schema_names_clear (self);
  g_free (self);
}

/* Of several that are the same the first. */
MbmSchemaName *
mbm_schema_names_find (const MbmSchemaNames *self, MbmJsonSpan name)
{
  guint low = 0, high = self->n_names;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (mbm_json_span_compare (self->names[middle].name, name) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n_names && mbm_json_span_compare (self->names[low].name, name) == 0 ? &self->names[low]
                                                                                         : NULL;
}
