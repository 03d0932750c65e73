/** The CPF whose nine first digits are these, with its check digits. */
export function cpfOf(nine: string): string {
  const digit = (digits: string): string => {
    const sum = [...digits].reduce((total, d, i) => total + Number(d) * (digits.length + 1 - i), 0);
    const rest = sum % 11;
    return rest < 2 ? '0' : String(11 - rest);
  };
  const ten = nine + digit(nine);
  return ten + digit(ten);
}
