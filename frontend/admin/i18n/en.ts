import catalogue from './messages/en/catalogue.json';
import fulfilment from './messages/en/fulfilment.json';
import stocktaking from './messages/en/stocktaking.json';
import frame from './messages/en/frame.json';
import ops from './messages/en/ops.json';
import order from './messages/en/order.json';
import orders from './messages/en/orders.json';
import patterns from './messages/en/patterns.json';
import people from './messages/en/people.json';
import product from './messages/en/product.json';

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
