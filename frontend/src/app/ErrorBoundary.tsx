import { Component, type ReactNode } from 'react';
import { Blank } from '../components/Notice';
import { Button } from '../components/Button';

/** Catches what a page throws while rendering (a code chunk that did not load, or a mistake of ours). */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <main id="main" className="page" role="alert">
        <Blank
          icon="warning"
          title="This page did not open"
          actions={
            <>
              <Button onClick={() => window.location.reload()}>Reload the page</Button>
              <a href="/">Back to the shop</a>
            </>
          }
        >
          <p className="muted">
            The connection may have been lost, or a new version of the shop was just published. Your cart is
            kept.
          </p>
        </Blank>
      </main>
    );
  }
}
