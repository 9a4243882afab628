/* sbx-yaml-scalar-private.h — what a YAML scalar is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

typedef enum
{
  SBX_YAML_OK,
  SBX_YAML_NOT_FINITE, /* infinity, or not a number: JSON has neither */
  SBX_YAML_TOO_LARGE,  /* an octal or hexadecimal number of more than 64 bits */
  SBX_YAML_MISMATCH,   /* it is not what its tag says */
} SbxYamlProblem;

/* What a plain scalar is by the core schema of YAML 1.2. *@number: (out) (nullable) (transfer full): of a
 * number, its JSON text, which is its own where JSON can have that. */
SbxYamlProblem sbx_yaml_resolve (const char *text, MbmJsonType *type, char **number);

G_END_DECLS
