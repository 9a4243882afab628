/* secret-service-mock.c — a Secret Service of a test's own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "secret-service-mock.h"

#define PATH            "/org/freedesktop/secrets"
#define COLLECTION_PATH PATH "/aliases/default"
#define SESSION_PATH    PATH "/session/one"
#define PROMPT_PATH     PATH "/prompt/one"

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "  <method name='OpenSession'>"
  "    <arg name='algorithm' type='s' direction='in'/><arg name='input' type='v' direction='in'/>"
  "    <arg name='output' type='v' direction='out'/><arg name='result' type='o' direction='out'/>"
  "  </method>"
  "  <method name='SearchItems'>"
  "    <arg name='attributes' type='a{ss}' direction='in'/>"
  "    <arg name='unlocked' type='ao' direction='out'/><arg name='locked' type='ao' direction='out'/>"
  "  </method>"
  "  <method name='Unlock'>"
  "    <arg name='objects' type='ao' direction='in'/>"
  "    <arg name='unlocked' type='ao' direction='out'/><arg name='prompt' type='o' direction='out'/>"
  "  </method>"
  "  <method name='GetSecrets'>"
  "    <arg name='items' type='ao' direction='in'/><arg name='session' type='o' direction='in'/>"
  "    <arg name='secrets' type='a{o(oayays)}' direction='out'/>"
  "  </method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "  <method name='CreateItem'>"
  "    <arg name='properties' type='a{sv}' direction='in'/><arg name='secret' type='(oayays)' "
  "direction='in'/>"
  "    <arg name='replace' type='b' direction='in'/>"
  "    <arg name='item' type='o' direction='out'/><arg name='prompt' type='o' direction='out'/>"
  "  </method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "  <method name='Delete'><arg name='prompt' type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  "  <method name='Prompt'><arg name='window' type='s' direction='in'/></method>"
  "  <signal name='Completed'><arg name='dismissed' type='b'/><arg name='result' type='v'/></signal>"
  "</interface>"
  "</node>";

typedef struct
{
  SecretServiceMock *service;
  char *path;
  char *key;
  char *schema;
  char *label;
  char *secret;
  guint registration;
} Item;

struct _SecretServiceMock
{
  GDBusConnection *connection;
  GDBusNodeInfo *info;
  GPtrArray *items;
  gboolean locked;
  guint n_created;
  guint n_prompts;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_dbus_connection_unregister_object (item->service->connection, item->registration);
  g_free (item->path);
  g_free (item->key);
  g_free (item->schema);
  g_free (item->label);
  g_free (item->secret);
  g_free (item);
}

static Item *
find (SecretServiceMock *self, const char *key)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (g_strcmp0 (item->key, key) == 0)
        return item;
    }
  return NULL;
}

static void
open_session (SecretServiceMock *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *algorithm;

  g_variant_get_child (parameters, 0, "&s", &algorithm);
  if (g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(vo)", g_variant_new_string (""), SESSION_PATH));
  else
    g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED,
                                                   "Only plain sessions");
}

static void
search_items (SecretServiceMock *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (parameters, 0);
  const char *key = NULL;
  Item *item;
  GVariantBuilder unlocked, locked;

  g_variant_lookup (attributes, "key", "&s", &key);
  item = find (self, key);
  g_variant_builder_init (&unlocked, G_VARIANT_TYPE ("ao"));
  g_variant_builder_init (&locked, G_VARIANT_TYPE ("ao"));
  if (item != NULL)
    g_variant_builder_add (self->locked ? &locked : &unlocked, "o", item->path);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", &unlocked, &locked));
}

static void
get_secrets (SecretServiceMock *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) paths = NULL;
  const char *path;
  GVariantBuilder secrets;

  g_variant_get_child (parameters, 0, "ao", &paths);
  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  while (g_variant_iter_next (paths, "&o", &path))
    {
      for (guint i = 0; i < self->items->len; i++)
        {
          Item *item = g_ptr_array_index (self->items, i);
          GVariant *secret =
            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, item->secret, strlen (item->secret), 1);

          g_variant_ref_sink (secret);
          if (g_str_equal (item->path, path))
            g_variant_builder_add (&secrets, "{o(o@ay@ays)}", path, SESSION_PATH,
                                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1), secret,
                                   "text/plain");
          g_variant_unref (secret);
        }
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
on_item_call (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *method,
              GVariant *parameters,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  Item *item = user_data;

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
  g_ptr_array_remove (item->service->items, item);
}

static void
create_item (SecretServiceMock *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_item_call };
  g_autoptr (GVariant) properties = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) attributes = NULL;
  g_autoptr (GVariant) secret = NULL;
  const char *key = NULL;
  const char *bytes;
  gsize length;
  Item *item;

  if (self->locked)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Secret.Error.IsLocked",
                                                  "The collection is locked");
      return;
    }

  attributes =
    g_variant_lookup_value (properties, "org.freedesktop.Secret.Item.Attributes", G_VARIANT_TYPE ("a{ss}"));
  g_variant_lookup (attributes, "key", "&s", &key);
  item = find (self, key);
  if (item != NULL)
    g_ptr_array_remove (self->items, item);

  item = g_new0 (Item, 1);
  item->service = self;
  item->path = g_strdup_printf (PATH "/collection/test/%u", self->n_created++);
  item->key = g_strdup (key);
  g_variant_lookup (attributes, "xdg:schema", "s", &item->schema);
  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "s", &item->label);
  g_variant_get (parameters, "(@a{sv}(oay@ays)b)", NULL, NULL, NULL, &secret, NULL, NULL);
  bytes = g_variant_get_fixed_array (secret, &length, 1);
  item->secret = g_strndup (bytes, length);
  item->registration =
    g_dbus_connection_register_object (self->connection, item->path, self->info->interfaces[2], &vtable, item,
                                       NULL, NULL);
  g_ptr_array_add (self->items, item);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static void
unlock (SecretServiceMock *self, GDBusMethodInvocation *invocation)
{
  GVariantBuilder unlocked;

  g_variant_builder_init (&unlocked, G_VARIANT_TYPE ("ao"));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoo)", &unlocked, PROMPT_PATH));
}

/* The user says no. */
static void
prompt (SecretServiceMock *self, GDBusMethodInvocation *invocation)
{
  GVariant *nothing = g_variant_new_array (G_VARIANT_TYPE_OBJECT_PATH, NULL, 0);

  self->n_prompts++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (self->connection, NULL, PROMPT_PATH, "org.freedesktop.Secret.Prompt",
                                 "Completed", g_variant_new ("(bv)", TRUE, nothing), NULL);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  SecretServiceMock *self = user_data;

  if (g_str_equal (method, "OpenSession"))
    open_session (self, parameters, invocation);
  else if (g_str_equal (method, "SearchItems"))
    search_items (self, parameters, invocation);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (self, parameters, invocation);
  else if (g_str_equal (method, "CreateItem"))
    create_item (self, parameters, invocation);
  else if (g_str_equal (method, "Unlock"))
    unlock (self, invocation);
  else
    prompt (self, invocation);
}

