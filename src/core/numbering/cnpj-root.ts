/** Matriz and filiais share the first eight characters of their CNPJ; letters are allowed since 2026. */
export function cnpjRootOf(cnpj: string): string {
  return cnpj.replace(/[^0-9A-Za-z]/g, '').slice(0, 8);
}
