/* sbx-mock-private.h — what the parts of a mock know of each other
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-stream-writer.h"

#include "sbx-mock.h"

G_BEGIN_DECLS

/* Said in answers that are nobody's but the mock's. */
#define SBX_MOCK_CODE_FAILURE  "SIMULATED_FAILURE"
#define SBX_MOCK_CODE_TEMPLATE "TEMPLATE_ERROR"

/* --- chance: one for all, so that a seed makes all of it repeat ---------- */

typedef struct
{
  GRand *rand;
  guint seed;
} SbxMockChance;

/* TRUE with the probability @rate. */
gboolean sbx_mock_chance_hits (SbxMockChance *self, double rate);
/* @delay, and up to @jitter more. */
guint sbx_mock_chance_delay (SbxMockChance *self, guint delay, guint jitter);

/* --- what a template knows ------------------------------------------------ */

/* All borrowed; what is not there is NULL or 0. */
typedef struct
{
  MbmServer *server;
  MbmServerRequest *request;
  MbmServerClient *client;
  MbmUser *user;
  const char *request_name;
  const char *request_id;
  MbmJsonValue payload;
  guint64 counter;
  guint64 index;
} SbxMockScene;

SbxMockScene sbx_mock_scene_for_request (MbmServerRequest *request, guint64 counter);
/* Expands @text, JSON with placeholders; @text: (nullable): `{}`. */
GBytes *sbx_mock_scene_expand (const SbxMockScene *self, const char *text, GError **error);
/* The same with a text that is no JSON. */
char *sbx_mock_scene_expand_text (const SbxMockScene *self, const char *text, GError **error);

/* --- handlers --------------------------------------------------------------- */

/* Counted, and the same from its making on but for where its sequence and counter are: what is on its way
 * keeps the one it began with. */
typedef struct
{
  guint ref_count;
  SbxItemConfig *config; /* SbxHandlerConfig: nobody else's */
  guint position;        /* in the sequence */
  guint64 counter;       /* of requests */
} SbxMockHandler;

SbxMockHandler *sbx_mock_handler_new (SbxHandlerConfig *config);
SbxMockHandler *sbx_mock_handler_ref (SbxMockHandler *self);
void sbx_mock_handler_unref (SbxMockHandler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxMockHandler, sbx_mock_handler_unref)

/* A request in a handler's hands, from when it came to its answer or its stream's last item. The mock has a
 * list of them, and ends what is left when it goes. Counted, for what is called back. */
typedef struct
{
  SbxMock *mock; /* (nullable): NULL once it has ended */
  SbxMockHandler *handler;
  MbmServerRequest *request;
  GSource *source; /* (nullable): what it waits for */
  GList link;
  guint step; /* of the sequence */
  guint64 counter;
  gboolean fails;

  MbmStreamWriter *writer; /* (nullable) */
  GCancellable *cancellable;
  guint64 n_items; /* that were written */
} SbxMockJob;

/* Takes a request. */
void sbx_mock_take (SbxMock *self, SbxMockHandler *handler, MbmServerRequest *request);
void sbx_mock_job_end (SbxMockJob *self);
/* Calls @func after @delay (ms), in the place of what it waits for now. */
void sbx_mock_job_wait (SbxMockJob *self, guint delay, GSourceFunc func);
void sbx_mock_job_stream (SbxMockJob *self);
/* Says what answers: `handler: getOrder · ` and @format. */
void sbx_mock_job_note (SbxMockJob *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* --- timers ------------------------------------------------------------------ */

typedef struct
{
  SbxMock *mock;
  SbxItemConfig *config; /* SbxTimerConfig: nobody else's */
  GSource *source;       /* (nullable): while it runs */
  guint64 n_emitted;
  gboolean is_stuck; /* it cannot be emitted */
} SbxMockTimer;

SbxMockTimer *sbx_mock_timer_new (SbxMock *mock, SbxTimerConfig *config);
void sbx_mock_timer_free (SbxMockTimer *self);
void sbx_mock_timer_start (SbxMockTimer *self);
void sbx_mock_timer_stop (SbxMockTimer *self);
/* To how many it went; -1 with an error. @n_before: how often it went out before. */
int sbx_mock_emit (MbmServer *server, SbxItemConfig *config, guint64 n_before, GError **error);

/* --- faults ------------------------------------------------------------------- */

#define SBX_TYPE_MOCK_FAULTS (sbx_mock_faults_get_type ())
G_DECLARE_FINAL_TYPE (SbxMockFaults, sbx_mock_faults, SBX, MOCK_FAULTS, MbmMiddleware)

/* @chance: borrowed until sbx_mock_faults_detach(). */
SbxMockFaults *sbx_mock_faults_new (MbmServer *server, SbxMockChance *chance);
void sbx_mock_faults_set (SbxMockFaults *self, const char *const *client_ids, const SbxFaults *faults);
void sbx_mock_faults_detach (SbxMockFaults *self);
/* A request whose answer is not to be sent. */
void sbx_mock_faults_silence (MbmServerRequest *request);

/* --- the mock ----------------------------------------------------------------- */

struct _SbxMock
{
  MbmServer *server;    /* borrowed: it owns the mock */
  GHashTable *handlers; /* request → SbxMockHandler */
  GPtrArray *timers;    /* SbxMockTimer */
  GHashTable *fired;    /* event → how often it was fired without a timer that runs */
  GQueue jobs;
  SbxMockChance chance;
  SbxMockFaults *faults;
  gboolean is_running;

  SbxMockProblemFunc problem_func;
  gpointer problem_data;
  GDestroyNotify problem_destroy;
};

void sbx_mock_report (SbxMock *self, const char *problem);

G_END_DECLS
