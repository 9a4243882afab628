/* mbm-certificate.c — certificates from files
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-certificate.h"
#include "mbm-tls-certificate-private.h"

/* More than any chain of certificates takes: somebody named the wrong file. */
#define MAX_FILE_SIZE (1024 * 1024)

static char *
mbm_certificate_read_file (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &cause);
  g_autofree char *text = g_malloc (MAX_FILE_SIZE + 1);
  gsize length = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_FILE_SIZE, &length, NULL, &cause))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The file %s cannot be read: %s"), shown,
                   cause->message);
      return NULL;
    }
  if (length == MAX_FILE_SIZE || memchr (text, '\0', length) != NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The file %s is not in PEM format"),
                   shown);
      return NULL;
    }

  text[length] = '\0';
  return g_steal_pointer (&text);
}

static gboolean
mbm_certificate_check_texts (const char *certificate,
                             const char *certificate_file,
                             const char *key,
                             const char *key_file,
                             GError **error)
{
  g_autofree char *shown_certificate = g_filename_display_name (certificate_file);
  g_autofree char *shown_key = g_filename_display_name (key_file);

  if (strstr (certificate, "-----BEGIN CERTIFICATE-----") == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The file %s has no certificate in PEM format (-----BEGIN CERTIFICATE-----)"),
                   shown_certificate);
      return FALSE;
    }
  if (strstr (key, "PRIVATE KEY-----") == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The file %s has no private key in PEM format (-----BEGIN PRIVATE KEY-----)"),
                   shown_key);
      return FALSE;
    }
  if (strstr (key, "BEGIN ENCRYPTED PRIVATE KEY") != NULL || strstr (key, "Proc-Type: 4,ENCRYPTED") != NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The private key in %s is encrypted with a password, which is not supported: write it "
                      "without one (openssl pkey -in %s -out FILE) and keep that file to yourself"),
                   shown_key, shown_key);
      return FALSE;
    }

  return TRUE;
}

/**
 * mbm_certificate_load:
 * @certificate_file: (type filename): a file with the certificate in PEM format, followed by those of its
 * issuers if there are any between it and the authority
 * @key_file: (nullable) (type filename): a file with its private key in PEM format; %NULL if it is in
 * @certificate_file as well
 * @error: (nullable): return location
 *
 * Reads a certificate with its private key, for [property@Mbm.Server:certificate] and
 * [property@Mbm.Client:certificate], and tries whether the two belong together.
 *
 * Reads files, and takes some milliseconds. May be called from any thread.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT], with words that say what is wrong with which file.
 *
 * Returns: (transfer full): a certificate with its key
 *
 * Since: 0.1
 */
GTlsCertificate *
mbm_certificate_load (const char *certificate_file, const char *key_file, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (certificate_file != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (key_file == NULL)
    key_file = certificate_file;
  if (!mbm_tls_check_support (error) ||
      (text = mbm_certificate_read_file (certificate_file, error)) == NULL ||
      (key = mbm_certificate_read_file (key_file, error)) == NULL ||
      !mbm_certificate_check_texts (text, certificate_file, key, key_file, error))
    return NULL;

  /* The chain begins with the first certificate, whatever else the file with the key has. */
  both = g_strconcat (text, "\n", key_file != certificate_file ? key : "", NULL);
  certificate = g_tls_certificate_new_from_pem (both, -1, &cause);
  if (certificate == NULL)
    {
      g_autofree char *shown = g_filename_display_name (certificate_file);

      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                   _ ("The certificate in %s or its private key cannot be read: %s"), shown, cause->message);
      return NULL;
    }
  if (!mbm_tls_check_key (certificate, error))
    return NULL;

  return g_steal_pointer (&certificate);
}

/**
 * mbm_certificate_check_ca_file:
 * @ca_file: (type filename): a file
 * @error: (nullable): return location
 *
 * Whether a file can be used as [property@Mbm.Client:ca-file] or [property@Mbm.Server:client-ca-file]: it has
 * at least one certificate in PEM format. Connecting and serving check the same; this is for who wants to
 * know before.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT], with words that say what is wrong with the file.
 *
 * Returns: %TRUE if it can be used
 *
 * Since: 0.1
 */
gboolean
mbm_certificate_check_ca_file (const char *ca_file, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  g_return_val_if_fail (ca_file != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  database = mbm_tls_database_new_for_file (ca_file, error);
  return database != NULL;
}

/**
 * mbm_certificate_dup_fingerprint:
 * @certificate: a certificate
 *
 * What tells a certificate apart, in the form in which browsers and `openssl x509 -fingerprint -sha256` show
 * it: for people to compare, and for [property@Mbm.Transport:trusted-fingerprint].
 *
 * Returns: (transfer full): its SHA-256 sum, in hexadecimal with colons
 *
 * Since: 0.1
 */
char *
mbm_certificate_dup_fingerprint (GTlsCertificate *certificate)
{
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  return mbm_tls_make_fingerprint (certificate);
}
