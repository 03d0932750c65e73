/**
 * Sounds that come with the product and fit into a menu, with what they say; `scripts/make-sounds.sh` speaks them, and an
 * operation puts its own voice under the same names.
 */
export const PRODUCT_SOUNDS: Readonly<Record<string, string>> = {
  'ura-boas-vindas':
    'Olá. Você ligou para a nossa central de atendimento. Para falar com um atendente, tecle um. Para receber uma ligação nossa, tecle dois. Para não receber mais ligações, tecle nove.',
  'ura-opcao-invalida': 'Opção inválida.',
  'ura-ligaremos': 'Ligaremos para o número de onde você está falando. Obrigado.',
  'ura-descadastro': 'Seu pedido foi registrado. Este número não receberá mais as nossas ligações. Obrigado.',
  'fila-fechada':
    'Nosso atendimento está fechado neste momento. Por favor, ligue em nosso horário de atendimento. Obrigado.',
  'fila-obrigado': 'Obrigado por aguardar. Continue na linha, por favor.',
};
