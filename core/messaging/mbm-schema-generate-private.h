/* mbm-schema-generate-private.h — making values that a schema finds valid
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-schema-private.h"

G_BEGIN_DECLS

/* A value in the making. */
typedef struct
{
  MbmSchemaSet *set;
  guint work_left; /* how many more values may be tried */
  guint depth;
} MbmGenerator;

/* What applies to one place: the nodes that are to be satisfied together. Which of several alternatives is
 * @choice; of values that are to differ this is number @variation. */
typedef struct
{
  GPtrArray *nodes;
  guint choice;
  guint n_choices;
  guint variation;
} MbmGeneratorParts;

/* From here on only what is required is made. */
#define MBM_GENERATOR_SHALLOW 5
#define MBM_GENERATOR_DEEPEST 32

gboolean mbm_generator_make (MbmGenerator *self, const MbmSchemaNode *node, guint variation, GString *out);
gboolean mbm_generator_accepts (MbmGenerator *self, const MbmSchemaNode *node, const char *text);

/* The first of the parts that has the keyword, and its value. */
const MbmSchemaNode *mbm_generator_find (const MbmGeneratorParts *parts, const char *keyword, guint32 *index);
const MbmSchemaNode *mbm_generator_get_node (const MbmSchemaNode *node, guint32 index);

/* mbm-schema-generate-scalars.c */
gboolean mbm_generator_make_string (const MbmGeneratorParts *parts, GString *out);
gboolean mbm_generator_make_number (MbmGenerator *self,
                                    const MbmGeneratorParts *parts,
                                    const MbmSchemaNode *node,
                                    GString *out);
gint64 mbm_generator_get_count (const MbmGeneratorParts *parts, const char *keyword, gint64 otherwise);

/* mbm-schema-generate-containers.c */
gboolean mbm_generator_make_array (MbmGenerator *self, const MbmGeneratorParts *parts, GString *out);
gboolean mbm_generator_make_object (MbmGenerator *self, const MbmGeneratorParts *parts, GString *out);

G_END_DECLS
