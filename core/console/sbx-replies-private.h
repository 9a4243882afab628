/* sbx-replies-private.h — answers to what a connection's service asks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-client.h"

#include "sbx-backend-private.h"
#include "sbx-question.h"

G_BEGIN_DECLS

/* So many questions wait for the user at a time; more are refused. */
#define SBX_REPLIES_MAX_QUESTIONS 100

/**
 * SbxReplies:
 *
 * Answers the requests of a connection's service as the config says, or lets them wait for the user. Engine
 * thread; belongs to the backend.
 */
typedef struct _SbxReplies SbxReplies;

SbxReplies *sbx_replies_new (SbxBackend *backend);
void sbx_replies_free (SbxReplies *self);
/* Takes what the config says from now on; what waits goes on waiting. */
void sbx_replies_apply (SbxReplies *self, MbmClient *client, SbxConnectionConfig *config);
/* The connection is gone, and whoever asked with it. */
void sbx_replies_forget (SbxReplies *self);

/* What the user says to a question. */
typedef struct
{
  guint64 serial;
  char *data; /* (nullable): JSON text, for an answer */
  char *code; /* (nullable): for an error */
  char *message;
} SbxReply;

void sbx_reply_free (gpointer reply);
/* Fails if the question does not wait any more, or the answer is no JSON. */
gboolean sbx_replies_say (SbxReplies *self, const SbxReply *reply, GError **error);

/* The front's part; each gets an SbxQuestionNews. */
typedef struct
{
  guint64 serial;      /* 0: all of them */
  MbmMessage *message; /* (nullable): NULL: it does not wait any more */
  gint64 time;
  gint64 deadline;
} SbxQuestionNews;

void sbx_connection_take_question (gpointer front, gpointer news);

SbxQuestion *sbx_question_new (guint64 serial, MbmMessage *message, gint64 time, gint64 deadline);
guint64 sbx_question_get_serial (SbxQuestion *self);

G_END_DECLS
