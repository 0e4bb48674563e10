import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  signatureHeader,
  signedDigest,
  TOLERANCE,
  verifySignature,
} from '../../../src/events/signature.ts';

const SECRET = 'whsec_of_the_signature_test';
const NOW = 1_795_424_400;
const verdict = (body: string, header: string | undefined, now = NOW) =>
  verifySignature(Buffer.from(body), header, [SECRET], now).kind;

describe('a signature', () => {
  it('is what Stripe’s documentation describes: HMAC-SHA256 of time, dot and body', () => {
    // printf '1492774577.{}' | openssl dgst -sha256 -hmac whsec_test
    expect(signatureHeader('{}', 'whsec_test', 1_492_774_577)).toBe(
      't=1492774577,v1=0d0602f6611bd2252dd4b74b58a4528355a7380639a15e6cc21e3059d56d5b8b',
    );
  });

  it.each([
    ['at the second', 0, 'signed'],
    ['as old as may be', -TOLERANCE, 'signed'],
    ['older', -TOLERANCE - 1, 'forged'],
    ['ahead as far as may be', TOLERANCE, 'signed'],
    ['further ahead', TOLERANCE + 1, 'forged'],
  ])('%s is %s', (_what, offset, kind) => {
    expect(verdict('{}', signatureHeader('{}', SECRET, NOW + (offset as number)))).toBe(kind);
  });

  it('fits one body and one secret, byte for byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (body, other) => {
        const header = signatureHeader(body, SECRET, NOW);
        expect(verdict(body, header)).toBe('signed');
        const isSame = Buffer.from(body).equals(Buffer.from(other));
        expect(verdict(other, header)).toBe(isSame ? 'signed' : 'forged');
        expect(verdict(body, signatureHeader(body, `${SECRET}x`, NOW))).toBe('forged');
      }),
    );
  });

  it('is never made of foreign text, and foreign text never throws', () => {
    const header = fc.oneof(
      fc.string(),
      fc.tuple(fc.integer(), fc.string()).map(([time, text]) => `t=${time},v1=${text}`),
      fc.string().map((text) => `t=${NOW},v1=${text}`),
    );
    fc.assert(fc.property(header, (text) => verdict('{}', text) === 'forged'));
    for (const text of [undefined, '', `t=${NOW},v1=`, `t=${NOW},v1=,v1=00`])
      expect(verdict('{}', text)).toBe('forged');
  });
});

it('a digest is 32 hexadecimal digits of SHA-256', () => {
  expect(digestOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb924');
});

describe('a signature is verified', () => {
  const header = signatureHeader('{}', SECRET, NOW);
  const by = (secrets: readonly string[], of = header) =>
    verifySignature(Buffer.from('{}'), of, secrets, NOW).kind;

  it.each([
    ['no helper', null],
    ['a helper without the function', {}],
    ['a function that says nothing', { verifyHeader: () => undefined as unknown as boolean }],
    ['a function that says no', { verifyHeader: () => false }],
  ])('never by a library that has %s', (_what, library) => {
    expect(verifySignature(Buffer.from('{}'), header, [SECRET], NOW, library).kind).toBe('forged');
  });

  it('by any of two secrets, and by none', () => {
    expect([by([SECRET, 'another-secret-of-it']), by(['another-secret-of-it', SECRET])]).toEqual([
      'signed',
      'signed',
    ]);
    expect([by(['another-secret-of-it']), by([])]).toEqual(['forged', 'forged']);
    expect(by([SECRET], signatureHeader('{}', ['another-secret-of-it', SECRET], NOW))).toBe('signed');
  });

  it('with one time only: what was signed is known by it', () => {
    const signed = (of: string) => signedDigest(of, Buffer.from('{}'));
    expect(by([SECRET], `t=${NOW - 1},${header}`)).toBe('forged');
    expect(by([SECRET], `${header},t=${NOW - 1}`)).toBe('forged');
    expect(by([SECRET], `v1=00,${header},v0=1`)).toBe('signed');
    expect(signed(`v1=00,${header},v0=1`)).toBe(signed(header));
    expect(signed(header.replace('t=', 't=00'))).toBe(signed(header));
    expect(signed(signatureHeader('{}', SECRET, NOW + 1))).not.toBe(signed(header));
    expect(signedDigest(header, Buffer.from('{} '))).not.toBe(signed(header));
  });
});
