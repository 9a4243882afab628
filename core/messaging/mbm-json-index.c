/* mbm-json-index.c — where the containers of a document end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-json-private.h"

/* Only every so manieth level is kept: the way through one that is not passes over so many levels at most. */
#define LEVELS 16

/* Below this it is not worth it. */
#define MIN_LENGTH 4096

typedef struct
{
  const char *start;
  const char *end;
} Container;

/* In the order of their starts. */
struct _MbmJsonIndex
{
  GArray *containers;
};

MbmJsonIndex *
mbm_json_index_new (MbmJsonValue value)
{
  guint open[MBM_JSON_MAX_DEPTH / LEVELS + 1];
  const char *end = value.text + value.length;
  MbmJsonIndex *self;
  gsize depth = 0;

  if (value.length < MIN_LENGTH)
    return NULL;

  self = g_new (MbmJsonIndex, 1);
  self->containers = g_array_new (FALSE, FALSE, sizeof (Container));
  for (const char *p = value.text; p < end;)
    {
      if (*p == '"')
        {
          p = mbm_json_skip_string (p, end);
          continue;
        }
      if (*p == '{' || *p == '[')
        {
          if (depth % LEVELS == 0 && depth / LEVELS < G_N_ELEMENTS (open))
            {
              Container container = { p, end };

              open[depth / LEVELS] = self->containers->len;
              g_array_append_val (self->containers, container);
            }
          depth++;
        }
      else if ((*p == '}' || *p == ']') && depth > 0)
        {
          depth--;
          if (depth % LEVELS == 0 && depth / LEVELS < G_N_ELEMENTS (open))
            g_array_index (self->containers, Container, open[depth / LEVELS]).end = p + 1;
        }
      p++;
    }
  return self;
}

void
mbm_json_index_free (MbmJsonIndex *self)
{
  g_array_unref (self->containers);
  g_free (self);
}

/* The end of the container that begins there; NULL if it is not kept. */
const char *
mbm_json_index_find_end (const MbmJsonIndex *self, const char *start)
{
  const Container *containers = (const Container *) (gpointer) self->containers->data;
  guint low = 0, high = self->containers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (containers[middle].start < start)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->containers->len && containers[low].start == start ? containers[low].end : NULL;
}
