import { Component, type ReactNode } from 'react';
import { randomId } from '../../src/lib/ids';
import { errorText, text } from '../i18n/language';
import { Button } from '../ui/Button';
import { Blank, Reference } from '../ui/Notice';
import { referenceOf } from '../../src/api/problem';
import styles from '../ui/ui.module.css';

interface State {
  error: Error | null;
  reference: string;
}

/** Catches what a page throws while it is drawn. What is told is enough to find it: in the logs, or in the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, reference: '' };

  static getDerivedStateFromError(error: Error): State {
    return { error, reference: referenceOf(error) ?? randomId() };
  }

  override componentDidCatch(error: Error) {
    console.error(this.state.reference, error);
  }

  override render() {
    const { error, reference } = this.state;
    if (!error) return this.props.children;
    return (
      <main id="main" role="alert">
        <Blank
          alone
          icon="warning"
          title={text('error.drawn')}
          actions={<Button onClick={() => window.location.reload()}>{text('frame.reload')}</Button>}
        >
          <p className="muted">{errorText(error)}</p>
          {referenceOf(error) ? (
            <Reference of={error} />
          ) : (
            <p className={styles.reference}>{text('error.reference', { reference })}</p>
          )}
        </Blank>
      </main>
    );
  }
}
