import { defineTexts } from '../shell/texts/define-texts.js';

/** The screen's name, apart from its texts: the menu is loaded first, the rest when the screen is opened. */
export const BILLING_TITLE_TEXTS = defineTexts({ title: 'Faturamento' }, { title: 'Billing' });
