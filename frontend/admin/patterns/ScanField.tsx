import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { useText } from '../i18n/useText';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import styles from './patterns.module.css';

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

/** https://developer.mozilla.org/docs/Web/API/Barcode_Detection_API; not in every browser. */
const detectorClass = (): (new () => Detector) | undefined =>
  (window as unknown as { BarcodeDetector?: new () => Detector }).BarcodeDetector;

interface Props {
  label: string;
  /** What was read. A scanner that is a keyboard types the code and Enter. */
  scanned: (code: string) => void;
  /** The camera goes on with the next code. */
  many?: boolean;
}

/** So long the camera looks away after a code, while the next one is held before it. */
const AWAY_MS = 1_500;

/** A code by keyboard, by a scanner that is one, or by the device's camera where the browser reads codes. */
export function ScanField({ label, scanned, many = false }: Props) {
  const t = useText();
  const [filming, setFilming] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = field.current?.value.trim();
    if (!code || !field.current) return;
    // The next scan follows at once, so the field is ready for it before anything is answered.
    field.current.value = '';
    field.current.focus();
    scanned(code);
  }

  return (
    <div className={styles.scan}>
      <form onSubmit={send}>
        <label>
          <span>{label}</span>
          <input
            ref={field}
            name="code"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="go"
          />
        </label>
        <Button type="submit">{t('scan.take')}</Button>
        {detectorClass() && (
          <Button onClick={() => setFilming(!filming)} aria-pressed={filming}>
            <Icon name="camera" /> {t(filming ? 'scan.stop' : 'scan.camera')}
          </Button>
        )}
      </form>
      {filming && (
        <Camera
          many={many}
          seen={(code) => {
            if (!many) setFilming(false);
            scanned(code);
          }}
        />
      )}
    </div>
  );
}

function Camera({ seen, many }: { seen: (code: string) => void; many: boolean }) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const found = useRef(seen);
  useEffect(() => {
    found.current = seen;
  });

  useEffect(() => {
    const Detector = detectorClass();
    let stream: MediaStream | undefined;
    let left = false;
    let timer = 0;
    async function film() {
      if (!Detector || !video.current) return;
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (left) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      const detector = new Detector();
      const look = async () => {
        const [code] = video.current ? await detector.detect(video.current) : [];
        if (left) return;
        if (code) found.current(code.rawValue);
        if (!code || many) timer = window.setTimeout(() => void look(), code ? AWAY_MS : 150);
      };
      await look();
    }
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    film().catch(() => setFailed(true));
    return () => {
      left = true;
      clearTimeout(timer);
      stop();
    };
  }, [many]);

  if (failed) return <Notice tone="warn">{t('scan.noCamera')}</Notice>;
  return <video ref={video} className={styles.camera} muted playsInline aria-label={t('scan.picture')} />;
}
