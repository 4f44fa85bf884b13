import { chooseLanguage, LANGUAGES, spoken, type Language } from '../i18n/language';
import { useText } from '../i18n/useText';
import { CheckMenu } from '../ui/Menu';
import { chooseTheme, theme, THEMES, type Theme } from './theme';

/** Each language by its own name, as whoever looks for it reads it. */
export function LanguageMenu() {
  const t = useText();
  const { language } = spoken.use();
  return (
    <CheckMenu
      plain
      single
      label={<span lang={language}>{LANGUAGES[language]}</span>}
      title={`${t('user.language')}: ${LANGUAGES[language]}`}
      items={Object.entries(LANGUAGES).map(([id, label]) => ({ id, label }))}
      checked={[language]}
      change={([chosen]) => chosen && chooseLanguage(chosen as Language)}
    />
  );
}

export function ThemeMenu() {
  const t = useText();
  const now = theme.use();
  return (
    <CheckMenu
      plain
      single
      label={t(`theme.${now}`)}
      title={`${t('user.theme')}: ${t(`theme.${now}`)}`}
      items={THEMES.map((id) => ({ id, label: t(`theme.${id}`) }))}
      checked={[now]}
      change={([chosen]) => chosen && chooseTheme(chosen as Theme)}
    />
  );
}
