/* mbm-tls-private.h — certificates, trust, and what is wrong with them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-transport.h"

G_BEGIN_DECLS

/* What is set on a transport, server or client. All zero is nothing. */
typedef struct
{
  GTlsCertificate *certificate;
  char *ca_file;
  char *client_ca_file;
  char *trusted_fingerprint;
} MbmTlsOptions;

void mbm_tls_options_clear (MbmTlsOptions *self);
/* TRUE if it is another one now. Of files, and of the fingerprint. */
gboolean mbm_tls_options_set_file (char **file, const char *value);

/* Fails, with words, where GIO has no TLS backend. */
gboolean mbm_tls_check_support (GError **error);

/* Trusts what the system trusts and, if that does not know the authority, the certificates of @ca_file. For
 * GTlsClientConnection, and for SoupSession's `tls-database`. Without a file it trusts the system alone. A
 * certificate with @fingerprint (nullable) is good, whatever else there is to say of it. INVALID_ARGUMENT if
 * the file or the fingerprint cannot be used. */
GTlsDatabase *mbm_tls_database_new (const char *ca_file, const char *fingerprint, GError **error);
/* Trusts the certificates of @ca_file and nothing else: who may show a client certificate. */
GTlsDatabase *mbm_tls_database_new_for_file (const char *ca_file, GError **error);

/* The options of a transport as they were when it began to connect or to serve: immutable, files read.
 * INVALID_ARGUMENT if one of the files or the certificate cannot be used. */
typedef struct _MbmTlsSettings MbmTlsSettings;

MbmTlsSettings *mbm_tls_settings_new_for_client (MbmTransport *transport, GError **error);
/* A server's certificate is there, has a key, and the two belong together: that is tried out. */
MbmTlsSettings *mbm_tls_settings_new_for_server (MbmTransport *transport, GError **error);
void mbm_tls_settings_free (MbmTlsSettings *self);

/* (nullable) on a client. */
GTlsCertificate *mbm_tls_settings_get_certificate (MbmTlsSettings *self);
/* Whom to trust: never NULL on a client, and on a server NULL if it asks for no client certificate. */
GTlsDatabase *mbm_tls_settings_get_database (MbmTlsSettings *self);
GTlsAuthenticationMode mbm_tls_settings_get_authentication_mode (MbmTlsSettings *self);

GTlsConnection *mbm_tls_settings_make_client (MbmTlsSettings *self,
                                              GIOStream *base,
                                              const char *host,
                                              guint16 port,
                                              GError **error);
GTlsConnection *mbm_tls_settings_make_server (MbmTlsSettings *self, GIOStream *base, GError **error);

/* @database: (nullable): nobody is trusted, or asked. */
GTlsConnection *
mbm_tls_make_client (GIOStream *base, GSocketConnectable *identity, GTlsDatabase *database, GError **error);
GTlsConnection *
mbm_tls_make_server (GIOStream *base, GTlsCertificate *certificate, GTlsDatabase *database, GError **error);

/* Certificate and key belong together, which only using them tells. Takes some milliseconds. */
gboolean mbm_tls_check_key (GTlsCertificate *certificate, GError **error);

/* What is known of a connection that did not come to be. */
typedef struct
{
  const char *address;          /* of the other side, as it is shown */
  const char *name;             /* the host that was asked for; NULL on a server */
  GTlsCertificate *certificate; /* (nullable): what the other side showed */
  GTlsCertificateFlags flags;   /* and what is wrong with it */
  gboolean is_server;           /* we are */
  GTlsCertificate *own;         /* (nullable): what we showed */
  gboolean is_own_wanted;       /* the server asked for a client's certificate */
  gboolean is_silent;           /* nothing came from the other side */
} MbmTlsFault;

/* @cause: (nullable): what GIO said; its wording differs between backends and only its code is relied on. An
 * error of MBM_ERROR that says what is wrong with which certificate and what to do: CERTIFICATE,
 * CLIENT_CERTIFICATE, or HANDSHAKE if it is about something else. */
GError *mbm_tls_describe_error (const MbmTlsFault *fault, const GError *cause);

/* The certificate as people recognise it: whose it is, who signed it, when it is valid, its fingerprint. */
char *mbm_tls_describe_certificate (GTlsCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmTlsSettings, mbm_tls_settings_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MbmTlsOptions, mbm_tls_options_clear)

G_END_DECLS
