/* mbm-http-settings.h — the limits of HTTP unless said otherwise
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MBM_DEFAULT_MAX_CONNECTIONS:
 *
 * How many HTTP connections a server holds at a time unless said otherwise, whatever they do.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_CONNECTIONS 4096

/**
 * MBM_DEFAULT_KEEP_ALIVE_TIMEOUT:
 *
 * How long an HTTP connection may be idle between two requests unless said otherwise, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_KEEP_ALIVE_TIMEOUT 30000

/**
 * MBM_DEFAULT_EVENT_KEEP_ALIVE:
 *
 * How long an event stream is silent before a comment is sent on it unless said otherwise, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_EVENT_KEEP_ALIVE 15000

/**
 * MBM_DEFAULT_EVENT_BUFFER_COUNT:
 *
 * How many events of one client are kept, so that its event stream can be resumed, unless said otherwise.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_EVENT_BUFFER_COUNT 1000

/**
 * MBM_DEFAULT_EVENT_BUFFER_SIZE:
 *
 * How many bytes these may have unless said otherwise: 1 MiB.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_EVENT_BUFFER_SIZE (1024u * 1024)

/**
 * MBM_DEFAULT_PARALLEL_REQUESTS:
 *
 * How many HTTP requests a client makes at a time unless said otherwise; further ones wait.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_PARALLEL_REQUESTS 8

G_END_DECLS
