import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadConfig } from '../src/lib/config';
import { startSession } from '../src/state/session';
import '../src/styles/fonts.css';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import './styles/office.css';
import { App } from './App';
import { startLanguage, text } from './i18n/language';
import { startTheme } from './frame/theme';

async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (!element) throw new Error('index.html has no #root');
  startTheme();
  await startLanguage();
  const root = createRoot(element);
  try {
    await loadConfig();
  } catch {
    root.render(
      <main role="alert">
        <h1>{text('frame.closed')}</h1>
        <button type="button" onClick={() => window.location.reload()}>
          {text('frame.again')}
        </button>
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
