/* sbx-demo-clients.c — the demo's simulated clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-client.h"

#include "sbx-demo-clients.h"

/* Between the arrivals of two clients, in milliseconds. */
#define ARRIVAL_GAP 250

typedef struct _Simulated Simulated;

/* What a client is like. Times are in milliseconds. */
typedef struct
{
  const char *id;
  const char *client_type;
  const char *capabilities[3];
  const char *metadata;
  const char *username; /* (nullable): who it logs in as */
  const char *password;
  const char *event;  /* (nullable): what it subscribes to */
  const char *filter; /* (nullable) */
  guint heartbeat_interval;
  guint shortest_pause;
  guint longest_pause;
  void (*act) (Simulated *self);
} Profile;

struct _Simulated
{
  SbxDemoClients *owner;
  const Profile *profile;
  MbmClient *client;
  GRand *random;
  GSource *timer;
  guint n_acts;
};

struct _SbxDemoClients
{
  GObject parent_instance;

  char *uri;
  char *last_order; /* (nullable): the id of the order that was created last */
  GPtrArray *simulated;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (SbxDemoClients, sbx_demo_clients, G_TYPE_OBJECT)

static void simulated_arrive (Simulated *self);
static gboolean on_pause_over (gpointer user_data);

static void
clear_timer (Simulated *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
set_timer (Simulated *self, guint delay, GSourceFunc func)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (delay);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static guint
pick (Simulated *self, guint from, guint to)
{
  return g_rand_int_range (self->random, from, to + 1);
}

static void
pause_for_a_while (Simulated *self)
{
  set_timer (self, pick (self, self->profile->shortest_pause, self->profile->longest_pause), on_pause_over);
}

/* The connection is cut, as when the power goes. */
static void
vanish (Simulated *self)
{
  g_autoptr (MbmClient) client = g_steal_pointer (&self->client);

  if (client == NULL)
    return;

  g_signal_handlers_disconnect_by_data (client, self);
  g_object_set_data (G_OBJECT (client), "simulated", NULL);
  g_object_run_dispose (G_OBJECT (client));
}

static void
simulated_free (gpointer data)
{
  Simulated *self = data;

  clear_timer (self);
  vanish (self);
  g_rand_free (self->random);
  g_free (self);
}

/* Answers are for those who watch; the clients have no use for them. */
static void
request (Simulated *self, const char *name, char *payload)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (payload, strlen (payload));

  mbm_client_request_async (self->client, name, bytes, NULL, 0, self->owner->cancellable, NULL, NULL);
}

static void
create_order (Simulated *self)
{
  static const struct
  {
    const char *id;
    const char *price;
  } products[] = {
    { "keyboard", "89.9" }, { "mouse", "24.5" },      { "cable", "7.5" },
    { "monitor", "249" },   { "desk-lamp", "39.95" },
  };
  GString *json = g_string_new (NULL);
  guint n = pick (self, 1, 3);

  g_string_append_printf (json, "{\"customerId\":\"customer-%u\",\"items\":[", pick (self, 1, 60));
  for (guint i = 0; i < n; i++)
    {
      guint product = pick (self, 0, G_N_ELEMENTS (products) - 1);

      g_string_append_printf (json, "%s{\"productId\":\"%s\",\"quantity\":%u,\"price\":%s}", i > 0 ? "," : "",
                              products[product].id, pick (self, 1, 4), products[product].price);
    }
  g_string_append (json, "]}");
  request (self, "createOrder", g_string_free (json, FALSE));
}

static void
calculate_total (Simulated *self)
{
  request (self, "calculateTotal",
           g_strdup_printf ("{\"items\":[{\"price\":%u.5},{\"price\":%u}]}", pick (self, 1, 90),
                            pick (self, 1, 300)));
}

static void
look_up (Simulated *self, const char *order_id)
{
  request (self, "getOrderDetails",
           g_strdup_printf ("{\"orderId\":\"%s\"}", order_id != NULL ? order_id : "order-123"));
}

static void
cancel_order (Simulated *self, const char *order_id)
{
  request (self, "cancelOrder",
           g_strdup_printf ("{\"orderId\":\"%s\",\"reason\":\"Out of stock\"}",
                            order_id != NULL ? order_id : "order-123"));
}

static void
act_as_shop (Simulated *self)
{
  guint dice = pick (self, 1, 100);

  /* Let there be an order first. */
  if (self->n_acts == 1 || dice <= 40)
    create_order (self);
  else if (dice <= 65)
    look_up (self, self->owner->last_order);
  else if (dice <= 85)
    calculate_total (self);
  else if (dice <= 93)
    look_up (self, "4711");
  else
    look_up (self, "order-999999");
}

static void
act_as_app (Simulated *self)
{
  guint dice = pick (self, 1, 100);

  if (dice <= 60)
    look_up (self, self->owner->last_order);
  else if (dice <= 80)
    create_order (self);
  else
    cancel_order (self, self->owner->last_order); /* it may not: FORBIDDEN */
}

static void
act_as_warehouse (Simulated *self)
{
  g_autofree char *json = NULL;
  g_autoptr (GBytes) payload = NULL;

  if (pick (self, 1, 100) <= 50)
    {
      cancel_order (self, self->owner->last_order);
      return;
    }

  json = g_strdup_printf ("{\"productId\":\"cable\",\"inStock\":%u}", pick (self, 0, 400));
  payload = g_bytes_new (json, strlen (json));
  mbm_client_emit (self->client, "stockCounted", payload, NULL, NULL);
}

static void
act_as_reporting (Simulated *self)
{
  static const char *const queries[] = { "revenue by day", "open orders", "best sellers" };

  request (self, "startStream",
           g_strdup_printf ("{\"query\":\"%s\"}", queries[self->n_acts % G_N_ELEMENTS (queries)]));
}

static gboolean
on_come_back (gpointer user_data)
{
  simulated_arrive (user_data);
  return G_SOURCE_REMOVE;
}

/* Works for a while; then, by turns, falls silent until the server drops it, or vanishes and comes back. */
static void
act_as_scanner (Simulated *self)
{
  if (self->n_acts % 6 != 0)
    {
      look_up (self, self->owner->last_order);
    }
  else if (self->n_acts % 12 == 6)
    {
      vanish (self);
      set_timer (self, 4000, on_come_back);
    }
  else
    {
      g_object_set (self->client, "heartbeat-interval", 0, NULL);
      clear_timer (self);
    }
}

static const Profile profiles[] = {
  {
    .id = "web-shop",
    .client_type = "web",
    .capabilities = { "orders", "events", NULL },
    .metadata = "{\"region\":\"eu-west\",\"build\":\"4.2.0\"}",
    .heartbeat_interval = 2000,
    .shortest_pause = 700,
    .longest_pause = 1600,
    .act = act_as_shop,
  },
  {
    .id = "warehouse",
    .client_type = "backend",
    .capabilities = { "orders", "stock", NULL },
    .metadata = "{\"site\":\"Rotterdam\"}",
    .username = "admin",
    .password = "secret123",
    .event = "orderCreated",
    .heartbeat_interval = 4000,
    .shortest_pause = 2500,
    .longest_pause = 5000,
    .act = act_as_warehouse,
  },
  {
    .id = "mobile-app",
    .client_type = "mobile",
    .capabilities = { "orders", NULL },
    .metadata = "{\"platform\":\"android\",\"build\":\"2.9.1\"}",
    .username = "viewer",
    .password = "viewer123",
    .heartbeat_interval = 3000,
    .shortest_pause = 1500,
    .longest_pause = 3000,
    .act = act_as_app,
  },
  {
    .id = "reporting",
    .client_type = "backend",
    .capabilities = { "streams", NULL },
    .event = "orderStatusUpdated",
    .filter = "{\"status\":\"cancelled\"}",
    .heartbeat_interval = 5000,
    .shortest_pause = 7000,
    .longest_pause = 12000,
    .act = act_as_reporting,
  },
  {
    .id = "scanner-7",
    .client_type = "handheld",
    .metadata = "{\"battery\":12}",
    .event = "orderCreated",
    .heartbeat_interval = 2000,
    .shortest_pause = 1500,
    .longest_pause = 3000,
    .act = act_as_scanner,
  },
};

static gboolean
on_pause_over (gpointer user_data)
{
  Simulated *self = user_data;

  if (self->client == NULL || mbm_client_get_status (self->client) != MBM_CLIENT_CONNECTED)
    return G_SOURCE_REMOVE;

  self->n_acts++;
  pause_for_a_while (self);
  self->profile->act (self);
  return G_SOURCE_REMOVE;
}

/* The server has dropped it, or is gone: it tries again later, as long as the demo runs. */
static void
on_status (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  MbmClientStatus status = mbm_client_get_status (client);

  if (status == MBM_CLIENT_ERROR || status == MBM_CLIENT_DISCONNECTED)
    set_timer (user_data, 5000, on_come_back);
}

static void
on_order_created (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  Simulated *self = user_data;
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  MbmJsonValue id;
  char *text;

  if (payload.text == NULL || !mbm_json_value_get_member (payload, "orderId", &id) ||
      (text = mbm_json_value_dup_string (id)) == NULL)
    return;

  g_free (self->owner->last_order);
  self->owner->last_order = text;
}

static void
begin_work (Simulated *self)
{
  const Profile *profile = self->profile;
  GCancellable *cancellable = self->owner->cancellable;

  if (profile->username != NULL)
    mbm_client_login_async (self->client, profile->username, profile->password, cancellable, NULL, NULL);
  if (profile->event != NULL)
    {
      g_autoptr (GBytes) filter =
        profile->filter != NULL ? g_bytes_new_static (profile->filter, strlen (profile->filter)) : NULL;

      mbm_client_subscribe_async (self->client, (const char *const[]){ profile->event, NULL }, filter,
                                  cancellable, NULL, NULL);
    }
  set_timer (self, pick (self, 300, 900), on_pause_over);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Simulated *self = g_object_get_data (source, "simulated");
  g_autoptr (GError) error = NULL;

  /* A failure comes as a status as well. */
  if (mbm_client_connect_finish (MBM_CLIENT (source), result, &error) && self != NULL)
    begin_work (self);
}

static void
simulated_arrive (Simulated *self)
{
  const Profile *profile = self->profile;
  g_autoptr (GBytes) metadata =
    profile->metadata != NULL ? g_bytes_new_static (profile->metadata, strlen (profile->metadata)) : NULL;

  vanish (self);
  clear_timer (self);
  self->client = mbm_client_new (profile->id);
  g_object_set (self->client, "client-type", profile->client_type, "capabilities", profile->capabilities,
                "metadata", metadata, "heartbeat-interval", profile->heartbeat_interval, "auto-reconnect",
                FALSE, NULL);
  g_object_set_data (G_OBJECT (self->client), "simulated", self);
  g_signal_connect (self->client, "notify::status", G_CALLBACK (on_status), self);
  mbm_client_add_event_handler (self->client, "orderCreated", on_order_created, self, NULL);
  mbm_client_connect_async (self->client, self->owner->uri, self->owner->cancellable, on_connected, NULL);
}

static void
sbx_demo_clients_finalize (GObject *object)
{
  SbxDemoClients *self = SBX_DEMO_CLIENTS (object);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->simulated);
  g_free (self->last_order);
  g_free (self->uri);

