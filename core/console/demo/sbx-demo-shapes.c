/* sbx-demo-shapes.c — what the demo's requests look like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-demo-shapes.h"

static const SbxDemoShape shapes[] = {
  {
    "getOrderDetails",
    N_ ("Looks up an order"),
    "{\"orderId\":\"order-123\"}",
  },
  {
    "createOrder",
    N_ ("Places an order; everyone is told orderCreated"),
    "{\"customerId\":\"customer-42\","
    "\"items\":[{\"productId\":\"keyboard\",\"quantity\":1,\"price\":89.9}]}",
  },
  {
    "cancelOrder",
    N_ ("Cancels an order; needs a login with the role admin"),
    "{\"orderId\":\"order-123\",\"reason\":\"\"}",
  },
  {
    "calculateTotal",
    N_ ("Adds up prices"),
    "{\"items\":[{\"price\":89.9},{\"price\":7.5}]}",
  },
  {
    "startStream",
    N_ ("Streams ten results to the caller"),
    "{\"query\":\"keyboard\"}",
  },
  { NULL, NULL, NULL },
};

/**
 * sbx_demo_shapes_get:
 *
 * Returns: (transfer none): the shapes of all of the demo's requests, ended by one without a name
 */
const SbxDemoShape *
sbx_demo_shapes_get (void)
{
  return shapes;
}
