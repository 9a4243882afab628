/* mbm-server-contract.c — what a server has agreed on with its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-access-check.h"
#include "mbm-access-control-private.h"
#include "mbm-payload-check.h"
#include "mbm-server-request-private.h"

/* Behind the middleware that was added: who is not allowed to ask is not told what is wrong with the payload.
 */
void
mbm_server_update_chain (MbmServer *self)
{
  MbmServerChain *chain = self->added != NULL ? mbm_server_chain_ref (self->added) : NULL;

  if (self->access != NULL)
    {
      g_autoptr (MbmAccessCheck) check = mbm_access_check_new (self->access);

      mbm_server_chain_append (&chain, MBM_MIDDLEWARE (check));
    }
  if (self->contract != NULL && self->check_payloads)
    {
      g_autoptr (MbmPayloadCheck) check = mbm_payload_check_new (self->contract, self->answer_check);

      mbm_server_chain_append (&chain, MBM_MIDDLEWARE (check));
    }

  g_clear_pointer (&self->chain, mbm_server_chain_unref);
  self->chain = chain;
}

static void
mbm_server_update_access (MbmServer *self)
{
  g_clear_object (&self->access);
  if (self->access_control != NULL)
    {
      self->access = g_object_ref (self->access_control);
    }
  else if (self->contract != NULL)
    {
      self->access = mbm_access_control_new_for_contract (self->contract);
      if (!mbm_access_control_has_rules (self->access))
        g_clear_object (&self->access);
    }

  mbm_server_update_chain (self);
}

/* FALSE if it is the same as before. */
gboolean
mbm_server_set_contract (MbmServer *self, MbmContract *contract)
{
  if (self->contract == contract)
    return FALSE;

  g_clear_pointer (&self->contract, mbm_contract_unref);
  self->contract = contract != NULL ? mbm_contract_ref (contract) : NULL;
  mbm_server_update_access (self);

  return TRUE;
}

gboolean
mbm_server_set_access_control (MbmServer *self, MbmAccessControl *access_control)
{
  if (!g_set_object (&self->access_control, access_control))
    return FALSE;

  mbm_server_update_access (self);
  return TRUE;
}

void
mbm_server_set_answer_check (MbmServer *self, int answer_check)
{
  self->answer_check = answer_check;
  mbm_server_update_chain (self);
}

void
mbm_server_set_check_payloads (MbmServer *self, gboolean check_payloads)
{
  self->check_payloads = check_payloads;
  mbm_server_update_chain (self);
}

void
mbm_server_clear_contract (MbmServer *self)
{
  g_clear_pointer (&self->chain, mbm_server_chain_unref);
  g_clear_pointer (&self->added, mbm_server_chain_unref);
  g_clear_pointer (&self->contract, mbm_contract_unref);
  g_clear_object (&self->access_control);
  g_clear_object (&self->access);
}

/* The rule for an event, if there is one: most servers have none. */
MbmAccessRule *
mbm_server_find_event_rule (MbmServer *self, const char *event)
{
  return self->access != NULL ? mbm_access_control_find_event_rule (self->access, event) : NULL;
}

/* Whether a connection may get events of @rule. */
gboolean
mbm_server_rule_admits (MbmServer *self, MbmAccessRule *rule, MbmServerConnection *connection)
{
  return mbm_access_control_admits (self->access, rule, mbm_server_connection_get_user (connection));
}

/**
 * mbm_server_request_fail_code:
 * @self: a request
 * @code: the name of an error in the server's contract, such as `ORDER_NOT_FOUND`
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Answers a request with an error that the server's [property@Mbm.Server:contract] describes: with its code
 * and its message. How bad it is, and whether it is worth trying again, do not travel: a client that has the
 * contract knows. Without a contract, or if that has no such error, @code is the message as well.
 *
 * Since: 0.1
 */
void
mbm_server_request_fail_code (MbmServerRequest *self, const char *code, GBytes *details)
{
  MbmServer *server;
  MbmContractError *error = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);

  server = self->connection->server;
  if (server != NULL && server->contract != NULL)
    error = mbm_contract_lookup_error (server->contract, code);

  if (error != NULL)
    mbm_server_request_respond_error (self, mbm_contract_error_get_code (error),
                                      mbm_contract_error_get_message (error), details);
  else
    mbm_server_request_respond_error (self, code, code, details);
}
