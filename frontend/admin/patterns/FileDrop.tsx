import { useRef, useState } from 'react';
import { isAbort } from '../../src/api/problem';
import { formatNumber } from '../i18n/language';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { ErrorNotice, Notice } from '../ui/Notice';
import styles from './patterns.module.css';
import { sendFile, UploadFailed, type Upload } from './upload';

interface Props {
  label: string;
  /** As the `accept` of a file input: ".csv,text/csv"; empty for any file. */
  accept: string;
  maxBytes: number;
  /** Several at a time, sent one after the other; the first that is refused ends it. */
  many?: boolean;
  /** Asks the API where the file goes; without it, it goes nowhere but to `done`. */
  prepare?: (file: File) => Promise<Upload>;
  /** The file is there. */
  done: (file: File) => Promise<void> | void;
}

const fits = (file: File, accept: string): boolean =>
  accept === '' ||
  accept
    .split(',')
    .some((kind) =>
      kind.startsWith('.')
        ? file.name.toLowerCase().endsWith(kind)
        : kind.endsWith('/*')
          ? file.type.startsWith(kind.slice(0, -1))
          : file.type === kind,
    );

/** A file by drag and drop or from a dialog, sent straight to the bucket with its progress. */
export function FileDrop({ label, accept, maxBytes, many = false, prepare, done }: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [share, setShare] = useState<number>();
  const [error, setError] = useState<unknown>();
  const [refused, setRefused] = useState('');
  const sending = useRef<AbortController>(undefined);

  async function takeAll(files: FileList | File[] | null) {
    if (share !== undefined) return;
    setError(undefined);
    setRefused('');
    for (const file of [...(files ?? [])].slice(0, many ? undefined : 1)) if (!(await take(file))) return;
  }

  /** Answers whether the file is there. */
  async function take(file: File): Promise<boolean> {
    if (!fits(file, accept)) {
      setRefused(t('file.kind', { accept }));
      return false;
    }
    if (file.size > maxBytes) {
      setRefused(t('file.large', { megabytes: Math.floor(maxBytes / 1e6) }));
      return false;
    }
    sending.current = new AbortController();
    setShare(0);
    try {
      if (prepare) await sendFile(await prepare(file), file, setShare, sending.current.signal);
      await done(file);
      return true;
    } catch (failure) {
      if (failure instanceof UploadFailed) setRefused(t('file.failed'));
      else if (!isAbort(failure)) setError(failure);
      return false;
    } finally {
      setShare(undefined);
      if (input.current) input.current.value = '';
    }
  }

  return (
    <div>
      {/* The button inside does the same for keyboards. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void takeAll(event.dataTransfer.files);
        }}
      >
        <Icon name="upload" size={24} />
        {share === undefined ? (
          <>
            <span>{label}</span>
            <Button onClick={() => input.current?.click()}>{t('file.choose')}</Button>
          </>
        ) : (
          <>
            <progress value={share} aria-label={label} />
            <span>{formatNumber(share, { style: 'percent' })}</span>
            <Button onClick={() => sending.current?.abort()}>{t('file.stop')}</Button>
          </>
        )}
        <input
          ref={input}
          type="file"
          accept={accept || undefined}
          hidden
          multiple={many}
          aria-label={label}
          onChange={(event) => void takeAll(event.target.files)}
        />
      </div>
      {refused && <Notice tone="bad">{refused}</Notice>}
      {Boolean(error) && <ErrorNotice error={error} title={t('error.failed')} />}
    </div>
  );
}
