/* sbx-handler-config.h — how a hosted server answers a request
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"

G_BEGIN_DECLS

/* The name of the handler for every request that has none of its own. */
#define SBX_HANDLER_ANY "*"

/**
 * SbxHandlerKind:
 * @SBX_HANDLER_JSON: `answer`, as it is
 * @SBX_HANDLER_TEMPLATE: `answer`, with what `{{…}}` in it stands for
 * @SBX_HANDLER_ECHO: the request's payload
 * @SBX_HANDLER_ERROR: `error-code`, `error-message` and `error-details`
 * @SBX_HANDLER_SEQUENCE: one of `answers` after the other
 * @SBX_HANDLER_STREAM: a stream's id, and then its items
 * @SBX_HANDLER_SILENT: nothing: whoever asks runs into its time-out
 * @SBX_HANDLER_FORWARD: what would answer without the handler: the demo's service, or that the request is
 *   unknown; delay and failures are the handler's
 *
 * What a handler answers with.
 */
typedef enum
{
  SBX_HANDLER_JSON,
  SBX_HANDLER_TEMPLATE,
  SBX_HANDLER_ECHO,
  SBX_HANDLER_ERROR,
  SBX_HANDLER_SEQUENCE,
  SBX_HANDLER_STREAM,
  SBX_HANDLER_SILENT,
  SBX_HANDLER_FORWARD,
} SbxHandlerKind;

/**
 * SbxAnswerKind:
 * @SBX_ANSWER_JSON: `answer`, as it is
 * @SBX_ANSWER_TEMPLATE: `answer`, with what `{{…}}` in it stands for
 * @SBX_ANSWER_ERROR: `error-code`, `error-message` and `error-details`
 *
 * What one answer of a sequence is.
 */
typedef enum
{
  SBX_ANSWER_JSON,
  SBX_ANSWER_TEMPLATE,
  SBX_ANSWER_ERROR,
} SbxAnswerKind;

/**
 * SbxSequenceEnd:
 * @SBX_SEQUENCE_CYCLE: it begins again
 * @SBX_SEQUENCE_LAST: the last answer is given from then on
 *
 * What comes after the last answer of a sequence.
 */
typedef enum
{
  SBX_SEQUENCE_CYCLE,
  SBX_SEQUENCE_LAST,
} SbxSequenceEnd;

/**
 * SbxStreamEnd:
 * @SBX_STREAM_ENDS: it ends
 * @SBX_STREAM_FAILS: it ends with `error-code`, `error-message` and `error-details`
 * @SBX_STREAM_STAYS: it stays open, until the client closes it or leaves
 *
 * What comes after the last item of a stream.
 */
typedef enum
{
  SBX_STREAM_ENDS,
  SBX_STREAM_FAILS,
  SBX_STREAM_STAYS,
} SbxStreamEnd;

/**
 * SbxAnswerConfig:
 *
 * One answer of a sequence. Properties, [default]:
 *  - kind (SbxAnswerKind) [SBX_ANSWER_JSON]
 *  - answer (string, nullable): JSON text; %NULL: `{}` [NULL]
 *  - error-code (string) []
 *  - error-message (string): empty: the contract's words for that code, or the code []
 *  - error-details (string, nullable): JSON text [NULL]
 *  - description (string): a remark []
 */
#define SBX_TYPE_ANSWER_CONFIG (sbx_answer_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswerConfig, sbx_answer_config, SBX, ANSWER_CONFIG, SbxItemConfig)

SbxAnswerConfig *sbx_answer_config_new (void);

/**
 * SbxHandlerConfig:
 *
 * How a hosted server answers a request. What edits one takes a copy of the server's config
 * (sbx_endpoint_config_copy()), changes it there and gives it back with sbx_endpoint_set_config(): a running
 * server answers by it from the next request on, and what is on its way is answered by what was valid when it
 * came. Properties, [default]:
 *  - request (string): the name, or SBX_HANDLER_ANY for every request without a handler []
 *  - enabled (boolean): whether it answers; else it is as if it were not there [TRUE]
 *  - kind (SbxHandlerKind) [SBX_HANDLER_JSON]
 *  - description (string): a remark []
 *  - answer (string, nullable): JSON text, with `{{…}}` in it for a template (see sbx_template_expand());
 *    %NULL: `{}` [NULL]
 *  - error-code (string): of the contract's, or another: kind ERROR, and a stream that FAILS []
 *  - error-message (string): empty: the contract's words for that code, or the code []
 *  - error-details (string, nullable): JSON text [NULL]
 *  - answers (GListStore of SbxAnswerConfig, read-only): kind SEQUENCE; it begins anew when the server
 *    starts, and when the handler was changed
 *  - at-end (SbxSequenceEnd) [SBX_SEQUENCE_CYCLE]
 *  - items (strv): kind STREAM: JSON texts, each a template; `{{index}}` counts from 1 []
 *  - count (uint): how many items; more than there are begin again with the first; 0: each once [0]
 *  - interval (uint, ms): between items [1000]
 *  - stream-end (SbxStreamEnd) [SBX_STREAM_ENDS]
 *  - delay (uint, ms): before the answer; other requests do not wait for it [0]
 *  - jitter (uint, ms): up to how much longer, at random [0]
 *  - failure-rate (double): which part of the requests fails instead, from 0 to 1 [0]
 *  - failure-code (string): how; empty: `SIMULATED_FAILURE` []
 *  - failure-message (string): empty: the contract's words for that code, or others that say so []
 */
#define SBX_TYPE_HANDLER_CONFIG (sbx_handler_config_get_type ())
G_DECLARE_FINAL_TYPE (SbxHandlerConfig, sbx_handler_config, SBX, HANDLER_CONFIG, SbxItemConfig)

SbxHandlerConfig *sbx_handler_config_new (const char *request, SbxHandlerKind kind);
const char *sbx_handler_config_get_request (SbxHandlerConfig *self);
gboolean sbx_handler_config_get_enabled (SbxHandlerConfig *self);
SbxHandlerKind sbx_handler_config_get_kind (SbxHandlerConfig *self);
GListStore *sbx_handler_config_get_answers (SbxHandlerConfig *self);
char *sbx_handler_config_dup_summary (SbxHandlerConfig *self);

G_END_DECLS
