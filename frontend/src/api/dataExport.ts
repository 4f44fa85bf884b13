import { answer, api } from './client';
import type { DataExport } from './types';

export const getDataExport = (signal?: AbortSignal): Promise<DataExport> =>
  answer(api().GET('/me/export', { signal }));
export const askForDataExport = (): Promise<DataExport> => answer(api().POST('/me/export'));
