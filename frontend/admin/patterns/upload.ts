/** Where a file goes: a form that the API has signed (docs/decisions/0035-headers-uploads-and-secrets.md). */
export interface Upload {
  url: string;
  fields: Record<string, string>;
}

export class UploadFailed extends Error {
  override name = 'UploadFailed';

  constructor(readonly status: number) {
    super(`the upload was answered with ${status}`);
  }
}

/** Sends the file and says how far it is; XMLHttpRequest, as fetch tells no progress of what it sends. */
export function sendFile(
  { url, fields }: Upload,
  file: File,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file); // S3 takes the file last: what comes after it is not looked at
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new UploadFailed(request.status));
    });
    request.addEventListener('error', () => reject(new UploadFailed(0)));
    request.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
