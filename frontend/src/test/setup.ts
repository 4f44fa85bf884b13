import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { forget } from '../lib/useLoad';

// A busy machine may be slow, which says nothing about the page: what is waited for comes, or the test's own limit ends it.
configure({ asyncUtilTimeout: 20_000 });

// jsdom has no modal dialogs: open and close are enough for what these tests look at.
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.removeAttribute('open');
};
window.scrollTo = () => undefined;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  forget();
});

afterEach(cleanup);
