const loading = new Map<string, Promise<void>>();

/** Loads another site's script, once; a try that failed may be repeated. */
export function loadScript(url: string, failure: string): Promise<void> {
  const found = loading.get(url);
  if (found) return found;
  const load = new Promise<void>((resolve, reject) => {
    const tag = document.createElement('script');
    tag.src = url;
    tag.onload = () => resolve();
    tag.onerror = () => {
      loading.delete(url);
      tag.remove();
      reject(new Error(failure));
    };
    document.head.append(tag);
  });
  loading.set(url, load);
  return load;
}
