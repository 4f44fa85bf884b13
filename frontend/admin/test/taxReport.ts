import type { components } from '../../src/api/schema';
import { eur } from '../../src/test/data';

type Schemas = components['schemas'];
type Row = Schemas['TaxRowView'];
const sek = (amount: number) => ({ amount, currency: 'SEK' });

export const OSS_ROW: Row = {
  scheme: 'oss',
  place: 'FR',
  rate: 2000,
  category: 'S',
  supply: 'goods',
  corrects: '',
  net: eur(100_000),
  tax: eur(20_000),
  documents: 12,
  euros: { net: eur(100_000), tax: eur(20_000) },
};

export const TAX_REPORT: Schemas['TaxReportView'] = {
  period: '2026-Q4',
  rows: [
    OSS_ROW,
    { ...OSS_ROW, place: 'SE', rate: 2500, net: sek(40_000), tax: sek(10_000), documents: 1, euros: null },
    { ...OSS_ROW, scheme: 'domestic', place: 'DE', rate: 1900, net: eur(50_000), tax: eur(9_500) },
    {
      ...{ ...OSS_ROW, scheme: 'export', place: 'CH', rate: 0, category: 'G', net: eur(7000), tax: eur(0) },
      euros: { net: eur(7000), tax: eur(0) },
    },
  ],
  corrections: [
    {
      ...{ ...OSS_ROW, rate: 0, category: '', supply: '', corrects: '2026-Q3', net: eur(-1000) },
      ...{ tax: eur(-200), documents: 1, euros: { net: eur(-1000), tax: eur(-200) } },
    },
  ],
  exchange_rates: [],
  wanting: ['SEK'],
  to_pay: null,
  invoices_wait: false,
};

export const TAX_BUSINESS: Schemas['StatedBusinessView'] = {
  vat_number: 'FR40303265045',
  supply: 'goods',
  net: eur(150_000),
  net_in_euros: eur(150_000),
};