static void
serve (SecretServiceMock *self, const char *path, guint interface)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (self->connection, path, self->info->interfaces[interface], &vtable, self,
                                     NULL, &error);
  g_assert_no_error (error);
}

SecretServiceMock *
secret_service_mock_new (const char *address)
{
  SecretServiceMock *self = g_new0 (SecretServiceMock, 1);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->info = g_dbus_node_info_new_for_xml (interfaces, &error);
  g_assert_no_error (error);
  self->connection = g_dbus_connection_new_for_address_sync (address,
                                                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                               G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                             NULL, NULL, &error);
  g_assert_no_error (error);
  serve (self, PATH, 0);
  serve (self, COLLECTION_PATH, 1);
  serve (self, PROMPT_PATH, 3);
  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
secret_service_mock_free (SecretServiceMock *self)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (self->items);
  g_dbus_connection_close_sync (self->connection, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (self->connection);
  g_dbus_node_info_unref (self->info);
  g_free (self);
}

void
secret_service_mock_set_locked (SecretServiceMock *self, gboolean locked)
{
  self->locked = locked;
}

guint
secret_service_mock_get_n_items (SecretServiceMock *self)
{
  return self->items->len;
}

guint
secret_service_mock_get_n_prompts (SecretServiceMock *self)
{
  return self->n_prompts;
}

const char *
secret_service_mock_get_secret (SecretServiceMock *self, const char *key)
{
  Item *item = find (self, key);

  return item != NULL ? item->secret : NULL;
}

const char *
secret_service_mock_get_label (SecretServiceMock *self, const char *key)
{
  Item *item = find (self, key);

  return item != NULL ? item->label : NULL;
}

const char *
secret_service_mock_get_schema (SecretServiceMock *self, const char *key)
{
  Item *item = find (self, key);

  return item != NULL ? item->schema : NULL;
}
