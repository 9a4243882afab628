/* mbm-json-outline-private.h — where all the values of a document lie
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json-private.h"

G_BEGIN_DECLS

/* One value. Values stand in the order of the text, so that those inside of one follow it, up to @after. */
typedef struct
{
  guint32 start; /* where its text begins, and how long it is */
  guint32 length;
  guint32 name; /* a member's name with its quotes; its length is 0 where there is none */
  guint32 name_length;
  guint32 after;      /* the index of what is after it and all that is in it */
  guint32 n_children; /* members or elements, shadowed ones included */
  guint8 type;        /* MbmJsonType */
  guint8 shadowed;    /* a later member has the same name: it counts, this one does not */
  guint8 plain_name;  /* the name has no escapes */
} MbmJsonItem;

/* Made in one pass and then walked by index: what lies deep is not skipped over again and again. Borrows the
 * text. */
typedef struct
{
  const char *text;
  MbmJsonItem *items;
  guint32 n_items;
} MbmJsonOutline;

/* The longest text that has an outline. */
#define MBM_JSON_OUTLINE_MAX_LENGTH G_MAXINT32

gboolean mbm_json_outline_init (MbmJsonOutline *self, MbmJsonValue document, GError **error);
void mbm_json_outline_clear (MbmJsonOutline *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbmJsonOutline, mbm_json_outline_clear)

static inline MbmJsonType
mbm_json_outline_type (const MbmJsonOutline *self, guint32 index)
{
  return (MbmJsonType) self->items[index].type;
}

static inline MbmJsonValue
mbm_json_outline_value (const MbmJsonOutline *self, guint32 index)
{
  return (MbmJsonValue){ self->text + self->items[index].start, self->items[index].length };
}

static inline MbmJsonValue
mbm_json_outline_name (const MbmJsonOutline *self, guint32 index)
{
  return (MbmJsonValue){ self->text + self->items[index].name, self->items[index].name_length };
}

/* Walks through the children of a value that count. */
#define MBM_JSON_OUTLINE_FOREACH(self, parent, child)                       \
  for (guint32 child = (parent) + 1; child < (self)->items[(parent)].after; \
       child = (self)->items[child].after)                                  \
    if ((self)->items[child].shadowed)                                      \
      continue;                                                             \
    else

/* The characters of a name or string: borrowed where there are no escapes, else in *@decoded, to be freed. */
typedef struct
{
  const char *text;
  gsize length;
} MbmJsonSpan;

MbmJsonSpan mbm_json_span (MbmJsonValue string, char **decoded);
int mbm_json_span_compare (MbmJsonSpan a, MbmJsonSpan b);

/* Index of the member, or 0 */
guint32 mbm_json_outline_member (const MbmJsonOutline *self, guint32 object, const char *name);
guint32 mbm_json_outline_child (const MbmJsonOutline *self, guint32 parent, MbmJsonSpan name);
guint32 mbm_json_outline_element (const MbmJsonOutline *self, guint32 array, guint n);

/* How many members or elements count. */
guint32 mbm_json_outline_count (const MbmJsonOutline *self, guint32 index);

/* A total order of all values, in which those that are the same are equal. */
int mbm_json_outline_compare (const MbmJsonOutline *a, guint32 i, const MbmJsonOutline *b, guint32 j);

/* The same for values that are the same. */
guint64 mbm_json_outline_hash (const MbmJsonOutline *self, guint32 index);

/* A JSON Pointer to a value. */
char *mbm_json_outline_dup_pointer (const MbmJsonOutline *self, guint32 index);
void mbm_json_append_pointer_token (GString *out, MbmJsonValue name);
char *mbm_json_dup_shown (MbmJsonValue string);

/* An exact order of numbers, and what else is asked of them. */
guint64 mbm_json_number_hash (MbmJsonValue value);
int mbm_json_number_compare (MbmJsonValue a, MbmJsonValue b);
gboolean mbm_json_number_is_integer (MbmJsonValue value);
gboolean mbm_json_number_is_multiple (MbmJsonValue value, MbmJsonValue divisor);
gboolean mbm_json_number_is_divisor (MbmJsonValue value);

G_END_DECLS
