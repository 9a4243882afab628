/* test-asyncapi.c — YAML, and AsyncAPI documents as contracts
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-contract-text.h"
#include "sbx-doc-private.h"

static GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* --- YAML ----------------------------------------------------------------------- */

static const struct
{
  const char *yaml;
  const char *json;  /* NULL: it cannot be read */
  const char *fault; /* then why not */
} yaml_cases[] = {
  { "a: 1\nb: [x, 'y', \"z\"]\n", "{\"a\":1,\"b\":[\"x\",\"y\",\"z\"]}", NULL },
  { "- ~\n- null\n- Null\n- NULL\n-\n- 'null'\n- nUll\n", "[null,null,null,null,null,\"null\",\"nUll\"]",
    NULL },
  { "[true, True, TRUE, false, False, FALSE, yes, no, on, off, y]",
    "[true,true,true,false,false,false,\"yes\",\"no\",\"on\",\"off\",\"y\"]", NULL },
  { "[0, -7, +7, 007, 0o17, 0xFF, 1_000, 12:30]", "[0,-7,7,7,15,255,\"1_000\",\"12:30\"]", NULL },
  { "[1.0, 0.10, 1., .5, -1e3, +1E+3, 18446744073709551616, 1.e2]",
    "[1.0,0.10,1,0.5,-1e3,1E+3,18446744073709551616,1e2]", NULL },
  { "[2026-01-01, 1.2.3, 1e, e1, '7', \"7\", -, .]",
    "[\"2026-01-01\",\"1.2.3\",\"1e\",\"e1\",\"7\",\"7\",\"-\",\".\"]", NULL },
  { "a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\"}", NULL },
  { "200: ok\ntrue: 1\nnull: 2\n", "{\"200\":\"ok\",\"true\":1,\"null\":2}", NULL },
  { "a: !!str 7\nb: !!int \"7\"\nc: !!float 1\nd: !!bool 'true'\ne: !!null ''\nf: ! '7'\n",
    "{\"a\":\"7\",\"b\":7,\"c\":1,\"d\":true,\"e\":null,\"f\":\"7\"}", NULL },
  { "a: !!map {b: !!seq [1]}\n", "{\"a\":{\"b\":[1]}}", NULL },
  { "a: &x {b: 1}\nc: *x\nd: [*x, *x]\n", "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1},{\"b\":1}]}",
    NULL },
  { "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", "{\"a\":{\"b\":1,\"c\":2},\"d\":{\"c\":3,\"b\":1}}", NULL },
  { "- &x {a: 1}\n- &y {a: 2, b: 2}\n- <<: [*x, *y]\n- {'<<': 1}\n",
    "[{\"a\":1},{\"a\":2,\"b\":2},{\"a\":1,\"b\":2},{\"<<\":1}]", NULL },
  { "%YAML 1.2\n---\na: 1\n...\n", "{\"a\":1}", NULL },
  { "\xef\xbb\xbf"
    "a: \xc3\xa9\n",
    "{\"a\":\"\xc3\xa9\"}", NULL },
  { "# only this\nx\n", "\"x\"", NULL },
  { "", NULL, "1:1: There is nothing in it" },
  { "# nothing\n", NULL, "1:1: There is nothing in it" },
  { "a: 1\n---\nb: 2\n", NULL, "2:1: There is more than one document in it" },
  { "a: 1\na: 2\n", NULL, "2:1: “a” is there already" },
  { "a: [1\nb: 2\n", NULL, "2:2: This is no YAML: " },
  { "a: 1\n\tb: 2\n", NULL, "2:1: This is no YAML: " },
  { "a: .inf\n", NULL, "1:4: JSON has no number such as “.inf”" },
  { "a: -.INF\n", NULL, "1:4: JSON has no number such as “-.INF”" },
  { "a: 0xFFFFFFFFFFFFFFFFF\n", NULL, "1:4: “0xFFFFFFFFFFFFFFFFF” is too large a number" },
  { "a: !!int x\n", NULL, "1:4: “x” is not what its tag says" },
  { "a: !!int 1.5\n", NULL, "1:4: “1.5” is not what its tag says" },
  { "a: !thing x\n", NULL, "1:4: The tag “!thing” cannot be understood here" },
  { "a: !!binary aGk=\n", NULL, "1:4: “aGk=” is not what its tag says" },
  { "a: !!set {b}\n", NULL, "1:4: The tag “tag:yaml.org,2002:set” cannot be understood here" },
  { "? [a, b]\n: 1\n", NULL, "1:3: A name has to be a text" },
  { "&x a: 1\n", NULL, "1:1: A name cannot have an anchor here" },
  { "a: *x\n", NULL, "1:4: There is no anchor “x” before it" },
  { "a: &x [1, *x]\n", NULL, "1:11: “x” would contain itself" },
  { "a: &x {b: {c: *x}}\n", NULL, "1:15: “x” would contain itself" },
  { "a: &x 1\nb: {<<: *x}\n", NULL, "2:9: “<<” merges mappings, and this is none" },
  { "a: \"\\0\"\n", NULL, "1:4: A text has a character U+0000" },
  { "a: \"\\xff\\u0041\"\n",
    "{\"a\":\"\xc3\xbf"
    "A\"}",
    NULL },
  { "a: \xff\n", NULL, "1:1: This is no YAML: " },
};

