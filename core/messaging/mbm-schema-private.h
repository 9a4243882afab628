/* mbm-schema-private.h — the parts of a schema
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-fault-private.h"
#include "mbm-json-outline-private.h"
#include "mbm-schema.h"

G_BEGIN_DECLS

/* A set holds documents, the resources in them (what `$id` gives a name, and each document's root), and the
 * nodes that subschemas were compiled to. It is made once and then never changes, so that any thread may use
 * it. */
typedef struct _MbmSchemaSet MbmSchemaSet;
typedef struct _MbmSchemaDocument MbmSchemaDocument;
typedef struct _MbmSchemaResource MbmSchemaResource;
typedef struct _MbmSchemaNode MbmSchemaNode;
typedef struct _MbmSchemaKeyword MbmSchemaKeyword;
typedef struct _MbmSchemaCompiler MbmSchemaCompiler;
typedef struct _MbmValidation MbmValidation;
typedef struct _MbmFrame MbmFrame;

typedef enum
{
  MBM_SCHEMA_DRAFT_7 = 1 << 0,
  MBM_SCHEMA_DRAFT_2020_12 = 1 << 1,
  MBM_SCHEMA_ANY_DRAFT = MBM_SCHEMA_DRAFT_7 | MBM_SCHEMA_DRAFT_2020_12,
} MbmSchemaDraft;

/* What addresses are relative to where nothing else is known. */
#define MBM_SCHEMA_BASE "mbm:///"

struct _MbmSchemaDocument
{
  char *uri; /* empty for the one that the schema was made from */
  GBytes *bytes;
  MbmJsonOutline outline;
  GHashTable *resources; /* index of its root → MbmSchemaResource */
  GHashTable *nodes;     /* index → MbmSchemaNode */
  GHashTable *names;     /* index of a large object → MbmSchemaNames, once something referred into it */
  GHashTable *elements;  /* index of a large array → GArray of indexes, likewise */
};

struct _MbmSchemaResource
{
  MbmSchemaDocument *document;
  guint32 index;
  MbmSchemaDraft draft;
  char *base;                  /* its address, without a fragment */
  MbmSchemaResource *fallback; /* where `#…` is looked up that is not found here */
  GHashTable *anchors;         /* name → index */
  GHashTable *dynamic_anchors; /* name → MbmSchemaNode */
};

struct _MbmSchemaNode
{
  MbmSchemaResource *resource;
  guint32 index;
  gboolean boolean;  /* the schema is `true` or `false` */
  gboolean nothing;  /* it is `false` */
  gboolean tracks;   /* one of its keywords asks what the others have seen to */
  const char *owner; /* the keyword that it stands in */
  MbmSchemaKeyword *keywords;
  guint n_keywords;
  MbmSchemaNode *target; /* of its $ref */
  guint walk;            /* which search for circles came by */
};

/* What of an object or array keywords have seen to: a bit for each member or element. */
typedef struct
{
  guint32 n;
  guint64 *bits;
} MbmEvaluated;

typedef gboolean (*MbmSchemaSetupFunc) (MbmSchemaCompiler *compiler,
                                        MbmSchemaNode *node,
                                        MbmSchemaKeyword *keyword);
typedef gboolean (*MbmSchemaCheckFunc) (MbmValidation *validation,
                                        const MbmFrame *frame,
                                        const MbmSchemaKeyword *keyword,
                                        MbmEvaluated *evaluated);

/* The kinds of instance that a keyword is about, as bits. */
#define MBM_SCHEMA_ABOUT(type)   (1u << (type))
#define MBM_SCHEMA_ABOUT_ALL     0x7fu
#define MBM_SCHEMA_ABOUT_NUMBERS MBM_SCHEMA_ABOUT (MBM_JSON_NUMBER)
#define MBM_SCHEMA_ABOUT_STRINGS MBM_SCHEMA_ABOUT (MBM_JSON_STRING)
#define MBM_SCHEMA_ABOUT_ARRAYS  MBM_SCHEMA_ABOUT (MBM_JSON_ARRAY)
#define MBM_SCHEMA_ABOUT_OBJECTS MBM_SCHEMA_ABOUT (MBM_JSON_OBJECT)

typedef struct
{
  const char *name;
  MbmSchemaDraft drafts;
  guint about;
  MbmSchemaSetupFunc setup;
  MbmSchemaCheckFunc check;
  GDestroyNotify free_data;
  gboolean group; /* set up even if there is no keyword of the name: it stands for several */
} MbmSchemaKeywordType;

struct _MbmSchemaKeyword
{
  const MbmSchemaKeywordType *type;
  guint32 index; /* of its value */
  union
  {
    gpointer data;
    MbmSchemaNode *node;
    guint64 number;
  };
};

