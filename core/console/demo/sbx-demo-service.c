/* sbx-demo-service.c — the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-demo-orders.h"
#include "sbx-demo-service.h"
#include "sbx-demo-contract.h"
#include "sbx-demo-streams.h"

typedef struct
{
  SbxDemoOrders *orders;
  SbxDemoStreams *streams;
} Service;

static void
service_free (gpointer data)
{
  Service *service = data;

  sbx_demo_streams_free (service->streams);
  sbx_demo_orders_free (service->orders);
  g_free (service);
}

static char *
dup_string_member (MbmServerRequest *request, const char *name)
{
  MbmJsonValue member;

  if (!mbm_json_value_get_member (mbm_server_request_get_payload_value (request), name, &member))
    return NULL;
  return mbm_json_value_dup_string (member);
}

/* The order that the request's `orderId` names; else the request is answered with what is wrong. */
static SbxDemoOrder *
find_order (Service *service, MbmServerRequest *request)
{
  g_autofree char *id = dup_string_member (request, "orderId");
  g_autofree char *message = NULL;
  SbxDemoOrder *order;

  if (!sbx_demo_order_id_is_valid (id))
    {
      mbm_server_request_respond_error (request, "INVALID_ORDER_ID",
                                        "orderId must be a string like order-123", NULL);
      return NULL;
    }

  order = sbx_demo_orders_lookup (service->orders, id);
  if (order == NULL)
    {
      message = g_strdup_printf ("There is no order %s", id);
      mbm_server_request_respond_error (request, "ORDER_NOT_FOUND", message, NULL);
    }
  return order;
}

static void
respond_string (MbmServerRequest *request, GString *json)
{
  g_autoptr (GBytes) data = g_string_free_to_bytes (json);

  mbm_server_request_respond (request, data, NULL);
}

static void
broadcast_string (MbmServer *server, const char *event, GString *json)
{
  g_autoptr (GBytes) payload = g_string_free_to_bytes (json);
  g_autoptr (GError) error = NULL;

  if (!mbm_server_broadcast (server, event, payload, NULL, &error))
    g_info ("The event %s was not sent: %s", event, error->message);
}

static void
on_get_order_details (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  SbxDemoOrder *order = find_order (user_data, request);

  if (order != NULL)
    {
      g_autoptr (GBytes) json = sbx_demo_order_to_json (order);

      mbm_server_request_respond (request, json, NULL);
    }
}

static void
tell_order_created (MbmServer *server, const SbxDemoOrder *order)
{
  GString *json = g_string_new ("{\"orderId\":");

  mbm_json_append_string (json, order->id, -1);
  g_string_append (json, ",\"customerId\":");
  mbm_json_append_string (json, order->customer_id, -1);
  g_string_append_printf (json, ",\"amount\":%s,\"timestamp\":%" G_GINT64_FORMAT "}", order->total,
                          order->created_at);
  broadcast_string (server, "orderCreated", json);
}

static void
on_create_order (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Service *service = user_data;
  g_autofree char *customer_id = dup_string_member (request, "customerId");
  g_autofree char *problem = NULL;
  g_autoptr (GBytes) json = NULL;
  MbmJsonValue items;
  SbxDemoOrder *order;

  if (customer_id == NULL || *customer_id == '\0')
    problem = g_strdup ("customerId must be a string that is not empty");
  else if (!mbm_json_value_get_member (mbm_server_request_get_payload_value (request), "items", &items))
    problem = g_strdup ("items is missing");
  else
    sbx_demo_items_check (items, TRUE, &problem);

  if (problem != NULL)
    {
      mbm_server_request_respond_error (request, "INVALID_PAYLOAD", problem, NULL);
      return;
    }

  order = sbx_demo_orders_create (service->orders, customer_id, items);
  json = sbx_demo_order_to_json (order);
  mbm_server_request_respond (request, json, NULL);
  tell_order_created (server, order);
}

static gboolean
check_may_cancel (MbmServerRequest *request)
{
  MbmUser *user = mbm_server_request_get_user (request);

  if (user == NULL)
    mbm_server_request_respond_error (request, "UNAUTHORIZED",
                                      "Log in as a user with the role admin to cancel an order", NULL);
  else if (!mbm_user_has_role (user, "admin"))
    mbm_server_request_respond_error (request, "FORBIDDEN", "Only the role admin may cancel an order", NULL);
  else
    return TRUE;

  return FALSE;
}

