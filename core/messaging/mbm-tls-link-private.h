/* mbm-tls-link-private.h — an encrypted socket on the main context
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-out-queue-private.h"
#include "mbm-tls-private.h"

G_BEGIN_DECLS

typedef struct _MbmTlsLink MbmTlsLink;

/* @error: (nullable): borrowed; an MBM_ERROR in words for people. The link may be freed from within. */
typedef void (*MbmTlsLinkFunc) (MbmTlsLink *link, const GError *error, gpointer user_data);

/* Both take @fd, whether they fail or not; it has to be non-blocking. @address: as the other side is shown.
 */
MbmTlsLink *mbm_tls_link_new_client (MbmTlsSettings *settings,
                                     int fd,
                                     const char *address,
                                     const char *host,
                                     guint16 port,
                                     GError **error);
MbmTlsLink *mbm_tls_link_new_server (MbmTlsSettings *settings, int fd, const char *address, GError **error);
/* Cuts it and says nothing, in whatever phase it is. */
void mbm_tls_link_free (MbmTlsLink *self);

/* Does not block; @func is called once, from the main context, if the link is not freed before. */
void mbm_tls_link_shake_hands (MbmTlsLink *self, MbmTlsLinkFunc func, gpointer user_data);

typedef enum
{
  MBM_TLS_READ,    /* there is more, or may be */
  MBM_TLS_BLOCKED, /* nothing until the descriptor is ready again */
  MBM_TLS_END,     /* with or without saying goodbye: a cut is for who speaks above to tell */
  MBM_TLS_FAILED,
} MbmTlsResult;

MbmTlsResult mbm_tls_link_read (MbmTlsLink *self, guint8 *buffer, gsize size, gsize *n_read, GError **error);
MbmOutResult mbm_tls_link_write (MbmTlsLink *self, MbmOutQueue *queue);
/* Says goodbye, if that is possible without waiting. */
void mbm_tls_link_shutdown (MbmTlsLink *self);

/* Whether the server wanted to see a certificate: one that then ends the connection without a word did not
 * get what it wanted. */
gboolean mbm_tls_link_was_asked_for_certificate (MbmTlsLink *self);
/* @cause: (nullable). What is to be said of the end of a connection on which nothing has been read yet: it
 * may be about certificates. */
GError *mbm_tls_link_describe_end (MbmTlsLink *self, const GError *cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmTlsLink, mbm_tls_link_free)

G_END_DECLS
