import { describe, expect, it } from 'vitest';
import { popAddress, popTemplateProblem } from '../../../src/core/desk/screen-pop.js';

describe('an address of an outside CRM', () => {
  it.each([
    '',
    'https://crm.example/',
    'https://crm.example:8443/c/{contato}?cpf={cpf}#tel={telefone}',
    'http://localhost:3000/{divida}',
    'http://127.0.0.1/{nome completo}',
    'http://[::1]:9/x',
  ])('may be %s', (template) => expect(popTemplateProblem(template)).toBeNull());

  it.each([
    'http://crm.example/{contato}',
    'javascript:alert(1)',
    'data:text/html,{nome}',
    'https://{nome}/x',
    'https://{nome}.example/x',
    'https://crm.example',
    'https://user:pass@crm.example/x',
    'https://crm.example@evil.example/x',
    'http://localhost.evil.example/x',
    'https://crm.example/"><script>',
    'https://crm.example/\\x',
    'https://crm.example/ x',
    'https://crm.example/{contato',
    'https://crm.example/{}',
    '//crm.example/x',
    `https://crm.example/${'x'.repeat(2000)}`,
  ])('may not be %s', (template) => expect(popTemplateProblem(template)).not.toBeNull());

  it('takes each field as one encoded part, whatever stands in it', () => {
    const nasty = { nome: 'Zé & "Ana" <b>/../?x=1#y\'()*!', cpf: '..', meio: '\uD800', vazio: '' };
    const address = popAddress('https://crm.example/c/{cpf}/{vazio}?n={nome}&m={meio}&z={nada}', nasty);
    expect(address).toBe(
      'https://crm.example/c//?n=Z%C3%A9%20%26%20%22Ana%22%20%3Cb%3E%2F..%2F%3Fx%3D1%23y%27%28%29%2A%21&m=%EF%BF%BD&z=',
    );
    const { pathname, searchParams, hash } = new URL(address);
    expect([pathname, searchParams.get('n'), hash]).toEqual(['/c//', nasty.nome, '']);
  });

  it('names nothing that the template does not name', () => {
    expect(popAddress('https://crm.example/{contato}', { contato: '7', nome: 'Ana', cpf: '1' })).toBe(
      'https://crm.example/7',
    );
    expect(popAddress('https://crm.example/{toString}{constructor}', {})).toBe('https://crm.example/');
  });
});
