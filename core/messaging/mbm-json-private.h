/* mbm-json-private.h — what the library's own files use of the JSON scanner
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

/* A member that mbm_json_scan_members() is to find. */
typedef struct
{
  const char *name;
  gsize length;
} MbmJsonName;

#define MBM_JSON_NAME(literal)      \
  {                                 \
    (literal), sizeof (literal) - 1 \
  }

/* One pass over a document: checks all of it, as mbm_json_check() does, and finds the members called @names
 * of the object that it is. The last of a name counts; what is missing has the text NULL. FALSE with
 * *@is_object FALSE and no error: valid, but no object. */
gboolean mbm_json_scan_members (const char *text,
                                gsize length,
                                const MbmJsonName *names,
                                guint n_names,
                                MbmJsonValue *values,
                                gboolean *is_object,
                                GError **error);

/* The same members of an object that was checked already; of what is no object, none. */
void mbm_json_value_find_members (MbmJsonValue object,
                                  const MbmJsonName *names,
                                  guint n_names,
                                  MbmJsonValue *values);

/* As mbm_json_check(), for a document that is to stand @levels deep in another. */
gboolean mbm_json_check_inner (const char *text, gsize length, guint levels, GError **error);

/* The characters of a string value, as UTF-8 in which lone surrogates are encoded like other characters, so
 * that unequal strings stay unequal. @out has room for value.length bytes. Not NUL-terminated. */
gsize mbm_json_decode_string (MbmJsonValue value, char *out);

/* As above for people and C: lone surrogates become U+FFFD, and a NUL is added, for which @out must have
 * room. */
gsize mbm_json_decode_utf8 (MbmJsonValue value, char *out);

/* Whether a value is a string of these characters; allocates nothing unless it has escapes. */
gboolean mbm_json_value_is_string (MbmJsonValue value, const char *text, gsize length);

/* The length of the literal that mbm_json_write_string() writes of text that is UTF-8. */
gsize mbm_json_measure_string (const char *text, gsize length);
char *mbm_json_write_string (char *out, const char *text, gsize length);

void mbm_json_append_compact (GString *out, MbmJsonValue value);

/* The tree of a value that passed the scanner. */
JsonNode *mbm_json_value_to_node (MbmJsonValue value);

/* Where the containers of a document end, some levels apart: what is nested deeply can be walked through
 * level by level without being skipped from end to end at each. NULL for one that is small; every call takes
 * that for none. */
typedef struct _MbmJsonIndex MbmJsonIndex;

MbmJsonIndex *mbm_json_index_new (MbmJsonValue value);
void mbm_json_index_free (MbmJsonIndex *self);
const char *mbm_json_index_find_end (const MbmJsonIndex *self, const char *start);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmJsonIndex, mbm_json_index_free)

gboolean mbm_json_iter_next_indexed (MbmJsonIter *iter,
                                     const MbmJsonIndex *index,
                                     MbmJsonValue *name,
                                     MbmJsonValue *value);

/* What is after a string, and after any other scalar, that begins at @p. */
const char *mbm_json_skip_string (const char *p, const char *end);
const char *mbm_json_skip_scalar (const char *p, const char *end);

gboolean mbm_json_number_equal (MbmJsonValue a, MbmJsonValue b);

static inline const char *
mbm_json_skip_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
    p++;
  return p;
}

G_END_DECLS
