import catalogue from './messages/ar/catalogue.json';
import fulfilment from './messages/ar/fulfilment.json';
import stocktaking from './messages/ar/stocktaking.json';
import frame from './messages/ar/frame.json';
import ops from './messages/ar/ops.json';
import order from './messages/ar/order.json';
import orders from './messages/ar/orders.json';
import patterns from './messages/ar/patterns.json';
import people from './messages/ar/people.json';
import product from './messages/ar/product.json';

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
