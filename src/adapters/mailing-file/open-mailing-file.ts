import { open } from 'node:fs/promises';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { MailingSource } from '../../core/mailing/mailing-line.js';
import { openCsvMailing } from './csv-mailing.js';
import { openXlsxMailing } from './xlsx-mailing.js';

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** Excel before 2007 (compound file). */
const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** Opens a mailing by what is in it, not by its name: XLSX when it is a ZIP file, else CSV. */
export async function openMailingFile(path: string): Promise<MailingSource> {
  const magic = await firstBytes(path);
  if (magic.equals(OLD_EXCEL)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The file is a workbook of Excel 97-2003 (.xls). Save it as XLSX or CSV',
    });
  }
  return magic.equals(ZIP) ? openXlsxMailing(path) : openCsvMailing(path);
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw new CadenciaError(code === 'ENOENT' ? 'DLR_NOT_FOUND' : 'DLR_INPUT_INVALID', {
      detail: `The mailing file cannot be opened (${code}). Give the path of a readable CSV or XLSX file`,
      cause,
    });
  }
}
