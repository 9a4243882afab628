/* sbx-demo-orders.c — the orders of the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "sbx-demo-orders.h"

struct _SbxDemoOrders
{
  GHashTable *by_id;
  GQueue created; /* borrowed SbxDemoOrder, oldest first: who goes when there are too many */
  guint64 next_number;
};

#define FIRST_ORDER "order-123"
#define FIRST_ITEMS                                              \
  "[{\"productId\":\"keyboard\",\"quantity\":1,\"price\":89.9}," \
  "{\"productId\":\"cable\",\"quantity\":3,\"price\":7.5}]"

static void
order_free (gpointer data)
{
  SbxDemoOrder *order = data;

  g_free (order->id);
  g_free (order->customer_id);
  g_free (order->items);
  g_free (order->total);
  g_free (order);
}

static SbxDemoOrder *
add_order (SbxDemoOrders *self, char *id, const char *customer_id, MbmJsonValue items, gint64 created_at)
{
  SbxDemoOrder *order = g_new0 (SbxDemoOrder, 1);

  order->id = id;
  order->customer_id = g_strdup (customer_id);
  order->items = g_strndup (items.text, items.length);
  order->total = sbx_demo_items_total (items, TRUE);
  order->status = "pending";
  order->created_at = created_at;
  g_hash_table_replace (self->by_id, order->id, order);

  return order;
}

SbxDemoOrders *
sbx_demo_orders_new (void)
{
  SbxDemoOrders *self = g_new0 (SbxDemoOrders, 1);
  gint64 yesterday = g_get_real_time () / 1000 - 24 * 60 * 60 * 1000;
  SbxDemoOrder *first;

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, order_free);
  self->next_number = 1001;
  first =
    add_order (self, g_strdup (FIRST_ORDER), "customer-42", mbm_json_value (FIRST_ITEMS, -1), yesterday);
  first->status = "shipped";

  return self;
}