  G_OBJECT_CLASS (sbx_demo_clients_parent_class)->finalize (object);
}

static void
sbx_demo_clients_class_init (SbxDemoClientsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_demo_clients_finalize;
}

static void
sbx_demo_clients_init (SbxDemoClients *self)
{
  self->simulated = g_ptr_array_new_with_free_func (simulated_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * sbx_demo_clients_new:
 * @uri: where the order service is served
 *
 * Lets the clients arrive, one after the other.
 *
 * Returns: (transfer full): the clients
 */
SbxDemoClients *
sbx_demo_clients_new (const char *uri)
{
  SbxDemoClients *self = g_object_new (SBX_TYPE_DEMO_CLIENTS, NULL);

  self->uri = g_strdup (uri);
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      Simulated *simulated = g_new0 (Simulated, 1);

      simulated->owner = self;
      simulated->profile = &profiles[i];
      simulated->random = g_rand_new_with_seed (i + 1);
      g_ptr_array_add (self->simulated, simulated);
      set_timer (simulated, i * ARRIVAL_GAP, on_come_back);
    }
  return self;
}

/**
 * sbx_demo_clients_stop:
 *
 * The clients do nothing more; they stay connected until the server closes, so that they hear of it, or until
 * the object goes.
 */
void
sbx_demo_clients_stop (SbxDemoClients *self)
{
  g_return_if_fail (SBX_IS_DEMO_CLIENTS (self));

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->simulated->len; i++)
    {
      Simulated *simulated = g_ptr_array_index (self->simulated, i);

      clear_timer (simulated);
      if (simulated->client != NULL)
        g_signal_handlers_disconnect_by_data (simulated->client, simulated);
    }
}
