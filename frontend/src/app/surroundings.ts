/** What stands above and below every page and holds nothing up: one file to load. */
export { default as Footer } from './Footer';
export { News } from './News';
