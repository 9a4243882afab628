/* sbx-template.h — texts with placeholders, and what they become
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-json.h"

G_BEGIN_DECLS

/**
 * SBX_TEMPLATE_MAX_SIZE:
 *
 * The longest text that an expansion may give, in bytes.
 */
#define SBX_TEMPLATE_MAX_SIZE (16 * 1024 * 1024)

/**
 * SBX_TEMPLATE_MAX_NAME:
 *
 * The longest placeholder, in bytes, without its braces.
 */
#define SBX_TEMPLATE_MAX_NAME 256

/**
 * SbxTemplateError:
 * @SBX_TEMPLATE_ERROR_JSON: the text is no JSON
 * @SBX_TEMPLATE_ERROR_SYNTAX: a placeholder is not closed, empty, or no name
 * @SBX_TEMPLATE_ERROR_UNKNOWN: nobody knows a name
 * @SBX_TEMPLATE_ERROR_TOO_LARGE: the result would be longer or nested deeper than it may
 *
 * Why a text could not be expanded. Messages say where: `/items/0/price: …`
 */
typedef enum
{
  SBX_TEMPLATE_ERROR_JSON,
  SBX_TEMPLATE_ERROR_SYNTAX,
  SBX_TEMPLATE_ERROR_UNKNOWN,
  SBX_TEMPLATE_ERROR_TOO_LARGE,
} SbxTemplateError;

#define SBX_TEMPLATE_ERROR (sbx_template_error_quark ())
GQuark sbx_template_error_quark (void);

/**
 * SbxTemplateLookup:
 * @name: what stands between the braces: `orderId`, `payload.items[0].price`
 * @user_data: what was passed with the function
 * @error: return location for an error, for a name that is known but has no value now
 *
 * Finds the value of a name. Asked before the built-in names, so that it can have its own.
 *
 * Returns: (transfer full) (nullable): JSON text; %NULL without an error if it does not know the name
 */
typedef char *(*SbxTemplateLookup) (const char *name, gpointer user_data, GError **error);

/**
 * SbxTemplateBuiltin:
 * @name: how it is written: `random`
 * @example: how it is written with all it takes: `random(1, 6)`
 * @description: what it becomes, translated
 *
 * A name that is known everywhere. `counter` is among them, though a lookup has to know it: how far one has
 * counted is not the template's business.
 */
typedef struct
{
  const char *name;
  const char *example;
  const char *description;
} SbxTemplateBuiltin;

char *sbx_template_expand (const char *text, SbxTemplateLookup lookup, gpointer user_data, GError **error);
char *
sbx_template_expand_text (const char *text, SbxTemplateLookup lookup, gpointer user_data, GError **error);

gboolean sbx_template_has_placeholders (const char *text);
gboolean sbx_template_is_name (const char *name);
char *sbx_template_escape (const char *text);

gboolean sbx_template_lookup_path (MbmJsonValue value, const char *path, MbmJsonValue *result);

SbxTemplateBuiltin *sbx_template_list_builtins (guint *n_builtins);
gboolean sbx_template_is_builtin (const char *name);

G_END_DECLS
