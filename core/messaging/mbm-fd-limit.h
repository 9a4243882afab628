/* mbm-fd-limit.h — room for thousands of connections
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <sys/resource.h>

G_BEGIN_DECLS

/* Raises the limit of open descriptors as far as the system lets us without asking; the usual one of 1,024 is
 * spent by as many clients. For programs, early in main(): a library does not change its process. */
static inline void
mbm_raise_fd_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == limit.rlim_max)
    return;

  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit) < 0)
    g_debug ("The limit of open descriptors stays as it is");
}

G_END_DECLS
