/* sbx-contract-file.c — a contract on a disk, watched
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-contract-file.h"
#include "sbx-contract-text.h"

struct _SbxContractFile
{
  GObject parent_instance;

  GFile *file;
  GFileMonitor *monitor;
  GCancellable *cancellable; /* of a reading that is under way */
  gboolean again;            /* it changed meanwhile */
  MbmContract *contract;
  GPtrArray *faults;
  char *problem;
  gboolean loading;
};

/* What a reading has found; the faults are NULL where there was nothing to read. */
typedef struct
{
  MbmContract *contract;
  GPtrArray *faults;
  GError *error;
} Reading;

enum
{
  PROP_0,
  PROP_FILE,
  PROP_CONTRACT,
  PROP_FAULTS,
  PROP_PROBLEM,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxContractFile, sbx_contract_file, G_TYPE_OBJECT)

static void start_reading (SbxContractFile *self);

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->contract, mbm_contract_unref);
  g_clear_pointer (&reading->faults, g_ptr_array_unref);
  g_clear_error (&reading->error);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->contract = sbx_contract_text_read_file (task_data, cancellable, &reading->faults, &reading->error);
  g_task_return_pointer (task, reading, reading_free);
}

static GPtrArray *
no_faults (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_fault_unref);
}

static gboolean
is_same_contract (MbmContract *a, MbmContract *b)
{
  return a != NULL && b != NULL && g_bytes_equal (mbm_contract_get_bytes (a), mbm_contract_get_bytes (b));
}

static void
take_reading (SbxContractFile *self, Reading *reading)
{
  g_object_freeze_notify (G_OBJECT (self));

  g_clear_pointer (&self->problem, g_free);
  if (reading->error != NULL)
    self->problem = g_strdup (reading->error->message);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  self->faults = reading->faults != NULL ? g_ptr_array_ref (reading->faults) : no_faults ();
  self->loading = FALSE;
  if (reading->contract != NULL && !is_same_contract (self->contract, reading->contract))
    {
      g_clear_pointer (&self->contract, mbm_contract_unref);
      self->contract = mbm_contract_ref (reading->contract);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTRACT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAULTS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);

  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxContractFile) self = user_data;
  Reading *reading = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled: there is nobody left who wants to know. */
  if (reading == NULL)
    return;

  g_clear_object (&self->cancellable);
  if (self->again)
    start_reading (self);
  else
    take_reading (self, reading);
  reading_free (reading);
}

/* The task holds a reference, so that a reading ends before we do. */
static void
start_reading (SbxContractFile *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->cancellable != NULL)
    {
      self->again = TRUE;
      return;
    }

  self->again = FALSE;
  self->cancellable = g_cancellable_new ();
  /* Not the task's source: the thread may be the last to let go of that. */
  task = g_task_new (NULL, self->cancellable, on_read, g_object_ref (self));
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, g_object_ref (self->file), g_object_unref);
  g_task_run_in_thread (task, read_in_thread);
}

static void
on_file_changed (SbxContractFile *self,
                 GFile *file,
                 GFile *other,
                 GFileMonitorEvent event,
                 GFileMonitor *monitor)
{
  /* Many editors write another file and rename it. What is half written is followed by a hint that it is
   * done. */
  if (event != G_FILE_MONITOR_EVENT_CHANGED && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    start_reading (self);
}

static void
sbx_contract_file_constructed (GObject *object)
{
  SbxContractFile *self = SBX_CONTRACT_FILE (object);

  G_OBJECT_CLASS (sbx_contract_file_parent_class)->constructed (object);

  /* Where nothing can be watched the file is read once. */
  self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (self->monitor, 100);
      g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self,
                               G_CONNECT_SWAPPED);
    }
  start_reading (self);
}

static void
sbx_contract_file_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxContractFile *self = SBX_CONTRACT_FILE (object);

  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_CONTRACT:
      g_value_set_boxed (value, self->contract);
      break;
    case PROP_FAULTS:
      g_value_set_boxed (value, self->faults);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_contract_file_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxContractFile *self = SBX_CONTRACT_FILE (object);

  switch (prop_id)
    {
    case PROP_FILE:
      self->file = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_contract_file_finalize (GObject *object)
{
  SbxContractFile *self = SBX_CONTRACT_FILE (object);

  g_clear_object (&self->monitor);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_pointer (&self->contract, mbm_contract_unref);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self->problem);

  G_OBJECT_CLASS (sbx_contract_file_parent_class)->finalize (object);
}

static void
sbx_contract_file_class_init (SbxContractFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sbx_contract_file_constructed;
  object_class->get_property = sbx_contract_file_get_property;
  object_class->set_property = sbx_contract_file_set_property;
  object_class->finalize = sbx_contract_file_finalize;

  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTRACT] = g_param_spec_boxed ("contract", NULL, NULL, MBM_TYPE_CONTRACT, read_only);
  properties[PROP_FAULTS] = g_param_spec_boxed ("faults", NULL, NULL, G_TYPE_PTR_ARRAY, read_only);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, read_only);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_CONTRACT_FILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_contract_file_init (SbxContractFile *self)
{
  self->faults = no_faults ();
  self->loading = TRUE;
}

/**
 * sbx_contract_file_new:
 * @file: a file, which need not be there yet
 *
 * Begins to read a contract and to watch its file.
 *
 * Returns: (transfer full): the contract's file
 */
SbxContractFile *
sbx_contract_file_new (GFile *file)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  return g_object_new (SBX_TYPE_CONTRACT_FILE, "file", file, NULL);
}

/**
 * sbx_contract_file_get_file:
 *
 * Returns: (transfer none): where it is
 */
GFile *
sbx_contract_file_get_file (SbxContractFile *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_FILE (self), NULL);

  return self->file;
}

/**
 * sbx_contract_file_get_contract:
 *
 * Returns: (transfer none) (nullable): the contract as it could be read last
 */
MbmContract *
sbx_contract_file_get_contract (SbxContractFile *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_FILE (self), NULL);

  return self->contract;
}

/**
 * sbx_contract_file_get_faults:
 *
 * Returns: (transfer none) (element-type MbmFault): what is wrong with the file, and what looks wrong
 */
GPtrArray *
sbx_contract_file_get_faults (SbxContractFile *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_FILE (self), NULL);

  return self->faults;
}

/**
 * sbx_contract_file_get_problem:
 *
 * Returns: (nullable): why the file is no contract now: line, column and what
 */
const char *
sbx_contract_file_get_problem (SbxContractFile *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_FILE (self), NULL);

  return self->problem;
}

/**
 * sbx_contract_file_get_loading:
 *
 * Returns: whether it has not been read yet
 */
gboolean
sbx_contract_file_get_loading (SbxContractFile *self)
{
  g_return_val_if_fail (SBX_IS_CONTRACT_FILE (self), FALSE);

  return self->loading;
}
