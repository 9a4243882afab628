/* mbm-contract-error.c — what a contract says of an error
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-contract-private.h"

static const char *const severities[] = {
  [MBM_SEVERITY_DEBUG] = "debug", [MBM_SEVERITY_INFO] = "info",         [MBM_SEVERITY_WARNING] = "warning",
  [MBM_SEVERITY_ERROR] = "error", [MBM_SEVERITY_CRITICAL] = "critical",
};

/**
 * mbm_severity_to_string:
 * @severity: how bad an error is
 *
 * Tells the word for it that contracts use. May be called from any thread.
 *
 * Returns: (transfer none): the word; `error` for a value that the library does not know
 *
 * Since: 0.1
 */
const char *
mbm_severity_to_string (MbmSeverity severity)
{
  if ((guint) severity >= G_N_ELEMENTS (severities))
    severity = MBM_SEVERITY_ERROR;
  return severities[severity];
}

gboolean
mbm_severity_from_string (const char *text, MbmSeverity *severity)
{
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    if (g_strcmp0 (text, severities[i]) == 0)
      {
        *severity = (MbmSeverity) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * MbmContractError:
 *
 * What a contract says of an error that its requests may be answered with.
 *
 * Immutable and reference-counted; may be used from any thread.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (MbmContractError, mbm_contract_error, mbm_contract_error_ref, mbm_contract_error_unref)

/**
 * mbm_contract_error_ref:
 * @self: an error of a contract
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmContractError *
mbm_contract_error_ref (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
mbm_contract_error_clear (MbmContractError *self)
{
  g_free (self->name);
  g_free (self->code);
  g_free (self->message);
}

/**
 * mbm_contract_error_unref:
 * @self: (transfer full): an error of a contract
 *
 * Gives a reference back. Any thread.
 *
 * Since: 0.1
 */
void
mbm_contract_error_unref (MbmContractError *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_contract_error_clear);
}

/**
 * mbm_contract_error_get_name:
 * @self: an error of a contract
 *
 * Tells the name under which the contract has it.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
mbm_contract_error_get_name (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mbm_contract_error_get_code:
 * @self: an error of a contract
 *
 * Tells the code that it has on the wire: its name, unless the contract says otherwise.
 *
 * Returns: (transfer none): the code
 *
 * Since: 0.1
 */
const char *
mbm_contract_error_get_code (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * mbm_contract_error_get_message:
 * @self: an error of a contract
 *
 * Tells what it means, in words for people.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
mbm_contract_error_get_message (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_contract_error_get_severity:
 * @self: an error of a contract
 *
 * Tells how bad it is.
 *
 * Returns: the severity; %MBM_SEVERITY_ERROR if the contract says nothing
 *
 * Since: 0.1
 */
MbmSeverity
mbm_contract_error_get_severity (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, MBM_SEVERITY_ERROR);

  return self->severity;
}

/**
 * mbm_contract_error_get_status:
 * @self: an error of a contract
 *
 * Tells the status that it has over HTTP.
 *
 * Returns: the status; 0 if the contract says nothing
 *
 * Since: 0.1
 */
guint
mbm_contract_error_get_status (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * mbm_contract_error_get_retryable:
 * @self: an error of a contract
 *
 * Tells whether the same request may be answered otherwise a little later.
 *
 * Returns: whether to try again; %FALSE if the contract says nothing
 *
 * Since: 0.1
 */
gboolean
mbm_contract_error_get_retryable (MbmContractError *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->retryable;
}
