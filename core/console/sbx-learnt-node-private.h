/* sbx-learnt-node-private.h — what was seen at one place of a shape
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-learnt-shape-private.h"

G_BEGIN_DECLS

/* What of a value's text may be told by a format. */
typedef enum
{
  SBX_LEARNT_FORMAT_DATE_TIME,
  SBX_LEARNT_FORMAT_DATE,
  SBX_LEARNT_FORMAT_UUID,
  SBX_LEARNT_FORMAT_EMAIL,
  SBX_LEARNT_FORMAT_URI,
  SBX_LEARNT_N_FORMATS,
} SbxLearntFormat;

typedef enum
{
  SBX_LEARNT_CUT_MEMBERS = 1 << 0,
  SBX_LEARNT_CUT_ELEMENTS = 1 << 1,
  SBX_LEARNT_CUT_DEPTH = 1 << 2,
  SBX_LEARNT_CUT_VALUES = 1 << 3, /* said nowhere: they are only proposals */
} SbxLearntCut;

typedef struct
{
  char *json;
  guint n;
} SbxLearntValue;

typedef struct _SbxLearntNode SbxLearntNode;

typedef struct
{
  char *name;
  SbxLearntNode *node;
  guint64 object; /* the number of the object it was seen in last */
} SbxLearntMember;

struct _SbxLearntNode
{
  guint n_seen;
  guint n_types[MBM_JSON_OBJECT + 1];
  guint n_integers; /* of the numbers */
  guint formats;    /* that all strings have: a bit each */
  guint cuts;
  GArray *members;      /* (nullable): of SbxLearntMember, in the order they came */
  SbxLearntNode *items; /* (nullable) */
  GArray *values;       /* (nullable): of SbxLearntValue */
};

SbxLearntNode *sbx_learnt_node_new (void);
SbxLearntNode *sbx_learnt_node_copy (const SbxLearntNode *self);
void sbx_learnt_node_free (SbxLearntNode *self);
SbxLearntMember *sbx_learnt_node_find_member (const SbxLearntNode *self, const char *name);
/* Its values, most frequent first, as they were seen first. (transfer container) */
GPtrArray *sbx_learnt_node_sort_values (const SbxLearntNode *self);

/* sbx-learnt-format.c */
const char *sbx_learnt_format_get_name (SbxLearntFormat format);
/* Those of @formats that the string has, too. */
guint sbx_learnt_format_filter (MbmJsonValue string, guint formats);

/* sbx-learnt-schema.c */
void sbx_learnt_node_append_schema (const SbxLearntNode *self, GString *json);

G_END_DECLS
