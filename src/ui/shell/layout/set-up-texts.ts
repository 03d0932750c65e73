import { defineTexts } from '../texts/define-texts.js';

/** What the first admin reads as he makes himself. */
export const SET_UP_TEXTS = defineTexts(
  {
    title: 'Primeiro acesso',
    help: 'Ainda não há usuários. O primeiro administra o sistema e cadastra os outros.',
    name: 'Nome completo',
    userHelp: 'O que você digita para entrar: minúsculas, números, ponto, hífen ou @.',
    make: 'Criar e entrar',
    over: 'Este link não vale mais. Enquanto não houver usuário, reiniciar o servidor mostra outro.',
  },
  {
    title: 'First sign-in',
    help: 'There is no user yet. The first one administers the system and adds the others.',
    name: 'Full name',
    userHelp: 'What you type to come in: lower-case letters, digits, dot, hyphen or @.',
    make: 'Make it and sign in',
    over: 'This link is not good any more. While there is no user a restart of the server shows another.',
  },
);
