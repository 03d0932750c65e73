/** How this program reads what contracts leave open or say alike; printed with every bill beside the contract's own. */
export const COMMON_READINGS: ReadonlyMap<string, string> = new Map([
  [
    'classe',
    'Cada chamada é paga uma vez, pela classe mais alta; tentativas do mesmo grupo (várias operadoras) são uma só.',
  ],
  [
    'dia',
    'A chamada pertence ao dia e à faixa horária de Brasília em que começou: a ativa na discagem, a receptiva na chegada.',
  ],
  [
    'transferencia',
    'A chamada transferida é paga como a inicial; a continuação não é paga nem entra nos indicadores.',
  ],
  [
    'indice',
    'Índices percentuais são truncados em duas casas, nunca arredondados, antes de qualquer tabela.',
  ],
  ['sem-medicao', 'Indicador sem nada medido (denominador zero) não dá pontos, bônus nem desconto.'],
  [
    'centavo',
    'O valor é exato dentro da linha; a linha é arredondada ao centavo, meio centavo para longe do zero; totais somam linhas.',
  ],
  ['percentual', 'Percentual posterior incide sobre a soma das linhas já arredondadas.'],
  ['faixa', 'Valor entre duas faixas impressas pertence à faixa cujo limite inferior já passou.'],
  [
    'media',
    'Falha do lado do contratante: por hora atingida, média da mesma hora nos mesmos dias da semana das quatro semanas ' +
      'anteriores; dia também pago por média ou feriado nacional cede lugar ao da semana seguinte.',
  ],
  [
    'media-indicadores',
    'Hora em que falharam os sistemas do contratante é paga por média e não é medida; em outra falha do contratante, ' +
      'os indicadores também são a média.',
  ],
  [
    'correcao',
    'A correção é um fato de segunda pessoa e nunca altera o registro; da mesma chamada vale a última pela data.',
  ],
  ['contestada', 'Chamada contestada não é paga neste demonstrativo e é contada à parte.'],
]);
