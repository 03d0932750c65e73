import { defineTexts } from '../shell/texts/define-texts.js';

export const ACCOUNT_TEXTS = defineTexts(
  {
    title: 'Minha conta',
    password: 'Trocar senha',
    factor: 'Segundo fator',
    factorOn: 'Ligado',
    factorOff: 'Desligado',
    factorHelp:
      'Com ele, quem descobrir sua senha ainda não entra: um aplicativo no celular dá um código a cada meio minuto.',
    ownPassword: 'Sua senha',
    begin: 'Ligar',
    remove: 'Desligar',
    removed: 'Segundo fator desligado.',
    secret: 'Digite esta chave no aplicativo (ou abra o link no próprio celular):',
    open: 'Abrir no aplicativo',
    code: 'Código que o aplicativo mostra',
    confirm: 'Confirmar',
    recovery: 'Guarde estes códigos: cada um entra uma vez sem o celular. Não serão mostrados de novo.',
    tokenOnly: 'Você entrou com um token: ele não tem senha nem segundo fator.',
    providerOnly: 'Você entra com a conta da empresa: senha e segundo fator são de lá.',
  },
  {
    title: 'My account',
    password: 'Change password',
    factor: 'Second factor',
    factorOn: 'On',
    factorOff: 'Off',
    factorHelp:
      'With it, who finds out your password still does not come in: an application on your phone gives a code every half minute.',
    ownPassword: 'Your password',
    begin: 'Turn on',
    remove: 'Turn off',
    removed: 'Second factor turned off.',
    secret: 'Type this key into the application (or open the link on the phone itself):',
    open: 'Open in the application',
    code: 'Code that the application shows',
    confirm: 'Confirm',
    recovery: 'Keep these codes: each comes in once without the phone. They will not be shown again.',
    tokenOnly: 'You came in with a token: it has no password and no second factor.',
    providerOnly: 'You sign in with the company account: password and second factor are kept there.',
  },
);
