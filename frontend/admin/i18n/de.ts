import catalogue from './messages/de/catalogue.json';
import fulfilment from './messages/de/fulfilment.json';
import stocktaking from './messages/de/stocktaking.json';
import frame from './messages/de/frame.json';
import ops from './messages/de/ops.json';
import order from './messages/de/order.json';
import orders from './messages/de/orders.json';
import patterns from './messages/de/patterns.json';
import people from './messages/de/people.json';
import product from './messages/de/product.json';

export default {
  ...frame,
  ...patterns,
  ...catalogue,
  ...orders,
  ...people,
  ...ops,
  ...fulfilment,
  ...stocktaking,
};
export default { ...frame, ...patterns, ...catalogue, ...orders, ...order, ...people, ...ops };
export default { ...frame, ...patterns, ...catalogue, ...orders, ...people, ...ops, ...product };
