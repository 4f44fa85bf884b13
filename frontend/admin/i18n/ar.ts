import catalogue from './messages/ar/catalogue.json';
import customers from './messages/ar/customers.json';
import frame from './messages/ar/frame.json';
import home from './messages/ar/home.json';
import ops from './messages/ar/ops.json';
import orders from './messages/ar/orders.json';
import patterns from './messages/ar/patterns.json';
import people from './messages/ar/people.json';

export default { ...frame, ...patterns, ...catalogue, ...customers, ...home, ...orders, ...people, ...ops };
