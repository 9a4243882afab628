/* mbm-field-table-private.h — properties that are no more than members of a struct
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  MBM_FIELD_BOOLEAN, /* gboolean; no bounds */
  MBM_FIELD_UINT,    /* guint */
  MBM_FIELD_UINT64,  /* guint64 */
  MBM_FIELD_DOUBLE,  /* double */
} MbmFieldKind;

/* A property that can be read and written, and the member that has its value. */
typedef struct
{
  const char *name;
  gsize offset;
  MbmFieldKind kind;
  double minimum;
  double maximum;
  double value; /* the default */
} MbmField;

/* The properties of a class whose ids begin at @first_id, which no other property of it may have. They are
 * notified when they have changed. */
typedef struct
{
  const MbmField *fields;
  guint n_fields;
  guint first_id;
} MbmFieldTable;

/* Sets each member to its default. @owner: the struct that has the members. */
void mbm_field_table_init (const MbmFieldTable *self, gpointer owner);
void mbm_field_table_install (const MbmFieldTable *self, GObjectClass *object_class);

/* FALSE: it is not one of them. */
gboolean
mbm_field_table_get (const MbmFieldTable *self, gconstpointer owner, GParamSpec *pspec, GValue *value);
gboolean mbm_field_table_set (const MbmFieldTable *self,
                              gpointer owner,
                              GObject *object,
                              GParamSpec *pspec,
                              const GValue *value);

/* The same for a member that is never NULL. TRUE: it has changed. */
gboolean mbm_update_strv (char ***strv, const GValue *value);

G_END_DECLS
