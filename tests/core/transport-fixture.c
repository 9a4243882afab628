/* transport-fixture.c — both ends of a connection, with a record of what each was told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "transport-fixture.h"

#define DEADLINE_SECONDS 10

static gboolean
deadline_cb (gpointer data)
{
  Deadline *deadline = data;

  deadline->passed = TRUE;
  return G_SOURCE_CONTINUE;
}

void
deadline_start (Deadline *deadline)
{
  deadline->passed = FALSE;
  deadline->source = g_timeout_source_new_seconds (DEADLINE_SECONDS);
  g_source_set_callback (deadline->source, deadline_cb, deadline, NULL);
  g_source_attach (deadline->source, g_main_context_get_thread_default ());
}

void
deadline_iterate (Deadline *deadline, const char *file, int line, const char *condition)
{
  if (deadline->passed)
    g_error ("%s:%d: waited in vain for: %s", file, line, condition);

  g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

void
deadline_stop (Deadline *deadline)
{
  g_source_destroy (deadline->source);
  g_clear_pointer (&deadline->source, g_source_unref);
}

void
settle (void)
{
  for (guint i = 0; i < 1000; i++)
    if (!g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
      break;
}

static void
received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  End *end = user_data;

  g_assert_true (channel == end->channel);
  g_assert_cmpuint (end->n_closed, ==, 0);
  g_ptr_array_add (end->received, g_bytes_ref (text));
  end->n_bytes += g_bytes_get_size (text);
  if (end->echo)
    {
      g_autoptr (GError) error = NULL;

      mbm_channel_send (channel, text, &error);
      g_assert_no_error (error);
    }
}

static void
refused_cb (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  End *end = user_data;

  g_assert_cmpuint (end->n_closed, ==, 0);
  g_ptr_array_add (end->refused, g_bytes_ref (bytes));
  g_ptr_array_add (end->refused_errors, g_error_copy (error));
}

static void
closed_cb (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  End *end = user_data;

  g_assert_cmpuint (end->n_closed, ==, 0);
  g_assert_true (mbm_channel_is_closed (channel));
  end->n_closed++;
  end->close_code = code;
  end->close_reason = g_strdup (reason);
  end->close_error = error != NULL ? g_error_copy (error) : NULL;
}

static void
drained_cb (MbmChannel *channel, gpointer user_data)
{
  End *end = user_data;

  end->n_drained++;
}

static const MbmChannelReceiver receiver = {
  .received = received_cb,
  .refused = refused_cb,
  .closed = closed_cb,
  .drained = drained_cb,
};

End *
end_new (MbmChannel *channel)
{
  End *end = g_new0 (End, 1);

  end->channel = g_object_ref (channel);
  end->received = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  end->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  end->refused_errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  mbm_channel_set_receiver (channel, &receiver, end);
  return end;
}

/* The last reference, as far as the test is concerned; and it is. */
void
end_drop_channel (End *end)
{
  if (end->channel == NULL)
    return;

  mbm_channel_set_receiver (end->channel, NULL, NULL);
  g_assert_finalize_object (g_steal_pointer (&end->channel));
}

void
end_free (End *end)
{
  end_drop_channel (end);
  g_ptr_array_unref (end->received);
  g_ptr_array_unref (end->refused);
  g_ptr_array_unref (end->refused_errors);
  g_free (end->close_reason);
  g_clear_error (&end->close_error);
  g_free (end);
}

gboolean
end_try_send (End *end, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return mbm_channel_send (end->channel, bytes, NULL);
}

void
end_send (End *end, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  mbm_channel_send (end->channel, bytes, &error);
  g_assert_no_error (error);
}

char *
end_get_text (End *end, guint index)
{
  GBytes *bytes;

  g_assert_cmpuint (index, <, end->received->len);
  bytes = end->received->pdata[index];
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

const GError *
end_get_refusal (End *end, guint index)
{
  g_assert_cmpuint (index, <, end->refused_errors->len);
  return end->refused_errors->pdata[index];
}

static void
accepted_cb (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  Service *service = user_data;
  End *end = end_new (channel);

  end->echo = service->echo;
  g_ptr_array_add (service->ends, end);
}

static void
listener_refused_cb (MbmListener *listener,
                     const char *address,
                     const char *const *headers,
                     const GError *error,
                     gpointer user_data)
{
  Service *service = user_data;

  g_ptr_array_add (service->refused_errors, g_error_copy (error));
  g_free (service->refused_address);
  service->refused_address = g_strdup (address);
  g_strfreev (service->refused_headers);
  service->refused_headers = g_strdupv ((char **) headers);
}

static const MbmListenerReceiver listener_receiver = {
  .accepted = accepted_cb,
  .refused = listener_refused_cb,
};

Service *
service_new_for_transport (MbmTransport *transport, const char *uri)
{
  Service *service = g_new0 (Service, 1);
  g_autoptr (GError) error = NULL;

  service->transport = g_object_ref (transport);
  service->ends = g_ptr_array_new_with_free_func ((GDestroyNotify) end_free);
  service->refused_errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  service->listener = listen_at (transport, uri, &error);
  g_assert_no_error (error);
  mbm_listener_set_receiver (service->listener, &listener_receiver, service);
  return service;
}

Service *
service_new (const char *uri)
{
  g_autoptr (MbmTransport) transport = transport_for (uri);

  return service_new_for_transport (transport, uri);
}

void
service_free (Service *service)
{
  g_ptr_array_unref (service->ends);
  if (service->listener != NULL)
    g_assert_finalize_object (g_steal_pointer (&service->listener));
  g_object_unref (service->transport);
  g_ptr_array_unref (service->refused_errors);
  g_free (service->refused_address);
  g_strfreev (service->refused_headers);
  g_free (service);
}

const char *
service_get_uri (Service *service)
{
  return mbm_listener_get_uri (service->listener);
}

End *
service_get_end (Service *service, guint index)
{
  wait_until (service->ends->len > index);
  return service->ends->pdata[index];
}

void (*transport_prepare) (MbmTransport *transport);

MbmTransport *
transport_for (const char *uri)
{
  g_autoptr (GError) error = NULL;
  MbmTransport *transport = mbm_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  if (transport_prepare != NULL)
    transport_prepare (transport);
  return transport;
}

static void
take_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

MbmListener *
listen_at (MbmTransport *transport, const char *uri, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_transport_listen_async (transport, uri, NULL, take_result, &result);
  wait_until (result != NULL);
  return mbm_transport_listen_finish (transport, result, error);
}

MbmChannel *
connect_to (MbmTransport *transport, const char *uri, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_transport_connect_async (transport, uri, cancellable, take_result, &result);
  wait_until (result != NULL);
  return mbm_transport_connect_finish (transport, result, error);
}

End *
end_connect (const char *uri)
{
  g_autoptr (MbmTransport) transport = transport_for (uri);
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  channel = connect_to (transport, uri, NULL, &error);
  g_assert_no_error (error);
  return end_new (channel);
}

char *
find_header (const char *const *headers, const char *name)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, strlen (name)) == 0 && headers[i][strlen (name)] == ':')
      return g_strdup (headers[i] + strlen (name) + 2);

  return NULL;
}

guint
count_open_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n - 1; /* less the directory itself */
}
