/* sbx-form-field-private.h — what the files about fields share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-field.h"

G_BEGIN_DECLS

/* So many alternatives are chosen from one within the other. */
#define SBX_FORM_MAX_LEVELS 4

typedef enum
{
  SBX_FORM_KIND_NONE,
  SBX_FORM_KIND_TEXT,
  SBX_FORM_KIND_PROSE,
  SBX_FORM_KIND_NUMBER,
  SBX_FORM_KIND_SWITCH,
  SBX_FORM_KIND_CHOICE,
  SBX_FORM_KIND_NULL,
  SBX_FORM_KIND_OBJECT,
  SBX_FORM_KIND_ARRAY,
  SBX_FORM_KIND_JSON,
  SBX_FORM_KIND_LARGE,
} SbxFormKind;

/* An alternative that was chosen, and what there was to choose from. */
typedef struct
{
  SbxFormShape *shape;
  guint choice;
  GtkWidget *drop_down; /* owned by the field's box of choosers */
  GHashTable *left;     /* of choice to char *: what the value was when another was chosen */
} SbxFormLevel;

struct _SbxFormField
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *header;
  GtkCheckButton *check;
  GtkToggleButton *expander;
  GtkLabel *title;
  GtkLabel *key_label;
  GtkLabel *badges;
  GtkLabel *preview;
  GtkWidget *count;
  GtkLabel *count_label;
  GtkBox *slot;
  GtkDropDown *kinds;
  GtkWidget *up_button;
  GtkWidget *down_button;
  GtkWidget *remove_button;
  GtkMenuButton *menu_button;
  GtkBox *choosers;
  GtkBox *body;
  GtkLabel *help;
  GtkWidget *error_box;
  GtkLabel *error_label;

  SbxForm *form;        /* unowned: it owns the fields */
  SbxFormField *parent; /* unowned, nullable */
  char *key;
  char *title_text;
  SbxFormFieldFlags flags;
  SbxFormShape *shape;    /* what the schema says of the place */
  SbxFormShape *resolved; /* nullable: the same for the value that is there */
  GPtrArray *values;      /* nullable: what there is to choose from */
  SbxFormLevel levels[SBX_FORM_MAX_LEVELS];
  guint n_levels;
  GArray *types; /* of SbxFormTypes: what is in `kinds` */

  SbxFormKind kind;
  SbxFormControl *control; /* nullable; owned by `body` or `slot` */
  gboolean present;
  gboolean expanded;
  gboolean expanded_by_user;
  gboolean as_json;
  gboolean own_edit; /* the control changes the value */
  gboolean updating;
  char *remembered; /* nullable: what it was when it was left out */
  char *loaded;     /* nullable: what is shown, where that is short */
  gboolean fresh;   /* what is shown is `loaded`, or nothing, and nothing else has changed */

  GPtrArray *errors; /* of char * */
  guint n_below;
};

/* What does not change with the value. */
void sbx_form_field_update_title (SbxFormField *self);

void sbx_form_field_choose_control (SbxFormField *self, const MbmJsonValue *value);
gboolean sbx_form_field_is_container (SbxFormField *self);
void sbx_form_field_clear_levels (SbxFormField *self, guint from);
void sbx_form_field_update_choosers (SbxFormField *self);
void sbx_form_field_update_kinds (SbxFormField *self, const MbmJsonValue *value);
void sbx_form_field_on_kind_selected (SbxFormField *self);
void sbx_form_field_update_actions (SbxFormField *self);
void sbx_form_field_describe_input (SbxFormField *self);
char *sbx_form_field_dup_json (SbxFormField *self);
void sbx_form_field_replace (SbxFormField *self, const char *json);

void sbx_form_field_install_actions (GtkWidgetClass *widget_class);
void sbx_form_field_make_menu (GtkMenuButton *button, gpointer user_data);

G_END_DECLS
