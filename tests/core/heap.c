/* heap.c — what the process has taken from the allocator
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <malloc.h>

#include "heap.h"

/* Only in a program with AddressSanitizer, where the allocator's own figures are not to be had. */
extern gsize __sanitizer_get_current_allocated_bytes (void) __attribute__ ((weak));

gsize
heap_get_size (void)
{
  struct mallinfo2 info;

  if (__sanitizer_get_current_allocated_bytes != NULL)
    return __sanitizer_get_current_allocated_bytes ();

  info = mallinfo2 ();
  return info.uordblks + info.hblkhd;
}
