/* sbx-demo-contract.c — what the demo's requests and events look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-demo-contract.h"
#include "sbx-demo-resource.h"

#define PATH "/org/signalbox/Signalbox/demo/order-demo.json"

/* The descriptions of its requests and events, as they stand in order-demo.json. */
static const char *const descriptions[] = {
  N_ ("Looks up an order"),
  N_ ("Places an order; everyone is told orderCreated"),
  N_ ("Cancels an order; needs a login with the role admin"),
  N_ ("Adds up prices"),
  N_ ("Streams ten results to the caller"),
  N_ ("An order was placed"),
  N_ ("An order went on, or was cancelled"),
  N_ ("A result of a stream, to whoever started it"),
  N_ ("The end of a stream, to whoever started it"),
};

/**
 * sbx_demo_contract_get:
 *
 * The demo's contract, as it stands in order-demo.json. Any thread.
 *
 * Returns: (transfer none): the contract
 */
MbmContract *
sbx_demo_contract_get (void)
{
  static MbmContract *contract;

  if (g_once_init_enter (&contract))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) text = NULL;
      MbmContract *read;

      sbx_demo_register_resource ();
      /* Among all resources, which waits for a thread that is registering them: sbx_demo_get_resource() would
       * give NULL then. */
      text = g_resources_lookup_data (PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      read = text != NULL ? mbm_contract_new (text, &error) : NULL;
      /* It is part of the program. */
      if (read == NULL)
        g_error ("The demo's contract cannot be read: %s", error->message);
      g_once_init_leave (&contract, read);
    }
  return contract;
}

/**
 * sbx_demo_contract_translate:
 * @description: what the demo's contract says of a request or event
 *
 * Returns: (transfer none): the same in the user's language, if it is known there
 */
const char *
sbx_demo_contract_translate (const char *description)
{
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_str_equal (descriptions[i], description))
      return _ (descriptions[i]);
  return description;
}
