import catalogue from './messages/en/catalogue.json';
import customers from './messages/en/customers.json';
import frame from './messages/en/frame.json';
import home from './messages/en/home.json';
import ops from './messages/en/ops.json';
import orders from './messages/en/orders.json';
import patterns from './messages/en/patterns.json';
import people from './messages/en/people.json';

export default { ...frame, ...patterns, ...catalogue, ...customers, ...home, ...orders, ...people, ...ops };
