/* sbx-placeholders.c — offers names while somebody types {{
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-placeholders.h"

#include <glib/gi18n.h>
#include <string.h>

#define SOURCE_KEY "sbx-placeholders"

/* --- which names there are ---------------------------------------------------------------- */

typedef struct
{
  SbxConsole *console;
  SbxEndpoint *endpoint;
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_object_unref (source->console);
  g_object_unref (source->endpoint);
  g_free (source);
}

void
sbx_placeholders_provide (GtkWidget *widget, SbxConsole *console, SbxEndpoint *endpoint)
{
  Source *source;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SBX_IS_CONSOLE (console));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  source = g_new (Source, 1);
  source->console = g_object_ref (console);
  source->endpoint = g_object_ref (endpoint);
  g_object_set_data_full (G_OBJECT (widget), SOURCE_KEY, source, source_free);
}

static Source *
find_source (GtkWidget *widget)
{
  while (widget != NULL)
    {
      Source *source = g_object_get_data (G_OBJECT (widget), SOURCE_KEY);
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (source != NULL)
        return source;
      if (parent == NULL && GTK_IS_WINDOW (widget))
        parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (widget)));
      widget = parent;
    }
  return NULL;
}

char **
sbx_placeholders_dup_names (GtkWidget *widget)
{
  Source *source = find_source (widget);
  g_autoptr (GStrvBuilder) builder = NULL;
  g_autofree SbxTemplateBuiltin *builtins = NULL;
  g_auto (GStrv) names = NULL;
  guint n;

  if (source == NULL)
    return NULL;

  builder = g_strv_builder_new ();
  names = sbx_variables_dup_names (sbx_console_get_variables (source->console),
                                   sbx_endpoint_get_id (source->endpoint));
  g_strv_builder_addv (builder, (const char **) names);
  builtins = sbx_template_list_builtins (&n);
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder,
                        g_str_equal (builtins[i].name, "pick") ? builtins[i].example : builtins[i].name);
  return g_strv_builder_end (builder);
}

const char *
sbx_placeholders_find_prefix (const char *text)
{
  const char *open = g_strrstr (text, "{{");
  gsize length = open != NULL ? strlen (open + 2) : 0;

  if (open == NULL || length > SBX_TEMPLATE_MAX_NAME || strpbrk (open + 2, "{}\"\n") != NULL)
    return NULL;
  /* A backslash makes them plain braces. */
  return open > text && open[-1] == '\\' ? NULL : open + 2;
}

/* --- a name in the list of an editor ------------------------------------------------------- */

#define SBX_TYPE_PLACEHOLDER_PROPOSAL (sbx_placeholder_proposal_get_type ())
G_DECLARE_FINAL_TYPE (SbxPlaceholderProposal, sbx_placeholder_proposal, SBX, PLACEHOLDER_PROPOSAL, GObject)

struct _SbxPlaceholderProposal
{
  GObject parent_instance;

  char *name;
};

static char *
sbx_placeholder_proposal_get_typed_text (GtkSourceCompletionProposal *proposal)
{
  return g_strdup (SBX_PLACEHOLDER_PROPOSAL (proposal)->name);
}

static void
sbx_placeholder_proposal_init_iface (GtkSourceCompletionProposalInterface *iface)
{
  iface->get_typed_text = sbx_placeholder_proposal_get_typed_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxPlaceholderProposal,
                               sbx_placeholder_proposal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL,
                                                      sbx_placeholder_proposal_init_iface))

static void
sbx_placeholder_proposal_finalize (GObject *object)
{
  g_free (SBX_PLACEHOLDER_PROPOSAL (object)->name);

  G_OBJECT_CLASS (sbx_placeholder_proposal_parent_class)->finalize (object);
}

static void
sbx_placeholder_proposal_class_init (SbxPlaceholderProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_placeholder_proposal_finalize;
}

static void
sbx_placeholder_proposal_init (SbxPlaceholderProposal *self)
{
}

/* --- what an editor asks --------------------------------------------------------------------- */

#define SBX_TYPE_PLACEHOLDER_PROVIDER (sbx_placeholder_provider_get_type ())
G_DECLARE_FINAL_TYPE (SbxPlaceholderProvider, sbx_placeholder_provider, SBX, PLACEHOLDER_PROVIDER, GObject)

struct _SbxPlaceholderProvider
{
  GObject parent_instance;
};

/* What is typed of a name before the cursor; @start: where it begins. (transfer full) (nullable) */
static char *
dup_prefix (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *cursor)
{
  g_autofree char *line = NULL;
  const char *prefix;

  gtk_text_buffer_get_iter_at_mark (buffer, cursor, gtk_text_buffer_get_insert (buffer));
  *start = *cursor;
  gtk_text_iter_set_line_offset (start, 0);
  line = gtk_text_iter_get_slice (start, cursor);
  prefix = sbx_placeholders_find_prefix (line);
  if (prefix == NULL)
    return NULL;
  *start = *cursor;
  gtk_text_iter_backward_chars (start, (int) g_utf8_strlen (prefix, -1));
  return g_strdup (prefix);
}

static gboolean
matches (const char *name, const char *prefix)
{
  g_autofree char *folded_name = g_utf8_casefold (name, -1);
  g_autofree char *folded_prefix = g_utf8_casefold (prefix, -1);

  return strstr (folded_name, folded_prefix) != NULL;
}

static void
fill (GListStore *proposals, GtkWidget *view, const char *prefix)
{
  g_auto (GStrv) names = prefix != NULL ? sbx_placeholders_dup_names (view) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      SbxPlaceholderProposal *proposal;

      if (!matches (names[i], prefix))
        continue;
      proposal = g_object_new (SBX_TYPE_PLACEHOLDER_PROPOSAL, NULL);
      proposal->name = g_strdup (names[i]);
      g_ptr_array_add (found, proposal);
    }
  g_list_store_splice (proposals, 0, g_list_model_get_n_items (G_LIST_MODEL (proposals)), found->pdata,
                       found->len);
}

