import catalogue from './messages/de/catalogue.json';
import customers from './messages/de/customers.json';
import frame from './messages/de/frame.json';
import home from './messages/de/home.json';
import ops from './messages/de/ops.json';
import orders from './messages/de/orders.json';
import patterns from './messages/de/patterns.json';
import people from './messages/de/people.json';

export default { ...frame, ...patterns, ...catalogue, ...customers, ...home, ...orders, ...people, ...ops };
