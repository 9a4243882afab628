/* mbm-server-limits.h — how much a server takes from its peers, unless it is told otherwise
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* Each is the default of the property of MbmServer with that name. */

/**
 * MBM_DEFAULT_MAX_OUTSTANDING:
 *
 * How many requests of one connection may wait for their answer if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_OUTSTANDING 10000

/**
 * MBM_DEFAULT_MAX_OUTSTANDING_SIZE:
 *
 * How large the requests of one connection that wait for their answer may be together if nothing else is set,
 * in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_OUTSTANDING_SIZE (64u * 1024 * 1024)

/**
 * MBM_DEFAULT_MAX_REFUSED:
 *
 * How many frames in a row may be no messages before their sender is disconnected if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_REFUSED 100

/**
 * MBM_DEFAULT_MAX_STREAMS:
 *
 * How many streams one client may have open if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_STREAMS 1000

/**
 * MBM_DEFAULT_MAX_CLIENT_REQUESTS:
 *
 * How many requests of the server may wait for the answer of one client if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_CLIENT_REQUESTS 1000

/**
 * MBM_DEFAULT_CLIENT_REQUEST_TIMEOUT:
 *
 * How long a server waits for a client's answer if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_CLIENT_REQUEST_TIMEOUT 30000

/**
 * MBM_DEFAULT_MAX_SUBSCRIPTIONS:
 *
 * How many subscriptions one client may have if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_SUBSCRIPTIONS 1000

/**
 * MBM_DEFAULT_MAX_SUBSCRIBED_EVENTS:
 *
 * How many events the subscriptions of one client may name together if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_SUBSCRIBED_EVENTS 10000

/**
 * MBM_DEFAULT_MAX_SUBSCRIPTION_SIZE:
 *
 * How large the names and filters in the subscriptions of one client may be together if nothing else is set,
 * in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_SUBSCRIPTION_SIZE (1024u * 1024)

/**
 * MBM_DEFAULT_MAX_CAPABILITIES:
 *
 * How many capabilities a client may name if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_CAPABILITIES 1000

/**
 * MBM_DEFAULT_MAX_METADATA_SIZE:
 *
 * How large the metadata of a client may be if nothing else is set, in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_METADATA_SIZE (64u * 1024)

/**
 * MBM_DEFAULT_MAX_NAME_LENGTH:
 *
 * How long ids, types and names in system requests may be if nothing else is set, in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_NAME_LENGTH 256

/**
 * MBM_DEFAULT_MAX_LOGIN_DELAY:
 *
 * How long a login may be made to wait after others have failed if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_LOGIN_DELAY 5000

/**
 * MBM_DEFAULT_FREE_LOGINS_PER_USER:
 *
 * How many logins with a user name may fail before the next one has to wait if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_FREE_LOGINS_PER_USER 5

/**
 * MBM_DEFAULT_FREE_LOGINS_PER_ADDRESS:
 *
 * How many logins from an address may fail before the next one has to wait if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_FREE_LOGINS_PER_ADDRESS 20

/**
 * MBM_DEFAULT_MAX_WAITING_LOGINS:
 *
 * How many logins from one address may wait because others have failed if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_WAITING_LOGINS 32

/**
 * MBM_DEFAULT_MAX_LOGIN_RECORDS:
 *
 * Of how many user names and addresses it is remembered that logins have failed if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_LOGIN_RECORDS 10000

/**
 * MBM_DEFAULT_MAX_TOKENS:
 *
 * How many tokens a server remembers if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_TOKENS 100000

/**
 * MBM_DEFAULT_ANONYMOUS_DELAY:
 *
 * How long a connection to an open server may leave it unsaid whether it will register if nothing else is
 * set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_ANONYMOUS_DELAY 1000

/**
 * MBM_DEFAULT_STOP_TIMEOUT:
 *
 * How long a stop waits for the peers if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_STOP_TIMEOUT 5000
