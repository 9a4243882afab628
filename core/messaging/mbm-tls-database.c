/* mbm-tls-database.c — the system's trust, and a file's
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-tls-certificate-private.h"

#define MBM_TYPE_TLS_DATABASE (mbm_tls_database_get_type ())

G_DECLARE_FINAL_TYPE (MbmTlsDatabase, mbm_tls_database, MBM, TLS_DATABASE, GTlsDatabase)

/* Immutable, and so for any thread: a session of libsoup verifies where it likes. */
struct _MbmTlsDatabase
{
  GTlsDatabase parent_instance;

  GTlsDatabase *system; /* (nullable) */
  GTlsDatabase *file;   /* (nullable) */
  GList *certificates;  /* GTlsCertificate, those of the file */
  char *fingerprint;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MbmTlsDatabase, mbm_tls_database, G_TYPE_TLS_DATABASE)

static void
mbm_tls_database_finalize (GObject *object)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (object);

  g_clear_object (&self->system);
  g_clear_object (&self->file);
  g_list_free_full (self->certificates, g_object_unref);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (mbm_tls_database_parent_class)->finalize (object);
}

static gboolean
mbm_tls_database_has (MbmTlsDatabase *self, GTlsCertificate *certificate)
{
  for (GList *l = self->certificates; l != NULL; l = l->next)
    if (g_tls_certificate_is_same (l->data, certificate))
      return TRUE;

  return FALSE;
}

/* A certificate that is in the file itself is trusted by that, an authority or not: that is how a certificate
 * which signed itself is let in. Its name and dates still count. */
static GTlsCertificateFlags
mbm_tls_database_verify_by_file (MbmTlsDatabase *self,
                                 GTlsCertificate *chain,
                                 const char *purpose,
                                 GSocketConnectable *identity,
                                 GTlsInteraction *interaction,
                                 GTlsDatabaseVerifyFlags flags,
                                 GCancellable *cancellable,
                                 GError **error)
{
  GTlsCertificateFlags problems = g_tls_database_verify_chain (self->file, chain, purpose, identity,
                                                               interaction, flags, cancellable, error);

  if ((problems & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0 && mbm_tls_database_has (self, chain))
    problems = g_tls_certificate_verify (chain, identity, NULL);
  return problems;
}

static gboolean
mbm_tls_database_is_pinned (MbmTlsDatabase *self, GTlsCertificate *certificate)
{
  g_autofree char *fingerprint = NULL;

  if (self->fingerprint == NULL)
    return FALSE;

  fingerprint = mbm_tls_make_fingerprint (certificate);
  return g_str_equal (fingerprint, self->fingerprint);
}

static GTlsCertificateFlags
mbm_tls_database_verify_chain (GTlsDatabase *database,
                               GTlsCertificate *chain,
                               const char *purpose,
                               GSocketConnectable *identity,
                               GTlsInteraction *interaction,
                               GTlsDatabaseVerifyFlags flags,
                               GCancellable *cancellable,
                               GError **error)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (database);
  GTlsCertificateFlags by_system = G_TLS_CERTIFICATE_UNKNOWN_CA;
  GTlsCertificateFlags by_file;

  if (mbm_tls_database_is_pinned (self, chain))
    return 0;
  if (self->system != NULL)
    by_system = g_tls_database_verify_chain (self->system, chain, purpose, identity, interaction, flags,
                                             cancellable, NULL);
  if (by_system == 0 || self->file == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return by_system;

  by_file =
    mbm_tls_database_verify_by_file (self, chain, purpose, identity, interaction, flags, cancellable, error);
  /* Where neither is content, the one that knows the authority knows better what is wrong. */
  if ((by_file & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0 && (by_system & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0)
    {
      g_clear_error (error);
      return by_system;
    }
  return by_file;
}

static GTlsCertificate *
mbm_tls_database_lookup_certificate_issuer (GTlsDatabase *database,
                                            GTlsCertificate *certificate,
                                            GTlsInteraction *interaction,
                                            GTlsDatabaseLookupFlags flags,
                                            GCancellable *cancellable,
                                            GError **error)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (database);
  GTlsCertificate *issuer = NULL;

  if (self->system != NULL)
    issuer = g_tls_database_lookup_certificate_issuer (self->system, certificate, interaction, flags,
                                                       cancellable, NULL);
  if (issuer == NULL && self->file != NULL)
    issuer = g_tls_database_lookup_certificate_issuer (self->file, certificate, interaction, flags,
                                                       cancellable, error);
  return issuer;
}

static GList *
mbm_tls_database_lookup_certificates_issued_by (GTlsDatabase *database,
                                                GByteArray *issuer,
                                                GTlsInteraction *interaction,
                                                GTlsDatabaseLookupFlags flags,
                                                GCancellable *cancellable,
                                                GError **error)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (database);
  GList *found = NULL;

  if (self->system != NULL)
    found = g_tls_database_lookup_certificates_issued_by (self->system, issuer, interaction, flags,
                                                          cancellable, NULL);
  if (self->file != NULL)
    found =
      g_list_concat (found, g_tls_database_lookup_certificates_issued_by (self->file, issuer, interaction,
                                                                          flags, cancellable, error));
  return found;
}

static char *
mbm_tls_database_create_certificate_handle (GTlsDatabase *database, GTlsCertificate *certificate)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (database);
  char *handle = NULL;

  if (self->file != NULL)
    handle = g_tls_database_create_certificate_handle (self->file, certificate);
  if (handle == NULL && self->system != NULL)
    handle = g_tls_database_create_certificate_handle (self->system, certificate);
  return handle;
}