static void
tell_order_status (MbmServer *server, const SbxDemoOrder *order, gint64 now)
{
  GString *json = g_string_new ("{\"orderId\":");

  mbm_json_append_string (json, order->id, -1);
  g_string_append_printf (json, ",\"status\":\"%s\",\"updatedAt\":%" G_GINT64_FORMAT "}", order->status, now);
  broadcast_string (server, "orderStatusUpdated", json);
}

static void
on_cancel_order (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  SbxDemoOrder *order;
  GString *json;
  gint64 now = g_get_real_time () / 1000;

  if (!check_may_cancel (request) || (order = find_order (user_data, request)) == NULL)
    return;

  order->status = "cancelled";
  json = g_string_new ("{\"success\":true,\"orderId\":");
  mbm_json_append_string (json, order->id, -1);
  g_string_append_printf (json, ",\"cancelledAt\":%" G_GINT64_FORMAT "}", now);
  respond_string (request, json);
  tell_order_status (server, order, now);
}

static void
on_calculate_total (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autofree char *problem = NULL;
  g_autofree char *total = NULL;
  MbmJsonValue items;
  GString *json;

  if (!mbm_json_value_get_member (mbm_server_request_get_payload_value (request), "items", &items))
    problem = g_strdup ("items is missing");
  else
    sbx_demo_items_check (items, FALSE, &problem);

  if (problem != NULL)
    {
      mbm_server_request_respond_error (request, "INVALID_PAYLOAD", problem, NULL);
      return;
    }

  total = sbx_demo_items_total (items, FALSE);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"total\":%s}", total);
  respond_string (request, json);
}

static void
on_start_stream (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Service *service = user_data;
  g_autofree char *query = dup_string_member (request, "query");

  if (query == NULL)
    {
      mbm_server_request_respond_error (request, "INVALID_PAYLOAD", "query must be a string", NULL);
      return;
    }

  sbx_demo_streams_start (service->streams, request, query);
}

static const struct
{
  const char *name;
  MbmRequestHandler handler;
} handlers[] = {
  { "getOrderDetails", on_get_order_details }, { "createOrder", on_create_order },
  { "cancelOrder", on_cancel_order },          { "calculateTotal", on_calculate_total },
  { "startStream", on_start_stream },
};

static MbmUserStore *
make_users (void)
{
  MbmUserStore *users = mbm_user_store_new ();
  g_autoptr (GError) error = NULL;

  if (!mbm_user_store_add (users, "admin", "secret123", (const char *const[]){ "admin", NULL }, &error) ||
      !mbm_user_store_add (users, "viewer", "viewer123", (const char *const[]){ "viewer", NULL }, &error))
    g_warning ("The demo's users could not be made: %s", error->message);

  return users;
}

static void
add_capability (MbmServer *server)
{
  g_auto (GStrv) capabilities = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) extended = NULL;

  g_object_get (server, "capabilities", &capabilities, NULL);
  if (capabilities != NULL)
    g_strv_builder_addv (builder, (const char **) capabilities);
  g_strv_builder_add (builder, SBX_DEMO_CAPABILITY);
  extended = g_strv_builder_end (builder);
  g_object_set (server, "capabilities", extended, NULL);
}

/**
 * sbx_demo_service_attach:
 * @server: a server that has not been started
 *
 * Gives @server the demo's request handlers, its users, and %SBX_DEMO_CAPABILITY besides the capabilities it
 * has. Its orders live as long as the server. To be called on the server's thread.
 */
void
sbx_demo_service_attach (MbmServer *server)
{
  Service *service = g_new0 (Service, 1);
  g_autoptr (MbmUserStore) users = make_users ();

  service->orders = sbx_demo_orders_new ();
  service->streams = sbx_demo_streams_new ();
  g_object_set_data_full (G_OBJECT (server), "sbx-demo-service", service, service_free);
  g_object_set (server, "users", users, NULL);
  add_capability (server);

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    mbm_server_add_request_handler (server, handlers[i].name, handlers[i].handler, service, NULL);
}
