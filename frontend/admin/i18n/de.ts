import catalogue from './messages/de/catalogue.json';
import frame from './messages/de/frame.json';
import integrations from './messages/de/integrations.json';
import ops from './messages/de/ops.json';
import orders from './messages/de/orders.json';
import patterns from './messages/de/patterns.json';
import people from './messages/de/people.json';

export default { ...frame, ...patterns, ...catalogue, ...orders, ...people, ...integrations, ...ops };
