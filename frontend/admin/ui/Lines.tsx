import styles from './ui.module.css';

/** Lines below each other, in whatever script each is, without marks before them. */
export function Lines({ of }: { of: string[] }) {
  return (
    <ul className={styles.lines}>
      {of.map((line) => (
        <li key={line}>
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}
