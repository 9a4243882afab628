/* sbx-mock-faults.c — what goes wrong on purpose with answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-mock-private.h"

#define SILENT "sbx-mock-silent"

/* The first of the server's middleware, so that it is the last to see an answer. */
struct _SbxMockFaults
{
  MbmMiddleware parent_instance;

  MbmServer *server;     /* (nullable): borrowed */
  SbxMockChance *chance; /* (nullable): borrowed */
  GHashTable *clients;   /* client id → SbxFaults; "": whoever has none of their own */
};

G_DEFINE_FINAL_TYPE (SbxMockFaults, sbx_mock_faults, MBM_TYPE_MIDDLEWARE)

gboolean
sbx_mock_chance_hits (SbxMockChance *self, double rate)
{
  return rate > 0 && (rate >= 1 || g_rand_double (self->rand) < rate);
}

guint
sbx_mock_chance_delay (SbxMockChance *self, guint delay, guint jitter)
{
  if (jitter == 0)
    return delay;
  return delay + (guint) (g_rand_double (self->rand) * ((double) jitter + 1));
}

static const SbxFaults *
find (SbxMockFaults *self, const char *client_id)
{
  const SbxFaults *faults = client_id != NULL ? g_hash_table_lookup (self->clients, client_id) : NULL;

  return faults != NULL ? faults : g_hash_table_lookup (self->clients, "");
}

static void
add_note (MbmServerRequest *request, const char *fault)
{
  const char *before = mbm_server_request_get_note (request);
  g_autofree char *note =
    g_strdup_printf ("%s%sfault: %s", before != NULL ? before : "", before != NULL ? " · " : "", fault);

  mbm_server_request_set_note (request, note);
}

static void
apply (SbxMockFaults *self, const SbxFaults *faults, MbmServerRequest *request, MbmServerAnswer *answer)
{
  guint delay = sbx_mock_chance_delay (self->chance, faults->delay, faults->jitter);

  if (sbx_mock_chance_hits (self->chance, faults->drop))
    {
      mbm_server_answer_set_copies (answer, 0);
      add_note (request, "dropped");
      return;
    }
  if (sbx_mock_chance_hits (self->chance, faults->duplicate))
    {
      mbm_server_answer_set_copies (answer, 2);
      add_note (request, "sent twice");
    }
  if (delay > 0)
    {
      g_autofree char *note = g_strdup_printf ("%u ms late", delay);

      mbm_server_answer_set_delay (answer, delay);
      add_note (request, note);
    }
}

static void
sbx_mock_faults_answer (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer)
{
  SbxMockFaults *self = SBX_MOCK_FAULTS (middleware);
  const SbxFaults *faults = find (self, mbm_server_request_get_client_id (request));

  if (mbm_server_request_get_data (request, SILENT) != NULL)
    mbm_server_answer_set_copies (answer, 0);
  else if (faults != NULL && self->chance != NULL)
    apply (self, faults, request, answer);
}

static void
sbx_mock_faults_finalize (GObject *object)
{
  g_hash_table_unref (SBX_MOCK_FAULTS (object)->clients);

  G_OBJECT_CLASS (sbx_mock_faults_parent_class)->finalize (object);
}

static void
sbx_mock_faults_class_init (SbxMockFaultsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_mock_faults_finalize;
  MBM_MIDDLEWARE_CLASS (klass)->answer = sbx_mock_faults_answer;
}

static void
sbx_mock_faults_init (SbxMockFaults *self)
{
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sbx_faults_free);
}

static void
update_mute (SbxMockFaults *self, MbmServerClient *client)
{
  const char *id = mbm_server_client_get_id (client);
  const SbxFaults *faults = find (self, id);

  mbm_server_mute_client (self->server, id, faults != NULL && faults->mute, NULL);
}

static void
on_client_added (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  update_mute (user_data, client);
}

SbxMockFaults *
sbx_mock_faults_new (MbmServer *server, SbxMockChance *chance)
{
  SbxMockFaults *self = g_object_new (SBX_TYPE_MOCK_FAULTS, NULL);

  self->server = server;
  self->chance = chance;
  g_signal_connect_object (server, "client-added", G_CALLBACK (on_client_added), self, 0);
  mbm_server_add_middleware (server, MBM_MIDDLEWARE (self), NULL);
  return self;
}

void
sbx_mock_faults_detach (SbxMockFaults *self)
{
  self->server = NULL;
  self->chance = NULL;
}

void
sbx_mock_faults_set (SbxMockFaults *self, const char *const *client_ids, const SbxFaults *faults)
{
  static const char *const newcomers[] = { "", NULL };
  static const SbxFaults none;
  g_autoptr (GPtrArray) clients = mbm_server_list_clients (self->server);

  /* Who is to have none has that of their own. */
  if (faults == NULL)
    faults = &none;
  if (client_ids == NULL)
    client_ids = newcomers;
  for (gsize i = 0; client_ids[i] != NULL; i++)
    g_hash_table_insert (self->clients, g_strdup (client_ids[i]), sbx_faults_copy (faults));

  for (guint i = 0; i < clients->len; i++)
    update_mute (self, g_ptr_array_index (clients, i));
}

void
sbx_mock_faults_silence (MbmServerRequest *request)
{
  mbm_server_request_set_data (request, SILENT, GINT_TO_POINTER (TRUE), NULL);
}
