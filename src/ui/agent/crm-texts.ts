import { defineTexts } from '../shell/texts/define-texts.js';

export const CRM_TEXTS = defineTexts(
  {
    open: 'Abrir CRM',
    follows: 'Uma janela só; acompanha cada chamada.',
    blocked: 'O navegador bloqueou a janela: permita pop-ups desta página.',
  },
  {
    open: 'Open CRM',
    follows: 'One window; it follows each call.',
    blocked: 'The browser blocked the window: allow pop-ups of this page.',
  },
);
