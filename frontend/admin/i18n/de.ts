import catalogue from './messages/de/catalogue.json';
import content from './messages/de/content.json';
import customers from './messages/de/customers.json';
import frame from './messages/de/frame.json';
import fulfilment from './messages/de/fulfilment.json';
import home from './messages/de/home.json';
import integrations from './messages/de/integrations.json';
import ops from './messages/de/ops.json';
import order from './messages/de/order.json';
import orders from './messages/de/orders.json';
import patterns from './messages/de/patterns.json';
import people from './messages/de/people.json';
import product from './messages/de/product.json';
import stocktaking from './messages/de/stocktaking.json';

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
