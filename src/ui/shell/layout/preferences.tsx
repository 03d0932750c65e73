import { useState } from 'react';
import { chooseLanguage, LANGUAGES, type Language, useLanguage } from '../texts/language.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import styles from './preferences.module.css';
import { chooseTheme, currentTheme, THEMES, type Theme } from './theme.js';

const NAMES: Readonly<Record<Language, string>> = { 'pt-BR': 'Português', en: 'English' };

/** Language and appearance: of this browser, whoever signs in. */
export function Preferences() {
  const say = useTexts(SHELL_TEXTS);
  const language = useLanguage();
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <div className={styles['row']}>
      <label>
        <span className="unseen">{say('language')}</span>
        <select value={language} onChange={(event) => chooseLanguage(event.target.value as Language)}>
          {LANGUAGES.map((name) => (
            <option key={name} value={name} lang={name}>
              {NAMES[name]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="unseen">{say('theme')}</span>
        <select
          value={theme}
          onChange={(event) => {
            chooseTheme(event.target.value as Theme);
            setTheme(currentTheme());
          }}
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {say(`theme.${name}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
