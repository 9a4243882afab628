/* mbm-login-throttle-private.h — those who guess have to wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counts failed logins of each user name and each host, across connections, in bounded memory. A name counts
 * whether there is such a user or not. What was counted is forgiven with time, so that nobody is locked out
 * for good. */
typedef struct _MbmLoginThrottle MbmLoginThrottle;

MbmLoginThrottle *mbm_login_throttle_new (void);
void mbm_login_throttle_free (MbmLoginThrottle *self);
void mbm_login_throttle_set_max_entries (MbmLoginThrottle *self, guint max_entries);

/* @username: (nullable), everywhere: NULL for credentials of another kind.
 *
 * How long the next attempt has to wait before it is looked at, in ms. @free_user and @free_host failures
 * cost nothing; the wait then doubles with each, up to @max_delay. */
guint mbm_login_throttle_get_delay (MbmLoginThrottle *self,
                                    const char *username,
                                    const char *host,
                                    guint free_user,
                                    guint free_host,
                                    guint max_delay);
void mbm_login_throttle_note_failure (MbmLoginThrottle *self,
                                      const char *username,
                                      const char *host,
                                      guint free_user,
                                      guint free_host);
/* The user's name is forgiven; the host is not: it may have one good account to guess others with. */
void mbm_login_throttle_note_success (MbmLoginThrottle *self, const char *username);

/* Those of one host that wait, so that there are not too many. FALSE if @max_waiting do already. */
gboolean mbm_login_throttle_begin_wait (MbmLoginThrottle *self, const char *host, guint max_waiting);
void mbm_login_throttle_end_wait (MbmLoginThrottle *self, const char *host);

guint mbm_login_throttle_get_n_entries (MbmLoginThrottle *self);

/* For tests: as if that much time had passed. */
void mbm_login_throttle_advance (MbmLoginThrottle *self, gint64 us);

G_END_DECLS
