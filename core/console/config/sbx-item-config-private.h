/* sbx-item-config-private.h — what kinds of items of a config are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

#include "sbx-item-config.h"

G_BEGIN_DECLS

#define SBX_ITEM_PARAM_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
/* A string, or each of an array of strings, that is JSON text: in the file it is a value, not a string. */
#define SBX_ITEM_PARAM_JSON (1 << G_PARAM_USER_SHIFT)
/* A string without which the item is not read. */
#define SBX_ITEM_PARAM_REQUIRED (1 << (G_PARAM_USER_SHIFT + 1))
/* It stands in the file even with its default: what says what the item is. */
#define SBX_ITEM_PARAM_WRITTEN (1 << (G_PARAM_USER_SHIFT + 2))
/* Headers: of those that carry a secret only the name is written. */
#define SBX_ITEM_PARAM_HEADERS (1 << (G_PARAM_USER_SHIFT + 3))
/* More than the bounds of a file that somebody writes by hand are refused when it is read. */
#define SBX_ITEM_MAX_ITEMS 10000

#define SBX_ITEM_IS_LIST(pspec) ((pspec)->value_type == G_TYPE_LIST_MODEL)
#define SBX_ITEM_IS_JSON(pspec) (((pspec)->flags & SBX_ITEM_PARAM_JSON) != 0)

/* What a class knows of one of its properties. */
typedef struct
{
  GParamSpec *pspec; /* borrowed: it lives as long as the class */
  char *name;        /* in the file */
} SbxItemMember;

/* Installs a property (of the types string, boolean, uint, uint64, double, enumeration, string array, and
 * list model of items, read-only) whose value the base class keeps. In the file it is a member of its name in
 * camel case, after those of the parent class and those that were added before, left out when it has its
 * default. A string has a default of NULL if it may be NULL. */
void sbx_item_config_class_add (SbxItemConfigClass *klass, GParamSpec *pspec);
/* The same for many. @pspecs: ended by NULL. */
void sbx_item_config_class_install (SbxItemConfigClass *klass, GParamSpec *const *pspecs);
/* A list property. */
GParamSpec *sbx_item_config_param_list (const char *name);
/* Gives the list property @name its store, which knows the type of its items. (transfer full) */
void sbx_item_config_init_list (SbxItemConfig *self, const char *name, GListStore *store);

GPtrArray *sbx_item_config_get_members (SbxItemConfig *self);
GValue *sbx_item_config_peek_value (SbxItemConfig *self, const char *property);
gboolean sbx_item_config_values_equal (GParamSpec *pspec, const GValue *a, const GValue *b);
void sbx_item_config_init_default (GParamSpec *pspec, GValue *value);
/* Members of the file that were not understood: `"name":value` after `"name":value`. (nullable) */
const char *sbx_item_config_get_unknown (SbxItemConfig *self);
void sbx_item_config_set_unknown (SbxItemConfig *self, const char *unknown);

/* Values by name, which must be that of a property of that type. Strings are never NULL, but JSON ones that
 * are not there. */
const char *sbx_item_config_get_string (SbxItemConfig *self, const char *name);
gboolean sbx_item_config_get_boolean (SbxItemConfig *self, const char *name);
guint sbx_item_config_get_uint (SbxItemConfig *self, const char *name);
guint64 sbx_item_config_get_uint64 (SbxItemConfig *self, const char *name);
double sbx_item_config_get_double (SbxItemConfig *self, const char *name);
int sbx_item_config_get_enum (SbxItemConfig *self, const char *name);
const char *const *sbx_item_config_get_strv (SbxItemConfig *self, const char *name);
GListStore *sbx_item_config_get_list (SbxItemConfig *self, const char *name);

/* Says what is wrong with the property @name: always FALSE. */
gboolean
sbx_item_config_complain (const char **property, const char *name, GError **error, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

void sbx_item_config_append_json (SbxItemConfig *self, GString *json);
/* @path is that of the item, for the error. (transfer full) (nullable) */
SbxItemConfig *sbx_item_config_from_json (GType type, MbmJsonValue value, const char *path, GError **error);

/* Whole lists of items. */
void sbx_item_config_append_list (GListModel *items, GString *json);
gboolean sbx_item_config_read_list (GListStore *items, MbmJsonValue value, const char *path, GError **error);
void sbx_item_config_copy_list (GListModel *from, GListStore *to);
gboolean sbx_item_config_lists_equal (GListModel *a, GListModel *b);

G_END_DECLS
