/* mbm-password.c — hashes of passwords
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <crypt.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "mbm-password-private.h"

/* yescrypt with the cost that libxcrypt recommends: about 20 ms of one core. */
#define MBM_PASSWORD_METHOD "$y$"

/* What a failing crypt() gives instead of a hash begins with this. */
#define MBM_PASSWORD_FAILURE '*'

/* struct crypt_data is 32 KiB: too much for the stack of a thread, and full of traces of the password. */
static char *
mbm_password_crypt (const char *password, const char *setting)
{
  struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *hash = crypt_r (password, setting, data);
  char *result = hash != NULL && hash[0] != MBM_PASSWORD_FAILURE ? g_strdup (hash) : NULL;

  explicit_bzero (data, sizeof *data);
  g_free (data);

  return result;
}

/* A salt with method and cost. It has the form of a hash that no password matches: verifying against it takes
 * as long as against a real one. */
char *
mbm_password_new_setting (void)
{
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];

  if (crypt_gensalt_rn (MBM_PASSWORD_METHOD, 0, NULL, 0, setting, sizeof setting) == NULL)
    return NULL;

  return g_strdup (setting);
}

char *
mbm_password_hash (const char *password, GError **error)
{
  g_autofree char *setting = mbm_password_new_setting ();
  char *hash = NULL;

  if (strlen (password) >= CRYPT_MAX_PASSPHRASE_SIZE)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("A password may have at most %d bytes"),
                   CRYPT_MAX_PASSPHRASE_SIZE - 1);
      return NULL;
    }

  if (setting != NULL)
    hash = mbm_password_crypt (password, setting);
  if (hash == NULL)
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_FAILED,
                         _ ("The system cannot hash passwords with yescrypt"));

  return hash;
}

/* Compares all of two hashes, wherever they differ first. */
static gboolean
mbm_password_hash_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  volatile guint8 difference = 0;

  if (strlen (b) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guint8) a[i] ^ (guint8) b[i];

  return difference == 0;
}

gboolean
mbm_password_verify (const char *password, const char *hash)
{
  g_autofree char *computed = mbm_password_crypt (password, hash);

  return computed != NULL && mbm_password_hash_equal (computed, hash);
}

/* Wipes a password, then frees it. */
void
mbm_password_free (char *password)
{
  if (password == NULL)
    return;

  explicit_bzero (password, strlen (password));
  g_free (password);
}
