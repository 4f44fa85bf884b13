import { learn } from '../i18n/language';
import AREAS from './areas.json';

/** Loads a module together with the messages that its folder uses (areas.json). */
export const withWords =
  <Module>(folder: keyof typeof AREAS, load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    const [module] = await Promise.all([load(), learn(AREAS[folder])]);
    return module;
  };
