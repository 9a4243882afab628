/* test-tls.c — certificates: which are good, and what is said of those that are not
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-certificate.h"
#include "mbm-tls-private.h"
#include "tls-fixture.h"
#include "transport-fixture.h"

#define MAX_WORDS 5

/* A server's certificate, and what a client makes of it that trusts a file. */
typedef struct
{
  const char *name;
  const char *certificate;
  const char *ca_file; /* (nullable): the system's authorities alone */
  const char *host;
  MbmError code;                /* 0: it is good */
  const char *words[MAX_WORDS]; /* of the error; ends with NULL */
  const char *not_words;        /* (nullable): what does not belong there */
} Case;

static const Case cases[] = {
  { "right", "server", "ca.pem", "127.0.0.1", 0, { NULL }, NULL },
  { "right-by-name", "server", "ca.pem", "localhost", 0, { NULL }, NULL },
  { "chain", "chain", "ca.pem", "127.0.0.1", 0, { NULL }, NULL },
  { "self-signed-trusted", "self", "self.pem", "127.0.0.1", 0, { NULL }, NULL },
  { "unknown-to-the-system",
    "server",
    NULL,
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "issued by “CN=Test Authority”", "trust that authority", "subject “CN=localhost”", NULL },
    "expired" },
  { "unknown-to-the-file",
    "server",
    "stranger-ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "issued by “CN=Test Authority”", "trust that authority", NULL },
    "It is not for" },
  { "intermediate-missing",
    "leaf",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "issued by “CN=Middle Authority”", NULL },
    NULL },
  { "wrong-name",
    "wrong-name",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "not for “127.0.0.1”, but for: service.example, www.service.example, 192.0.2.7", "CN=service.example",
      NULL },
    "authority's" },
  { "no-name",
    "no-name",
    "ca.pem",
    "localhost",
    MBM_ERROR_CERTIFICATE,
    { "not for “localhost”, and names no host", NULL },
    NULL },
  { "expired",
    "expired",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "It expired on 2020-02-01 12:00 UTC", "renew", "valid from 2020-01-01 00:00 UTC", NULL },
    "authority's" },
  { "not-yet-valid",
    "future",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "It is not valid before 2099-01-01 00:00 UTC", "clocks", NULL },
    "expired" },
  { "issuer-expired",
    "old-chain",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "certificate of its issuer expired on 2020-02-01 12:00 UTC", "CN=Old Authority", NULL },
    NULL },
  { "self-signed",
    "self",
    "ca.pem",
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "signed by nobody but itself", "trust it by that", NULL },
    "issued by" },
  { "expired-and-unknown",
    "expired",
    NULL,
    "127.0.0.1",
    MBM_ERROR_CERTIFICATE,
    { "expired on 2020-02-01", "issued by “CN=Test Authority”", NULL },
    NULL },
};

static Service *
service_new_with (const char *certificate, const char *client_ca_file, const char *uri)
{
  g_autoptr (MbmTransport) transport = transport_for ("wss://");
  g_autoptr (GTlsCertificate) loaded = tls_fixture_load (certificate);

  mbm_transport_set_certificate (transport, loaded);
  if (client_ca_file != NULL)
    mbm_transport_set_client_ca_file (transport, tls_fixture_path (client_ca_file));
  return service_new_for_transport (transport, uri);
}

static MbmTransport *
client_transport_new (const char *ca_file, const char *certificate)
{
  g_autoptr (GError) error = NULL;
  MbmTransport *transport = mbm_transport_new_for_uri ("wss://localhost", &error);

  g_assert_no_error (error);
  if (ca_file != NULL)
    mbm_transport_set_ca_file (transport, tls_fixture_path (ca_file));
  if (certificate != NULL)
    {
      g_autoptr (GTlsCertificate) loaded = tls_fixture_load (certificate);

      mbm_transport_set_certificate (transport, loaded);
    }
  return transport;
}

/* The channel works in both directions. */
static void
assert_works (Service *service, MbmChannel *channel)
{
  g_autoptr (End) client = end_new (channel);

  g_object_unref (channel);
  service_get_end (service, 0)->echo = TRUE;
  end_send (client, "hello");
  wait_until (client->received->len == 1);
  mbm_channel_close (client->channel, 1000, NULL);
  wait_until (client->n_closed == 1);
  g_assert_no_error (client->close_error);
}

/* What the service was told of the one who did not come in; waits for it. */
static const GError *
get_refusal (Service *service)
{
  wait_until (service->refused_errors->len == 1);
  return service->refused_errors->pdata[0];
}

