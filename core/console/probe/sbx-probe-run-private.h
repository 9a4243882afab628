/* sbx-probe-run-private.h — a probe under way, on its own thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"
#include "mbm-message.h"
#include "sbx-probe-result-private.h"

G_BEGIN_DECLS

/* What a probe was told; see SbxProbe. */
typedef struct
{
  char *url;
  MbmDialect dialect;
  gboolean registers;
  char **headers;
  char *ca_file;
  char *trusted_fingerprint;
  GTlsCertificate *certificate;
  char *username;
  char *password;
  char *token;
  char *request_name;
  char *request_payload;
  MbmContract *contract;
  guint timeout;
  guint heartbeat_wait;
  guint64 max_message_size;
} SbxProbeSettings;

SbxProbeSettings *sbx_probe_settings_copy (const SbxProbeSettings *self);
void sbx_probe_settings_clear (SbxProbeSettings *self);
void sbx_probe_settings_free (SbxProbeSettings *self);

typedef struct _SbxProbeLink SbxProbeLink;

/**
 * SbxProbeRun:
 *
 * A probe under way. Checks are written straight on: whatever they wait for runs the thread's own main
 * context meanwhile, and ends with the check's time or with the run. Lives on that thread and nowhere else.
 */
typedef struct
{
  const SbxProbeSettings *settings;
  GCancellable *cancellable;
  gulong cancelled_handler;
  GMainContext *context;
  char *client_id;    /* under which the probe registers */
  char *unknown_name; /* that of a request nobody has */
  GPtrArray *secrets; /* char * */

  SbxProbeLink *link;  /* (nullable): the one that stays for all checks */
  gboolean is_reached; /* it could connect once */
  gboolean cannot_register;
  GError *connect_error; /* (nullable): why not */

  SbxProbeResult *result; /* of the check under way */
  gint64 deadline;        /* monotonic */
  gboolean is_closing;    /* a goodbye is waited for even if the run was stopped */
  guint client_timeout;   /* ms, 0 unknown: the service drops who is silent for longer */
  guint n_events; /* of the application that came during the check: nobody asked for them, so they are not
                     shown */
  guint n_connections;
  guint n_requests;
} SbxProbeRun;

/* What a check needs; where that is missing it says so and is not run. */
typedef enum
{
  SBX_PROBE_NEEDS_NOTHING = 0,
  SBX_PROBE_NEEDS_REGISTRATION = 1 << 0, /* the dialect messaging, and clients that register */
  SBX_PROBE_NEEDS_FRAMES = 1 << 1,       /* ws://, wss://, memory:// */
  SBX_PROBE_NEEDS_SOCKET = 1 << 2,       /* ws://, wss:// */
  SBX_PROBE_NEEDS_HTTP = 1 << 3,         /* http://, https:// */
  SBX_PROBE_NEEDS_MESSAGING = 1 << 4,    /* the dialect messaging */
  SBX_PROBE_NEEDS_REQUEST = 1 << 5,      /* a request that may be made */
  SBX_PROBE_NEEDS_LOGIN = 1 << 6,        /* a user name and its password */
  SBX_PROBE_NEEDS_USERNAME = 1 << 7,
  SBX_PROBE_NEEDS_WEB = 1 << 8, /* anything but memory:// */
} SbxProbeNeeds;

typedef struct
{
  const char *id;
  const char *title; /* translatable, in the context “check” */
  const char *section;
  const char *expectation; /* translatable */
  SbxProbeNeeds needs;
  void (*run) (SbxProbeRun *run);
} SbxProbeSpec;

const SbxProbeSpec *sbx_probe_get_specs (guint *n_specs);
/* (nullable): NULL: there is no check of that id */
const SbxProbeSpec *sbx_probe_find_spec (const char *id);

/* Everything the checks say; sentences are translated and end with a full stop. @advice: (nullable). */
void sbx_probe_fault (SbxProbeRun *run, const char *advice, const char *format, ...) G_GNUC_PRINTF (3, 4);
void sbx_probe_warn (SbxProbeRun *run, const char *advice, const char *format, ...) G_GNUC_PRINTF (3, 4);
void sbx_probe_skip (SbxProbeRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);
void sbx_probe_remark (SbxProbeRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);
void sbx_probe_step (SbxProbeRun *run, SbxProbeStepKind kind, guint connection, const char *text, gsize size);
void sbx_probe_happened (SbxProbeRun *run, guint connection, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* From now on @secret is shown nowhere; (nullable). */
void sbx_probe_hide (SbxProbeRun *run, const char *secret);

typedef gboolean (*SbxProbeCondition) (gpointer user_data);

/* Waits for @condition, at most for @milliseconds and until the check's time is over. FALSE: in vain. */
gboolean
sbx_probe_wait (SbxProbeRun *run, guint milliseconds, SbxProbeCondition condition, gpointer user_data);
gboolean sbx_probe_is_stopped (SbxProbeRun *run);

/* Runs one check; (transfer full). */
SbxProbeResult *sbx_probe_run_check (SbxProbeRun *run, const SbxProbeSpec *spec);
SbxProbeRun *sbx_probe_run_new (const SbxProbeSettings *settings, GCancellable *cancellable);
/* Says goodbye to the service, and forgets it. */
void sbx_probe_run_free (SbxProbeRun *run);

/* Something of a random sort that nobody else has; (transfer full). */
char *sbx_probe_make_token (void);

G_END_DECLS
