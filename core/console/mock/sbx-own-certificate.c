/* sbx-own-certificate.c — a certificate for a hosted server, made on the spot
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <sys/stat.h>

#include "mbm-certificate.h"

#include "sbx-own-certificate.h"

/* Whose clock is a little slow takes it, too. */
#define VALID_BEFORE (24 * 60 * 60)
#define VALID_FOR    (2 * 365 * 24 * 60 * 60)
/* One that ends while the server runs would be in the way. */
#define RENEW_BEFORE (24 * 60 * 60)

#define SERIAL_SIZE 16

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)

/**
 * sbx_own_certificate_dup_folder: (skip)
 *
 * Returns: (transfer full): where certificates that were made on the spot are kept: in the data directory,
 *   and never beside a workspace
 */
char *
sbx_own_certificate_dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "signalbox", "certificates", NULL);
}

static gboolean
is_any (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_any (address);
}

static char *
dup_host (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  return g_strdup (parsed != NULL && g_uri_get_host (parsed) != NULL ? g_uri_get_host (parsed) : "localhost");
}

/* One file for each host, so that another server does not change the fingerprint of this one. */
static char *
make_path (const char *folder, const char *host)
{
  g_autofree char *name = g_ascii_strdown (is_any (host) ? "any" : host, -1);
  g_autofree char *file = NULL;

  g_strcanon (name, "abcdefghijklmnopqrstuvwxyz0123456789.-_", '_');
  file = g_strconcat (name, ".pem", NULL);
  return g_build_filename (folder, file, NULL);
}

/* --- whether the one that is there will do -------------------------------- */

static gboolean
is_for_host (gnutls_x509_crt_t certificate, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (is_any (host))
    return TRUE;
  if (address == NULL)
    return gnutls_x509_crt_check_hostname (certificate, host) != 0;
  return gnutls_x509_crt_check_ip (certificate, g_inet_address_to_bytes (address),
                                   g_inet_address_get_native_size (address), 0) != 0;
}

static gboolean
is_good (const char *pem, gsize length, const char *host)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t datum = { (guchar *) pem, length };
  time_t now = time (NULL);

  return gnutls_x509_crt_init (&certificate) == GNUTLS_E_SUCCESS &&
         gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_PEM) == GNUTLS_E_SUCCESS &&
         gnutls_x509_crt_get_activation_time (certificate) <= now &&
         gnutls_x509_crt_get_expiration_time (certificate) > now + RENEW_BEFORE &&
         is_for_host (certificate, host);
}

/* What lies there and cannot be used is made anew. (transfer full) (nullable) */
static GTlsCertificate *
load_good (const char *path, const char *host)
{
  g_autofree char *pem = NULL;
  gsize length;
  GTlsCertificate *certificate = NULL;

  if (!g_file_get_contents (path, &pem, &length, NULL))
    return NULL;
  if (is_good (pem, length, host))
    certificate = mbm_certificate_load (path, NULL, NULL);
  gnutls_memset (pem, 0, length);

  /* However it got there: the key is nobody else's business. */
  if (certificate != NULL && g_chmod (path, S_IRUSR | S_IWUSR) != 0)
    g_clear_object (&certificate);
  return certificate;
}

/* --- making one ----------------------------------------------------------- */

static int
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address == NULL)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name, strlen (name),
                                                 GNUTLS_FSAN_APPEND);
  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS,
                                               g_inet_address_to_bytes (address),
                                               (unsigned int) g_inet_address_get_native_size (address),
                                               GNUTLS_FSAN_APPEND);
}

/* This machine, by whatever name, and the host that is served. */
static int
add_names (gnutls_x509_crt_t certificate, const char *host)
{
  const char *names[] = { "localhost", "127.0.0.1", "::1", g_get_host_name (), host };
  int code = GNUTLS_E_SUCCESS;

  for (guint i = 0; i < G_N_ELEMENTS (names) && code == GNUTLS_E_SUCCESS; i++)
    {
      gboolean known = is_any (names[i]) || *names[i] == '\0' || !g_str_is_ascii (names[i]);

      for (guint j = 0; j < i; j++)
        known = known || g_ascii_strcasecmp (names[i], names[j]) == 0;
      if (!known)
        code = add_name (certificate, names[i]);
    }
  return code;
}

