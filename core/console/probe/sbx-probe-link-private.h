/* sbx-probe-link-private.h — one connection of a probe, whatever carries it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-channel.h"
#include "sbx-probe-run-private.h"

G_BEGIN_DECLS

/* What carries a link. */
typedef struct
{
  gboolean (*open) (SbxProbeLink *self, GError **error);
  void (*send) (SbxProbeLink *self, MbmMessage *message);
  void (*close) (SbxProbeLink *self, gboolean orderly);
  void (*free) (SbxProbeLink *self);
} SbxProbeCarrier;

extern const SbxProbeCarrier sbx_probe_channel_carrier;
extern const SbxProbeCarrier sbx_probe_http_carrier;
extern const SbxProbeCarrier sbx_probe_soup_carrier; /* what sends binary messages; chosen by the check */

/**
 * SbxProbeLink:
 *
 * One connection to the service. What comes waits here until a check takes it; everything that goes or comes
 * is told to the run, which keeps it with the check under way.
 */
struct _SbxProbeLink
{
  SbxProbeRun *run;
  const SbxProbeCarrier *carrier;
  guint number;
  GQueue messages; /* MbmMessage, in order of arrival, until somebody takes them */
  char **headers;  /* (nullable): other ones than the settings' */

  char *client_id;     /* (nullable): once registered */
  char *connection_id; /* (nullable) */
  char *token;         /* (nullable): added to the context of what is sent */

  gboolean is_open;
  gboolean is_closed;
  guint close_code;
  char *close_reason; /* (nullable) */
  GError *error;      /* (nullable): it was lost */
  guint n_alive;      /* signs of life that are no message */
  guint n_refused;    /* what came and was no message */

  guint stream_status; /* of the event stream over HTTP; 0: it has not begun */
  char *stream_type;   /* (nullable): its Content-Type */

  gpointer carried; /* the carrier's own */
};

SbxProbeLink *sbx_probe_link_new (SbxProbeRun *run);
/* Cuts what is open. */
void sbx_probe_link_free (SbxProbeLink *self);
gboolean sbx_probe_link_open (SbxProbeLink *self, GError **error);
/* Says goodbye where the protocol has one, and waits for that, a second at most. */
void sbx_probe_link_close (SbxProbeLink *self);
void sbx_probe_link_abort (SbxProbeLink *self);
gboolean sbx_probe_link_is_up (SbxProbeLink *self);

/* From carriers: what came as text, and what it is. @message: (nullable) (transfer full): NULL: it is none of
 * the protocol, and @error, (nullable), says why. */
void sbx_probe_link_take (SbxProbeLink *self, GBytes *text, MbmMessage *message, const GError *error);
/* The same, where the text was told already. */
void sbx_probe_link_queue (SbxProbeLink *self, MbmMessage *message);
void sbx_probe_link_take_closed (SbxProbeLink *self, guint code, const char *reason, const GError *error);

/* Sends a request; its id, (transfer full). @payload: (nullable), @context: (nullable): JSON. */
char *
sbx_probe_link_send_request (SbxProbeLink *self, const char *name, const char *payload, const char *context);
void sbx_probe_link_send_event (SbxProbeLink *self, const char *name, const char *payload);
/* A text as it is; only over channels. */
void sbx_probe_link_send_text (SbxProbeLink *self, const char *text, gsize length);
void sbx_probe_link_ping (SbxProbeLink *self);
/* Only over the carrier for it. */
void sbx_probe_link_send_binary (SbxProbeLink *self, const guint8 *data, gsize length);

/* Wait for the check's time at most; (nullable) (transfer full). */
MbmMessage *sbx_probe_link_await_answer (SbxProbeLink *self, const char *id);
MbmMessage *sbx_probe_link_take_answer (SbxProbeLink *self, const char *id);
MbmMessage *sbx_probe_link_await_event (SbxProbeLink *self, const char *name, guint milliseconds);
gboolean sbx_probe_link_await_closed (SbxProbeLink *self, guint milliseconds);
gboolean sbx_probe_link_await_alive (SbxProbeLink *self, guint milliseconds);
void sbx_probe_link_forget (SbxProbeLink *self);

/* Whether it answers a `$ping`, with whatever. */
gboolean sbx_probe_link_answers (SbxProbeLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxProbeLink, sbx_probe_link_free)

G_END_DECLS
