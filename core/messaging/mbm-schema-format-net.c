/* mbm-schema-format-net.c — names and addresses of hosts and mailboxes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <arpa/inet.h>
#include <string.h>

#include "mbm-schema-format-private.h"

#define MAX_LABEL    63
#define MAX_HOSTNAME 253
#define MAX_ADDRESS  (INET6_ADDRSTRLEN - 1)

static gboolean
is_address (int family, const char *text, gsize length)
{
  char copy[MAX_ADDRESS + 1];
  guchar address[16];

  if (length == 0 || length > MAX_ADDRESS || memchr (text, '\0', length) != NULL)
    return FALSE;
  memcpy (copy, text, length);
  copy[length] = '\0';
  return inet_pton (family, copy, address) == 1;
}

gboolean
mbm_format_ipv4 (const char *text, gsize length)
{
  return is_address (AF_INET, text, length);
}

gboolean
mbm_format_ipv6 (const char *text, gsize length)
{
  return is_address (AF_INET6, text, length);
}

static gboolean
is_label (const char *text, gsize length, gboolean international)
{
  if (length == 0 || length > MAX_LABEL * (international ? 4 : 1) || text[0] == '-' ||
      text[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && !(international && (guchar) text[i] >= 0x80))
      return FALSE;
  return TRUE;
}

static gboolean
is_hostname (const char *text, gsize length, gboolean international)
{
  const char *end = text + length;

  if (length > MAX_HOSTNAME * (international ? 4 : 1))
    return FALSE;
  for (;;)
    {
      const char *dot = memchr (text, '.', end - text);

      if (!is_label (text, (dot != NULL ? dot : end) - text, international))
        return FALSE;
      if (dot == NULL)
        return TRUE;
      text = dot + 1;
    }
}

gboolean
mbm_format_hostname (const char *text, gsize length)
{
  return is_hostname (text, length, FALSE);
}

/* The part before the @: in quotes, or words with dots between them. */
static gboolean
is_local_part (const char *text, gsize length, gboolean international)
{
  gboolean quoted = length > 2 && text[0] == '"' && text[length - 1] == '"';

  if (length == 0 || length > 64 * (international ? 4 : 1))
    return FALSE;
  for (gsize i = quoted; i < length - quoted; i++)
    {
      guchar c = (guchar) text[i];

      if (c >= 0x80 ? international : g_ascii_isalnum (c))
        continue;
      if (quoted && c == '\\')
        {
          if (++i == length - 1 || (guchar) text[i] < ' ')
            return FALSE;
        }
      else if (quoted ? c < ' ' || c == '"' || c == 0x7f
                      : c == '\0' || strchr ("!#$%&'*+-/=?^_`{|}~.", c) == NULL)
        return FALSE;
      else if (!quoted && c == '.' && (i == 0 || i == length - 1 || text[i - 1] == '.'))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_email (const char *text, gsize length, gboolean international)
{
  const char *at = length > 0 ? g_strrstr_len (text, (gssize) length, "@") : NULL;
  const char *domain;
  gsize domain_length;

  if (at == NULL || !is_local_part (text, at - text, international))
    return FALSE;

  domain = at + 1;
  domain_length = text + length - domain;
  if (domain_length > 2 && domain[0] == '[' && domain[domain_length - 1] == ']')
    {
      if (domain_length > 7 && g_ascii_strncasecmp (domain + 1, "IPv6:", 5) == 0)
        return mbm_format_ipv6 (domain + 6, domain_length - 7);
      return mbm_format_ipv4 (domain + 1, domain_length - 2);
    }
  return is_hostname (domain, domain_length, international);
}

gboolean
mbm_format_email (const char *text, gsize length)
{
  return is_email (text, length, FALSE);
}

gboolean
mbm_format_idn_email (const char *text, gsize length)
{
  return is_email (text, length, TRUE);
}
