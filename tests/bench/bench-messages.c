/* bench-messages.c — what reading and writing messages costs
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <locale.h>
#include <string.h>

#include "mbm-message-private.h"

#define REQUEST                                                                   \
  "{\"type\":\"request\",\"requestId\":\"0f8fad5b-d9cb-469f-a165-70867728950e\"," \
  "\"requestType\":\"getOrderDetails\",\"payload\":{\"orderId\":\"order-123\"},"  \
  "\"context\":{\"source\":\"client-1\"}}"
#define ANSWER                                                                                        \
  "{\"orderId\":\"order-123\",\"customerId\":\"customer-42\",\"items\":[{\"productId\":\"keyboard\"," \
  "\"quantity\":1,\"price\":89.9}],\"total\":89.9,\"status\":\"shipped\",\"createdAt\":1700000000000}"

typedef struct
{
  GBytes *bytes;
  MbmMessage *message;
  GBytes *answer;
  GString *large;
} Bench;

static void
parse (Bench *self)
{
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (self->bytes, NULL);

  g_assert_nonnull (message);
}

static void
respond (Bench *self)
{
  g_autoptr (GBytes) frame = mbm_message_write_response (self->message, self->answer, NULL, NULL);

  g_assert_nonnull (frame);
}

static void
parse_all (Bench *self)
{
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (self->bytes, NULL);

  g_assert_nonnull (mbm_message_get_payload (message));
  g_assert_nonnull (mbm_context_get_source (mbm_message_get_context (message)));
}

static void
check_large (Bench *self)
{
  g_assert_true (mbm_json_check (self->large->str, self->large->len, NULL));
}

/* The best of some rounds: what the machine does besides only makes it slower. */
static double
measure (void (*work) (Bench *self), Bench *bench, guint n)
{
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < 7; round++)
    {
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < n; i++)
        work (bench);
      best = MIN (best, (g_get_monotonic_time () - start) / (double) n);
    }
  return best;
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  double time;

  setlocale (LC_ALL, "");
  bench.bytes = g_bytes_new_static (REQUEST, strlen (REQUEST));
  bench.message = mbm_message_new_from_bytes (bench.bytes, NULL);
  bench.answer = g_bytes_new_static (ANSWER, strlen (ANSWER));
  bench.large = g_string_new ("[" ANSWER);
  while (bench.large->len < 4 * 1024 * 1024)
    g_string_append (bench.large, "," ANSWER);
  g_string_append (bench.large, "]");

  g_print ("read a request of %" G_GSIZE_FORMAT " bytes: %.3f µs\n", g_bytes_get_size (bench.bytes),
           measure (parse, &bench, 300000));
  g_print ("the same, with payload and context parsed: %.3f µs\n", measure (parse_all, &bench, 100000));
  g_print ("write its answer of %" G_GSIZE_FORMAT " bytes: %.3f µs\n", strlen (ANSWER),
           measure (respond, &bench, 300000));
  time = measure (check_large, &bench, 10);
  g_print ("check a document of 4 MiB: %.0f MB/s\n", bench.large->len / time);

  g_string_free (bench.large, TRUE);
  g_bytes_unref (bench.answer);
  mbm_message_unref (bench.message);
  g_bytes_unref (bench.bytes);
  return 0;
}
