/* sbx-demo-orders.h — the orders of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-json.h"

G_BEGIN_DECLS

/**
 * SBX_DEMO_MAX_ORDERS:
 *
 * How many orders are remembered. Beyond that the oldest is forgotten, but never `order-123`, so that a load
 * test of hours does not fill the memory.
 */
#define SBX_DEMO_MAX_ORDERS 10000

typedef struct _SbxDemoOrders SbxDemoOrders;

/**
 * SbxDemoOrder:
 * @id: `order-N`
 * @customer_id: whose it is
 * @items: its items as the JSON text they were ordered with
 * @total: what it costs, as JSON number
 * @status: `pending`, `shipped` or `cancelled`
 * @created_at: milliseconds since the Unix epoch
 *
 * One order. Belongs to its #SbxDemoOrders.
 */
typedef struct
{
  char *id;
  char *customer_id;
  char *items;
  char *total;
  const char *status;
  gint64 created_at;
} SbxDemoOrder;

SbxDemoOrders *sbx_demo_orders_new (void);
void sbx_demo_orders_free (SbxDemoOrders *self);
SbxDemoOrder *sbx_demo_orders_lookup (SbxDemoOrders *self, const char *id);
SbxDemoOrder *sbx_demo_orders_create (SbxDemoOrders *self, const char *customer_id, MbmJsonValue items);

gboolean sbx_demo_order_id_is_valid (const char *id);
GBytes *sbx_demo_order_to_json (const SbxDemoOrder *order);

gboolean sbx_demo_items_check (MbmJsonValue items, gboolean whole, char **problem);
char *sbx_demo_items_total (MbmJsonValue items, gboolean with_quantity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDemoOrders, sbx_demo_orders_free)

G_END_DECLS