/* The keywords by what they are about; each ends with one without a name. */
extern const MbmSchemaKeywordType mbm_schema_value_keywords[];
extern const MbmSchemaKeywordType mbm_schema_string_keywords[];
extern const MbmSchemaKeywordType mbm_schema_array_keywords[];
extern const MbmSchemaKeywordType mbm_schema_object_keywords[];
extern const MbmSchemaKeywordType mbm_schema_logic_keywords[];
extern const MbmSchemaKeywordType mbm_schema_unevaluated_keywords[];

/* Names, sorted, so that many are found as quickly by whoever sends hostile ones. */
typedef struct
{
  MbmJsonSpan name;
  char *decoded;
  guint32 index;
  guint position;
  gpointer value;
} MbmSchemaName;

typedef struct
{
  MbmSchemaName *names;
  guint n_names;
} MbmSchemaNames;

MbmSchemaName *mbm_schema_names_find (const MbmSchemaNames *self, MbmJsonSpan name);
void mbm_schema_names_init (MbmSchemaNames *self, const MbmJsonOutline *outline, guint32 index);
void mbm_schema_names_clear (MbmSchemaNames *self);
void mbm_schema_names_free (MbmSchemaNames *self);

/* mbm-schema-set.c */
MbmSchemaSet *mbm_schema_set_new (void);
MbmSchemaSet *mbm_schema_set_ref (MbmSchemaSet *self);
void mbm_schema_set_unref (MbmSchemaSet *self);
MbmSchemaDocument *
mbm_schema_set_add_document (MbmSchemaSet *self, const char *uri, GBytes *bytes, GError **error);
MbmSchemaResource *mbm_schema_set_add_resource (MbmSchemaSet *self,
                                                MbmSchemaDocument *document,
                                                guint32 index,
                                                MbmSchemaDraft draft,
                                                const char *base);
MbmSchemaResource *mbm_schema_set_find_resource (MbmSchemaSet *self, const char *uri);
void mbm_schema_set_name_resource (MbmSchemaSet *self, const char *uri, MbmSchemaResource *resource);
GPtrArray *mbm_schema_set_get_resources (MbmSchemaSet *self);
MbmSchemaNode *mbm_schema_set_add_node (MbmSchemaSet *self, MbmSchemaResource *resource, guint32 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmSchemaSet, mbm_schema_set_unref)

/* mbm-schema-scan.c: finds what `$id` and `$anchor` name */
MbmSchemaResource *mbm_schema_scan (MbmSchemaCompiler *compiler,
                                    MbmSchemaDocument *document,
                                    guint32 index,
                                    const char *base,
                                    MbmSchemaDraft draft,
                                    MbmSchemaResource *fallback);
void mbm_schema_scan_definitions (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 index);

/* mbm-schema-ref.c */
gboolean mbm_schema_find_reference (MbmSchemaCompiler *compiler,
                                    MbmSchemaResource *from,
                                    const char *reference,
                                    MbmSchemaResource **resource,
                                    guint32 *index);
gboolean mbm_schema_follow_pointer (MbmSchemaResource **resource,
                                    guint32 *index,
                                    const char *pointer,
                                    gboolean compiling);
char *mbm_schema_resolve_uri (const char *base, const char *reference, char **fragment);

/* mbm-schema-compile.c */
struct _MbmSchemaCompiler
{
  MbmSchemaSet *set;
  GPtrArray *faults;
  GHashTable *documents; /* URI → GBytes, of those that may be referred to */
  GQueue pending;        /* nodes whose keywords are still to be set up */
};

void mbm_schema_compiler_init (MbmSchemaCompiler *self, MbmSchemaSet *set, GHashTable *documents);
void mbm_schema_compiler_clear (MbmSchemaCompiler *self);
MbmSchemaNode *mbm_schema_compiler_get_node (MbmSchemaCompiler *self,
                                             MbmSchemaResource *resource,
                                             guint32 index,
                                             const char *owner);
MbmSchemaNode *mbm_schema_compiler_get_inner (MbmSchemaCompiler *self,
                                              MbmSchemaNode *node,
                                              guint32 index,
                                              const char *owner);
