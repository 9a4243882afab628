/* sbx-state-change.h — a change of state of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/**
 * SbxStateChange:
 *
 * One line of a connection's history. Properties, read-only: state (SbxEndpointState), text (string: words
 * for it, with the reason where there is one), time (int64, µs real).
 */
#define SBX_TYPE_STATE_CHANGE (sbx_state_change_get_type ())
G_DECLARE_FINAL_TYPE (SbxStateChange, sbx_state_change, SBX, STATE_CHANGE, GObject)

SbxStateChange *sbx_state_change_new (SbxEndpointState state, const char *text, gint64 time);
SbxEndpointState sbx_state_change_get_state (SbxStateChange *self);
const char *sbx_state_change_get_text (SbxStateChange *self);

G_END_DECLS
