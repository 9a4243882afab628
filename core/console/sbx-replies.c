/* sbx-replies.c — answers to what a connection's service asks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-request.h"

#include "sbx-replies-private.h"

struct _SbxReplies
{
  SbxBackend *backend; /* borrowed: it owns this */
  GHashTable *rules;   /* name → SbxReplyConfig */
  GHashTable *waiting; /* serial → Waiting */
  guint64 last_serial;
  GSource *timer;
};

/* A request that the user is to answer. */
typedef struct
{
  guint64 serial;
  MbmClientRequest *request;
  gint64 deadline; /* µs monotonic */
  guint wait;      /* ms */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  mbm_client_request_unref (waiting->request);
  g_free (waiting);
}

void
sbx_reply_free (gpointer data)
{
  SbxReply *reply = data;

  g_free (reply->data);
  g_free (reply->code);
  g_free (reply->message);
  g_free (reply);
}

static void
news_free (gpointer data)
{
  SbxQuestionNews *news = data;

  g_clear_pointer (&news->message, mbm_message_unref);
  g_free (news);
}

static void
tell (SbxReplies *self, guint64 serial, MbmMessage *message, guint wait)
{
  SbxQuestionNews *news = g_new0 (SbxQuestionNews, 1);

  news->serial = serial;
  if (message != NULL)
    {
      news->message = mbm_message_ref (message);
      news->time = g_get_real_time ();
      news->deadline = news->time + (gint64) wait * 1000;
    }
  sbx_backend_post (self->backend, sbx_connection_take_question, news, news_free);
}

static void
set_timer (SbxReplies *self)
{
  GHashTableIter iter;
  gpointer waiting;
  gint64 next = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &waiting))
    next = MIN (next, ((Waiting *) waiting)->deadline);
  sbx_backend_set_timer (self->timer, next == G_MAXINT64 ? -1 : MAX (next - g_get_monotonic_time (), 0));
}

static gboolean
on_timer (gpointer user_data)
{
  SbxReplies *self = user_data;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Waiting *waiting = value;
      g_autofree char *words = NULL;

      if (waiting->deadline > now)
        continue;

      words = g_strdup_printf ("Nobody answered within %u ms", waiting->wait);
      mbm_client_request_respond_error (waiting->request, "NO_ANSWER", words, NULL);
      tell (self, waiting->serial, NULL, 0);
      g_hash_table_iter_remove (&iter);
    }
  set_timer (self);
  return G_SOURCE_CONTINUE;
}

static void
let_wait (SbxReplies *self, MbmClientRequest *request, SbxReplyConfig *rule)
{
  Waiting *waiting;

  if (g_hash_table_size (self->waiting) >= SBX_REPLIES_MAX_QUESTIONS)
    {
      mbm_client_request_respond_error (request, "TOO_MANY_REQUESTS",
                                        "Too many requests wait for somebody to answer them", NULL);
      return;
    }

  waiting = g_new (Waiting, 1);
  waiting->serial = ++self->last_serial;
  waiting->request = mbm_client_request_ref (request);
  waiting->wait = sbx_reply_config_get_wait (rule);
  waiting->deadline = g_get_monotonic_time () + (gint64) waiting->wait * 1000;
  g_hash_table_insert (self->waiting, &waiting->serial, waiting);
  tell (self, waiting->serial, mbm_client_request_get_message (request), waiting->wait);
  set_timer (self);
}

static void
refuse (MbmClientRequest *request, const char *code, const char *message)
{
  mbm_client_request_respond_error (request, code, message != NULL && *message != '\0' ? message : code,
                                    NULL);
}

static void
on_request (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  SbxReplies *self = user_data;
  SbxReplyConfig *rule = g_hash_table_lookup (self->rules, mbm_client_request_get_name (request));
  const char *data;

  if (rule == NULL)
    return;

  switch (sbx_reply_config_get_kind (rule))
    {
    case SBX_REPLY_ASK:
      let_wait (self, request, rule);
      break;
    case SBX_REPLY_ERROR:
      refuse (request, sbx_reply_config_get_code (rule), sbx_reply_config_get_message (rule));
      break;
    case SBX_REPLY_DATA:
    default:
      data = sbx_reply_config_get_data (rule);
      if (data != NULL)
        {
          g_autoptr (GBytes) bytes = g_bytes_new (data, strlen (data));

          mbm_client_request_respond (request, bytes, NULL);
        }
      else
        {
          mbm_client_request_respond (request, NULL, NULL);
        }
    }
}

SbxReplies *
sbx_replies_new (SbxBackend *backend)
{
  SbxReplies *self = g_new0 (SbxReplies, 1);

  self->backend = backend;
  self->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, waiting_free);
  self->timer = sbx_backend_add_timer (backend, on_timer, self);
  return self;
}

void
sbx_replies_free (SbxReplies *self)
{
  sbx_backend_clear_timer (&self->timer);
  g_hash_table_unref (self->waiting);
  g_hash_table_unref (self->rules);
  g_free (self);
}

void
sbx_replies_apply (SbxReplies *self, MbmClient *client, SbxConnectionConfig *config)
{
  GListModel *replies = G_LIST_MODEL (sbx_connection_config_get_replies (config));
  g_autoptr (GHashTable) old = g_steal_pointer (&self->rules);
  GHashTableIter iter;
  gpointer name;

  self->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (replies); i++)
    {
      g_autoptr (SbxReplyConfig) reply = g_list_model_get_item (replies, i);
      const char *request = sbx_reply_config_get_request (reply);

      if (mbm_client_add_request_handler (client, request, on_request, self, NULL))
        g_hash_table_replace (self->rules, g_strdup (request), g_steal_pointer (&reply));
    }

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (self->rules, name))
      mbm_client_remove_request_handler (client, name);
}

void
sbx_replies_forget (SbxReplies *self)
{
  if (g_hash_table_size (self->waiting) == 0)
    return;

  g_hash_table_remove_all (self->waiting);
  tell (self, 0, NULL, 0);
  set_timer (self);
}

gboolean
sbx_replies_say (SbxReplies *self, const SbxReply *reply, GError **error)
{
  Waiting *waiting = g_hash_table_lookup (self->waiting, &reply->serial);
  g_autoptr (GBytes) data = NULL;

  if (waiting == NULL)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                           _ ("It does not wait for an answer any more"));
      return FALSE;
    }

  if (reply->code != NULL)
    refuse (waiting->request, reply->code, reply->message);
  else
    {
      data = reply->data != NULL ? g_bytes_new (reply->data, strlen (reply->data)) : NULL;
      if (!mbm_client_request_respond (waiting->request, data, error))
        return FALSE;
    }
  tell (self, reply->serial, NULL, 0);
  g_hash_table_remove (self->waiting, &reply->serial);
  set_timer (self);
  return TRUE;
}
