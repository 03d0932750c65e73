import { LineCounter, parseDocument, stringify } from 'yaml';
import type { ContractText } from '../../api/http/api-deps.js';
import { CadenciaError } from '../../core/kernel/errors.js';

const WIDTH = 110;

/** Contracts as people edit them: YAML, of which JSON is a part. */
export const contractText: ContractText = {
  read(text) {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      throw new CadenciaError('DLR_BILLING_INVALID', {
        detail: `line ${line}, column ${col}: is no YAML: ${error.message.split('\n')[0] ?? ''}`,
        fields: { line, column: col },
      });
    }
    return document.toJS() as unknown;
  },
  write: (document) => stringify(document, { lineWidth: WIDTH }),
  placeOf(text, path) {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines });
    // `contract.prices[3].value`: what is missing stands in what should have it.
    const keys = (path.match(/[^.[\]]+/g) ?? [])
      .slice(1)
      .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    for (let depth = keys.length; depth > 0; depth -= 1) {
      const node: unknown = document.getIn(keys.slice(0, depth), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
        const { line, col } = lines.linePos(Number(node.range[0]));
        return { line, column: col };
      }
    }
    return null;
  },
};