void mbm_schema_compiler_run (MbmSchemaCompiler *self);
gboolean mbm_schema_compiler_fail (MbmSchemaCompiler *self,
                                   MbmSchemaNode *node,
                                   guint32 index,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (4, 5);
guint32 mbm_schema_node_member (const MbmSchemaNode *node, const char *name);
MbmSchema *mbm_schema_new_for_node (MbmSchemaSet *set, MbmSchemaNode *node);
const MbmSchemaNode *mbm_schema_get_node (MbmSchema *self, MbmSchemaSet **set);
gboolean mbm_schema_compiler_finish (MbmSchemaCompiler *self, GError **error);

static inline const MbmJsonOutline *
mbm_schema_node_outline (const MbmSchemaNode *node)
{
  return &node->resource->document->outline;
}

/* mbm-schema-validate.c */

/* One schema at work on one value. Frames are on the stack, each with the one that it came from. */
struct _MbmFrame
{
  const MbmSchemaNode *node;
  const MbmJsonOutline *outline;
  guint32 index;
  guint32 ordinal; /* which member or element of the outer frame's value this is, or MBM_FRAME_SAME */
  const MbmFrame *outer;
};

#define MBM_FRAME_SAME G_MAXUINT32

struct _MbmValidation
{
  MbmSchemaSet *set;
  GPtrArray *violations; /* NULL: nobody asks which, the first one ends it */
  guint max_violations;
  guint64 work_left;
  guint depth;
  GError *error; /* it could not be finished */
};

gboolean mbm_validation_spend (MbmValidation *self, guint64 work);
gboolean mbm_validation_goes_on (const MbmValidation *self, gboolean valid);
gboolean mbm_validation_apply (MbmValidation *self,
                               const MbmSchemaNode *node,
                               const MbmFrame *outer,
                               const MbmJsonOutline *outline,
                               guint32 index,
                               guint32 ordinal,
                               MbmEvaluated *evaluated);
gboolean mbm_validation_apply_here (MbmValidation *self,
                                    const MbmSchemaNode *node,
                                    const MbmFrame *frame,
                                    MbmEvaluated *evaluated);
gboolean mbm_validation_try_here (MbmValidation *self,
                                  const MbmSchemaNode *node,
                                  const MbmFrame *frame,
                                  MbmEvaluated *evaluated);
gboolean mbm_validation_report (MbmValidation *self,
                                const MbmFrame *frame,
                                const MbmSchemaKeyword *keyword,
                                const char *format,
                                ...) G_GNUC_PRINTF (4, 5);
gboolean mbm_validation_report_at (MbmValidation *self,
                                   const MbmFrame *frame,
                                   const char *keyword,
                                   guint32 index,
                                   const char *message);

static inline MbmJsonValue
mbm_frame_value (const MbmFrame *frame)
{
  return mbm_json_outline_value (frame->outline, frame->index);
}

void mbm_evaluated_init (MbmEvaluated *self, guint32 n);
void mbm_evaluated_clear (MbmEvaluated *self);
void mbm_evaluated_merge (MbmEvaluated *self, const MbmEvaluated *other);
gboolean mbm_evaluated_has (const MbmEvaluated *self, guint32 ordinal);

static inline void
mbm_evaluated_add (MbmEvaluated *self, guint32 ordinal)
{
  if (self != NULL)
    self->bits[ordinal / 64] |= G_GUINT64_CONSTANT (1) << (ordinal % 64);
}

/* mbm-schema-regex.c */
typedef struct _MbmSchemaPattern MbmSchemaPattern;

MbmSchemaPattern *mbm_schema_pattern_new (const char *text, gsize length, GError **error);
void mbm_schema_pattern_free (MbmSchemaPattern *self);
gboolean mbm_schema_pattern_matches (const MbmSchemaPattern *self,
                                     MbmValidation *validation,
                                     const char *text,
                                     gsize length);
gboolean mbm_regex_is_valid (const char *text, gsize length);

/* mbm-schema-format.c */
typedef struct
{
  const char *name;
  gboolean (*check) (const char *text, gsize length);
} MbmSchemaFormat;

const MbmSchemaFormat *mbm_schema_find_format (const char *name);

/* mbm-schema-strings.c */
gboolean
mbm_schema_set_up_count (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword);

/* mbm-schema-required.c */
gboolean
mbm_schema_set_up_required (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword);
gboolean mbm_schema_check_required (MbmValidation *validation,
                                    const MbmFrame *frame,
                                    const MbmSchemaKeyword *keyword,
                                    MbmEvaluated *evaluated);
void mbm_schema_required_free (gpointer data);
gboolean
mbm_schema_set_up_dependencies (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword);
gboolean mbm_schema_check_dependencies (MbmValidation *validation,
                                        const MbmFrame *frame,
                                        const MbmSchemaKeyword *keyword,
                                        MbmEvaluated *evaluated);
void mbm_schema_dependencies_free (gpointer data);

/* mbm-schema-logic.c */
gboolean
mbm_schema_set_up_inner (MbmSchemaCompiler *compiler, MbmSchemaNode *node, MbmSchemaKeyword *keyword);

G_END_DECLS
