/* sbx-probe-asks-private.h — what many checks of a probe do: ask, and look at the answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-probe-http-private.h"
#include "sbx-probe-link-private.h"

G_BEGIN_DECLS

/* What a member of an answer has to be. */
typedef enum
{
  SBX_PROBE_TEXT, /* a string that is not empty */
  SBX_PROBE_NUMBER,
  SBX_PROBE_TIME, /* milliseconds since the epoch */
  SBX_PROBE_TRUE,
  SBX_PROBE_STRINGS, /* an array of strings */
  SBX_PROBE_OBJECT,
} SbxProbeMemberType;

/* The link that stays, connected again if it is not, and registered where that is asked for; NULL: it cannot
 * be had, which has been said. */
SbxProbeLink *sbx_probe_get_link (SbxProbeRun *run);
/* One more; @client_id: (nullable): registered under that id. The caller frees it. NULL as above. */
SbxProbeLink *sbx_probe_open_other (SbxProbeRun *run, const char *client_id);
/* An id for such a one; (transfer full). */
char *sbx_probe_make_client_id (SbxProbeRun *run, const char *what);

/* Asks and waits; (nullable) (transfer full): NULL: there was no answer, which is a fault that has been said.
 */
MbmMessage *sbx_probe_ask (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *payload);
MbmMessage *sbx_probe_ask_with (SbxProbeRun *run,
                                SbxProbeLink *link,
                                const char *name,
                                const char *payload,
                                const char *context);
/* Waits for an answer that was asked for; as above. */
MbmMessage *sbx_probe_await (SbxProbeRun *run, SbxProbeLink *link, const char *name, const char *id);

/* `$register`; (nullable) (transfer full): as above. */
MbmMessage *sbx_probe_register (SbxProbeRun *run, SbxProbeLink *link, const char *client_id);

/* Logs in as the settings say, if they say anything; a refusal is the login check's matter. */
void sbx_probe_log_in (SbxProbeRun *run, SbxProbeLink *link);

gboolean sbx_probe_has_code (MbmMessage *answer, const char *code);
/* Code and words of an error, for a sentence; (transfer full). */
char *sbx_probe_describe_error (MbmMessage *answer);
/* Whether an error is the one that the protocol asks for; says what it is instead. @weight: how bad another
 * code is; an answer that succeeds is a fault. */
gboolean
sbx_probe_expect_error (SbxProbeRun *run, MbmMessage *answer, const char *code, SbxProbeStatus weight);
/* Whether the answer succeeded; says if not. */
gboolean sbx_probe_expect_success (SbxProbeRun *run, MbmMessage *answer, const char *name);
gboolean sbx_probe_get_member (MbmMessage *message, const char *name, MbmJsonValue *value);
gboolean
sbx_probe_expect_member (SbxProbeRun *run, MbmMessage *message, const char *name, SbxProbeMemberType type);
char *sbx_probe_dup_member (MbmMessage *message, const char *name);

/* Whether the service knows a system request at all; says so if not, which is no fault in magic-server. */
gboolean sbx_probe_is_known (SbxProbeRun *run, MbmMessage *answer, const char *name);
/* The connection still works; says if not. */
gboolean sbx_probe_expect_alive (SbxProbeRun *run, SbxProbeLink *link, const char *after);

/* The same for HTTP. */
void sbx_probe_expect_reply (SbxProbeRun *run, SbxProbeReply *reply, guint status, const char *code);

/* JSON objects of members, built from pairs of name and string; NULL-terminated; (transfer full). */
char *sbx_probe_make_object (const char *name, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
