import { beforeEach } from 'vitest';
import english from '../i18n/en';
import { spoken } from '../i18n/language';
import { forgetToasts } from '../ui/toast';

// jsdom lays nothing out; what draws the rows in sight needs a height to see.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 1000 },
  offsetHeight: { configurable: true, get: () => 44 },
});

// axe asks for one to look at what jsdom cannot draw.
HTMLCanvasElement.prototype.getContext = () => null;

beforeEach(() => {
  forgetToasts();
  spoken.set({ language: 'en', locale: 'en', messages: english });
  document.documentElement.lang = 'en';
  document.documentElement.dir = 'ltr';
});
