/* sbx-server-backend-private.h — the half of a hosted server that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"

#include "sbx-backend-private.h"
#include "sbx-faults.h"
#include "sbx-mock.h"

G_BEGIN_DECLS

/**
 * SbxServerBackend:
 *
 * Owns an MbmServer, made anew for each start, and tells its front who comes and goes, and how they are:
 * arrivals and departures within a frame, figures of a peer a few times a second and of some hundreds of
 * peers at a time, however many there are and however much they say.
 */
#define SBX_TYPE_SERVER_BACKEND (sbx_server_backend_get_type ())
G_DECLARE_FINAL_TYPE (SbxServerBackend, sbx_server_backend, SBX, SERVER_BACKEND, SbxBackend)

/* What a start needs. */
typedef struct
{
  SbxServerConfig *config; /* a copy, nobody else's */
  GPtrArray *passwords;    /* of its users, in their order; NULL where none is kept */
  MbmContract *contract;   /* (nullable) */
  gboolean simulate;       /* the window's demo: with clients */
} SbxServerStart;

void sbx_server_start_free (gpointer start);

/* What is to be so from now on. */
typedef struct
{
  SbxServerConfig *config; /* a copy, nobody else's */
  MbmContract *contract;   /* (nullable) */
} SbxServerApply;

void sbx_server_apply_free (gpointer apply);

typedef struct
{
  char **client_ids; /* (nullable): NULL: all */
  char *name;
  char *payload;
} SbxServerSend;

void sbx_server_send_free (gpointer send);

typedef struct
{
  char *client_id;
  char *name;
  char *payload; /* (nullable) */
  char *context; /* (nullable) */
  guint timeout; /* ms; 0: the usual one */
} SbxServerAsk;

/* For the commands: NULL, and the call fails, if it does not serve. */
MbmServer *sbx_server_backend_need_server (SbxServerBackend *self, SbxCall *call);

/* Each an SbxCallFunc. */

/* @start: SbxServerStart. Returns a pointer: the address (char *). */
void sbx_server_backend_start (SbxCall *call, gpointer backend, gpointer start);
/* Returns a boolean. */
void sbx_server_backend_stop (SbxCall *call, gpointer backend, gpointer data);
/* @send: SbxServerSend. Returns an int: to how many it went. */
void sbx_server_backend_send (SbxCall *call, gpointer backend, gpointer send);
/* @send: SbxServerSend, whose name is the reason. Returns a boolean. */
void sbx_server_backend_disconnect (SbxCall *call, gpointer backend, gpointer send);
/* @apply: SbxServerApply. Applies what can be changed while it runs. Returns a boolean. */
void sbx_server_backend_apply (SbxCall *call, gpointer backend, gpointer apply);

/* What faults, cuts and tokens that expire need, each what is its own. */
typedef struct
{
  char **client_ids; /* (nullable): NULL: whoever has no faults of their own */
  SbxFaults *faults; /* (nullable) */
  SbxCut cut;
} SbxServerFaultsCall;

void sbx_server_faults_call_free (gpointer call);

/* @timer: SbxTimerConfig. Returns an int: to how many it went. */
void sbx_server_backend_fire_timer (SbxCall *call, gpointer backend, gpointer timer);
/* Returns a boolean. */
void sbx_server_backend_set_faults (SbxCall *call, gpointer backend, gpointer faults);
/* Return an int: how many were there. */
void sbx_server_backend_cut (SbxCall *call, gpointer backend, gpointer faults);
void sbx_server_backend_expire (SbxCall *call, gpointer backend, gpointer faults);

/* What answers by the config; made if there is none. It has to have a server. */
SbxMock *sbx_server_backend_ensure_mock (SbxServerBackend *self);

/* The front's part: the certificate's fingerprint. */
void sbx_server_take_fingerprint (gpointer front, gpointer fingerprint);
/* The front's part: something is wrong with an event. */
void sbx_server_take_problem (gpointer front, gpointer problem);

G_END_DECLS