static void
test_yaml (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (yaml_cases); i++)
    {
      g_autoptr (GBytes) text = make_bytes (yaml_cases[i].yaml);
      g_autoptr (SbxDoc) doc = sbx_doc_new_from_yaml (text);
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree char *fault = NULL;

      if (yaml_cases[i].json != NULL)
        {
          g_assert_nonnull (doc->root);
          sbx_doc_node_append_json (doc->root, json);
          g_assert_cmpstr (json->str, ==, yaml_cases[i].json);
          g_assert_true (mbm_json_check (json->str, -1, NULL));
          continue;
        }
      g_assert_null (doc->root);
      g_assert_cmpuint (doc->faults->len, ==, 1);
      fault = mbm_fault_to_string (doc->faults->pdata[0]);
      if (!g_str_has_prefix (fault, yaml_cases[i].fault))
        g_assert_cmpstr (fault, ==, yaml_cases[i].fault);
    }
}

static void
assert_too_large (const char *yaml)
{
  g_autoptr (GBytes) text = make_bytes (yaml);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (SbxDoc) doc = sbx_doc_new_from_yaml (text);

  g_assert_null (doc->root);
  g_assert_cmpuint (doc->faults->len, ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

/* Aliases of aliases, a long text that is repeated, merges of merges, and depth. */
static void
test_bombs (void)
{
  g_autoptr (GString) laughs = g_string_new ("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
  g_autoptr (GString) lengthy = g_string_new ("a: &a ");
  g_autoptr (GString) merges = g_string_new ("m0: &m0 {k: 1}\n");
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) shallow = g_string_new (NULL);

  for (guint i = 1; i < 30; i++)
    g_string_append_printf (laughs, "a%u: &a%u [*a%u, *a%u, *a%u]\n", i, i, i - 1, i - 1, i - 1);
  assert_too_large (laughs->str);

  for (guint i = 0; i < 100000; i++)
    g_string_append (lengthy, "xxxxxxxxxx");
  g_string_append (lengthy, "\nb: [");
  for (guint i = 0; i < 1000; i++)
    g_string_append (lengthy, "*a, ");
  g_string_append (lengthy, "]\n");
  assert_too_large (lengthy->str);

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (merges, "m%u: &m%u {<<: *m%u, k%u: *m%u}\n", i, i, i - 1, i, i - 1);
  assert_too_large (merges->str);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  assert_too_large (deep->str);

  for (guint i = 0; i < SBX_DOC_MAX_DEPTH - 1; i++)
    g_string_append_c (shallow, '[');
  for (guint i = 0; i < SBX_DOC_MAX_DEPTH - 1; i++)
    g_string_append_c (shallow, ']');
  {
    g_autoptr (GBytes) text = make_bytes (shallow->str);
    g_autoptr (SbxDoc) doc = sbx_doc_new_from_yaml (text);

    g_assert_nonnull (doc->root);
  }
}

/* Many names are found quickly, and one that comes again in JSON replaces the first. */
static void
test_wide (void)
{
  g_autoptr (GString) json = g_string_new ("{\"asyncapi\":\"3.0.0\",\"n0\":\"old\"");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (SbxDoc) doc = NULL;
  gint64 start;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (json, ",\"n%u\":%u", i, i);
  g_string_append_c (json, '}');
  text = make_bytes (json->str);
  start = g_get_monotonic_time ();
  doc = sbx_doc_new_from_json (text);
  g_assert_nonnull (doc->root);
  g_assert_cmpuint (sbx_doc_node_get_n_children (doc->root), ==, 100001);
  g_assert_cmpstr (sbx_doc_node_get (doc->root, "n0")->text, ==, "0");
  g_assert_cmpstr (sbx_doc_node_get (doc->root, "n99999")->text, ==, "99999");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

/* --- documents ------------------------------------------------------------------- */

/* "2:3: /x: words", a line each, words cut. */
static char *
list_faults (GPtrArray *faults)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      MbmFault *fault = g_ptr_array_index (faults, i);

      g_string_append_printf (list, "%s%u:%u %s\n", mbm_fault_is_warning (fault) ? "" : "! ",
                              mbm_fault_get_line (fault), mbm_fault_get_column (fault),
                              mbm_fault_get_path (fault));
    }
  return g_string_free (list, FALSE);
}

#define HEAD3 "asyncapi: 3.0.0\ninfo: {title: t, version: '1'}\n"
#define HEAD2 "asyncapi: 2.6.0\ninfo: {title: t, version: '1'}\n"

static const struct
{
  const char *name;
  const char *document;
  const char *contract; /* without name and version; NULL: none comes of it */
  const char *faults;
} cases[] = {
  { "event-3",
    HEAD3 "channels:\n  c:\n    address: a/b\n    messages:\n      m: {payload: {type: string}, summary: s}\n"
          "operations:\n  o: {action: send, channel: {$ref: '#/channels/c'}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"description\":\"s\",\"schema\":{\"type\":\"string\"}}}", "" },
  { "request-3",
    HEAD3
    "channels:\n  c:\n    messages:\n      q: {name: ask, payload: {type: string}}\n"
    "      a: {payload: {type: integer}}\n      e: {payload: {type: 'null'}}\n"
    "operations:\n  o:\n    action: receive\n    summary: Asks\n    channel: {$ref: '#/channels/c'}\n"
    "    messages: [{$ref: '#/channels/c/messages/q'}]\n"
    "    reply:\n      messages: [{$ref: '#/channels/c/messages/a'}, {$ref: '#/channels/c/messages/e'}]\n",
    "\"requests\":{\"ask\":{\"description\":\"Asks\",\"request\":{\"type\":\"string\"},"
    "\"response\":{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}}},\"events\":{}",
    "" },
  { "reply-channel-3",
    HEAD3
    "channels:\n  q: {messages: {ask: {payload: true}}}\n  a: {messages: {tell: {payload: {type: object}}}}\n"
    "operations:\n  o: {action: receive, channel: {$ref: '#/channels/q'},\n"
    "      reply: {channel: {$ref: '#/channels/a'}}}\n",
    "\"requests\":{\"ask\":{\"request\":true,\"response\":{\"type\":\"object\"}}},\"events\":{}", "" },
  { "unused-channel-3", HEAD3 "channels:\n  c: {messages: {m: {}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"schema\":{}}}", "4:6 /channels/c\n" },
  { "traits-3",
    HEAD3 "channels: {c: {messages: {m: {description: own, traits: [{$ref: '#/components/messageTraits/t'},\n"
          "  {payload: {type: 'null'}}]}}}}\noperations: {o: {channel: {$ref: '#/channels/c'}, traits: []}}\n"
          "components: {messageTraits: {t: {description: trait, payload: {type: string}}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"description\":\"own\",\"schema\":{\"type\":\"null\"}}}", "" },
  { "traits-2",
    HEAD2 "channels: {c: {subscribe: {message: {name: m, description: own, traits: [{description: first},\n"
          "  {description: last}]}}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"description\":\"last\",\"schema\":{}}}", "" },
  { "x-response-2",
    HEAD2
    "channels:\n  /:\n    publish:\n      message:\n        oneOf: [{$ref: '#/components/messages/ping'}]\n"
    "    subscribe:\n      message: {oneOf: [{$ref: '#/components/messages/tick'}]}\n"
    "components:\n  messages:\n    ping: {payload: {type: object}, x-response: {$ref: "
    "'#/components/messages/pong'}}\n"
    "    pong: {payload: {type: string}}\n    tick: {payload: {type: integer}}\n",
    "\"requests\":{\"ping\":{\"request\":{\"type\":\"object\"},\"response\":{\"type\":\"string\"}}},"
    "\"events\":{\"tick\":{\"schema\":{\"type\":\"integer\"}}}",
    "" },
  { "names-2",
    HEAD2 "channels:\n  c1: {subscribe: {operationId: op, message: {payload: {}}}}\n"
          "  c2: {subscribe: {message: {payload: {}}}}\n  c3: {subscribe: {message: {messageId: id}}}\n"
          "  c4: {subscribe: {message: {name: op}}}\n  c5: {subscribe: {message: {oneOf: [{}, {}]}}}\n",
    "\"requests\":{},\"events\":{\"op\":{\"schema\":{}},\"c2\":{\"schema\":{}},\"id\":{\"schema\":{}},"
    "\"c4 op\":{\"schema\":{}},\"c5\":{\"schema\":{}},\"c5 2\":{\"schema\":{}}}",
    "7:29 /channels/c4/subscribe/message\n8:42 /channels/c5/subscribe/message/oneOf/1\n" },
  { "references",
    HEAD3
    "channels: {c: {messages: {m: {$ref: '#/components/messages/m'}}}}\noperations: {o: {channel: {$ref: "
    "'#/channels/c'}}}\ncomponents:\n  messages: {m: {payload: {$ref: '#/components/schemas/tree'}}}\n"
    "  schemas:\n    tree: {type: object, properties: {next: {$ref: '#/components/schemas/tree', "
    "description: d},"
    " leaf: {$ref: '#/components/schemas/a~1b%20c', minimum: 3}}}\n    'a/b c': {type: integer}\n",
    "\"$defs\":{\"tree\":{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#/$defs/tree\","
    "\"description\":\"d\"},\"leaf\":{\"$ref\":\"#/$defs/a_1b_c\"}}},\"a_1b_c\":{\"type\":\"integer\"}},"
    "\"requests\":{},\"events\":{\"m\":{\"schema\":{\"$ref\":\"#/$defs/tree\"}}}",
    "" },
  { "lost-references",
    HEAD3 "channels: {c: {messages: {m: {payload: {$ref: './other.yaml#/x'}}, n: {payload: {items: {$ref: "
          "'#/no'}}},\n"
          "  k: {$ref: '#/k'}}}}\noperations: {o: {channel: {$ref: '#/channels/c'}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"schema\":{}},\"n\":{\"schema\":{\"items\":{}}}}",
    "3:40 /channels/c/messages/m/payload\n3:89 /channels/c/messages/n/payload/items\n4:6 "
    "/channels/c/messages/k\n" },
  { "circle",
    HEAD3
    "channels: {c: {messages: {m: {$ref: '#/components/messages/a'}}}}\noperations: {o: {channel: {$ref: "
    "'#/channels/c'}}}\ncomponents: {messages: {a: {$ref: '#/components/messages/b'}, b: {$ref: "
    "'#/components/messages/a'}}}\n",
    "\"requests\":{},\"events\":{}", "1:1 \n3:30 /channels/c/messages/m\n4:17 /operations/o\n" },
  { "draft-07",
    HEAD2 "channels: {c: {subscribe: {message: {name: m, payload: {$schema: "
          "'http://json-schema.org/draft-07/schema',\n"
          "  $id: x, items: [{type: string}, {items: {type: 'null'}}], additionalItems: false, examples: "
          "[{items: []}],\n"
          "  properties: {items: {additionalItems: 1, $id: y}}, dependencies: {a: [b], c: {$ref: "
          "'#/components/schemas/s'}}}}}}}\n"
          "components: {schemas: {s: {const: {$ref: 1}}}}\n",
    "\"$defs\":{\"s\":{\"const\":{\"$ref\":1}}},\"requests\":{},\"events\":{\"m\":{\"schema\":{"
    "\"prefixItems\":"
    "[{\"type\":\"string\"},{\"items\":{\"type\":\"null\"}}],\"items\":false,\"examples\":[{\"items\":[]}],"
    "\"properties\":{\"items\":{}},\"dependencies\":{\"a\":[\"b\"],\"c\":{\"$ref\":\"#/$defs/s\"}}}}}",
    "" },
  { "examples",
    HEAD2 "channels: {c: {subscribe: {message: {name: m, payload: {type: integer, examples: [1]}, examples: "
          "[{name: x},\n"
          "  {payload: 2}, {payload: 3}]}}}, d: {subscribe: {message: {name: n, payload: {$ref: "
          "'#/components/schemas/s'},\n"
          "  examples: [{payload: a}]}}}}\ncomponents: {schemas: {s: {type: string}}}\n",
    "\"$defs\":{\"s\":{\"type\":\"string\"}},\"requests\":{},\"events\":{\"m\":{\"schema\":{\"type\":"
    "\"integer\","
    "\"examples\":[2,3,1]}},\"n\":{\"schema\":{\"$ref\":\"#/$defs/s\",\"examples\":[\"a\"]}}}",
    "" },
  { "formats",
    HEAD3
    "channels: {c: {messages: {m: {payload: {schemaFormat: 'application/vnd.apache.avro;version=1.9.0', "
    "schema: {}}},\n"
    "  n: {payload: {schemaFormat: 'application/schema+json;version=draft-07', schema: {type: string}}}}}}\n"
    "operations: {o: {channel: {$ref: '#/channels/c'}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"schema\":{}},\"n\":{\"schema\":{\"type\":\"string\"}}}",
    "3:40 /channels/c/messages/m/payload\n" },
  { "left-out",
    HEAD2 "servers: {s: {url: x}}\nchannels: {c: {parameters: {p: {}}, subscribe: {bindings: {}, security: "
          "[], message: "
          "{name: m, headers: {}}}}}\n",
    "\"requests\":{},\"events\":{\"m\":{\"schema\":{}}}",
    "3:10 /servers\n4:28 /channels/c/parameters\n4:59 /channels/c/subscribe/bindings\n"
    "4:73 /channels/c/subscribe/security\n4:105 /channels/c/subscribe/message/headers\n" },
  { "wrong-schema",
    HEAD2 "channels:\n  c:\n    subscribe:\n      message:\n        name: m\n        payload:\n          "
          "type: strin\n",
    NULL, "! 9:17 /channels/c/subscribe/message/payload/type\n" },
  { "wrong-definition",
    HEAD2 "channels: {c: {subscribe: {message: {name: m, payload: {$ref: '#/components/schemas/s'}}}}}\n"
          "components:\n  schemas:\n    s:\n      minimum: x\n",
    NULL, "! 7:16 /components/schemas/s/minimum\n" },
  { "version-1", "asyncapi: 1.2.0\n", NULL, "! 1:11 /asyncapi\n" },
  { "no-info", "asyncapi: 2.6.0\nchannels: {}\n", NULL, "1:1 \n! 1:1 \n! 1:1 \n" },
  { "version-number", "asyncapi: 3.0.0\ninfo:\n  title: t\n  version: 1.10\n",
    "\"requests\":{},\"events\":{}", "1:1 \n4:12 /info/version\n" },
  { "json",
    "{\"asyncapi\": \"3.0.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"},\n \"channels\": {\"c\": "
    "{\"messages\": {\"m\": {\"payload\": {\"minLength\": -1}}}}}}",
    NULL, "2:20 /channels/c\n! 2:65 /channels/c/messages/m/payload/minLength\n" },
  { "broken-json", "{\"asyncapi\": \"3.0.0\",\n \"info\": }", NULL, "! 2:10 \n" },
  { "contract", "{\"name\":\"t\",\"version\":\"1\"}", "", "" },
  { "yaml-contract", "name: t\nversion: '1'\nrequests:\n  a: {request: {type: string}}\n",
    "\"requests\":{\"a\":{\"request\":{\"type\":\"string\"}}}", "" },
  { "wrong-yaml-contract", "name: t\nversion: '1'\nrequests:\n  a:\n    request:\n      type: strin\nx: 1\n",
    NULL, "! 6:13 /requests/a/request/type\n7:4 /x\n" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) text = make_bytes (cases[i].document);
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GBytes) contract = sbx_contract_text_convert (text, &faults);
  g_autofree char *list = list_faults (faults);
  g_autofree char *json = NULL;
  g_autofree char *expected = NULL;

  g_assert_cmpstr (list, ==, cases[i].faults);
  if (cases[i].contract == NULL)
    {
      g_assert_null (contract);
      return;
    }
  g_assert_nonnull (contract);
  json = mbm_json_compact (g_bytes_get_data (contract, NULL), (gssize) g_bytes_get_size (contract));
  if (g_str_equal (cases[i].name, "version-number"))
    expected = g_strdup ("{\"name\":\"t\",\"version\":\"1.10\",\"requests\":{},\"events\":{}}");
  else
    expected = g_strdup_printf ("{\"name\":\"t\",\"version\":\"1\"%s%s}",
                                *cases[i].contract != '\0' ? "," : "", cases[i].contract);
  g_assert_cmpstr (json, ==, expected);
}

