import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { Blank } from './components/Notice';
import { Button } from './components/Button';
import { loadConfig } from './lib/config';
import { startSession } from './state/session';
import { loadShop } from './state/shop';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (!element) throw new Error('index.html has no #root');
  const root = createRoot(element);
  try {
    await loadConfig();
    await loadShop();
  } catch {
    root.render(
      <main className="page" role="alert">
        <Blank
          icon="warning"
          title="The shop is closed for a moment"
          actions={<Button onClick={() => window.location.reload()}>Try again</Button>}
        >
          <p className="muted">It could not be reached. Check your connection, or try again in a minute.</p>
        </Blank>
      </main>,
    );
    return;
  }
  startSession();
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
