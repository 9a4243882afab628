// SPDX-FileCopyrightText: The Signalbox authors
// SPDX-License-Identifier: GPL-3.0-or-later

/** The demo: an order service. Each request is a function of the payload and of who asks. */
import { MessagingError, isObject } from './frames.mjs';

const STREAM_LENGTH = 10;
const STREAM_INTERVAL_MS = 20;

/** @param {number} amount */
const cents = (amount) => Math.round(amount * 100) / 100;

/**
 * @param {unknown} items
 * @param {boolean} whole whether each needs a product and a quantity as well
 */
function checkItems(items, whole) {
  if (!Array.isArray(items)) throw new MessagingError('INVALID_PAYLOAD', 'items must be an array');

  items.forEach((item, index) => {
    if (!isObject(item) || typeof item.price !== 'number' || item.price < 0) {
      throw new MessagingError('INVALID_PAYLOAD', `items[${index}].price must be a number that is not negative`);
    }
    if (whole && (typeof item.productId !== 'string' || !Number.isInteger(item.quantity) || item.quantity < 1)) {
      throw new MessagingError('INVALID_PAYLOAD', `items[${index}] needs a productId and a quantity from 1`);
    }
  });
  return items;
}

export class OrderService {
  #orders = new Map();
  #nextOrder = 1001;
  #nextStream = 1;

  /** Users by name. */
  users = {
    admin: { password: 'secret123', roles: ['admin'] },
    viewer: { password: 'viewer123', roles: ['viewer'] },
  };

  constructor() {
    const items = [
      { productId: 'keyboard', quantity: 1, price: 89.9 },
      { productId: 'cable', quantity: 3, price: 7.5 },
    ];
    this.#add('order-123', 'customer-42', items, 'shipped');
  }

  /** The handlers, by the names of their requests. */
  get requests() {
    return {
      getOrderDetails: ({ orderId }) => this.#find(orderId),
      createOrder: (payload, call) => this.#create(payload, call),
      cancelOrder: (payload, call) => this.#cancel(payload, call),
      calculateTotal: ({ items }) => ({
        total: cents(checkItems(items, false).reduce((sum, { price }) => sum + price, 0)),
      }),
      startStream: (payload, call) => this.#stream(payload, call),
    };
  }

  #add(orderId, customerId, items, status) {
    const total = cents(items.reduce((sum, { price, quantity }) => sum + price * quantity, 0));
    const order = { orderId, customerId, items, total, status, createdAt: Date.now() };
    this.#orders.set(orderId, order);
    return order;
  }

  #find(orderId) {
    if (typeof orderId !== 'string' || !/^order-[0-9]+$/.test(orderId)) {
      throw new MessagingError('INVALID_ORDER_ID', 'orderId must be a string like order-123');
    }
    const order = this.#orders.get(orderId);
    if (!order) throw new MessagingError('ORDER_NOT_FOUND', `There is no order ${orderId}`);
    return order;
  }

  #create({ customerId, items }, { server }) {
    if (typeof customerId !== 'string' || customerId === '') {
      throw new MessagingError('INVALID_PAYLOAD', 'customerId must be a string that is not empty');
    }
    const order = this.#add(`order-${this.#nextOrder++}`, customerId, checkItems(items, true), 'pending');
    const { orderId, total: amount, createdAt: timestamp } = order;
    setImmediate(() => server.broadcast('orderCreated', { orderId, customerId, amount, timestamp }));
    return order;
  }

  #cancel({ orderId }, { server, user }) {
    if (!user) throw new MessagingError('UNAUTHORIZED', 'Log in as a user with the role admin to cancel an order');
    if (!user.roles.includes('admin')) throw new MessagingError('FORBIDDEN', 'Only the role admin may cancel an order');

    const order = this.#find(orderId);
    const cancelledAt = Date.now();
    order.status = 'cancelled';
    setImmediate(() =>
      server.broadcast('orderStatusUpdated', { orderId, status: order.status, updatedAt: cancelledAt }),
    );
    return { success: true, orderId, cancelledAt };
  }

  #stream({ query }, { server, clientId }) {
    if (typeof query !== 'string') throw new MessagingError('INVALID_PAYLOAD', 'query must be a string');

    const streamId = `stream-${this.#nextStream++}`;
    let index = 0;
    const timer = setInterval(() => {
      const more = index < STREAM_LENGTH;
      const data = { index, text: `Result ${index + 1} for ${query}` };
      const sent = more
        ? server.send(clientId, 'streamData', { streamId, data })
        : server.send(clientId, 'streamEnd', { streamId });
      index++;
      if (!more || !sent) clearInterval(timer);
    }, STREAM_INTERVAL_MS);
    return streamId;
  }
}
