/* mbm-contract-private.h — the parts of a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-schema-private.h"

G_BEGIN_DECLS

struct _MbmContractEntry
{
  char *name;
  char *description;
  MbmSchema *payload_schema;
  MbmSchema *response_schema;
  char **allowed_roles;
  char **denied_roles;
};

struct _MbmContractError
{
  char *name;
  char *code;
  char *message;
  MbmSeverity severity;
  guint status;
  gboolean retryable;
};

struct _MbmContractRole
{
  char *name;
  char *description;
  char **permissions;
  char **extends;
};

/* What stands under names, which are in the order of the file as well. */
typedef struct
{
  GPtrArray *names; /* ends with NULL once it is read */
  GHashTable *by_name;
} MbmContractTable;

struct _MbmContract
{
  GBytes *bytes;
  char *name;
  char *version;
  char *description;
  MbmContractTable requests;    /* MbmContractEntry */
  MbmContractTable events;      /* MbmContractEntry */
  MbmContractTable errors;      /* MbmContractError */
  MbmContractTable roles;       /* MbmContractRole */
  MbmContractTable permissions; /* strings */
  GHashTable *error_codes;      /* name or code → MbmContractError, borrowed */
};

/* A document on its way to a contract. */
typedef struct
{
  MbmContract *contract;
  MbmSchemaSet *set;
  MbmSchemaCompiler compiler;
  MbmSchemaDocument *document;
  MbmSchemaResource *root;
} MbmContractLoader;

gboolean mbm_severity_from_string (const char *text, MbmSeverity *severity);

/* Finds everything that is wrong with it, warnings included; the contract is of use only if no error is among
 * it. */
MbmContract *mbm_contract_load (GBytes *text, GPtrArray **faults, GError **error);

void mbm_contract_table_add (MbmContractTable *self, const char *name, gpointer value);

/* mbm-contract-values.c: values of a contract, or faults */
char *mbm_contract_read_string (MbmContractLoader *self, guint32 object, const char *name, gboolean required);
char **mbm_contract_read_strv (MbmContractLoader *self, guint32 object, const char *name);
gboolean mbm_contract_read_boolean (MbmContractLoader *self, guint32 object, const char *name);
gint64 mbm_contract_read_status (MbmContractLoader *self, guint32 object, const char *name);
guint32 mbm_contract_read_object (MbmContractLoader *self, guint32 object, const char *name);
void mbm_contract_warn_unknown (MbmContractLoader *self, guint32 object, const char *const *known);
char *mbm_contract_read_name (MbmContractLoader *self, guint32 index);
gboolean mbm_contract_is_object (MbmContractLoader *self, guint32 index);
void mbm_contract_fail (MbmContractLoader *self, guint32 index, const char *format, ...) G_GNUC_PRINTF (3, 4);
void mbm_contract_warn (MbmContractLoader *self, guint32 index, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* mbm-contract-access.c: roles, permissions and errors */
void mbm_contract_read_errors (MbmContractLoader *self);
void mbm_contract_read_roles (MbmContractLoader *self);
void mbm_contract_read_permissions (MbmContractLoader *self);
void mbm_contract_check_roles (MbmContractLoader *self);
void mbm_contract_check_role_names (MbmContractLoader *self, guint32 access, const char *name, char **roles);

G_END_DECLS