/* --- documents from elsewhere ------------------------------------------------------ */

static const struct
{
  const char *path;
  const char *requests; /* with a blank between */
  const char *events;   /* some of them */
  guint n_events;
  guint n_warnings;
  guint n_wrong; /* examples of its own that it does not allow */
} published[] = {
  { "v2/correlation-id.yml", "", "lightMeasured dimLight", 2, 6 },
  { "v2/mercure.yml", "", "book", 1, 2 },
  { "v2/not.yml", "", "testMessages", 1, 0 },
  { "v2/operation-security.yml", "", "message", 1, 4 },
  { "v2/rpc-client.yml", "", "receiveSumResult requestSum", 2, 9 },
  { "v2/simple.yml", "", "UserSignedUp", 1, 0 },
  { "v2/streetlights-kafka.yml", "", "lightMeasured turnOnOff dimLight", 3, 9 },
  { "v2/streetlights-operation-security.yml", "", "lightMeasured turnOnOff dimLight", 3, 12 },
  { "v3/anyof.yml", "", "testMessages", 1, 0 },
  { "v3/application-headers.yml", "", "lightMeasured", 1, 4 },
  { "v3/correlation-id.yml", "", "lightMeasured dimLight", 2, 6 },
  { "v3/gitter-streaming.yml", "", "chatMessage heartbeat", 2, 6 },
  { "v3/kraken-websocket-request-reply-multiple-channels.yml", "ping subscribe unsubscribe",
    "heartbeat systemStatus", 2, 5, 2 },
  { "v3/mercure.yml", "", "book", 1, 2 },
  { "v3/rpc-client.yml", "", "receiveSumResult requestSum", 2, 8 },
  { "v3/simple.yml", "", "UserSignedUp", 1, 0 },
  { "v3/streetlights-kafka.yml", "", "lightMeasured turnOnOff dimLight", 3, 9 },
};

