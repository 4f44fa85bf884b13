import catalogue from './messages/ar/catalogue.json';
import content from './messages/ar/content.json';
import customers from './messages/ar/customers.json';
import frame from './messages/ar/frame.json';
import fulfilment from './messages/ar/fulfilment.json';
import home from './messages/ar/home.json';
import integrations from './messages/ar/integrations.json';
import ops from './messages/ar/ops.json';
import order from './messages/ar/order.json';
import orders from './messages/ar/orders.json';
import patterns from './messages/ar/patterns.json';
import people from './messages/ar/people.json';
import product from './messages/ar/product.json';
import stocktaking from './messages/ar/stocktaking.json';

export default {
  ...frame,
  ...patterns,
  ...catalogue,
  ...content,
  ...customers,
  ...fulfilment,
  ...home,
  ...integrations,
  ...ops,
  ...order,
  ...orders,
  ...people,
  ...product,
  ...stocktaking,
};
