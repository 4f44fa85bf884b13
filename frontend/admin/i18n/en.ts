/** All messages, for types and tests; pages load those of their areas (`learn`). */
import again from './messages/en/again.json';
import carrying from './messages/en/carrying.json';
import catalogue from './messages/en/catalogue.json';
import cancelling from './messages/en/cancelling.json';
import content from './messages/en/content.json';
import customers from './messages/en/customers.json';
import delivery from './messages/en/delivery.json';
import disputes from './messages/en/disputes.json';
import documents from './messages/en/documents.json';
import drafts from './messages/en/drafts.json';
import files from './messages/en/files.json';
import frame from './messages/en/frame.json';
import editing from './messages/en/editing.json';
import fulfilment from './messages/en/fulfilment.json';
import giftCards from './messages/en/giftCards.json';
import groups from './messages/en/groups.json';
import home from './messages/en/home.json';
import integrations from './messages/en/integrations.json';
import ops from './messages/en/ops.json';
import jobs from './messages/en/jobs.json';
import locations from './messages/en/locations.json';
import markets from './messages/en/markets.json';
import letters from './messages/en/letters.json';
import notes from './messages/en/notes.json';
import order from './messages/en/order.json';
import orders from './messages/en/orders.json';
import patterns from './messages/en/patterns.json';
import people from './messages/en/people.json';
import product from './messages/en/product.json';
import promotions from './messages/en/promotions.json';
import returns from './messages/en/returns.json';
import stocktaking from './messages/en/stocktaking.json';
import taxes from './messages/en/taxes.json';
import taxReport from './messages/en/taxReport.json';
import transfers from './messages/en/transfers.json';
import withdrawals from './messages/en/withdrawals.json';

export default {
  ...frame,
  ...patterns,
  ...again,
  ...carrying,
  ...catalogue,
  ...cancelling,
  ...content,
  ...customers,
  ...delivery,
  ...disputes,
  ...documents,
  ...drafts,
  ...editing,
  ...files,
  ...fulfilment,
  ...giftCards,
  ...groups,
  ...home,
  ...integrations,
  ...ops,
  ...jobs,
  ...letters,
  ...locations,
  ...markets,
  ...notes,
  ...order,
  ...orders,
  ...people,
  ...product,
  ...promotions,
  ...returns,
  ...taxes,
  ...taxReport,
  ...transfers,
  ...withdrawals,
  ...stocktaking,
};