/* How many of its examples do not pass the schema; what can be made up does. */
static guint
check_schema (MbmSchema *schema)
{
  g_autoptr (MbmSchema) whole = mbm_schema_resolve (schema);
  g_autoptr (GBytes) made = NULL;
  MbmJsonValue value = mbm_schema_get_value (schema);
  MbmJsonValue examples, example;
  MbmJsonIter iter;

  guint n_wrong = 0;

  g_assert_nonnull (whole);
  made = mbm_schema_generate (schema, NULL);
  if (made != NULL)
    g_assert_true (mbm_schema_check (
      schema, mbm_json_value (g_bytes_get_data (made, NULL), (gssize) g_bytes_get_size (made)), NULL));
  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT ||
      !mbm_json_value_get_member (value, "examples", &examples))
    return 0;
  mbm_json_iter_init (&iter, examples);
  while (mbm_json_iter_next (&iter, NULL, &example))
    n_wrong += mbm_schema_check (schema, example, NULL) ? 0 : 1;
  return n_wrong;
}

static void
test_published (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "asyncapi", published[i].path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmContract) contract = sbx_contract_text_read_file (file, NULL, &faults, &error);
  g_autofree char *requests = NULL;
  g_auto (GStrv) events = g_strsplit (published[i].events, " ", -1);
  const char *const *names;
  guint n_wrong = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, published[i].n_warnings);
  for (guint j = 0; j < faults->len; j++)
    g_assert_true (mbm_fault_is_warning (faults->pdata[j]));

  names = mbm_contract_get_requests (contract);
  requests = g_strjoinv (" ", (char **) names);
  g_assert_cmpstr (requests, ==, published[i].requests);
  for (guint j = 0; names[j] != NULL; j++)
    {
      MbmContractEntry *entry = mbm_contract_lookup_request (contract, names[j]);

      n_wrong += check_schema (mbm_contract_entry_get_payload_schema (entry));
      n_wrong += check_schema (mbm_contract_entry_get_response_schema (entry));
    }

  for (guint j = 0; events[j] != NULL && *events[j] != '\0'; j++)
    g_assert_nonnull (mbm_contract_lookup_event (contract, events[j]));
  names = mbm_contract_get_events (contract);
  if (published[i].n_events > 0)
    g_assert_cmpuint (g_strv_length ((char **) names), ==, published[i].n_events);
  for (guint j = 0; names[j] != NULL; j++)
    n_wrong +=
      check_schema (mbm_contract_entry_get_payload_schema (mbm_contract_lookup_event (contract, names[j])));
  g_assert_cmpuint (n_wrong, ==, published[i].n_wrong);
}

