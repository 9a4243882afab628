/* mbm-tls-certificate.c — a certificate as people recognise it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-tls-certificate-private.h"

/* Whoever made the certificate chose these. */
#define MAX_NAME  200
#define MAX_NAMES 10

#define SHA256_LENGTH 32

static char *
mbm_tls_make_presentable (const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);

  for (char *c = valid; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  if (g_utf8_strlen (valid, -1) > MAX_NAME)
    {
      g_autofree char *beginning = g_utf8_substring (valid, 0, MAX_NAME);

      return g_strconcat (beginning, "…", NULL);
    }
  return g_steal_pointer (&valid);
}

static char *
mbm_tls_get_name (GTlsCertificate *certificate, const char *property)
{
  g_autofree char *name = NULL;

  g_object_get (certificate, property, &name, NULL);
  return name != NULL && *name != '\0' ? mbm_tls_make_presentable (name, strlen (name))
                                       : g_strdup (_ ("somebody unknown"));
}

char *
mbm_tls_format_date (GDateTime *date)
{
  g_autoptr (GDateTime) utc = g_date_time_to_utc (date);

  return g_date_time_format (utc, "%Y-%m-%d %H:%M UTC");
}

char *
mbm_tls_make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 digest[SHA256_LENGTH];
  gsize length = sizeof digest;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return g_strdup ("?");

  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, digest, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", digest[i]);
  return g_strdup (text->str);
}

char *
mbm_tls_normalise_fingerprint (const char *text)
{
  g_autoptr (GString) normal = g_string_new (NULL);
  guint n_digits = 0;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == ':' || *c == '-' || g_ascii_isspace (*c))
        continue;
      if (!g_ascii_isxdigit (*c) || n_digits == 2 * SHA256_LENGTH)
        return NULL;
      if (n_digits > 0 && n_digits % 2 == 0)
        g_string_append_c (normal, ':');
      g_string_append_c (normal, g_ascii_toupper (*c));
      n_digits++;
    }

  return n_digits == 2 * SHA256_LENGTH ? g_strdup (normal->str) : NULL;
}

static void
mbm_tls_add_name (GPtrArray *names, char *name)
{
  if (names->len < MAX_NAMES)
    g_ptr_array_add (names, name);
  else
    g_free (name);
}

char *
mbm_tls_list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) dns_names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n_all = (dns_names != NULL ? dns_names->len : 0) + (addresses != NULL ? addresses->len : 0);

  for (guint i = 0; dns_names != NULL && i < dns_names->len; i++)
    {
      gsize length;
      const char *name = g_bytes_get_data (g_ptr_array_index (dns_names, i), &length);

      mbm_tls_add_name (names, mbm_tls_make_presentable (name, length));
    }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    mbm_tls_add_name (names, g_inet_address_to_string (g_ptr_array_index (addresses, i)));
  if (n_all > names->len)
    g_ptr_array_add (names, g_strdup ("…"));
  if (names->len == 0)
    return NULL;

  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

gboolean
mbm_tls_is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;

  g_object_get (certificate, "subject-name", &subject, "issuer-name", &issuer, NULL);
  return g_tls_certificate_get_issuer (certificate) == NULL && g_strcmp0 (subject, issuer) == 0;
}

char *
mbm_tls_describe_certificate (GTlsCertificate *certificate)
{
  g_autofree char *subject = mbm_tls_get_name (certificate, "subject-name");
  g_autofree char *issuer = mbm_tls_get_name (certificate, "issuer-name");
  g_autofree char *fingerprint = mbm_tls_make_fingerprint (certificate);
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *from_text = from != NULL ? mbm_tls_format_date (from) : g_strdup ("?");
  g_autofree char *until_text = until != NULL ? mbm_tls_format_date (until) : g_strdup ("?");

  return g_strdup_printf (
    /* Translators: a certificate: whose it is, who signed it, two dates and a SHA-256 fingerprint. */
    _ ("subject “%s”, issuer “%s”, valid from %s to %s, SHA-256 %s"), subject, issuer, from_text, until_text,
    fingerprint);
}
