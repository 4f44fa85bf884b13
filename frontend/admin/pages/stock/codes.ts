import { answer, api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { isProblem } from '../../../src/api/problem';

export type Level = components['schemas']['StockLevelView'];

/** The stock of the SKUs that have this barcode. */
export const byBarcode = async (code: string): Promise<Level[]> =>
  (await answer(api().GET('/admin/stock/by-barcode/{code}', { params: { path: { code } } }))).items;

async function bySku(sku: string): Promise<Level[]> {
  try {
    const params = { path: { sku }, query: { limit: 1 } };
    return [await answer(api().GET('/admin/stock/{sku}', { params }))];
  } catch (error) {
    if (isProblem(error) && error.status === 404) return [];
    throw error;
  }
}

/** The stock of what was scanned: of the SKU, or of the SKUs with this barcode. */
export async function levelsOf(code: string): Promise<Level[]> {
  const found = await bySku(code);
  return found.length > 0 ? found : byBarcode(code);
}
