/* sbx-variables-private.h — what the parts of the variables share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-scope-private.h"
#include "sbx-variables.h"

G_BEGIN_DECLS

struct _SbxVariables
{
  GObject parent_instance;

  GListStore *items;
  GHashTable *answers; /* endpoint's id → counted string: JSON text of its last answer */
  SbxCounter *counter;
};

SbxVariable *sbx_variables_find (SbxVariables *self, const char *name, guint *position);
/* The variable of that name, which may be a new one, to be given a value; NULL with an error that begins with
 * the name. @value: JSON text. @compact: (out) (transfer full): @value without white space */
SbxVariable *
sbx_variables_need (SbxVariables *self, const char *name, const char *value, char **compact, GError **error);
/* @changed: what the workspace has, not just what messages get */
void sbx_variables_tell (SbxVariables *self, gboolean changed);

G_END_DECLS
