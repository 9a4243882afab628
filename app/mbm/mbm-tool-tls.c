/* mbm-tool-tls.c — certificates on the command line
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-tool-tls.h"

#include "mbm-certificate.h"
#include "mbm-tool-options.h"

/**
 * sbx_tool_load_certificate: (skip)
 * @certificate_option: the option that names the certificate, such as `--cert`
 * @certificate_file: (nullable): its file
 * @key_option: the option that names the key
 * @key_file: (nullable): its file; %NULL if it is with the certificate
 * @certificate: (out) (nullable): the certificate with its key; left as it is without @certificate_file
 *
 * Reads what was given before anything is connected or served.
 *
 * Returns: %FALSE if it cannot be used, which has been said then
 */
gboolean
sbx_tool_load_certificate (const char *certificate_option,
                           const char *certificate_file,
                           const char *key_option,
                           const char *key_file,
                           GTlsCertificate **certificate)
{
  g_autoptr (GError) error = NULL;

  if (certificate_file == NULL && key_file == NULL)
    return TRUE;
  if (certificate_file == NULL)
    /* Translators: both are options, such as --key and --cert */
    return sbx_tool_wrong_usage (_ ("%s is of no use without %s"), key_option, certificate_option);

  *certificate = mbm_certificate_load (certificate_file, key_file, &error);
  if (*certificate == NULL)
    return sbx_tool_wrong_usage ("%s: %s", certificate_option, error->message);

  return TRUE;
}

/**
 * sbx_tool_check_ca_file: (skip)
 * @option: the option that names it, such as `--ca-file`
 * @ca_file: (nullable): a file of certificates
 *
 * Returns: %FALSE if it cannot be used, which has been said then
 */
gboolean
sbx_tool_check_ca_file (const char *option, const char *ca_file)
{
  g_autoptr (GError) error = NULL;

  if (ca_file == NULL || mbm_certificate_check_ca_file (ca_file, &error))
    return TRUE;

  return sbx_tool_wrong_usage ("%s: %s", option, error->message);
}

/**
 * sbx_tool_check_fingerprint: (skip)
 * @option: the option that gives it, such as `--fingerprint`
 * @fingerprint: (nullable): a certificate's SHA-256 sum
 *
 * Returns: %FALSE if it is none, which has been said then
 */
gboolean
sbx_tool_check_fingerprint (const char *option, const char *fingerprint)
{
  guint n_digits = 0;
  gboolean good = TRUE;

  if (fingerprint == NULL)
    return TRUE;

  for (const char *c = fingerprint; *c != '\0' && good; c++)
    {
      n_digits += g_ascii_isxdigit (*c);
      good = g_ascii_isxdigit (*c) || *c == ':' || *c == '-' || g_ascii_isspace (*c);
    }
  return (good && n_digits == 64) ||
         sbx_tool_wrong_usage (_ ("%s takes the 64 hexadecimal digits of a SHA-256 sum"), option);
}