void
sbx_demo_orders_free (SbxDemoOrders *self)
{
  g_queue_clear (&self->created);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

/**
 * sbx_demo_orders_lookup:
 *
 * Returns: (nullable) (transfer none): the order of that id
 */
SbxDemoOrder *
sbx_demo_orders_lookup (SbxDemoOrders *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * sbx_demo_orders_create:
 * @items: items that passed sbx_demo_items_check()
 *
 * Returns: (transfer none): a new order with the next free number
 */
SbxDemoOrder *
sbx_demo_orders_create (SbxDemoOrders *self, const char *customer_id, MbmJsonValue items)
{
  char *id = g_strdup_printf ("order-%" G_GUINT64_FORMAT, self->next_number++);
  SbxDemoOrder *order = add_order (self, id, customer_id, items, g_get_real_time () / 1000);

  g_queue_push_tail (&self->created, order);
  if (g_queue_get_length (&self->created) > SBX_DEMO_MAX_ORDERS)
    {
      SbxDemoOrder *oldest = g_queue_pop_head (&self->created);

      g_info ("The demo keeps %d orders: %s is forgotten", SBX_DEMO_MAX_ORDERS, oldest->id);
      g_hash_table_remove (self->by_id, oldest->id);
    }

  return order;
}

/**
 * sbx_demo_order_id_is_valid:
 *
 * Returns: whether @id is of the form `order-N`
 */
gboolean
sbx_demo_order_id_is_valid (const char *id)
{
  const char *digits;

  if (id == NULL || !g_str_has_prefix (id, "order-"))
    return FALSE;

  digits = id + strlen ("order-");
  return *digits != '\0' && digits[strspn (digits, "0123456789")] == '\0';
}

/**
 * sbx_demo_order_to_json:
 *
 * Returns: (transfer full): the order as the answer of `getOrderDetails`
 */
GBytes *
sbx_demo_order_to_json (const SbxDemoOrder *order)
{
  g_autoptr (GString) json = g_string_sized_new (256);

  g_string_append (json, "{\"orderId\":");
  mbm_json_append_string (json, order->id, -1);
  g_string_append (json, ",\"customerId\":");
  mbm_json_append_string (json, order->customer_id, -1);
  g_string_append_printf (json,
                          ",\"items\":%s,\"total\":%s,\"status\":\"%s\",\"createdAt\":%" G_GINT64_FORMAT "}",
                          order->items, order->total, order->status, order->created_at);

  return g_string_free_to_bytes (g_steal_pointer (&json));
}

static gboolean
value_to_double (MbmJsonValue value, double *result)
{
  g_autofree char *text = NULL;

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER)
    return FALSE;

  text = g_strndup (value.text, value.length);
  *result = g_ascii_strtod (text, NULL);
  return isfinite (*result);
}

static gboolean
check_item (MbmJsonValue item, guint index, gboolean whole, char **problem)
{
  MbmJsonValue member;
  double price;
  gint64 quantity;

  if (!mbm_json_value_get_member (item, "price", &member) || !value_to_double (member, &price) || price < 0)
    {
      *problem = g_strdup_printf ("items[%u].price must be a number that is not negative", index);
      return FALSE;
    }
  if (!whole)
    return TRUE;

  if (!mbm_json_value_get_member (item, "productId", &member) ||
      mbm_json_value_get_type (member) != MBM_JSON_STRING)
    {
      *problem = g_strdup_printf ("items[%u].productId must be a string", index);
      return FALSE;
    }
  if (!mbm_json_value_get_member (item, "quantity", &member) || !mbm_json_value_get_int (member, &quantity) ||
      quantity < 1)
    {
      *problem = g_strdup_printf ("items[%u].quantity must be a whole number from 1", index);
      return FALSE;
    }
  return TRUE;
}

/**
 * sbx_demo_items_check:
 * @items: what is said to be items
 * @whole: whether each needs `productId` and `quantity` besides `price`
 * @problem: (out) (transfer full): what is wrong
 *
 * Returns: whether @items is an array of items
 */
gboolean
sbx_demo_items_check (MbmJsonValue items, gboolean whole, char **problem)
{
  MbmJsonIter iter;
  MbmJsonValue name, item;
  guint index = 0;

  if (mbm_json_value_get_type (items) != MBM_JSON_ARRAY)
    {
      *problem = g_strdup ("items must be an array");
      return FALSE;
    }

  mbm_json_iter_init (&iter, items);
  while (mbm_json_iter_next (&iter, &name, &item))
    {
      if (!check_item (item, index++, whole, problem))
        return FALSE;
    }
  if (whole && index == 0)
    {
      *problem = g_strdup ("items must not be empty");
      return FALSE;
    }
  return TRUE;
}

/* To the cent, and without the zeros that JavaScript would not print either. */
static char *
format_money (double amount)
{
  char buffer[512]; /* the largest finite double has 309 digits before the point */
  g_autofree char *text = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.2f", amount));
  char *end = text + strlen (text);

  while (end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    *--end = '\0';

  return g_steal_pointer (&text);
}

/**
 * sbx_demo_items_total:
 * @items: items that passed sbx_demo_items_check()
 * @with_quantity: whether a price counts `quantity` times
 *
 * Returns: (transfer full): the sum as a JSON number, to the cent
 */
char *
sbx_demo_items_total (MbmJsonValue items, gboolean with_quantity)
{
  MbmJsonIter iter;
  MbmJsonValue name, item, member;
  double total = 0;

  mbm_json_iter_init (&iter, items);
  while (mbm_json_iter_next (&iter, &name, &item))
    {
      double price = 0;
      gint64 quantity = 1;

      if (mbm_json_value_get_member (item, "price", &member))
        value_to_double (member, &price);
      if (with_quantity && mbm_json_value_get_member (item, "quantity", &member))
        mbm_json_value_get_int (member, &quantity);
      total += price * quantity;
    }

  return format_money (isfinite (total) ? total : G_MAXDOUBLE);
}