static void
test_certificate (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *uri = g_strdup_printf ("wss://%s:0/x", c->host);
  g_autoptr (Service) service = service_new_with (c->certificate, NULL, uri);
  g_autoptr (MbmTransport) transport = client_transport_new (c->ca_file, NULL);
  g_autoptr (GError) error = NULL;
  MbmChannel *channel = connect_to (transport, service_get_uri (service), NULL, &error);

  if (c->code == 0)
    {
      g_assert_no_error (error);
      assert_works (service, channel);
      return;
    }

  g_assert_null (channel);
  g_assert_error (error, MBM_ERROR, (int) c->code);
  g_assert_nonnull (strstr (error->message, service_get_uri (service)));
  for (guint i = 0; c->words[i] != NULL; i++)
    if (strstr (error->message, c->words[i]) == NULL)
      g_error ("“%s” is not in: %s", c->words[i], error->message);
  if (c->not_words != NULL && strstr (error->message, c->not_words) != NULL)
    g_error ("“%s” is in: %s", c->not_words, error->message);

  g_assert_error (get_refusal (service), MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_cmpuint (service->ends->len, ==, 0);
}

static char *
ask_openssl (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return g_steal_pointer (&output);
}

/* The fingerprint is the one that others show for the same certificate. */
static void
test_fingerprint (void)
{
  const char *argv[] = {
    "openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", tls_fixture_path ("server.pem"), NULL
  };
  g_autofree char *output = ask_openssl (argv);
  g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("server");
  g_autofree char *text = mbm_tls_describe_certificate (certificate);
  g_auto (GStrv) halves = g_strsplit (g_strchomp (output), "=", 2);
  const char *fingerprint = halves[1];

  g_assert_cmpuint (strlen (fingerprint), ==, 32 * 3 - 1);
  g_assert_nonnull (strstr (text, fingerprint));
}

static void
test_client_certificate (void)
{
  g_autoptr (Service) service = service_new_with ("server", "ca.pem", "wss://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = client_transport_new ("ca.pem", "client");
  g_autoptr (GError) error = NULL;
  MbmChannel *channel = connect_to (transport, service_get_uri (service), NULL, &error);

  g_assert_no_error (error);
  assert_works (service, channel);
}

/* A certificate that nobody asks for does no harm. */
static void
test_client_certificate_not_asked_for (void)
{
  g_autoptr (Service) service = service_new_with ("server", NULL, "wss://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = client_transport_new ("ca.pem", "stranger-client");
  g_autoptr (GError) error = NULL;
  MbmChannel *channel = connect_to (transport, service_get_uri (service), NULL, &error);

  g_assert_no_error (error);
  assert_works (service, channel);
}

static void
test_client_certificate_missing (void)
{
  g_autoptr (Service) service = service_new_with ("server", "ca.pem", "wss://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = client_transport_new ("ca.pem", NULL);
  g_autoptr (GError) error = NULL;
  MbmChannel *channel = connect_to (transport, service_get_uri (service), NULL, &error);

  g_assert_null (channel);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, "--client-cert"));
  g_assert_error (get_refusal (service), MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE);
  g_assert_cmpuint (service->ends->len, ==, 0);
}

static void
test_client_certificate_wrong (void)
{
  g_autoptr (Service) service = service_new_with ("server", "ca.pem", "wss://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = client_transport_new ("ca.pem", "stranger-client");
  g_autoptr (GError) error = NULL;
  MbmChannel *channel = connect_to (transport, service_get_uri (service), NULL, &error);
  const GError *refusal;

  g_assert_null (channel);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, "CN=Strange Client"));
  refusal = get_refusal (service);
  g_assert_error (refusal, MBM_ERROR, MBM_ERROR_CLIENT_CERTIFICATE);
  g_assert_nonnull (strstr (refusal->message, "CN=Strange Client"));
  g_assert_nonnull (strstr (refusal->message, "issued by “CN=Strange Authority”"));
  g_assert_cmpuint (service->ends->len, ==, 0);
}

/* --- files ------------------------------------------------------------------ */

static void
test_load (void)
{
  const struct
  {
    const char *certificate;
    const char *key;
    const char *words; /* NULL: it is good */
  } files[] = {
    { tls_fixture_path ("server.pem"), tls_fixture_path ("server.key"), NULL },
    { tls_fixture_path ("bundle.pem"), NULL, NULL },
    { tls_fixture_path ("bundle.pem"), tls_fixture_path ("bundle.pem"), NULL },
    { tls_fixture_path ("chain.pem"), tls_fixture_path ("leaf.key"), NULL },
    { "/nonexistent/cert.pem", tls_fixture_path ("server.key"), "/nonexistent/cert.pem cannot be read" },
    { tls_fixture_path ("server.pem"), "/nonexistent/key.pem", "/nonexistent/key.pem cannot be read" },
    { tls_fixture_path ("server.key"), tls_fixture_path ("server.key"), "server.key has no certificate" },
    { tls_fixture_path ("server.pem"), NULL, "server.pem has no private key" },
    { tls_fixture_path ("server.pem"), tls_fixture_path ("ca.pem"), "ca.pem has no private key" },
    { tls_fixture_path ("server.pem"), tls_fixture_path ("locked.key"), "encrypted with a password" },
    { tls_fixture_path ("server.pem"), tls_fixture_path ("client.key"), "does not belong" },
    { tls_fixture_path ("server.pem"), tls_fixture_path ("ed25519.key"), "does not belong" },
    { tls_fixture_path ("server.pem"), g_get_tmp_dir (), "cannot be read" },
    { tls_fixture_path ("server.pem"), "/dev/zero", "is not in PEM format" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GTlsCertificate) certificate =
        mbm_certificate_load (files[i].certificate, files[i].key, &error);

      if (files[i].words == NULL)
        {
          g_assert_no_error (error);
          g_assert_nonnull (certificate);
          continue;
        }
      g_assert_null (certificate);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      if (strstr (error->message, files[i].words) == NULL)
        g_error ("“%s” is not in: %s", files[i].words, error->message);
    }
}

/* A backend may ask the database for an authority, and for a certificate that it has seen before. */
static void
test_database (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = mbm_tls_database_new (tls_fixture_path ("ca.pem"), NULL, &error);
  g_autoptr (GTlsCertificate) ca = NULL;
  g_autoptr (GTlsCertificate) server = tls_fixture_load ("server");
  g_autoptr (GTlsCertificate) issuer = NULL;
  g_autoptr (GTlsCertificate) again = NULL;
  g_autoptr (GByteArray) name = NULL;
  g_autolist (GTlsCertificate) issued = NULL;
  g_autofree char *handle = NULL;

  g_assert_no_error (error);
  ca = g_tls_certificate_new_from_file (tls_fixture_path ("ca.pem"), &error);
  g_assert_no_error (error);

  issuer = g_tls_database_lookup_certificate_issuer (database, server, NULL, G_TLS_DATABASE_LOOKUP_NONE, NULL,
                                                     &error);
  g_assert_no_error (error);
  g_assert_nonnull (issuer);
  g_assert_true (g_tls_certificate_is_same (issuer, ca));

  handle = g_tls_database_create_certificate_handle (database, ca);
  g_assert_nonnull (handle);
  again = g_tls_database_lookup_certificate_for_handle (database, handle, NULL, G_TLS_DATABASE_LOOKUP_NONE,
                                                        NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (again);
  g_assert_true (g_tls_certificate_is_same (again, ca));

  /* Nobody that is trusted was certified by a stranger. */
  name = g_byte_array_new ();
  g_byte_array_append (name, (const guint8 *) "nobody", 6);
  issued = g_tls_database_lookup_certificates_issued_by (database, name, NULL, G_TLS_DATABASE_LOOKUP_NONE,
                                                         NULL, &error);
  g_assert_no_error (error);
  g_assert_null (issued);
}

static void
test_ca_files (void)
{
  static const char *bad[] = { "server.key", "openssl.cnf", "nothing-there" };
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_certificate_check_ca_file (tls_fixture_path ("ca.pem"), &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MbmTransport) client = client_transport_new (bad[i], NULL);
      g_autoptr (MbmTransport) server = transport_for ("wss://");
      g_autoptr (GError) check_error = NULL;
      g_autoptr (GError) client_error = NULL;
      g_autoptr (GError) server_error = NULL;

      g_assert_false (mbm_certificate_check_ca_file (tls_fixture_path (bad[i]), &check_error));
      g_assert_error (check_error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (check_error->message, bad[i]));

      g_assert_null (connect_to (client, "wss://127.0.0.1:1", NULL, &client_error));
      g_assert_error (client_error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (client_error->message, ==, check_error->message);

      mbm_transport_set_client_ca_file (server, tls_fixture_path (bad[i]));
      g_assert_null (listen_at (server, "wss://127.0.0.1:0", &server_error));
      g_assert_error (server_error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (server_error->message, ==, check_error->message);
    }
}

/* A file that changes counts from the next connection on. */
static void
test_ca_file_is_read_anew (void)
{
  g_autoptr (Service) service = service_new_with ("server", NULL, "wss://127.0.0.1:0");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmTransport) transport = client_transport_new ("changing.pem", NULL);
  const char *path = tls_fixture_path ("changing.pem");
  g_autofree char *text = NULL;
  MbmChannel *channel;

  g_file_get_contents (tls_fixture_path ("stranger-ca.pem"), &text, NULL, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (connect_to (transport, service_get_uri (service), NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  g_clear_error (&error);

  g_free (text);
  g_file_get_contents (tls_fixture_path ("ca.pem"), &text, NULL, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  channel = connect_to (transport, service_get_uri (service), NULL, &error);
  g_assert_no_error (error);
  assert_works (service, channel);
}

static void
test_server_without_certificate (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri ("wss://localhost", &error);
  g_autoptr (GTlsCertificate) keyless = NULL;

  g_assert_null (listen_at (transport, "wss://127.0.0.1:0", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "none is set"));
  g_clear_error (&error);

  keyless = g_tls_certificate_new_from_file (tls_fixture_path ("server.pem"), &error);
  g_assert_no_error (error);
  mbm_transport_set_certificate (transport, keyless);
  g_assert_null (listen_at (transport, "wss://127.0.0.1:0", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "without its private key"));
  g_clear_error (&error);

  g_assert_null (connect_to (transport, "wss://127.0.0.1:1", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "without its private key"));
}

/* GIO takes two files that do not belong together without a word. */
static void
test_server_with_wrong_key (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("wss://");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) wrong =
    g_tls_certificate_new_from_files (tls_fixture_path ("server.pem"), tls_fixture_path ("client.key"),
                                      &error);

  g_assert_no_error (error);
  mbm_transport_set_certificate (transport, wrong);
  g_assert_null (listen_at (transport, "wss://127.0.0.1:0", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "does not belong"));
}

static void
test_properties (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (GTlsCertificate) certificate = tls_fixture_load ("client");
  g_autoptr (GTlsCertificate) read_certificate = NULL;
  g_autofree char *ca_file = NULL;
  g_autofree char *client_ca_file = NULL;

  g_object_set (transport, "certificate", certificate, "ca-file", "/a", "client-ca-file", "/b", NULL);
  g_object_get (transport, "certificate", &read_certificate, "ca-file", &ca_file, "client-ca-file",
                &client_ca_file, NULL);
  g_assert_true (read_certificate == certificate);
  g_assert_true (mbm_transport_get_certificate (transport) == certificate);
  g_assert_cmpstr (ca_file, ==, "/a");
  g_assert_cmpstr (client_ca_file, ==, "/b");
  g_object_set (transport, "certificate", NULL, "ca-file", "", "client-ca-file", NULL, NULL);
  g_assert_null (mbm_transport_get_certificate (transport));
  g_assert_null (mbm_transport_get_ca_file (transport));
  g_assert_null (mbm_transport_get_client_ca_file (transport));
}

/* --- those who speak something else ----------------------------------------- */

static void
test_tls_to_plain (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = client_transport_new ("ca.pem", NULL);
  g_autofree char *uri = g_strconcat ("wss", strchr (service_get_uri (service), ':'), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_to (transport, uri, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_nonnull (strstr (error->message, "does not speak TLS"));
  g_assert_error (get_refusal (service), MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_nonnull (strstr (get_refusal (service)->message, "wants TLS"));
}

static void
test_plain_to_tls (void)
{
  g_autoptr (Service) service = service_new_with ("server", NULL, "wss://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autofree char *uri = g_strconcat ("ws", strchr (service_get_uri (service), ':'), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_to (transport, uri, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_nonnull (strstr (error->message, "speaks TLS"));
  g_assert_error (get_refusal (service), MBM_ERROR, MBM_ERROR_HANDSHAKE);
  g_assert_nonnull (strstr (get_refusal (service)->message, "without encryption"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  transport_prepare = tls_fixture_prepare;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/tls/certificate/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_certificate);
    }
  g_test_add_func ("/tls/fingerprint", test_fingerprint);
  g_test_add_func ("/tls/client-certificate/right", test_client_certificate);
  g_test_add_func ("/tls/client-certificate/not-asked-for", test_client_certificate_not_asked_for);
  g_test_add_func ("/tls/client-certificate/missing", test_client_certificate_missing);
  g_test_add_func ("/tls/client-certificate/wrong", test_client_certificate_wrong);
  g_test_add_func ("/tls/files/load", test_load);
  g_test_add_func ("/tls/database", test_database);
  g_test_add_func ("/tls/files/ca", test_ca_files);
  g_test_add_func ("/tls/files/ca-anew", test_ca_file_is_read_anew);
  g_test_add_func ("/tls/files/none", test_server_without_certificate);
  g_test_add_func ("/tls/files/wrong-key", test_server_with_wrong_key);
  g_test_add_func ("/tls/properties", test_properties);
  g_test_add_func ("/tls/to-plain", test_tls_to_plain);
  g_test_add_func ("/tls/from-plain", test_plain_to_tls);

  return g_test_run ();
}
