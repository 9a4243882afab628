/* bench-wire.h — the bytes that the load and the servers of the benchmarks agree on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* Every load masks with this, so that a frame is masked once and not each time it is sent. */
#define BENCH_MASK         \
  {                        \
    0x5a, 0x12, 0xc3, 0x7e \
  }
/* A client's frame of 126 to 65,535 bytes: two bytes, two of length, four of mask. */
#define BENCH_HEADER_SIZE 8

/* A request's id begins with its number, in so many digits; nothing else of a frame ever changes. */
#define BENCH_ID_DIGITS     8
#define BENCH_ID_REST       "-4c1d-8e6a-2f5b9d7a3c10"
#define BENCH_REQUEST_START "{\"type\":\"request\",\"requestId\":\""
#define BENCH_ANSWER_START  "{\"type\":\"response\",\"requestId\":\""
#define BENCH_ANSWER_MIDDLE "\",\"success\":true,\"data\":"
#define BENCH_EVENT_START   "{\"type\":\"event\",\"event\":\"orderCreated\""

/* What getOrderDetails answers, and what createOrder tells everybody: as long as the demo's. */
#define BENCH_ORDER                                            \
  "{\"orderId\":\"order-123\",\"customerId\":\"customer-42\"," \
  "\"items\":[{\"productId\":\"keyboard\",\"quantity\":1,"     \
  "\"price\":89.9},{\"productId\":\"cable\",\"quantity\":3,"   \
  "\"price\":7.5}],\"total\":112.4,\"status\":\"shipped\","    \
  "\"createdAt\":1700000000000}"
#define BENCH_CREATED                                           \
  "{\"orderId\":\"order-1001\",\"customerId\":\"customer-42\"," \
  "\"amount\":89.9,\"timestamp\":1700000000000}"
