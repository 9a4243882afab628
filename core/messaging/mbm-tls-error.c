/* mbm-tls-error.c — what is wrong with which certificate, and what to do
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-tls-certificate-private.h"

/* The first of the chain that is not valid now; backends tell that there is one, but not which. */
static GTlsCertificate *
mbm_tls_find_out_of_date (GTlsCertificate *chain, gboolean expired)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (GTlsCertificate *c = chain; c != NULL; c = g_tls_certificate_get_issuer (c))
    {
      g_autoptr (GDateTime) date =
        expired ? g_tls_certificate_get_not_valid_after (c) : g_tls_certificate_get_not_valid_before (c);

      if (date != NULL && (g_date_time_compare (now, date) > 0) == expired)
        return c;
    }

  return NULL;
}

static void
mbm_tls_explain_date (GString *why, GTlsCertificate *chain, gboolean expired)
{
  GTlsCertificate *guilty = mbm_tls_find_out_of_date (chain, expired);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (guilty != NULL)
    date = expired ? g_tls_certificate_get_not_valid_after (guilty)
                   : g_tls_certificate_get_not_valid_before (guilty);
  text = date != NULL ? mbm_tls_format_date (date) : g_strdup ("?");

  if (guilty != NULL && guilty != chain)
    {
      g_autofree char *which = mbm_tls_describe_certificate (guilty);

      g_string_append_printf (why,
                              expired ? _ (" The certificate of its issuer expired on %s (%s).")
                                      : _ (" The certificate of its issuer is not valid before %s (%s)."),
                              text, which);
    }
  else
    {
      g_string_append_printf (why, expired ? _ (" It expired on %s.") : _ (" It is not valid before %s."),
                              text);
    }
  g_string_append (why, expired ? _ (" Its owner has to renew it.")
                                : _ (" Check the clocks of both machines, or wait until then."));
}

static void
mbm_tls_explain_name (GString *why, const MbmTlsFault *fault)
{
  g_autofree char *names = mbm_tls_list_names (fault->certificate);

  if (names != NULL)
    g_string_append_printf (why,
                            _ (" It is not for “%s”, but for: %s. Connect to one of these names, or "
                               "check that nobody answers in place of the service."),
                            fault->name, names);
  else
    g_string_append_printf (
      why, _ (" It is not for “%s”, and names no host at all. Its owner has to make one that does."),
      fault->name);
}

static void
mbm_tls_explain_authority (GString *why, const MbmTlsFault *fault)
{
  GTlsCertificate *last = fault->certificate;
  GTlsCertificate *next;

  if (mbm_tls_is_self_signed (fault->certificate))
    {
      g_string_append (why, fault->is_server
                              ? _ (" It is signed by nobody but itself. Add it to the client CA file if it "
                                   "may connect.")
                              : _ (" It is signed by nobody but itself. If its fingerprint is what its owner "
                                   "says, trust it by that, or as an authority."));
      return;
    }

  while ((next = g_tls_certificate_get_issuer (last)) != NULL)
    last = next;
  {
    g_autofree char *authority = NULL;

    g_object_get (last, "issuer-name", &authority, NULL);
    g_string_append_printf (why,
                            fault->is_server
                              ? _ (" It was issued by “%s”, which the client CA file does not have.")
                              : _ (" It was issued by “%s”, which nobody here trusts. If you do, trust that "
                                   "authority's certificate."),
                            authority != NULL ? authority : "?");
  }
}

/* Everything that is known to be wrong: who renews a certificate that is for another name gains nothing.
 * Backends need not say all of it, and most say nothing else of one whose authority is unknown. */
static char *
mbm_tls_explain_certificate (const MbmTlsFault *fault)
{
  g_autoptr (GString) why = g_string_new (NULL);
  GTlsCertificateFlags flags = fault->flags;

  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0 || mbm_tls_find_out_of_date (fault->certificate, TRUE) != NULL)
    mbm_tls_explain_date (why, fault->certificate, TRUE);
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0 ||
      mbm_tls_find_out_of_date (fault->certificate, FALSE) != NULL)
    mbm_tls_explain_date (why, fault->certificate, FALSE);
  if ((flags & G_TLS_CERTIFICATE_REVOKED) != 0)
    g_string_append (why, _ (" It has been revoked: do not trust it; its owner has to replace it."));
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0 && fault->name != NULL)
    mbm_tls_explain_name (why, fault);
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    mbm_tls_explain_authority (why, fault);
  if ((flags & G_TLS_CERTIFICATE_INSECURE) != 0)
    g_string_append (why,
                     _ (" Its key or its signature is too weak to be safe. Its owner has to replace it."));
  if (why->len == 0)
    g_string_append (
      why, _ (" It does not pass the checks of TLS: it may not be made for this use, or be damaged."));

  return g_strdup (why->str);
}

static GError *
mbm_tls_blame_certificate (const MbmTlsFault *fault)
{
  g_autofree char *why = mbm_tls_explain_certificate (fault);
  g_autofree char *which = mbm_tls_describe_certificate (fault->certificate);

  if (fault->is_server)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE,
                        _ ("The certificate that %s showed is refused.%s It is: %s"), fault->address, why,
                        which);

  return g_error_new (MBM_ERROR, MBM_ERROR_CERTIFICATE,
                      _ ("The certificate of %s cannot be trusted.%s It is: %s"), fault->address, why, which);
}

static GError *
mbm_tls_blame_client_certificate (const MbmTlsFault *fault)
{
  g_autofree char *which = NULL;

  if (fault->is_server)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE,
                        _ ("%s did not show a client certificate, and this server asks for one"),
                        fault->address);
  if (fault->own == NULL)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE,
                        _ ("%s asks for a client certificate, and none is given: give one that it accepts "
                           "(--client-cert and --client-key)"),
                        fault->address);

  which = mbm_tls_describe_certificate (fault->own);
  return g_error_new (MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE,
                      _ ("%s ended the connection when it was shown the client certificate, so it probably "
                         "refuses it: give one that it accepts. This one is: %s"),
                      fault->address, which);
}

static GError *
mbm_tls_blame_handshake (const MbmTlsFault *fault, const GError *cause)
{
  const char *words = cause != NULL ? cause->message : "?";

  if (fault->is_server)
    return g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                        _ ("%s did not complete the TLS handshake: it may not trust this server's "
                           "certificate, or have no version of TLS in common with it (%s)"),
                        fault->address, words);
  if (fault->is_silent)
    return g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                        _ (
                          "%s ended the connection before it said anything: it may not speak TLS, or take no "
                          "more connections now"),
                        fault->address);
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS))
    return g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                        _ ("What answers at %s does not speak TLS: check the port, or use an address without "
                           "encryption (ws:// or http://) if you trust the network"),
                        fault->address);

  return g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                      _ (
                        "%s did not complete the TLS handshake: it may have no version of TLS in common with "
                        "this program, which speaks 1.2 and 1.3, or have ended it for another reason (%s)"),
                      fault->address, words);
}

GError *
mbm_tls_describe_error (const MbmTlsFault *fault, const GError *cause)
{
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return mbm_tls_blame_client_certificate (fault);
  if (fault->certificate != NULL && fault->flags != 0)
    return mbm_tls_blame_certificate (fault);
  /* The other side knew us by then, and ended it. */
  if (fault->is_own_wanted)
    return mbm_tls_blame_client_certificate (fault);

  return mbm_tls_blame_handshake (fault, cause);
}
