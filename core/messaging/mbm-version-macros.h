/* mbm-version-macros.h — which symbols the shared library exports
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if defined(__GNUC__)
#  define MBM_EXPORT __attribute__ ((visibility ("default")))
#else
#  define MBM_EXPORT
#endif

/* What each release added, so that a later one can tell a program what it uses too early. */
#define MBM_AVAILABLE_IN_ALL MBM_EXPORT extern