static int
set_serial (gnutls_x509_crt_t certificate)
{
  guchar serial[SERIAL_SIZE];
  int code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f; /* it is a positive number */
  return code == GNUTLS_E_SUCCESS ? gnutls_x509_crt_set_serial (certificate, serial, sizeof serial) : code;
}

/* The steps of which each has to succeed. */
static int
fill (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, const char *host)
{
  static const char owner[] = "Signalbox test server";
  time_t now = time (NULL);
  int code;

  if ((code = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0)) < 0 ||
      (code = gnutls_x509_crt_set_version (certificate, 3)) < 0 || (code = set_serial (certificate)) < 0 ||
      (code = gnutls_x509_crt_set_key (certificate, key)) < 0 ||
      (code = gnutls_x509_crt_set_activation_time (certificate, now - VALID_BEFORE)) < 0 ||
      (code = gnutls_x509_crt_set_expiration_time (certificate, now + VALID_FOR)) < 0 ||
      (code = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, owner,
                                             sizeof owner - 1)) < 0 ||
      (code = add_names (certificate, host)) < 0 ||
      (code = gnutls_x509_crt_set_basic_constraints (certificate, 0, -1)) < 0 ||
      (code = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE)) < 0 ||
      (code = gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0)) < 0)
    return code;
  return gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
}

static int export(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, GString *pem)
{
  gnutls_datum_t text = { NULL, 0 };
  int code = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &text);

  if (code == GNUTLS_E_SUCCESS)
    g_string_append_len (pem, (const char *) text.data, text.size);
  g_clear_pointer (&text.data, gnutls_free);
  if (code != GNUTLS_E_SUCCESS)
    return code;

  code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &text);
  if (code == GNUTLS_E_SUCCESS)
    {
      g_string_append_len (pem, (const char *) text.data, text.size);
      gnutls_memset (text.data, 0, text.size);
    }
  g_clear_pointer (&text.data, gnutls_free);
  return code;
}

static gboolean
make (GString *pem, const char *host, GError **error)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  g_auto (gnutls_x509_privkey_t) key = NULL;
  int code;

  if ((code = gnutls_x509_crt_init (&certificate)) < 0 || (code = gnutls_x509_privkey_init (&key)) < 0 ||
      (code = fill (certificate, key, host)) < 0 || (code = export(certificate, key, pem)) < 0)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_FAILED, _ ("No certificate could be made: %s"),
                   gnutls_strerror (code));
      return FALSE;
    }
  return TRUE;
}

static gboolean
save (const char *folder, const char *path, const GString *pem, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_mkdir_with_parents (folder, S_IRWXU) != 0)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_FAILED,
                   _ ("The folder %s for certificates cannot be made: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  if (!g_file_set_contents_full (path, pem->str, (gssize) pem->len, G_FILE_SET_CONTENTS_CONSISTENT,
                                 S_IRUSR | S_IWUSR, &cause))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_FAILED, _ ("The certificate cannot be kept: %s"),
                   cause->message);
      return FALSE;
    }
  return TRUE;
}

/**
 * sbx_own_certificate_load: (skip)
 * @folder: where they are kept; made if it is not there
 * @uri: what is to be served
 * @error: return location for an error
 *
 * Gives a certificate that nobody but itself has signed, for this machine and the host of @uri: the one that
 * was made the last time, or a new one if there is none, or it ends soon. It is kept with its key in a file
 * that only its owner can read.
 *
 * Reads and writes files, and takes some milliseconds. Any thread.
 *
 * Returns: (transfer full) (nullable): the certificate with its key; %NULL with an error of MBM_ERROR
 */
GTlsCertificate *
sbx_own_certificate_load (const char *folder, const char *uri, GError **error)
{
  g_autofree char *host = dup_host (uri);
  g_autofree char *path = make_path (folder, host);
  GTlsCertificate *certificate = load_good (path, host);
  GString *pem;

  if (certificate != NULL)
    return certificate;

  pem = g_string_sized_new (4096);
  if (make (pem, host, error) && save (folder, path, pem, error))
    certificate = mbm_certificate_load (path, NULL, error);
  gnutls_memset (pem->str, 0, pem->allocated_len);
  g_string_free (pem, TRUE);
  return certificate;
}
