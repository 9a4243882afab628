/* mbm-function-middleware.h — middleware made of functions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"

G_BEGIN_DECLS

#define MBM_TYPE_FUNCTION_MIDDLEWARE (mbm_function_middleware_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmFunctionMiddleware, mbm_function_middleware, MBM, FUNCTION_MIDDLEWARE, MbmMiddleware)

typedef void (*MbmMiddlewareRequestFunc) (MbmMiddleware *middleware,
                                          MbmServerRequest *request,
                                          gpointer user_data);
typedef void (*MbmMiddlewareAnswerFunc) (MbmMiddleware *middleware,
                                         MbmServerRequest *request,
                                         MbmServerAnswer *answer,
                                         gpointer user_data);
typedef void (*MbmMiddlewareEventFunc) (MbmMiddleware *middleware, MbmServerEvent *event, gpointer user_data);

MBM_AVAILABLE_IN_ALL
MbmFunctionMiddleware *mbm_function_middleware_new (void);

MBM_AVAILABLE_IN_ALL
void mbm_function_middleware_set_request_func (MbmFunctionMiddleware *self,
                                               MbmMiddlewareRequestFunc func,
                                               gpointer user_data,
                                               GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
void mbm_function_middleware_set_answer_func (MbmFunctionMiddleware *self,
                                              MbmMiddlewareAnswerFunc func,
                                              gpointer user_data,
                                              GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
void mbm_function_middleware_set_event_func (MbmFunctionMiddleware *self,
                                             MbmMiddlewareEventFunc func,
                                             gpointer user_data,
                                             GDestroyNotify destroy);

G_END_DECLS
