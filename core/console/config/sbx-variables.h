/* sbx-variables.h — named values that messages are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"
#include "sbx-scope.h"

G_BEGIN_DECLS

/**
 * SbxVariable:
 *
 * A named value. Properties, read-only and notifying:
 *  - name (string)
 *  - value (string, nullable): JSON text: what the workspace has; NULL: nothing, it was taken from an answer
 *  - taken (string, nullable): JSON text that was taken from an answer: counts instead of the value, until
 * the program ends, and is never saved
 *  - effective (string): JSON text: the one of these that counts
 */
#define SBX_TYPE_VARIABLE (sbx_variable_get_type ())
G_DECLARE_FINAL_TYPE (SbxVariable, sbx_variable, SBX, VARIABLE, GObject)

const char *sbx_variable_get_name (SbxVariable *self);
const char *sbx_variable_get_value (SbxVariable *self);
const char *sbx_variable_get_taken (SbxVariable *self);
const char *sbx_variable_get_effective (SbxVariable *self);
gboolean sbx_variable_is_secret (SbxVariable *self);

/**
 * SBX_VARIABLES_MAX:
 *
 * The greatest number of variables.
 */
#define SBX_VARIABLES_MAX 1000

/**
 * SBX_VARIABLE_MAX_SIZE:
 *
 * The longest value, and the longest answer that values can be taken from later, in bytes.
 */
#define SBX_VARIABLE_MAX_SIZE (1024 * 1024)

/**
 * SbxVariables:
 *
 * The variables of a workspace, what was taken from answers, each endpoint's last answer, and the counter.
 * Main thread.
 *
 * Values of variables that are called like a secret (`password`, `token`) are not written to the workspace:
 * they last until the program ends.
 *
 * Signals:
 *  - changed: what the workspace has is another
 *  - used: what a message would become may be another: a variable, the last answer, or the counter
 */
#define SBX_TYPE_VARIABLES (sbx_variables_get_type ())
G_DECLARE_FINAL_TYPE (SbxVariables, sbx_variables, SBX, VARIABLES, GObject)

SbxVariables *sbx_variables_new (void);
void sbx_variables_clear (SbxVariables *self);
GListModel *sbx_variables_get_items (SbxVariables *self);
SbxVariable *sbx_variables_lookup (SbxVariables *self, const char *name);

gboolean sbx_variables_check_name (const char *name, GError **error);
gboolean sbx_variables_set (SbxVariables *self, const char *name, const char *value, GError **error);
gboolean sbx_variables_rename (SbxVariables *self, const char *name, const char *other, GError **error);
SbxVariable *sbx_variables_remove (SbxVariables *self, const char *name, guint *position);
void sbx_variables_restore (SbxVariables *self, SbxVariable *variable, guint position);

gboolean sbx_variables_take (SbxVariables *self, const char *name, const char *value, GError **error);
void sbx_variables_forget_taken (SbxVariables *self, const char *name);
char **sbx_variables_take_answer (SbxVariables *self,
                                  const char *endpoint_id,
                                  GPtrArray *captures,
                                  MbmJsonValue data);

guint64 sbx_variables_get_counter (SbxVariables *self);
void sbx_variables_set_counter (SbxVariables *self, guint64 number);

SbxScope *sbx_variables_make_scope (SbxVariables *self, const char *endpoint_id, gboolean preview);
char **sbx_variables_dup_names (SbxVariables *self, const char *endpoint_id);

char *sbx_variables_to_json (SbxVariables *self);
gboolean sbx_variables_load (SbxVariables *self, MbmJsonValue value, GError **error);

G_END_DECLS
