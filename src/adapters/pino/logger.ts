import { type DestinationStream, type Logger, pino } from 'pino';
import { makeLogOutput } from './log-output.js';

/** Never written, wherever they are in a line: the net under code that should not log them at all. */
const PERSONAL_KEYS = [
  'phone',
  'phones',
  'number',
  'callerId',
  'cpf',
  'cpfHash',
  'name',
  'contact',
  'fields',
  'salt',
  'password',
  'token',
  'secret',
  'authorization',
];
/** Numbers in E.164 or national form, CPF with or without points; inside any text of a line. */
const PERSONAL_TEXT = /\+\d{7,15}|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b(55)?[1-9]{2}9?\d{8}\b/g;

/** Text without phone numbers and CPFs. */
export function withoutPersonalText(text: string): string {
  return text.replace(PERSONAL_TEXT, '[hidden]');
}

/** JSON lines on standard output (or `to`), without personal data. */
export function makeLogger(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: PERSONAL_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[hidden]' },
    hooks: { streamWrite: withoutPersonalText },
  };
  return pino(options, to ?? makeLogOutput());
}