static GTlsCertificate *
mbm_tls_database_lookup_certificate_for_handle (GTlsDatabase *database,
                                                const char *handle,
                                                GTlsInteraction *interaction,
                                                GTlsDatabaseLookupFlags flags,
                                                GCancellable *cancellable,
                                                GError **error)
{
  MbmTlsDatabase *self = MBM_TLS_DATABASE (database);
  GTlsCertificate *certificate = NULL;

  if (self->file != NULL)
    certificate = g_tls_database_lookup_certificate_for_handle (self->file, handle, interaction, flags,
                                                                cancellable, NULL);
  if (certificate == NULL && self->system != NULL)
    certificate = g_tls_database_lookup_certificate_for_handle (self->system, handle, interaction, flags,
                                                                cancellable, error);
  return certificate;
}

static void
mbm_tls_database_class_init (MbmTlsDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  object_class->finalize = mbm_tls_database_finalize;

  /* What is asynchronous runs these in a thread by default. */
  database_class->verify_chain = mbm_tls_database_verify_chain;
  database_class->lookup_certificate_issuer = mbm_tls_database_lookup_certificate_issuer;
  database_class->lookup_certificates_issued_by = mbm_tls_database_lookup_certificates_issued_by;
  database_class->create_certificate_handle = mbm_tls_database_create_certificate_handle;
  database_class->lookup_certificate_for_handle = mbm_tls_database_lookup_certificate_for_handle;
}

static void
mbm_tls_database_init (MbmTlsDatabase *self)
{
}

/* The certificates of a file; what a backend says of a file without any differs. */
static GList *
mbm_tls_load_authorities (const char *ca_file, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *shown = g_filename_display_name (ca_file);
  GList *certificates = g_tls_certificate_list_new_from_file (ca_file, &cause);

  if (certificates != NULL)
    return certificates;

  if (cause != NULL && cause->domain != G_TLS_ERROR)
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The CA file %s cannot be read: %s"), shown,
                 cause->message);
  else
    g_set_error (
      error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
      _ ("The CA file %s has no certificate in PEM format (-----BEGIN CERTIFICATE-----) that can be read"),
      shown);
  return NULL;
}

static GTlsDatabase *
mbm_tls_database_new_full (const char *ca_file, gboolean with_system, GError **error)
{
  g_autoptr (MbmTlsDatabase) self = g_object_new (MBM_TYPE_TLS_DATABASE, NULL);
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = g_canonicalize_filename (ca_file, NULL);

  self->certificates = mbm_tls_load_authorities (path, error);
  if (self->certificates == NULL)
    return NULL;

  self->file = g_tls_file_database_new (path, &cause);
  if (self->file == NULL)
    {
      g_autofree char *shown = g_filename_display_name (ca_file);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The CA file %s cannot be used: %s"),
                   shown, cause->message);
      return NULL;
    }

  if (with_system)
    self->system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  return G_TLS_DATABASE (g_steal_pointer (&self));
}

gboolean
mbm_tls_check_support (GError **error)
{
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return TRUE;

  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_FAILED,
                       _ ("This system has no TLS for programs that use GIO: install glib-networking"));
  return FALSE;
}

GTlsDatabase *
mbm_tls_database_new (const char *ca_file, const char *fingerprint, GError **error)
{
  MbmTlsDatabase *self;
  g_autofree char *normal = fingerprint != NULL ? mbm_tls_normalise_fingerprint (fingerprint) : NULL;

  if (!mbm_tls_check_support (error))
    return NULL;
  if (fingerprint != NULL && normal == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no fingerprint: write the 64 hexadecimal digits of its SHA-256 sum"),
                   fingerprint);
      return NULL;
    }

  if (ca_file != NULL)
    {
      self = (MbmTlsDatabase *) mbm_tls_database_new_full (ca_file, TRUE, error);
      if (self == NULL)
        return NULL;
    }
  else
    {
      /* Not the system's own: with that one each connection would read it anew. */
      self = g_object_new (MBM_TYPE_TLS_DATABASE, NULL);
      self->system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
    }
  self->fingerprint = g_steal_pointer (&normal);
  return G_TLS_DATABASE (self);
}

/* The backend's own: it tells clients whose certificates are welcome, which it can do of no other kind. */
GTlsDatabase *
mbm_tls_database_new_for_file (const char *ca_file, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  if (!mbm_tls_check_support (error))
    return NULL;

  database = mbm_tls_database_new_full (ca_file, FALSE, error);
  return database != NULL ? g_object_ref (MBM_TLS_DATABASE (database)->file) : NULL;
}
