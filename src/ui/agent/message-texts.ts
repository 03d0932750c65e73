import { defineTexts } from '../shell/texts/define-texts.js';

export const MESSAGE_TEXTS = defineTexts(
  { messages: 'Recados da supervisão', from: '{who}, {time}', read: 'Lido', readAll: 'Lidos ({n})' },
  { messages: 'Supervisor’s messages', from: '{who}, {time}', read: 'Read', readAll: 'All read ({n})' },
);
