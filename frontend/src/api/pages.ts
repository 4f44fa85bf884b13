import { answer, api } from './client';
import type { TextPage } from './types';

export function getPage(slug: string, signal?: AbortSignal): Promise<TextPage> {
  return answer(api().GET('/pages/{slug}', { params: { path: { slug } }, signal }));
}
