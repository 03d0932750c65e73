/** Money as people in Brazil write it: 1.234,50. */
export function reais(amount: string): string {
  const [whole = '0', cents = '00'] = amount.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return `${amount.startsWith('-') ? '-' : ''}${grouped},${cents}`;
}

/** Dates as people in Brazil write them. */
export function data(day: string): string {
  return day.split('-').reverse().join('/');
}