static void
test_paths (void)
{
  g_autofree char *resolved = sbx_contract_path_resolve ("a/../b.json", "/x/y");
  g_autofree char *absolute = sbx_contract_path_resolve ("/b.json", "/x/y");
  g_autofree char *inside = sbx_contract_path_relate ("/x/y/z/b.json", "/x/y/");
  g_autofree char *beside = sbx_contract_path_relate ("/x/yy/b.json", "/x/y");
  g_autofree char *nowhere = sbx_contract_path_relate ("/x/y/b.json", NULL);
  g_autofree char *root = sbx_contract_path_relate ("/b.json", "/");

  g_assert_cmpstr (resolved, ==, "/x/y/b.json");
  g_assert_cmpstr (absolute, ==, "/b.json");
  g_assert_cmpstr (inside, ==, "z/b.json");
  g_assert_cmpstr (beside, ==, "/x/yy/b.json");
  g_assert_cmpstr (nowhere, ==, "/x/y/b.json");
  g_assert_cmpstr (root, ==, "b.json");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/asyncapi/yaml", test_yaml);
  g_test_add_func ("/asyncapi/bombs", test_bombs);
  g_test_add_func ("/asyncapi/wide", test_wide);
  g_test_add_func ("/asyncapi/paths", test_paths);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/asyncapi/case/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      g_autofree char *path = g_strconcat ("/asyncapi/published/", published[i].path, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_published);
    }

  return g_test_run ();
}
