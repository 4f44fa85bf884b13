/** All messages, for types and tests; pages load those of their areas (`learn`). */
import catalogue from './messages/en/catalogue.json';
import cancelling from './messages/en/cancelling.json';
import content from './messages/en/content.json';
import customers from './messages/en/customers.json';
import documents from './messages/en/documents.json';
import frame from './messages/en/frame.json';
import fulfilment from './messages/en/fulfilment.json';
import home from './messages/en/home.json';
import integrations from './messages/en/integrations.json';
import ops from './messages/en/ops.json';
import jobs from './messages/en/jobs.json';
import letters from './messages/en/letters.json';
import notes from './messages/en/notes.json';
import order from './messages/en/order.json';
import orders from './messages/en/orders.json';
import patterns from './messages/en/patterns.json';
import people from './messages/en/people.json';
import product from './messages/en/product.json';
import returns from './messages/en/returns.json';
import stocktaking from './messages/en/stocktaking.json';
import transfers from './messages/en/transfers.json';

export default {
  ...frame,
  ...patterns,
  ...catalogue,
  ...cancelling,
  ...content,
  ...customers,
  ...documents,
  ...fulfilment,
  ...home,
  ...integrations,
  ...ops,
  ...jobs,
  ...letters,
  ...notes,
  ...order,
  ...orders,
  ...people,
  ...product,
  ...returns,
  ...transfers,
  ...stocktaking,
};
