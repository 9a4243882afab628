/* sbx-probe-check.h — one thing that a probe looks at, and what came of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxProbeStatus:
 * @SBX_PROBE_NOT_RUN: not run yet, or the probe was stopped before it ended
 * @SBX_PROBE_RUNNING: under way
 * @SBX_PROBE_PASSED: the service does what the protocol asks
 * @SBX_PROBE_WARNING: it does something that the protocol leaves open, or that is risky
 * @SBX_PROBE_FAILED: it does not do what the protocol asks
 * @SBX_PROBE_NOT_APPLICABLE: it cannot be checked here; the message says why
 *
 * How a check stands.
 */
typedef enum
{
  SBX_PROBE_NOT_RUN,
  SBX_PROBE_RUNNING,
  SBX_PROBE_PASSED,
  SBX_PROBE_WARNING,
  SBX_PROBE_FAILED,
  SBX_PROBE_NOT_APPLICABLE,
} SbxProbeStatus;

const char *sbx_probe_status_to_string (SbxProbeStatus status);
const char *sbx_probe_status_get_title (SbxProbeStatus status);

/**
 * SbxProbeStepKind:
 * @SBX_PROBE_SENT: a text that was sent
 * @SBX_PROBE_GOT: a text that came
 * @SBX_PROBE_HAPPENED: something else, in words: a connection was opened, closed or lost
 *
 * What a step of a check is.
 */
typedef enum
{
  SBX_PROBE_SENT,
  SBX_PROBE_GOT,
  SBX_PROBE_HAPPENED,
} SbxProbeStepKind;

/**
 * SBX_PROBE_MAX_TEXT:
 *
 * So many bytes of what was sent or got are kept.
 */
#define SBX_PROBE_MAX_TEXT 4096

/**
 * SBX_PROBE_MAX_STEPS:
 *
 * So many steps of a check are kept: the first ones. How many there were besides is counted.
 */
#define SBX_PROBE_MAX_STEPS 64

/**
 * SbxProbeStep:
 * @kind: what it is
 * @connection: which connection of the probe: 1, 2, …
 * @time: when, in microseconds since the check began
 * @text: what was sent or got, or what happened: valid UTF-8, without secrets, at most %SBX_PROBE_MAX_TEXT
 * @size: how long the text was, in bytes, before it was cut; not less than that of @text unless a secret was
 * taken out
 * @cut: whether @text is only the beginning
 *
 * One thing that went over the wire, or happened to it.
 */
typedef struct
{
  SbxProbeStepKind kind;
  guint connection;
  gint64 time;
  char *text;
  gsize size;
  gboolean cut;
} SbxProbeStep;

const char *sbx_probe_step_kind_to_string (SbxProbeStepKind kind);

/**
 * SbxProbeCheck:
 *
 * A check of a [class@SbxProbe], which changes while it runs. Main thread. Properties, read-only, those below
 * the line notifying:
 *  - id (string): `ping`, `wrong-login`: for programs
 *  - title (string): for people, translated
 *  - section (string): the section of docs/protocol.md that it goes by
 *  - expectation (string): what is asked there, translated
 *
 *  - status (SbxProbeStatus)
 *  - message (string): what was found, in sentences; empty before it ran
 *  - advice (string): what to do about it; empty if there is nothing to do
 *  - duration (int64, µs)
 */
#define SBX_TYPE_PROBE_CHECK (sbx_probe_check_get_type ())
G_DECLARE_FINAL_TYPE (SbxProbeCheck, sbx_probe_check, SBX, PROBE_CHECK, GObject)

const char *sbx_probe_check_get_id (SbxProbeCheck *self);
const char *sbx_probe_check_get_title (SbxProbeCheck *self);
const char *sbx_probe_check_get_section (SbxProbeCheck *self);
const char *sbx_probe_check_get_expectation (SbxProbeCheck *self);
SbxProbeStatus sbx_probe_check_get_status (SbxProbeCheck *self);
const char *sbx_probe_check_get_message (SbxProbeCheck *self);
const char *sbx_probe_check_get_advice (SbxProbeCheck *self);
gint64 sbx_probe_check_get_duration (SbxProbeCheck *self);
GPtrArray *sbx_probe_check_get_steps (SbxProbeCheck *self);
guint sbx_probe_check_get_n_left_out (SbxProbeCheck *self);

char *sbx_probe_check_to_json (SbxProbeCheck *self);

G_END_DECLS
