/* sbx-pairing.c — requests that wait for their answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-pairing-private.h"

typedef struct
{
  char *id;
  GQueue entries;
} Connection;

/* Is its own key, and is in two queues at once; nothing is searched. */
typedef struct
{
  SbxPending pending;
  Connection *connection;
  SbxTraceDirection direction;
  char *request_id;
  char *name;
  GList in_age;
  GList in_connection;
} Entry;

struct _SbxPairing
{
  GHashTable *entries;
  GHashTable *connections;
  GQueue by_age;
  SbxPendingEndFunc func;
  gpointer user_data;
};

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;

  return g_str_hash (entry->request_id) ^ g_direct_hash (entry->connection) ^ entry->direction;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *one = a;
  const Entry *other = b;

  return one->connection == other->connection && one->direction == other->direction &&
         g_str_equal (one->request_id, other->request_id);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_free (connection->id);
  g_free (connection);
}

static void
entry_free (Entry *entry)
{
  g_free (entry->request_id);
  g_free (entry->name);
  g_free (entry);
}

void
sbx_pending_free (SbxPending *pending)
{
  /* It is the first member of its entry. */
  entry_free ((Entry *) pending);
}

SbxPairing *
sbx_pairing_new (SbxPendingEndFunc func, gpointer user_data)
{
  SbxPairing *self = g_new0 (SbxPairing, 1);

  self->entries = g_hash_table_new (entry_hash, entry_equal);
  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, connection_free);
  g_queue_init (&self->by_age);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/* Out of the map and both queues; a connection without requests is forgotten. */
static void
detach (SbxPairing *self, Entry *entry)
{
  Connection *connection = entry->connection;

  g_hash_table_remove (self->entries, entry);
  g_queue_unlink (&self->by_age, &entry->in_age);
  g_queue_unlink (&connection->entries, &entry->in_connection);
  entry->connection = NULL;
  if (connection->entries.length == 0)
    g_hash_table_remove (self->connections, connection->id);
}

void
sbx_pairing_free (SbxPairing *self)
{
  GList *link;

  while ((link = self->by_age.head) != NULL)
    {
      Entry *entry = link->data;

      detach (self, entry);
      entry_free (entry);
    }
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->connections);
  g_free (self);
}

static void
end_entry (SbxPairing *self, Entry *entry, SbxPendingEnd end)
{
  detach (self, entry);
  self->func (&entry->pending, end, self->user_data);
  entry_free (entry);
}

static Connection *
find_connection (SbxPairing *self, const char *id)
{
  return g_hash_table_lookup (self->connections, id != NULL ? id : "");
}

static Connection *
ensure_connection (SbxPairing *self, const char *id)
{
  Connection *connection = find_connection (self, id);

  if (connection != NULL)
    return connection;
  connection = g_new0 (Connection, 1);
  connection->id = g_strdup (id != NULL ? id : "");
  g_queue_init (&connection->entries);
  g_hash_table_insert (self->connections, connection->id, connection);
  return connection;
}

static Entry *
find_entry (SbxPairing *self, Connection *connection, SbxTraceDirection direction, const char *request_id)
{
  Entry key = { .connection = connection, .direction = direction, .request_id = (char *) request_id };

  return connection != NULL ? g_hash_table_lookup (self->entries, &key) : NULL;
}

void
sbx_pairing_add (SbxPairing *self,
                 const char *connection_id,
                 SbxTraceDirection direction,
                 const char *request_id,
                 const SbxPending *pending)
{
  Entry *taken = find_entry (self, find_connection (self, connection_id), direction, request_id);
  Entry *entry = g_new0 (Entry, 1);

  if (taken != NULL)
    end_entry (self, taken, SBX_PENDING_ID_TAKEN);
  if (self->by_age.length >= SBX_PAIRING_MAX)
    end_entry (self, self->by_age.head->data, SBX_PENDING_TOO_MANY);

  entry->pending = *pending;
  entry->name = g_strdup (pending->name);
  entry->pending.name = entry->name;
  entry->connection = ensure_connection (self, connection_id);
  entry->direction = direction;
  entry->request_id = g_strdup (request_id);
  entry->in_age.data = entry;
  entry->in_connection.data = entry;
  g_queue_push_tail_link (&self->by_age, &entry->in_age);
  g_queue_push_tail_link (&entry->connection->entries, &entry->in_connection);
  g_hash_table_add (self->entries, entry);
}

SbxPending *
sbx_pairing_take (SbxPairing *self,
                  const char *connection_id,
                  SbxTraceDirection direction,
                  const char *request_id)
{
  Entry *entry = find_entry (self, find_connection (self, connection_id), direction, request_id);

  if (entry == NULL)
    return NULL;
  detach (self, entry);
  return &entry->pending;
}

void
sbx_pairing_close (SbxPairing *self, const char *connection_id)
{
  Connection *connection;

  /* It goes with its last entry. */
  while ((connection = find_connection (self, connection_id)) != NULL)
    end_entry (self, connection->entries.head->data, SBX_PENDING_CLOSED);
}

void
sbx_pairing_close_all (SbxPairing *self)
{
  while (self->by_age.head != NULL)
    end_entry (self, self->by_age.head->data, SBX_PENDING_CLOSED);
}

guint
sbx_pairing_get_size (SbxPairing *self)
{
  return self->by_age.length;
}