static void
sbx_placeholder_provider_populate_async (GtkSourceCompletionProvider *provider,
                                         GtkSourceCompletionContext *context,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  g_autoptr (GListStore) proposals = g_list_store_new (SBX_TYPE_PLACEHOLDER_PROPOSAL);
  GtkWidget *view = GTK_WIDGET (gtk_source_completion_context_get_view (context));
  GtkTextIter start, cursor;
  g_autofree char *prefix =
    dup_prefix (GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context)), &start, &cursor);

  g_task_set_source_tag (task, sbx_placeholder_provider_populate_async);
  fill (proposals, view, prefix);
  g_task_return_pointer (task, g_steal_pointer (&proposals), g_object_unref);
}

static GListModel *
sbx_placeholder_provider_populate_finish (GtkSourceCompletionProvider *provider,
                                          GAsyncResult *result,
                                          GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sbx_placeholder_provider_refilter (GtkSourceCompletionProvider *provider,
                                   GtkSourceCompletionContext *context,
                                   GListModel *model)
{
  GtkTextIter start, cursor;
  g_autofree char *prefix =
    dup_prefix (GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context)), &start, &cursor);

  fill (G_LIST_STORE (model), GTK_WIDGET (gtk_source_completion_context_get_view (context)), prefix);
}

static void
sbx_placeholder_provider_display (GtkSourceCompletionProvider *provider,
                                  GtkSourceCompletionContext *context,
                                  GtkSourceCompletionProposal *proposal,
                                  GtkSourceCompletionCell *cell)
{
  if (gtk_source_completion_cell_get_column (cell) == GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT)
    gtk_source_completion_cell_set_text (cell, SBX_PLACEHOLDER_PROPOSAL (proposal)->name);
  else
    gtk_source_completion_cell_set_text (cell, NULL);
}

static void
sbx_placeholder_provider_activate (GtkSourceCompletionProvider *provider,
                                   GtkSourceCompletionContext *context,
                                   GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  const char *name = SBX_PLACEHOLDER_PROPOSAL (proposal)->name;
  GtkTextIter start, cursor, end;
  g_autofree char *prefix = dup_prefix (buffer, &start, &cursor);
  g_autofree char *behind = NULL;
  g_autofree char *text = NULL;

  if (prefix == NULL)
    return;
  end = cursor;
  gtk_text_iter_forward_chars (&end, 2);
  behind = gtk_text_iter_get_slice (&cursor, &end);
  text = g_strconcat (name, g_str_equal (behind, "}}") ? "" : "}}", NULL);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &cursor);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static gboolean
sbx_placeholder_provider_is_trigger (GtkSourceCompletionProvider *provider,
                                     const GtkTextIter *iter,
                                     gunichar c)
{
  GtkTextIter before = *iter;

  return c == '{' && gtk_text_iter_backward_chars (&before, 2) && gtk_text_iter_get_char (&before) == '{';
}

static char *
sbx_placeholder_provider_get_title (GtkSourceCompletionProvider *provider)
{
  return g_strdup (_ ("Placeholders"));
}

static void
sbx_placeholder_provider_init_iface (GtkSourceCompletionProviderInterface *iface)
{
  iface->get_title = sbx_placeholder_provider_get_title;
  iface->is_trigger = sbx_placeholder_provider_is_trigger;
  iface->populate_async = sbx_placeholder_provider_populate_async;
  iface->populate_finish = sbx_placeholder_provider_populate_finish;
  iface->refilter = sbx_placeholder_provider_refilter;
  iface->display = sbx_placeholder_provider_display;
  iface->activate = sbx_placeholder_provider_activate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SbxPlaceholderProvider,
                               sbx_placeholder_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      sbx_placeholder_provider_init_iface))

static void
sbx_placeholder_provider_class_init (SbxPlaceholderProviderClass *klass)
{
}

static void
sbx_placeholder_provider_init (SbxPlaceholderProvider *self)
{
}

void
sbx_placeholders_attach (GtkSourceView *view)
{
  g_autoptr (SbxPlaceholderProvider) provider = NULL;

  g_return_if_fail (GTK_SOURCE_IS_VIEW (view));

  provider = g_object_new (SBX_TYPE_PLACEHOLDER_PROVIDER, NULL);
  gtk_source_completion_add_provider (gtk_source_view_get_completion (view),
                                      GTK_SOURCE_COMPLETION_PROVIDER (provider));
}

char *
sbx_placeholders_dup_before (GtkEditable *entry, const char **prefix)
{
  g_autofree char *before = gtk_editable_get_chars (entry, 0, gtk_editable_get_position (entry));

  *prefix = sbx_placeholders_find_prefix (before);
  return *prefix != NULL ? g_steal_pointer (&before) : NULL;
}

void
sbx_placeholders_complete (GtkEditable *entry, const char *prefix, const char *name)
{
  int cursor = gtk_editable_get_position (entry);
  int start = cursor - (int) g_utf8_strlen (prefix, -1);
  g_autofree char *behind = gtk_editable_get_chars (entry, cursor, -1);
  gboolean closed = g_str_has_prefix (behind, "}}");
  g_autofree char *text = g_strconcat (name, closed ? "" : "}}", NULL);

  gtk_editable_delete_text (entry, start, cursor);
  gtk_editable_insert_text (entry, text, -1, &start);
  gtk_editable_set_position (entry, start + (closed ? 2 : 0));
}
