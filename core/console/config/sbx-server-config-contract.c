/* sbx-server-config-contract.c — a hosted server made of a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-config.h"

/* What a request is answered with whose answer cannot be made up. */
#define CODE_NOT_GENERATED "NOT_GENERATED"

/* A value that @schema allows, as JSON text; (transfer full) (nullable): %NULL with an error. */
static char *
generate (MbmSchema *schema, GError **error)
{
  g_autoptr (GBytes) value = NULL;
  gsize length;
  const char *text;

  if (schema == NULL)
    return g_strdup ("{}");

  value = mbm_schema_generate (schema, error);
  if (value == NULL)
    return NULL;
  text = g_bytes_get_data (value, &length);
  return g_strndup (text, length);
}

static const char *
get_description (MbmContractEntry *entry)
{
  const char *description = mbm_contract_entry_get_description (entry);

  return description != NULL ? description : "";
}

static void
add_handler (SbxServerConfig *self, MbmContractEntry *entry, GStrvBuilder *warnings)
{
  const char *name = mbm_contract_entry_get_name (entry);
  g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new (name, SBX_HANDLER_JSON);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = generate (mbm_contract_entry_get_response_schema (entry), &error);

  g_object_set (handler, "description", get_description (entry), NULL);
  if (answer != NULL)
    {
      g_object_set (handler, "answer", answer, NULL);
    }
  else
    {
      g_autofree char *warning = NULL;

      /* Translators: the first %s is the name of a request, the second says why */
      warning = g_strdup_printf (_ ("%s is answered with an error: %s"), name, error->message);
      g_strv_builder_add (warnings, warning);
      g_object_set (handler, "kind", SBX_HANDLER_ERROR, "error-code", CODE_NOT_GENERATED, "error-message",
                    error->message, NULL);
    }
  g_list_store_append (sbx_server_config_get_handlers (self), handler);
}

/* The template that becomes @json: what looks like a placeholder in it is none. Outside of strings there are
 * no two braces in a row. (transfer full) */
static char *
escape (const char *json)
{
  GString *out = g_string_new (json);

  g_string_replace (out, "{{", "\\\\{{", 0);
  return g_string_free (out, FALSE);
}

static void
add_timer (SbxServerConfig *self, MbmContractEntry *entry, GStrvBuilder *warnings)
{
  const char *name = mbm_contract_entry_get_name (entry);
  g_autoptr (SbxTimerConfig) timer = sbx_timer_config_new (name);
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = generate (mbm_contract_entry_get_payload_schema (entry), &error);
  g_autofree char *escaped = payload != NULL ? escape (payload) : NULL;

  if (payload == NULL)
    {
      g_autofree char *warning = NULL;

      /* Translators: the first %s is the name of an event, the second says why */
      warning = g_strdup_printf (_ ("The event %s has no payload yet: %s"), name, error->message);
      g_strv_builder_add (warnings, warning);
    }
  else
    {
      g_object_set (timer, "payload", escaped, NULL);
    }
  g_object_set (timer, "enabled", FALSE, "description", get_description (entry), NULL);
  g_list_store_append (sbx_server_config_get_timers (self), timer);
}

/**
 * sbx_server_config_new_from_contract:
 * @contract: a contract
 * @path: (nullable): where its file is, for the config's `contract`
 * @warnings: (out) (optional) (array zero-terminated=1) (transfer full): return location for what could not
 * be made up, a line each
 *
 * Makes a server that answers everything a contract has: each request with the first example of its
 * response's schema, its default, or a value made up for it; each event on a timer that is turned off; a user
 * for each role, without a password. Where no value can be made up, the request is answered with an error
 * that says so.
 *
 * The config has no address yet.
 *
 * Returns: (transfer full): a config of a new id
 */
SbxServerConfig *
sbx_server_config_new_from_contract (MbmContract *contract, const char *path, char ***warnings)
{
  SbxServerConfig *self;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *names;

  g_return_val_if_fail (contract != NULL, NULL);

  self = sbx_server_config_new ();
  g_object_set (self, "name", mbm_contract_get_name (contract), "version",
                mbm_contract_get_version (contract), "contract", path, NULL);

  names = mbm_contract_get_requests (contract);
  for (guint i = 0; names[i] != NULL; i++)
    add_handler (self, mbm_contract_lookup_request (contract, names[i]), builder);

  names = mbm_contract_get_events (contract);
  for (guint i = 0; names[i] != NULL; i++)
    add_timer (self, mbm_contract_lookup_event (contract, names[i]), builder);

  names = mbm_contract_get_roles (contract);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (SbxUserConfig) user =
        sbx_user_config_new (names[i], (const char *const[]){ names[i], NULL });

      g_list_store_append (sbx_server_config_get_users (self), user);
    }

  if (warnings != NULL)
    *warnings = g_strv_builder_end (builder);
  return self;
}
